//! A stream the relay could not go on with, because the ring does not have what it reads next: a task reads the log for
//! it and writes to the socket, and gives both back once the ring has what comes next.

use std::io;

use bytes::Bytes;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::listener::{Listener, Next};
use crate::event::chunked;
use crate::relay::Line;

/// Serves it until it is over, or has caught up.
pub(super) async fn alone(mut listener: Box<Listener>, line: Line) {
    let Line { socket, mut rest, held } = line;
    let Ok(mut socket) = TcpStream::from_std(socket) else { return };
    loop {
        if !rest.is_empty() && !written(&listener, &mut socket, &rest).await {
            return;
        }
        rest = Bytes::new();
        if listener.stands_on_ring() {
            // Whoever vanished meanwhile is found out there.
            if let Ok(socket) = socket.into_std() {
                let relay = listener.app.relay.clone();
                relay.take(Line { socket, rest, held }, listener);
            }
            return;
        }
        let next = tokio::select! {
            biased;
            () = gone(&socket) => return,
            next = listener.next() => next,
        };
        match next {
            Next::Own(block) => rest = chunked(&block),
            Next::Frames(frames) => {
                for frame in frames {
                    if !written(&listener, &mut socket, &frame.chunk).await {
                        return;
                    }
                    listener.told(&frame);
                }
            }
            Next::Over { .. } => return,
        }
    }
}

/// Whether all of it was, before the stream was cut.
async fn written(listener: &Listener, socket: &mut TcpStream, bytes: &[u8]) -> bool {
    tokio::select! {
        biased;
        () = listener.seat.cut.cancelled() => false,
        written = socket.write_all(bytes) => written.is_ok(),
    }
}

/// Waits until the peer has gone. What it says is thrown away.
async fn gone(socket: &TcpStream) {
    let mut scratch = [0; 512];
    while socket.readable().await.is_ok() {
        match socket.try_read(&mut scratch) {
            Ok(0) => return,
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => return,
            _ => {}
        }
    }
}
