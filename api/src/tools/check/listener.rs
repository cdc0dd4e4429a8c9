//! One who listens, on one node after the other, and notes every event; who hears one twice or out of order says so
//! at once.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use reqwest::Response;
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::Instant;

use super::client::{Client, Node};
use super::history::place;
use super::{CANARY, Site};

/// How long the first words of a stream may take.
const FIRST_WORDS: Duration = Duration::from_secs(10);
/// One in so many reads slowly.
const SLOW: usize = 7;
/// Blocks kept to tell what came before a violation.
const TALE: usize = 5;

/// What one listener heard.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) number: usize,
    pub(super) site: usize,
    /// Staff hear of what others may not see, too.
    pub(super) staff: bool,
    pub(super) spans: Vec<Span>,
    pub(super) connections: usize,
}

/// What was heard without a reset in between.
#[derive(Debug)]
pub(super) struct Span {
    /// The place after which it began.
    pub(super) from: i64,
    /// The last place heard of.
    pub(super) to: i64,
    /// Each event's number, and a hash of its bytes.
    pub(super) events: Vec<(i64, u64)>,
    pub(super) epoch: String,
}

/// A listener at work.
#[derive(Debug)]
pub(super) struct Listener {
    heard: Heard,
    client: Client,
    canary: String,
    rng: StdRng,
    heads: watch::Receiver<Option<Arc<[i64]>>>,
    /// The last blocks, for the tale of a violation.
    tale: VecDeque<String>,
    /// The stream says that it begins elsewhere; only a reset may follow.
    strayed: Option<String>,
}

/// What matters of a message.
#[derive(Debug, Deserialize)]
struct Message<'a> {
    #[serde(borrow, rename = "type")]
    kind: std::borrow::Cow<'a, str>,
    seq: Option<i64>,
    #[serde(borrow)]
    position: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow)]
    reason: Option<std::borrow::Cow<'a, str>>,
    #[serde(rename = "heartbeatMs")]
    heartbeat: Option<u64>,
}

impl Listener {
    pub(super) fn new(
        number: usize,
        site: usize,
        at: &Site,
        nodes: &Arc<[Node]>,
        seed: u64,
        heads: watch::Receiver<Option<Arc<[i64]>>>,
    ) -> Self {
        let staff = number.is_multiple_of(2);
        let client = if staff { at.owner.clone() } else { Client::new(Arc::clone(nodes), &at.slug) };
        let rng = StdRng::seed_from_u64(!seed ^ (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let heard = Heard { number, site, staff, spans: Vec::new(), connections: 0 };
        Self { heard, client, canary: at.canary.clone(), rng, heads, tale: VecDeque::new(), strayed: None }
    }

    /// Listens until the last event of the tenant was heard.
    ///
    /// # Errors
    /// The first thing that must not be, or that the last event was not heard in time.
    pub(super) async fn listen(mut self, until: Instant) -> Result<Heard, String> {
        while !self.is_done() {
            if Instant::now() > until {
                return Err(self.complaint("did not hear the last event in time"));
            }
            let (node, after) = (self.rng.random_range(0..self.client.nodes()), self.place());
            if let Ok(response) = self.client.stream(node, &after).await {
                self.heard.connections += 1;
                self.tale.push_back(format!("(node {node}, after '{after}')"));
                self.hear(response).await?;
            }
            let pause = Duration::from_millis(self.rng.random_range(10..500));
            tokio::time::sleep(pause).await;
        }
        Ok(self.heard)
    }

    /// Hears one stream until it breaks, or until it has heard enough of it.
    async fn hear(&mut self, response: Response) -> Result<(), String> {
        let mut body = response.bytes_stream();
        let mut rest = Vec::new();
        let mut patience = FIRST_WORDS;
        let leaves = Instant::now() + Duration::from_secs_f64(self.rng.random_range(1.0..60.0));
        while !self.is_done() && Instant::now() < leaves {
            let mut heads = self.heads.clone();
            let chunk = tokio::select! {
                chunk = tokio::time::timeout(patience, body.next()) => chunk,
                _ = heads.changed(), if heads.borrow().is_none() => continue,
            };
            // Silent, ended or broken: it comes back.
            let Ok(Some(Ok(chunk))) = chunk else { return Ok(()) };
            rest.extend_from_slice(&chunk);
            while let Some(end) = rest.windows(2).position(|two| two == b"\n\n") {
                let block: Vec<u8> = rest.drain(..end + 2).collect();
                if let Some(heartbeat) = self.take(&block)? {
                    patience = Duration::from_millis(heartbeat * 5 / 2);
                }
            }
            if self.heard.number % SLOW == SLOW - 1 && self.heads.borrow().is_none() {
                tokio::time::sleep(Duration::from_millis(self.rng.random_range(0..300))).await;
            }
        }
        Ok(())
    }

    /// Takes in a block; the time between heartbeats, where it tells that.
    fn take(&mut self, block: &[u8]) -> Result<Option<u64>, String> {
        let block = String::from_utf8_lossy(block);
        if self.tale.len() > TALE {
            self.tale.pop_front();
        }
        self.tale.push_back(block.trim_end().to_owned());
        let mut canaries = block.match_indices(CANARY);
        if canaries.any(|(at, _)| !block[at..].starts_with(&self.canary)) {
            return Err(self.complaint("heard something of another tenant"));
        }
        let line = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
        let Some(data) = line("data: ") else { return Ok(None) };
        let message: Message = serde_json::from_str(data).map_err(|_| self.complaint("heard what is no JSON"))?;
        let id = line("id: ").map(ToOwned::to_owned);
        match (&*message.kind, message.seq) {
            ("connected", _) => self.connected(message.position.as_deref().unwrap_or_default())?,
            ("reset", _) => {
                let (reason, at) = (message.reason.unwrap_or_default(), message.position.unwrap_or_default());
                self.reset(&reason, &at)?;
            }
            (_, Some(seq)) => self.event(seq, data)?,
            _ => {}
        }
        if let Some((_, seq)) = id.as_deref().and_then(place) {
            self.advance(seq)?;
        }
        Ok(message.heartbeat)
    }

    fn connected(&mut self, position: &str) -> Result<(), String> {
        let Some((epoch, seq)) = place(position) else { return Err(self.complaint("is connected nowhere")) };
        match self.heard.spans.last() {
            None => {
                self.heard.spans.push(Span { from: seq, to: seq, events: Vec::new(), epoch: epoch.to_owned() });
            }
            Some(span) if span.to == seq && span.epoch == epoch => {}
            Some(_) => self.strayed = Some(position.to_owned()),
        }
        Ok(())
    }

    fn reset(&mut self, reason: &str, position: &str) -> Result<(), String> {
        self.strayed = None;
        let Some((epoch, seq)) = place(position) else { return Err(self.complaint("is reset to nowhere")) };
        let before = self.heard.spans.last().map(|span| span.epoch.as_str());
        if reason != "epoch" || before == Some(epoch) {
            return Err(self.complaint(&format!("was reset without need ({reason})")));
        }
        self.heard.spans.push(Span { from: seq, to: seq, events: Vec::new(), epoch: epoch.to_owned() });
        Ok(())
    }

    fn event(&mut self, seq: i64, data: &str) -> Result<(), String> {
        if let Some(strayed) = &self.strayed {
            return Err(self.complaint(&format!("was let in at {strayed}, not where it stood")));
        }
        let last = self.heard.spans.last().map_or(0, |span| span.to);
        if seq <= last {
            return Err(self.complaint(&format!("heard {seq} after {last}")));
        }
        if let Some(span) = self.heard.spans.last_mut() {
            span.events.push((seq, hash(data)));
            span.to = seq;
        }
        Ok(())
    }

    /// An id without an event: what lies before it was not for this listener.
    fn advance(&mut self, seq: i64) -> Result<(), String> {
        if self.strayed.is_some() {
            return Ok(());
        }
        let last = self.heard.spans.last().map_or(0, |span| span.to);
        if seq < last {
            return Err(self.complaint(&format!("was sent back from {last} to {seq}")));
        }
        if let Some(span) = self.heard.spans.last_mut() {
            span.to = seq;
        }
        Ok(())
    }

    fn place(&self) -> String {
        self.heard.spans.last().map(|span| format!("{}-{}", span.epoch, span.to)).unwrap_or_default()
    }

    fn is_done(&self) -> bool {
        let heads = self.heads.borrow();
        let head = heads.as_ref().and_then(|heads| heads.get(self.heard.site));
        head.is_some_and(|head| self.heard.spans.last().is_some_and(|span| span.to >= *head))
    }

    fn complaint(&self, what: &str) -> String {
        let tale: Vec<_> = self.tale.iter().map(String::as_str).collect();
        let Heard { number, connections, .. } = self.heard;
        format!(
            "VIOLATION: listener {number} of {} {what}. It stands at '{}', on its connection {connections}. Before that:\n{}",
            self.canary,
            self.place(),
            tale.join("\n")
        )
    }
}

/// A short name for a message's bytes.
pub(super) fn hash(data: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    data.hash(&mut hasher);
    hasher.finish()
}

/// Every event's bytes, as the first who heard it did.
pub(super) type Bytes = HashMap<i64, (usize, u64)>;

#[cfg(test)]
mod tests;
