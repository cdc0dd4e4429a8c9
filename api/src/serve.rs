//! The accept loop. warp's own has no header timeout, no nodelay and no cap, and waits for ever on an open stream.
//!
//! Each connection is peeked at for the HTTP/2 preface under the deadline of its first request, then served by
//! hyper's `http1` or `http2`. (The `auto` connection could not give its socket back: this is the place where a stream's
//! socket leaves hyper for the relay.)

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::service::TowerToHyperService;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tracing::{debug, warn};

use crate::app::App;
use crate::edge::Edge;
use crate::relay::{Held, Line};
use crate::wire::{Noted, Wire};

mod porch;

pub use porch::Porch;

/// How long a connection may take to send its first request.
const FIRST_REQUEST: Duration = Duration::from_secs(15);
/// How long headers may take, and how long an idle connection is kept.
const HEADERS: Duration = Duration::from_secs(30);
/// How long a reader may take nothing at all before it is cut, to come back with its place.
const SLOWEST: Duration = Duration::from_secs(15);
/// What the kernel holds for a connection that is not read, half of what it accounts for. Left to itself it lets each
/// stalled reader hold megabytes, and a tenth of them slowed all others down by two fifths.
const SEND_BUFFER: usize = 64 << 10;
/// Connections beyond the streams' limit, so that a stream over it can be told so.
const SPARE: usize = 512;
/// What begins an HTTP/2 connection (RFC 9113, 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Accepts until `stopping`, then drains: streams are told and cut, requests under way are answered. Those who came
/// before the application was there are let in first.
pub async fn serve(app: Arc<App>, edge: Edge, listener: TcpListener, mut porch: Porch) {
    let slots =
        Arc::new(Semaphore::new(app.config.limits.connections.saturating_add(SPARE).min(Semaphore::MAX_PERMITS)));
    let connections = TaskTracker::new();
    let accepting = async {
        loop {
            let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
            let came = tokio::select! {
                biased;
                Some(early) = porch.next() => Ok(early),
                came = listener.accept() => came,
            };
            match came {
                Ok((socket, peer)) => {
                    // A drain waits for those the relay has taken, too.
                    let held = Box::new((slot, connections.token()));
                    connections.spawn(connection(Arc::clone(&app), edge.clone(), socket, peer, held));
                }
                Err(error) => {
                    // Out of file descriptors, mostly: those who leave will make room.
                    warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    };
    let mut accepting = pin!(accepting);
    tokio::select! {
        () = &mut accepting => {}
        () = app.stopping.cancelled() => app.relay.look(),
    }
    // While streams are let go one by one, whoever asks still learns that this node drains.
    let deadline = Instant::now() + app.config.drain;
    connections.close();
    tokio::select! {
        () = connections.wait() => {}
        () = accepting => {}
        () = tokio::time::sleep_until(deadline) => warn!(left = connections.len(), "the drain ran out of time"),
    }
    app.relay.end();
}

async fn connection(app: Arc<App>, edge: Edge, socket: TcpStream, peer: SocketAddr, held: Held) {
    if let Err(error) = prepare(&socket, app.config.heartbeat) {
        debug!(%error, "a socket could not be prepared");
    }
    let deadline = Instant::now() + FIRST_REQUEST;
    let Ok(Ok(multiplexed)) = tokio::time::timeout_at(deadline, is_http2(&socket)).await else { return };
    let wire = Wire::new(multiplexed);
    let begun = CancellationToken::new();
    let service = {
        let (wire, begun) = (wire.clone(), begun.clone());
        tower::service_fn(move |request| {
            begun.cancel();
            let (edge, wire) = (edge.clone(), wire.clone());
            async move {
                let answer = edge.answer(request, peer, wire.clone()).await;
                wire.answers();
                answer
            }
        })
    };
    let compressed = CompressionLayer::new().quality(CompressionLevel::Fastest);
    let service = TowerToHyperService::new(ServiceBuilder::new().layer(compressed).service(service));
    let io = Noted::new(socket, &wire);
    let silent = async {
        tokio::time::sleep_until(deadline).await;
        if begun.is_cancelled() {
            std::future::pending::<()>().await;
        }
    };
    if multiplexed {
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .max_concurrent_streams(128)
            .keep_alive_interval(app.config.heartbeat)
            .keep_alive_timeout(app.config.heartbeat)
            .max_header_list_size(16 << 10);
        let mut served = pin!(builder.serve_connection(io, service));
        tokio::select! {
            biased;
            done = served.as_mut() => return ended(done),
            () = silent => return,
            () = app.stopping.cancelled() => {}
        }
        tokio::select! {
            biased;
            done = served.as_mut() => return ended(done),
            () = begun.cancelled() => served.as_mut().graceful_shutdown(),
        }
        ended(served.await);
    } else {
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(64 << 10);
        let mut served = builder.serve_connection(io, service);
        let mut silent = pin!(silent);
        let mut stops = false;
        let speaker = loop {
            tokio::select! {
                biased;
                done = &mut served => return ended(done),
                speaker = wire.left() => break speaker,
                () = &mut silent => return,
                () = wire.cut.cancelled() => return,
                // A connection that has not asked yet is answered once more: hyper would close it without a word.
                () = asked_while_stopping(&app, &begun), if !stops => {
                    stops = true;
                    Pin::new(&mut served).graceful_shutdown();
                }
            }
        };
        match served.into_parts().io.into_inner().into_std() {
            Ok(socket) => app.relay.take(Line { socket, rest: Bytes::new(), held }, speaker),
            Err(error) => debug!(%error, "a socket could not be handed over"),
        }
    }
}

async fn asked_while_stopping(app: &App, begun: &CancellationToken) {
    app.stopping.cancelled().await;
    begun.cancelled().await;
}

/// Peers come and go: how a connection ended is of interest to nobody but a debugger.
fn ended(done: Result<(), hyper::Error>) {
    if let Err(error) = done {
        debug!(%error, "a connection ended");
    }
}

/// Bounds what the kernel holds for each connection. Accepted sockets inherit it, and a size that was set is not tuned.
pub fn bound_buffers(listener: &TcpListener) {
    if let Err(error) = SockRef::from(listener).set_send_buffer_size(SEND_BUFFER) {
        warn!(%error, "the send buffers could not be bounded");
    }
}

/// No delay, and a peer that vanished without a word is given up within two heartbeats: one until something is sent
/// to it, one for it to be acknowledged. The kernel counts the time in which a slow reader takes nothing alike, so it
/// gets [`SLOWEST`] at least.
fn prepare(socket: &TcpStream, heartbeat: Duration) -> std::io::Result<()> {
    socket.set_nodelay(true)?;
    #[cfg(target_os = "linux")]
    SockRef::from(socket).set_tcp_user_timeout(Some(heartbeat.max(SLOWEST)))?;
    Ok(())
}

/// Whether the connection begins with the HTTP/2 preface; nothing is taken from the socket.
async fn is_http2(socket: &TcpStream) -> std::io::Result<bool> {
    let mut seen = [0; PREFACE.len()];
    let mut before = 0;
    loop {
        let count = socket.peek(&mut seen).await?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if seen[..count] != PREFACE[..count] {
            return Ok(false);
        }
        if count == PREFACE.len() {
            return Ok(true);
        }
        // What was seen stays in the socket, so waiting for readiness alone would spin.
        if count == before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        before = count;
    }
}
