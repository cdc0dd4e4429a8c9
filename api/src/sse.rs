//! `GET /sse`: a tenant's events as a stream, over hyper's body.
//!
//! A stream is a feed, a seat and a heartbeat. It says everything in the stream itself, limits and drains too,
//! because a browser's `EventSource` gives up for ever on any status but 200; and it ends by cutting the connection
//! once what it said was flushed, because some clients take a clean end for the last word.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use entity::TeamId;
use http::HeaderValue;
use serde_json::json;
use sync_wrapper::SyncStream;
use tokio_util::sync::CancellationToken;
use warp::reply::{Reply, Response};

use crate::bus::Filter;
use crate::clock;
use crate::error::{Error, Result};
use crate::event::Position;
use crate::feed::{Feed, Opening, Start};
use crate::filters::{self, Received};
use crate::live::{Owner, Seat};
use crate::metrics::Closed;
use crate::scope::{Caller, Scope};
use crate::wire::Wire;

mod alone;
mod body;
mod listener;
pub mod poll;
pub mod subscription;

use body::Body;
use listener::Listener;

/// The connection was cut on purpose.
#[derive(Debug)]
pub struct Cut;

impl std::fmt::Display for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the stream was cut")
    }
}

impl std::error::Error for Cut {}

/// Opens a stream, or says in one why not.
///
/// # Errors
/// 400 or 404 for the tenant, 404 for the team; never 401, 403, 429 or 5xx.
pub async fn open(received: Arc<Received>, scope: Result<Scope>) -> Result<Response> {
    match opened(&received, scope).await {
        // A database that is away for a moment must not end a browser's stream for ever.
        Err(error) if error.problem().status.is_server_error() => {
            tracing::warn!(?error, "a stream could not be opened");
            Ok(said(&received, busy("unavailable")))
        }
        done => done,
    }
}

async fn opened(received: &Received, scope: Result<Scope>) -> Result<Response> {
    let scope = scope?;
    let app = scope.app();
    if received.param("ticket").or_else(|| received.param("token")).is_some() {
        app.metrics.auth_failed("ticket");
        app.metrics.listener_left(Closed::Expired, Duration::ZERO);
        return Ok(said(received, "data: {\"type\":\"expired\"}\n\n".into()));
    }
    let filter = filter(&scope, received).await?;
    // A header that is no text is a place that is none, rather than no place asked for.
    let header = received.headers.get("last-event-id").map(|id| String::from_utf8_lossy(id.as_bytes()));
    let asked = header.as_deref().filter(|id| !id.is_empty());
    let start = Start::parse(asked.or_else(|| received.param("after")).or_else(|| received.param("lastEventId")));
    // Without a connection of its own, or chunks of its own to write, a stream stays with hyper.
    let leaves = app.relay.is_on() && !received.wire.multiplexed && received.version == http::Version::HTTP_11;
    // On a connection of its own a stream is cut by dropping it, whether or not the peer takes what is sent.
    let dropped = !received.wire.multiplexed && !leaves;
    let cut = if dropped { received.wire.cut.clone() } else { CancellationToken::new() };
    let seat = match app.live.join(owner(&scope, received), filter, cut) {
        Ok(seat) => seat,
        Err(limit) => {
            app.metrics.listener_refused(limit);
            app.metrics.listener_left(Closed::Busy, Duration::ZERO);
            return Ok(said(received, busy(limit)));
        }
    };
    let (feed, opening) = Feed::open(Arc::clone(app), scope.id(), start, scope.hears()).await?;
    // Only now: what was revoked before the seat was taken and the ring primed would cut nothing any more.
    app.tenant(&scope.id().to_string()).await?;
    if !still_signed_in(&scope, received).await? {
        seat.cut.cancel();
    }
    app.metrics.listener_resumed(opening.outcome);
    let first = first_bytes(&scope, &seat, &opening);
    let listener = Listener::new(&scope, feed, seat, first);
    if leaves {
        received.wire.leave_to(Box::new(listener));
        return Ok(streaming(futures_util::stream::pending(), received));
    }
    let body = Body::new(listener, received.wire.clone());
    let blocks = futures_util::stream::unfold(body, |mut body| async move {
        let block = body.next().await;
        Some((block, body))
    });
    Ok(streaming(SyncStream::new(blocks), received))
}

/// The filter from `events` and `teamId`.
///
/// # Errors
/// 404 `team_not_found`.
pub async fn filter(scope: &Scope, received: &Received) -> Result<Filter> {
    let teams = match received.param("teamId").filter(|id| !id.is_empty()) {
        Some(id) => Some([known_team(scope, id).await?].into()),
        None => None,
    };
    Ok(match received.param("events").filter(|names| !names.is_empty()) {
        Some(names) => Filter::named(names.split(','), teams),
        None => Filter::all(teams),
    })
}

/// The id of a team of this tenant.
///
/// # Errors
/// 404 `team_not_found`.
pub async fn known_team(scope: &Scope, id: &str) -> Result<TeamId> {
    let id: TeamId = id.parse().map_err(|_| Error::NotFound("team_not_found"))?;
    scope.app().has_team(scope.id(), id).await?;
    Ok(id)
}

fn owner(scope: &Scope, received: &Received) -> Owner {
    let (participant, credential) = match &scope.caller {
        Caller::Anonymous => (None, None),
        Caller::Participant(voter) => (Some(*voter), None),
        Caller::Staff(staff) => (None, Some((staff.id, staff.session))),
    };
    Owner { tenant: scope.id(), address: received.address, participant, credential }
}

/// A session that ended between being read and taking the seat would not be cut with the others.
async fn still_signed_in(scope: &Scope, received: &Received) -> Result<bool> {
    let Caller::Staff(_) = scope.caller else { return Ok(true) };
    let app = scope.app();
    let name = filters::session_cookie(app.config.is_https(), &scope.tenant);
    match received.cookie(&name) {
        Some(token) => Ok(filters::session(app, &scope.tenant, token).await?.is_some()),
        None => Ok(false),
    }
}

fn first_bytes(scope: &Scope, seat: &Seat, opening: &Opening) -> Bytes {
    let now = clock::now();
    let connected = json!({
        "type": "connected",
        "tenantId": scope.id().to_string(),
        "clientId": seat.client.to_string(),
        "as": scope.kind(),
        "heartbeatMs": u64::try_from(scope.app().config.heartbeat.as_millis()).unwrap_or(u64::MAX),
        "timestamp": now,
        "position": opening.position.to_string(),
    });
    let retry = rand::random_range(1_000..3_000);
    let reset = opening.reset.map(|reason| reset(opening.position, reason)).unwrap_or_default();
    format!("retry: {retry}\n\nid: {}\ndata: {connected}\n\n{reset}", opening.position).into()
}

fn reset(position: Position, reason: &str) -> String {
    let data = json!({"type": "reset", "position": position.to_string(), "reason": reason});
    format!("id: {position}\ndata: {data}\n\n")
}

fn busy(limit: &str) -> Bytes {
    let retry = rand::random_range(5_000..15_000);
    let data = json!({"type": "busy", "limit": limit, "timestamp": clock::now()});
    format!("retry: {retry}\n\ndata: {data}\n\n").into()
}

/// A stream that says one thing and is cut.
fn said(received: &Received, block: Bytes) -> Response {
    let wire = received.wire.clone();
    let blocks = futures_util::stream::unfold((Some(block), wire), |(block, wire)| async move {
        if let Some(block) = block {
            return Some((Ok(block), (None, wire)));
        }
        cut(&wire).await;
        Some((Err(Cut), (None, wire)))
    });
    streaming(SyncStream::new(blocks), received)
}

/// Waits for the flush, then drops the connection; over HTTP/2 the error alone resets the stream.
async fn cut(wire: &Wire) {
    wire.flushed().await;
    if !wire.multiplexed {
        wire.cut.cancel();
    }
}

fn streaming<S>(blocks: S, received: &Received) -> Response
where
    S: futures_util::Stream<Item = Result<Bytes, Cut>> + Send + Sync + 'static,
{
    let mut response = warp::reply::stream(blocks).into_response();
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("text/event-stream"));
    headers.insert("cache-control", HeaderValue::from_static("no-cache, no-transform"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    if received.version == http::Version::HTTP_11 {
        headers.insert("connection", HeaderValue::from_static("keep-alive"));
    }
    response
}
