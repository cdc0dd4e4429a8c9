//! One listener of a load: reads its stream line by line, notes marks and its place.

use memchr::memchr;
use mio::net::TcpStream;

use super::marks::{Hearing, Mark};

/// A listener.
#[derive(Debug, Default)]
pub(super) struct Ear {
    /// Its tenant's number.
    pub(super) tenant: usize,
    /// Its connection, while it has one.
    pub(super) socket: Option<TcpStream>,
    /// Whether it has sent its request.
    pub(super) asked: bool,
    /// Whether the stream has said something.
    pub(super) open: bool,
    /// Whether it reads no more.
    pub(super) deaf: bool,
    /// The last id.
    pub(super) place: String,
    /// What it heard.
    pub(super) hearing: Hearing,
    /// The beginning of a line whose end has not come.
    part: Vec<u8>,
}

impl Ear {
    pub(super) fn of(tenant: usize) -> Self {
        Self { tenant, ..Self::default() }
    }

    pub(super) fn is_here(&self) -> bool {
        self.socket.is_some()
    }

    pub(super) fn comes(&mut self, socket: TcpStream) {
        self.socket = Some(socket);
    }

    pub(super) fn goes(&mut self) {
        (self.socket, self.asked, self.open) = (None, false, false);
        self.part.clear();
    }

    /// Takes in what was read; how many marks were in it, each of which is told.
    pub(super) fn hears(&mut self, mut bytes: &[u8], mut told: impl FnMut(Mark)) -> u64 {
        let mut heard = 0;
        while let Some(end) = memchr(b'\n', bytes) {
            let (rest, after) = (&bytes[..end], &bytes[end + 1..]);
            bytes = after;
            if self.part.is_empty() {
                heard += u64::from(self.line(rest, &mut told));
            } else {
                let mut line = std::mem::take(&mut self.part);
                line.extend_from_slice(rest);
                heard += u64::from(self.line(&line, &mut told));
            }
        }
        self.part.extend_from_slice(bytes);
        heard
    }

    fn line(&mut self, line: &[u8], told: &mut impl FnMut(Mark)) -> bool {
        if let Some(id) = line.strip_prefix(b"id: ") {
            self.place.clear();
            self.place.push_str(std::str::from_utf8(id).unwrap_or_default().trim_end());
        } else if let Some(data) = line.strip_prefix(b"data: ") {
            if let Some(mark) = Mark::find(data) {
                self.hearing.hear(mark.number);
                told(mark);
                return true;
            }
        } else if !self.open && line.starts_with(b"HTTP/1.1 200 ") {
            self.open = true;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_in_pieces_is_heard_whole() {
        let mark = |number| Mark { tenant: 0, number, at: 5 };
        let block = |number| format!("4f\r\nid: e-{number}\ndata: {{\"body\":\"{}\"}}\n\n\r\n", mark(number));
        let stream = format!("HTTP/1.1 200 OK\r\n\r\n{}{}", block(1), block(2));
        for piece in 1..stream.len() {
            let (mut ear, mut told) = (Ear::of(0), Vec::new());
            let heard: u64 =
                stream.as_bytes().chunks(piece).map(|piece| ear.hears(piece, |mark| told.push(mark))).sum();
            assert_eq!((heard, told), (2, vec![mark(1), mark(2)]));
            assert_eq!((ear.place.as_str(), ear.open), ("e-2", true));
            assert_eq!(ear.hearing, Hearing { last: 2, heard: 2, ..Hearing::default() });
        }
    }
}
