//! One socket that is served: what is sent to it, and what is left when it takes no more.

use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::sync::Arc;

use bytes::{Buf, Bytes};
use mio::net::TcpStream;

use super::{Held, Line, Said, Speaker, Then};
use crate::event::Frame;

/// Frames in one write.
const MOST: usize = 64;
/// What a peer may say while it listens, which is nothing that anybody waits for.
const NOISE: usize = 64 << 10;

/// A client.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) socket: TcpStream,
    pub(super) speaker: Box<dyn Speaker>,
    /// What was begun and not sent to its end; the only bytes a slow reader holds.
    rest: Bytes,
    /// The socket takes no more until it says so.
    pub(super) blocked: bool,
    /// It is cut as soon as the rest is sent.
    ending: bool,
    /// Bytes it has said.
    noise: usize,
    /// The slot of the timers it waits for, or none.
    pub(super) slot: Option<u64>,
    /// Its room, and its place there.
    pub(super) room: usize,
    pub(super) place: usize,
    held: Held,
}

impl Client {
    pub(super) fn new(line: Line, speaker: Box<dyn Speaker>, room: usize, place: usize) -> Self {
        let Line { socket, rest, held } = line;
        let socket = TcpStream::from_std(socket);
        Self { socket, speaker, rest, blocked: false, ending: false, noise: 0, slot: None, room, place, held }
    }

    /// Sends what there is to send. Told is what comes then; [`Then::More`] when the socket takes no more.
    pub(super) fn speak(&mut self, said: &mut Said) -> Then {
        if self.speaker.is_cut() {
            return Then::Over;
        }
        loop {
            match self.send_rest() {
                Ok(true) => {}
                Ok(false) => return Then::More,
                Err(_) => return Then::Over,
            }
            if self.ending {
                return Then::Over;
            }
            said.frames.clear();
            said.own = None;
            let then = self.speaker.speak(said);
            if let Some(own) = said.own.take() {
                self.rest = own;
                self.ending = then == Then::Over;
                continue;
            }
            if !said.frames.is_empty() && self.send(&said.frames).is_err() {
                return Then::Over;
            }
            if self.blocked {
                return Then::More;
            }
            if then != Then::More {
                return then;
            }
        }
    }

    /// Whether the peer is still there. What it says is thrown away.
    pub(super) fn is_there(&mut self, scratch: &mut [u8]) -> bool {
        loop {
            match self.socket.read(scratch) {
                Ok(0) => return false,
                Ok(count) => {
                    self.noise += count;
                    if self.noise > NOISE {
                        return false;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return true,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
    }

    /// The socket and who speaks on it.
    pub(super) fn parted(self) -> (Line, Box<dyn Speaker>) {
        let socket = std::os::fd::OwnedFd::from(self.socket).into();
        (Line { socket, rest: self.rest, held: self.held }, self.speaker)
    }

    /// Whether all of the rest is sent.
    fn send_rest(&mut self) -> io::Result<bool> {
        while !self.rest.is_empty() {
            match self.socket.write(&self.rest) {
                Ok(count) => self.rest.advance(count),
                Err(error) => self.refused(error)?,
            }
            if self.blocked {
                return Ok(false);
            }
        }
        // Gives the frame back to those who share it.
        self.rest = Bytes::new();
        Ok(true)
    }

    fn send(&mut self, frames: &[Arc<Frame>]) -> io::Result<()> {
        let wrote = match frames {
            [frame] => self.socket.write(&frame.chunk),
            frames => {
                let mut slices = [IoSlice::new(&[]); MOST];
                let count = frames.len().min(MOST);
                for (slice, frame) in slices.iter_mut().zip(frames) {
                    *slice = IoSlice::new(&frame.chunk);
                }
                self.socket.write_vectored(&slices[..count])
            }
        };
        let mut count = match wrote {
            Ok(count) => count,
            Err(error) => {
                self.refused(error)?;
                0
            }
        };
        let mut sent = 0;
        for frame in frames {
            if count == 0 {
                break;
            }
            sent += 1;
            if count < frame.chunk.len() {
                self.rest = frame.chunk.slice(count..);
                break;
            }
            count -= frame.chunk.len();
        }
        self.speaker.sent(frames, sent);
        Ok(())
    }

    fn refused(&mut self, error: io::Error) -> io::Result<()> {
        match error.kind() {
            ErrorKind::WouldBlock => self.blocked = true,
            ErrorKind::Interrupted => {}
            _ => return Err(error),
        }
        Ok(())
    }
}
