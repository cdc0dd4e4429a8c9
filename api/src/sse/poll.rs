//! `GET /events`: the long-poll twin of the stream, for where streams are blocked. The same read, the same rules.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::filter;
use crate::app::Answer;
use crate::clock;
use crate::error::{Error, Result};
use crate::event::{Frame, Position};
use crate::feed::{Feed, Heard, Start};
use crate::filters::Received;
use crate::scope::Scope;

/// Events in an answer unless told otherwise.
const PAGE: u64 = 200;
/// Events in an answer at most.
const MOST: u64 = 1_000;
/// Bytes of events after which an answer ends, give or take a page.
const MOST_BYTES: usize = 1 << 20;
/// Seconds an answer may wait for an event.
const WAIT: u64 = 25;

/// `GET /events`.
pub async fn poll(received: Arc<Received>, scope: Result<Scope>) -> Result<Answer> {
    let scope = scope?;
    let limit = usize::try_from(received.bounded("limit", PAGE, MOST)?).unwrap_or(usize::MAX);
    let wait = match received.param("wait").filter(|wait| !wait.is_empty()) {
        None => 0,
        Some(wait) => wait.parse().ok().filter(|wait| *wait <= WAIT).ok_or_else(|| {
            Error::field("wait", "out_of_range", format!("must be a number of seconds from 0 to {WAIT}"))
        })?,
    };
    let filter = filter(&scope, &received).await?;
    let app = Arc::clone(scope.app());
    let start = Start::parse(received.param("after").or_else(|| received.param("lastEventId")));
    let (mut feed, opening) = Feed::open(Arc::clone(&app), scope.id(), start, scope.hears()).await?;
    if let Some(reason) = opening.reset {
        return reset(opening.position, reason);
    }
    let deadline = Instant::now() + Duration::from_secs(wait);
    let mut events: Vec<Arc<Frame>> = Vec::new();
    // Kept apart from the feed, whose own place jumps when it is reset.
    let mut place = opening.position;
    loop {
        match feed.read(&filter).await? {
            Heard::Frames(frames) => {
                events.extend(frames);
                place = feed.position();
            }
            Heard::Reset(position, reason) if events.is_empty() => return reset(position, reason),
            // What was read before the reset is told first; the next poll meets the reset.
            Heard::Reset(..) | Heard::Over => break,
            Heard::Nothing { .. } if !events.is_empty() => break,
            Heard::Nothing { .. } => tokio::select! {
                () = feed.rung() => {}
                () = tokio::time::sleep_until(deadline) => break,
                () = app.stopping.cancelled() => break,
            },
        }
        if events.len() >= limit || events.iter().map(|frame| frame.block.len()).sum::<usize>() >= MOST_BYTES {
            break;
        }
    }
    answer(&scope, place, events, limit)
}

fn answer(scope: &Scope, mut position: Position, mut events: Vec<Arc<Frame>>, limit: usize) -> Result<Answer> {
    if events.len() > limit {
        events.truncate(limit);
        position.seq = events.last().map_or(position.seq, |last| last.seq);
    }
    for frame in &events {
        let waited = clock::now().saturating_sub(frame.committed_at);
        scope.app().metrics.event_delivered(Duration::from_millis(u64::try_from(waited).unwrap_or_default()));
    }
    let list: Vec<&str> = events.iter().map(|frame| frame.json()).collect();
    let body = format!(r#"{{"events":[{}],"position":"{position}","reset":false}}"#, list.join(","));
    Ok(Answer { status: http::StatusCode::OK, body: Some(body), location: None })
}

fn reset(position: Position, reason: &str) -> Result<Answer> {
    Answer::ok(&json!({"events": [], "position": position.to_string(), "reset": true, "reason": reason}))
}
