//! Where connections wait while the application starts, which may take a migration, or a database that is not there yet.
//!
//! A health check is answered at once: alive, but not ready. Everybody else keeps the connection and is served when the
//! application is there, so that a restart costs nobody an error.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use tracing::warn;

use super::FIRST_REQUEST;

/// Connections that may wait; further ones stay in the kernel's queue.
const MOST: usize = 4_096;
/// What a health check begins with.
const HEALTH: &[u8] = b"GET /health/";

/// The connections that wait.
#[derive(Debug)]
pub struct Porch {
    arrivals: mpsc::Sender<(TcpStream, SocketAddr)>,
    waiting: mpsc::Receiver<(TcpStream, SocketAddr)>,
}

impl Default for Porch {
    fn default() -> Self {
        let (arrivals, waiting) = mpsc::channel(MOST);
        Self { arrivals, waiting }
    }
}

impl Porch {
    /// Takes connections in until it is dropped.
    pub async fn take_in(&self, listener: &TcpListener) -> Infallible {
        loop {
            // A place for each, so that the channel never is full for one that was let in.
            let Ok(place) = self.arrivals.clone().reserve_owned().await else { continue };
            let (socket, peer) = match listener.accept().await {
                Ok(came) => came,
                Err(error) => {
                    warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            tokio::spawn(async move {
                match tokio::time::timeout(FIRST_REQUEST, asks_for_health(&socket)).await {
                    Ok(true) => answer(socket).await,
                    Ok(false) => drop(place.send((socket, peer))),
                    Err(_) => {}
                }
            });
        }
    }

    /// The next who waited; waits for ever once all are in.
    pub(super) async fn next(&mut self) -> Option<(TcpStream, SocketAddr)> {
        self.waiting.recv().await
    }
}

async fn asks_for_health(socket: &TcpStream) -> bool {
    let mut seen = [0; HEALTH.len()];
    loop {
        match socket.peek(&mut seen).await {
            Ok(count) if count == HEALTH.len() => return seen == HEALTH,
            Ok(count) if count > 0 && seen[..count] == HEALTH[..count] => {
                // What was seen stays in the socket, so waiting for readiness alone would spin.
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            _ => return false,
        }
    }
}

async fn answer(socket: TcpStream) {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(FIRST_REQUEST).keep_alive(false);
    // How a health check ended is of interest to nobody.
    let _ = builder.serve_connection(TokioIo::new(socket), service_fn(health)).await;
}

/// What `/health/ready` says before there is anybody to ask.
const STARTING: &str = r#"{"status":"starting","checks":{"database":"starting","backplane":"starting"}}"#;

async fn health(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (status, body) = match request.uri().path() {
        "/health/live" => (StatusCode::OK, r#"{"status":"live"}"#),
        _ => (StatusCode::SERVICE_UNAVAILABLE, STARTING),
    };
    let mut response = Response::new(Full::new(Bytes::from_static(body.as_bytes())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(id) = HeaderValue::from_str(&uuid::Uuid::now_v7().to_string()) {
        headers.insert("x-request-id", id);
    }
    Ok(response)
}
