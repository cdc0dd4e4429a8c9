//! The edge: what happens to every request before warp sees it and to every answer after.
//!
//! A request is received whole within its bounds, gets an id and a participant, and is refused when a browser sends
//! it from another site. An answer gets its problem rendered, its cookie, its CORS headers, a line in the log and a
//! count in the metrics. Faults are told here, once.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt;
use http::header::{self, HeaderValue};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use tokio::time::Instant;
use tower::ServiceExt;
use tracing::{error, info};
use warp::filters::BoxedFilter;
use warp::reply::Reply;

use crate::app::App;
use crate::auth::Device;
use crate::error::{Error, Problem};
use crate::filters::Received;
use crate::routes::RouteName;
use crate::wire::Wire;

mod origin;
mod visitor;

/// Bytes of a request's body.
const BODY_MOST: usize = 64 << 10;
/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(15);
/// How long a handler may take; a long poll takes 25 s.
const HANDLER_TIME: Duration = Duration::from_secs(60);

/// An answer's body.
pub type Body = UnsyncBoxBody<Bytes, std::io::Error>;

/// The edge. Cheap to clone.
#[derive(Clone)]
pub struct Edge {
    app: Arc<App>,
    routes: BoxedFilter<(warp::reply::Response,)>,
}

impl std::fmt::Debug for Edge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Edge")
    }
}

impl Edge {
    /// The edge before these routes.
    pub fn new(app: Arc<App>, routes: BoxedFilter<(warp::reply::Response,)>) -> Self {
        Self { app, routes }
    }

    /// Answers a request; never fails.
    pub async fn answer(
        self,
        request: Request<Incoming>,
        peer: SocketAddr,
        wire: Wire,
    ) -> Result<Response<Body>, Infallible> {
        let began = Instant::now();
        let id = request_id(request.headers());
        let method = request.method().clone();
        let origin = request.headers().get(header::ORIGIN).cloned();
        let device = self.participant(request.method(), request.uri().path(), request.headers());
        let fresh = device.and_then(|(device, fresh)| fresh.then_some(device));
        let bare = method == Method::HEAD && wire.multiplexed;
        let address = self.address(peer, request.headers());
        let answered = match self.preflight(&request) {
            Some(response) => response,
            None => {
                let device = device.map(|(device, _)| device);
                let routed = AssertUnwindSafe(self.route(request, address, device, wire)).catch_unwind();
                routed.await.unwrap_or_else(|panic| Error::Internal(told(panic.as_ref())).into_response())
            }
        };
        let route = answered.extensions().get::<RouteName>().map_or("none", |name| name.0);
        // A form on another site must not give a visitor a new participant.
        let refused = answered.extensions().get::<Problem>().is_some_and(|problem| problem.code == "cross_site");
        let mut response = render(answered, &id);
        if bare {
            *response.body_mut() = empty();
        }
        if let Some(device) = fresh.filter(|_| !refused) {
            self.give_cookie(response.headers_mut(), device);
        }
        self.allow_origin(response.headers_mut(), origin.as_ref());
        let headers = response.headers_mut();
        headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
        if let Ok(id) = HeaderValue::from_str(&id) {
            headers.insert("x-request-id", id);
        }
        let (status, took) = (response.status().as_u16(), began.elapsed());
        self.app.metrics.request_answered(route, known(&method), status, took);
        info!(request = id, method = %method, route, status, ms = (took.as_secs_f64() * 1e5).round() / 1e2, "request");
        Ok(response)
    }

    async fn route(
        &self,
        request: Request<Incoming>,
        address: IpAddr,
        device: Option<Device>,
        wire: Wire,
    ) -> warp::reply::Response {
        match self.receive(request, address, device, wire).await {
            Ok(request) => {
                let routed = warp::service(self.routes.clone()).oneshot(request);
                match tokio::time::timeout(HANDLER_TIME, routed).await {
                    Ok(Ok(response)) => response,
                    Ok(Err(never)) => match never {},
                    Err(_) => Error::Unavailable("a handler took too long".into()).into_response(),
                }
            }
            Err(refused) => refused.into_response(),
        }
    }

    /// Takes the request in whole. A CONNECT request has no path, and warp 0.4.3 panics on it.
    async fn receive(
        &self,
        request: Request<Incoming>,
        address: IpAddr,
        device: Option<Device>,
        wire: Wire,
    ) -> Result<Request<Full<Bytes>>, Error> {
        let (mut parts, body) = request.into_parts();
        if parts.uri.path_and_query().is_none() || parts.method == Method::CONNECT {
            return Err(Error::field("(request)", "no_path", "names no path"));
        }
        // HTTP/2 has no `Host`; its authority says the same.
        if let Some(authority) = parts.uri.authority().and_then(|a| HeaderValue::from_str(a.as_str()).ok()) {
            parts.headers.entry(header::HOST).or_insert(authority);
        }
        self.refuse_cross_site(&parts.method, &parts.headers)?;
        let body = body_of(body).await?;
        // hyper leaves the body of an HTTP/1 answer to HEAD out, and `answer` that of others; a stream would have no
        // end to leave out.
        if parts.method == Method::HEAD && parts.uri.path() != "/sse" {
            parts.method = Method::GET;
        }
        let query = parts.uri.query().unwrap_or_default();
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        if let Some((name, _)) =
            pairs.iter().find(|(_, value)| value.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')))
        {
            return Err(Error::field(name, "control_character", "contains a control character"));
        }
        for name in ["x-tenant-id", "idempotency-key"] {
            if parts.headers.get(name).is_some_and(|value| value.to_str().is_err()) {
                return Err(Error::field(name, "invalid_value", "must be plain ASCII"));
            }
        }
        let received = Received {
            method: parts.method.clone(),
            version: parts.version,
            path: parts.uri.path().to_owned(),
            query: pairs,
            headers: parts.headers.clone(),
            body,
            device,
            address,
            wire,
        };
        parts.extensions.insert(Arc::new(received));
        Ok(Request::from_parts(parts, Full::default()))
    }
}

/// The body, counted while it comes: a chunked one has no length to look at beforehand.
async fn body_of(mut body: Incoming) -> Result<Bytes, Error> {
    let collect = async {
        let mut bytes = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| Error::field("(body)", "broken", "broke off"))?;
            if let Ok(data) = frame.into_data() {
                if bytes.len() + data.len() > BODY_MOST {
                    return Err(Error::TooLarge);
                }
                bytes.extend_from_slice(&data);
            }
        }
        Ok(bytes.freeze())
    };
    tokio::time::timeout(BODY_TIME, collect).await.unwrap_or(Err(Error::Slow))
}

fn empty() -> Body {
    Full::default().map_err(|never| match never {}).boxed_unsync()
}

/// Gives a problem its body, and tells a fault with the request's id.
fn render(mut response: warp::reply::Response, id: &str) -> Response<Body> {
    let problem = response.extensions_mut().remove::<Problem>();
    let mut response = response.map(|body| body.map_err(std::io::Error::other).boxed_unsync());
    if let Some(problem) = problem {
        if let Some(fault) = &problem.fault {
            error!(request = id, status = problem.status.as_u16(), fault, "fault");
        }
        // A page tells its problem itself.
        if !response.headers().contains_key(header::CONTENT_TYPE) {
            let body = Full::new(Bytes::from(problem.body(id)));
            *response.body_mut() = body.map_err(|never| match never {}).boxed_unsync();
            let kind = HeaderValue::from_static("application/problem+json");
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
        }
        let headers = response.headers_mut();
        if let Some(allow) = problem.allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
            headers.insert(header::ALLOW, allow);
        }
        if problem.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if matches!(problem.status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT) {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
    }
    let headers = response.headers_mut();
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// The client's id if it is a plain one, else a fresh one.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get("x-request-id").and_then(|id| id.to_str().ok());
    let plain = |id: &&str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    given.filter(plain).map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned)
}

/// A method as a label: clients may invent any.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

fn told(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panic: {}", text.unwrap_or_default())
}
