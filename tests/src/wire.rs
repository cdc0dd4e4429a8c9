//! HTTP by hand over a raw socket: for what a well-behaved client cannot send, and for ears that read every byte.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::interface::{self, Answered};
use crate::site::{Site, in_time};

/// A connection and what was read ahead from it.
#[derive(Debug)]
pub struct Wire {
    socket: TcpStream,
    ahead: Vec<u8>,
    /// Method and target of the one request that was sent and not answered yet.
    asked: Option<(String, String)>,
}

/// The head of a response, and its body where it was read to the end.
#[derive(Clone, Debug)]
pub struct WireReply {
    /// `HTTP/1.1` or `HTTP/1.0`.
    pub protocol: String,
    /// Its status.
    pub status: u16,
    /// Its headers, names in lower case, in order.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl WireReply {
    /// The value of a header, which must not be there twice.
    ///
    /// # Panics
    /// When it is.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let value = values.next();
        assert!(values.next().is_none(), "{name} is there twice: {:?}", self.headers);
        value
    }
}

impl Wire {
    /// Connects.
    pub async fn to(site: Site) -> Self {
        let socket = in_time("connecting", TcpStream::connect(site.address)).await.expect("the server listens");
        socket.set_nodelay(true).expect("a socket has no delay");
        Self { socket, ahead: Vec::new(), asked: None }
    }

    /// Connects with little room for what is not read yet.
    pub async fn narrow(site: Site) -> Self {
        let socket = tokio::net::TcpSocket::new_v4().expect("a socket can be made");
        socket.set_recv_buffer_size(4 << 10).expect("a buffer can be small");
        let socket = in_time("connecting", socket.connect(site.address)).await.expect("the server listens");
        Self { socket, ahead: Vec::new(), asked: None }
    }

    /// Sends bytes as they are.
    pub async fn sends(&mut self, bytes: impl AsRef<[u8]>) {
        if let Some(line) = request_line(bytes.as_ref()) {
            self.asked = Some(line);
        }
        self.socket.write_all(bytes.as_ref()).await.expect("the server reads");
    }

    /// Sends bytes as long as the server takes them.
    pub async fn pushes(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.socket.write_all(bytes.as_ref()).await.is_ok()
    }

    /// Closes this half of the connection.
    pub async fn ends(&mut self) {
        self.socket.shutdown().await.expect("the server is there");
    }

    /// Reads a response's head; nothing when the connection ends before one.
    pub async fn head(&mut self) -> Option<WireReply> {
        self.asked = None;
        let end = in_time("the head of a response", async {
            loop {
                if let Some(end) = self.ahead.windows(4).position(|four| four == b"\r\n\r\n") {
                    return Some(end);
                }
                if !self.reads_on().await {
                    return None;
                }
            }
        })
        .await?;
        let head: Vec<u8> = self.ahead.drain(..end + 4).collect();
        Some(parsed(&String::from_utf8(head).expect("a head is text")))
    }

    /// Reads a whole response: by its length, or to the end of the connection.
    pub async fn reply(&mut self) -> Option<WireReply> {
        let asked = self.asked.take();
        let mut reply = self.head().await?;
        let length = reply.header("content-length").map(|length| length.parse().expect("a length is a number"));
        in_time("the body of a response", async {
            while length.is_none_or(|length: usize| self.ahead.len() < length) && self.reads_on().await {}
        })
        .await;
        let end = length.unwrap_or(self.ahead.len()).min(self.ahead.len());
        reply.body = self.ahead.drain(..end).collect();
        // What the server itself refuses has no id: it never came to be a request.
        if let Some((method, target)) = asked.filter(|_| reply.header("x-request-id").is_some()) {
            let (status, kind) = (reply.status, reply.header("content-type").unwrap_or_default());
            // Its query may be odd on purpose.
            let (method, target) = (method.as_str(), target.split('?').next().unwrap_or_default());
            interface::check(&Answered { method, target, sent: None, status, kind, body: &reply.body });
        }
        Some(reply)
    }

    /// Reads more; whether there was more.
    pub async fn reads_on(&mut self) -> bool {
        let mut buffer = [0; 16 << 10];
        match self.socket.read(&mut buffer).await {
            Ok(0) | Err(_) => false,
            Ok(length) => {
                self.ahead.extend_from_slice(&buffer[..length]);
                true
            }
        }
    }

    /// What was read and not taken yet.
    pub fn ahead(&mut self) -> &mut Vec<u8> {
        &mut self.ahead
    }
}

/// Method and target of what begins as a request for a path.
fn request_line(bytes: &[u8]) -> Option<(String, String)> {
    let line = std::str::from_utf8(bytes.split(|byte| *byte == b'\r').next()?).ok()?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    target.starts_with('/').then(|| (method.to_owned(), target.to_owned()))
}

fn parsed(head: &str) -> WireReply {
    let mut lines = head.trim_end().split("\r\n");
    let status_line = lines.next().unwrap_or_default();
    let mut words = status_line.split(' ');
    let protocol = words.next().unwrap_or_default().to_owned();
    let status = words.next().and_then(|word| word.parse().ok());
    let header = |line: &str| {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no header: {line}"));
        (name.to_lowercase(), value.trim().to_owned())
    };
    WireReply {
        protocol,
        status: status.unwrap_or_else(|| panic!("no status: {status_line}")),
        headers: lines.map(header).collect(),
        body: Vec::new(),
    }
}
