//! One kept connection to a server, which asks one thing at a time: cheap enough not to be what is measured.

use std::net::SocketAddr;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE, HOST, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A caller, connected when it first asks, and anew after a fault.
#[derive(Debug)]
pub(super) struct Caller {
    address: SocketAddr,
    headers: HeaderMap,
    sender: Option<SendRequest<Full<Bytes>>>,
}

impl Caller {
    pub(super) fn at(address: SocketAddr) -> Self {
        let host = HeaderValue::from_str(&address.to_string()).ok();
        let headers = host.map(|host| (HOST, host)).into_iter().collect();
        Self { address, headers, sender: None }
    }

    /// With this header on all it asks.
    ///
    /// # Errors
    /// When the value cannot stand in a header.
    pub(super) fn with(mut self, name: HeaderName, value: &str) -> Result<Self, String> {
        let value = HeaderValue::from_str(value).map_err(|error| format!("{name}: {error}"))?;
        self.headers.insert(name, value);
        Ok(self)
    }

    /// Asks, and keeps the cookies it is given.
    ///
    /// # Errors
    /// When there is no answer.
    pub(super) async fn ask(
        &mut self,
        method: Method,
        target: &str,
        body: Option<String>,
    ) -> Result<(StatusCode, Bytes), String> {
        let asked = self.asked(method.clone(), target, body).await;
        if asked.is_err() {
            self.sender = None;
        }
        asked.map_err(|error| format!("{method} http://{}{target}: {error}", self.address))
    }

    /// Asks for what has to be done.
    ///
    /// # Errors
    /// When it is not.
    pub(super) async fn insist(&mut self, method: Method, target: &str, body: Option<String>) -> Result<Bytes, String> {
        let (status, answer) = self.ask(method.clone(), target, body).await?;
        if status.is_success() {
            return Ok(answer);
        }
        Err(format!("{method} http://{}{target}: {status} {}", self.address, String::from_utf8_lossy(&answer)))
    }

    async fn asked(
        &mut self,
        method: Method,
        target: &str,
        body: Option<String>,
    ) -> Result<(StatusCode, Bytes), Box<dyn std::error::Error + Send + Sync>> {
        let sender = match self.sender.as_mut().filter(|sender| !sender.is_closed()) {
            Some(sender) => sender,
            None => self.sender.insert(connected(self.address).await?),
        };
        sender.ready().await?;
        let mut request = Request::new(Full::from(body.clone().unwrap_or_default()));
        *request.method_mut() = method;
        *request.uri_mut() = target.parse()?;
        *request.headers_mut() = self.headers.clone();
        if body.is_some() {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let response = sender.send_request(request).await?;
        let status = response.status();
        let cookies = response.headers().get_all(SET_COOKIE).iter();
        let cookies: Vec<_> = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next()).collect();
        if !cookies.is_empty() {
            self.headers.insert(COOKIE, cookies.join("; ").parse()?);
        }
        Ok((status, response.into_body().collect().await?.to_bytes()))
    }
}

async fn connected(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>, Box<dyn std::error::Error + Send + Sync>> {
    let socket = TcpStream::connect(address).await?;
    socket.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
    // How it ended is told to whoever asks next.
    tokio::spawn(async move { drop(connection.await) });
    Ok(sender)
}
