//! The body of a stream: chunks taken apart by hand, then blocks up to an empty line.

use crate::wire::Wire;

/// How a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The connection was cut: the body had no end.
    Cut,
    /// The body ended in order, which some clients take as final.
    Clean,
}

#[derive(Debug)]
pub struct Body {
    wire: Wire,
    chunked: bool,
    text: Vec<u8>,
    end: Option<End>,
}

impl Body {
    pub fn new(wire: Wire, chunked: bool) -> Self {
        Self { wire, chunked, text: Vec::new(), end: None }
    }

    pub fn wire(&mut self) -> &mut Wire {
        &mut self.wire
    }

    pub fn end(&self) -> Option<End> {
        self.end
    }

    /// What came and is no whole block yet.
    pub fn rest(&self) -> String {
        String::from_utf8_lossy(&self.text).into_owned()
    }

    /// The next block, with its empty line; nothing at the end.
    pub async fn block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.text.windows(2).position(|two| two == b"\n\n") {
                let block = self.text.drain(..end + 2).collect();
                return Some(String::from_utf8(block).expect("a stream is UTF-8"));
            }
            if self.end.is_some() {
                return None;
            }
            self.take_chunks();
            let whole = self.text.windows(2).any(|two| two == b"\n\n");
            if !whole && self.end.is_none() && !self.wire.reads_on().await {
                self.end = Some(End::Cut);
            }
        }
    }

    /// Moves the whole chunks that came into the text.
    fn take_chunks(&mut self) {
        let ahead = self.wire.ahead();
        if !self.chunked {
            self.text.append(ahead);
            return;
        }
        while let Some(line) = ahead.windows(2).position(|two| two == b"\r\n") {
            let size = std::str::from_utf8(&ahead[..line]).ok().and_then(|hex| usize::from_str_radix(hex, 16).ok());
            let size = size.unwrap_or_else(|| panic!("no chunk size: {:?}", String::from_utf8_lossy(&ahead[..line])));
            let end = line + 2 + size;
            if ahead.len() < end + 2 {
                return;
            }
            assert_eq!(&ahead[end..end + 2], b"\r\n", "a chunk ends in a line end");
            self.text.extend_from_slice(&ahead[line + 2..end]);
            ahead.drain(..end + 2);
            if size == 0 {
                self.end = Some(End::Clean);
                return;
            }
        }
    }
}
