//! One open stream: what it says next, and how it ends. A task drives it, or the relay does.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use entity::tenant;
use serde_json::json;
use tokio::time::Instant;
use tracing::info;

use super::alone::alone;
use super::reset;
use crate::app::App;
use crate::bus::{Filter, Ring};
use crate::clock;
use crate::event::{Frame, chunked};
use crate::feed::{Feed, Heard, Look};
use crate::live::{Seat, Viewers};
use crate::metrics::{Closed, Listening};
use crate::relay::{EARLY, Line, Said, Speaker, Then};
use crate::scope::Scope;

/// One open stream.
#[derive(Debug)]
pub(super) struct Listener {
    pub(super) app: Arc<App>,
    tenant: Arc<tenant::Model>,
    feed: Feed,
    pub(super) seat: Seat,
    first: Option<Bytes>,
    /// How many were in each team when it was told, and what it asked for then.
    told: Viewers,
    told_for: Filter,
    beat_at: Instant,
    drain_at: Option<Instant>,
    ending: bool,
    reason: Closed,
    began: Instant,
    delivered: u64,
    _counted: Listening,
}

/// What a stream says next.
pub(super) enum Next {
    /// Events, in order.
    Frames(Vec<Arc<Frame>>),
    /// Something of its own.
    Own(Bytes),
    /// Nothing more: the connection is cut, perhaps after what was said has left.
    Over {
        /// Whether there is something that has to leave first.
        after: bool,
    },
}

impl Listener {
    /// A stream that begins with these bytes.
    pub(super) fn new(scope: &Scope, feed: Feed, seat: Seat, first: Bytes) -> Self {
        let app = Arc::clone(scope.app());
        let tenant = Arc::clone(&scope.tenant);
        info!("clientId" = %seat.client, tenant = tenant.slug, caller = scope.kind(), "stream opened");
        Self {
            feed,
            told_for: seat.filter(),
            seat,
            first: Some(first),
            told: Viewers::default(),
            beat_at: Instant::now() + app.config.heartbeat,
            drain_at: None,
            ending: false,
            reason: Closed::Client,
            began: Instant::now(),
            delivered: 0,
            _counted: app.metrics.listener_joined(&tenant.slug),
            tenant,
            app,
        }
    }

    /// What it says next, as soon as there is something.
    pub(super) async fn next(&mut self) -> Next {
        if let Some(first) = self.first.take() {
            return Next::Own(first);
        }
        if self.ending {
            return Next::Over { after: true };
        }
        loop {
            if self.seat.cut.is_cancelled() {
                return self.end(Closed::Revoked);
            }
            if self.is_drained() {
                return Next::Own(self.drain());
            }
            if Instant::now() >= self.beat_at {
                return Next::Own(self.beat(false));
            }
            match self.feed.read(&self.seat.filter()).await {
                Ok(Heard::Frames(frames)) if frames.is_empty() => {
                    // A long run of what is not wanted must not keep the thread to itself.
                    tokio::task::yield_now().await;
                }
                Ok(Heard::Frames(frames)) => return Next::Frames(frames),
                Ok(Heard::Reset(position, reason)) => {
                    self.app.metrics.listener_resumed("reset");
                    return Next::Own(reset(position, reason).into());
                }
                Ok(Heard::Over) => return self.end(Closed::Revoked),
                Ok(Heard::Nothing { at_head }) => {
                    if let Some(said) = self.wait(at_head).await {
                        return said;
                    }
                }
                Err(error) => {
                    tracing::warn!("clientId" = %self.seat.client, ?error, "a stream could not read on");
                    return self.end(Closed::Fault);
                }
            }
        }
    }

    /// Waits for news, or for something of the stream's own to say.
    async fn wait(&mut self, at_head: bool) -> Option<Next> {
        let drain_at = self.drain_at;
        tokio::select! {
            biased;
            () = self.seat.cut.cancelled() => Some(self.end(Closed::Revoked)),
            () = self.app.stopping.cancelled(), if drain_at.is_none() => None,
            () = until(drain_at) => None,
            () = tokio::time::sleep_until(self.beat_at) => Some(Next::Own(self.beat(at_head))),
            () = self.feed.rung() => None,
            // Its sender goes only after this seat.
            Ok(()) = self.seat.viewers.changed() => self.presence().map(Next::Own),
        }
    }

    /// Who is here, where that is news to this stream. A side slot: it has no place in the log, and a stream that is
    /// behind hears of it when it has caught up.
    fn presence(&mut self) -> Option<Bytes> {
        let viewers = Arc::clone(&self.seat.viewers.borrow_and_update());
        let filter = self.seat.filter();
        let mut before = std::mem::replace(&mut self.told, Arc::clone(&viewers));
        if filter != self.told_for {
            // What was told then is not all that is asked for now.
            (before, self.told_for) = (Viewers::default(), filter.clone());
        }
        let now = clock::now();
        let mut blocks = String::new();
        // A team that everybody left is not among the counted.
        let left = before.iter().filter(|(team, here)| **here > 0 && !viewers.contains_key(*team));
        let counted = viewers.iter().map(|(team, here)| (*team, *here)).chain(left.map(|(team, _)| (*team, 0)));
        for (team, here) in counted.filter(|(team, _)| filter.asks_who_is_in(*team)) {
            if before.get(&team) != Some(&here) {
                let data = json!({"teamId": team.map(|id| id.to_string()), "viewers": here});
                let data = json!({"type": "presence", "tenantId": self.tenant_id(), "data": data, "timestamp": now});
                blocks.push_str(&format!("data: {data}\n\n"));
            }
        }
        (!blocks.is_empty()).then(|| blocks.into())
    }

    fn tenant_id(&self) -> String {
        self.tenant.id.to_string()
    }

    /// Whether this stream's moment to go has come, spread over the first half of the window so that the next node is
    /// not stormed.
    fn is_drained(&mut self) -> bool {
        if !self.app.stopping.is_cancelled() {
            return false;
        }
        let most = self.app.config.drain.mul_f64(0.5);
        let now = Instant::now();
        now >= *self.drain_at.get_or_insert_with(|| now + most.mul_f64(rand::random()))
    }

    fn drain(&mut self) -> Bytes {
        self.ending = true;
        self.reason = Closed::Drain;
        let window = u64::try_from(self.app.config.drain.as_millis()).unwrap_or(u64::MAX);
        let retry = rand::random_range(250..=window.max(251));
        let data = json!({"type": "draining", "tenantId": self.tenant_id(), "timestamp": clock::now()});
        format!("retry: {retry}\n\ndata: {data}\n\n").into()
    }

    fn beat(&mut self, at_head: bool) -> Bytes {
        let late = self.beat_at.elapsed();
        self.app.metrics.heartbeat_sent(late);
        self.beat_at = Instant::now() + self.app.config.heartbeat;
        let now = clock::now();
        let id = if at_head { format!("id: {}\n", self.feed.position()) } else { String::new() };
        let data =
            json!({"type": "heartbeat", "tenantId": self.tenant_id(), "data": {"timestamp": now}, "timestamp": now});
        format!("{id}data: {data}\n\n").into()
    }

    /// Ends without a word: there is nothing to flush but what was said.
    fn end(&mut self, reason: Closed) -> Next {
        self.reason = reason;
        Next::Over { after: false }
    }

    /// Counts an event that was sent.
    pub(super) fn told(&mut self, frame: &Frame) {
        self.delivered += 1;
        let waited = clock::now().saturating_sub(frame.committed_at);
        self.app.metrics.event_delivered(Duration::from_millis(u64::try_from(waited).unwrap_or_default()));
    }

    /// Whether the ring has what it reads next, so that the relay can serve it.
    pub(super) fn stands_on_ring(&self) -> bool {
        let ring = self.feed.ring();
        !self.ending && self.first.is_none() && !ring.is_ended() && ring.reaches(self.feed.position().seq)
    }
}

impl Speaker for Listener {
    fn ring(&self) -> &Arc<Ring> {
        self.feed.ring()
    }

    fn is_cut(&self) -> bool {
        self.seat.cut.is_cancelled()
    }

    fn speak(&mut self, said: &mut Said) -> Then {
        if let Some(first) = self.first.take() {
            said.own = Some(chunked(&first));
            return Then::More;
        }
        if self.is_drained() {
            said.own = Some(chunked(&self.drain()));
            return Then::Over;
        }
        let at_head = match self.feed.look(&self.seat.filter()) {
            Look::Frames(frames) => {
                said.frames = frames;
                return Then::More;
            }
            Look::Elsewhere => return Then::Leave,
            Look::Nothing { at_head } => at_head,
        };
        // In the company of others, rather than by a wake-up of its own.
        let early = EARLY.min(self.app.config.heartbeat / 16);
        if Instant::now() + early >= self.beat_at {
            said.own = Some(chunked(&self.beat(at_head)));
            return Then::More;
        }
        if self.seat.viewers.has_changed().unwrap_or_default()
            && let Some(presence) = self.presence()
        {
            said.own = Some(chunked(&presence));
            return Then::More;
        }
        Then::Wait(self.drain_at.map_or(self.beat_at, |drain_at| drain_at.min(self.beat_at)))
    }

    fn sent(&mut self, frames: &[Arc<Frame>], count: usize) {
        frames[..count].iter().for_each(|frame| self.told(frame));
        if let Some(unsent) = frames.get(count) {
            self.feed.back_to(unsent.seq - 1);
        }
    }

    fn leave(self: Box<Self>, line: Line) {
        tokio::spawn(alone(self, line));
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let lasted = self.began.elapsed();
        if self.reason == Closed::Client && self.seat.cut.is_cancelled() {
            self.reason = Closed::Revoked;
        }
        self.app.metrics.listener_left(self.reason, lasted);
        info!(
            "clientId" = %self.seat.client,
            tenant = self.tenant.slug,
            duration = lasted.as_secs_f64(),
            delivered = self.delivered,
            reason = self.reason.name(),
            "stream closed"
        );
    }
}
