//! What was done, as the writers saw it, and what the log says of it.

use std::collections::{BTreeMap, HashMap};
use std::fmt::{Display, Formatter};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;
use tokio::time::Instant;

use super::client::Client;
use super::{PATIENCE, text};

/// One deed on a question; of votes only the last wish counts, see [`Vote`].
#[derive(Clone, Debug)]
pub(super) struct Deed {
    /// `POST …/pin`, for people.
    pub(super) what: &'static str,
    /// Which event tells of it, if its text is one that no other deed has.
    pub(super) told_by: Option<(&'static str, String)>,
    /// The question, and the version the answer told; none for one that nobody acknowledged.
    pub(super) acknowledged: Option<(String, Option<i64>)>,
}

/// Where a voter's vote stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vote {
    /// As the last answer said.
    pub(super) up: bool,
    /// Whether every call was answered: one that was not may be done at any time later.
    pub(super) sure: bool,
}

/// The deeds on one tenant.
#[derive(Debug, Default)]
pub(super) struct SiteDeeds {
    pub(super) deeds: Vec<Deed>,
    /// By question and voter.
    pub(super) votes: HashMap<(String, usize), Vote>,
    pub(super) voters: Vec<Client>,
    /// What can be voted for and answered.
    pub(super) questions: Vec<String>,
}

/// All deeds, with their tally.
#[derive(Debug)]
pub(super) struct Deeds {
    sites: Vec<Mutex<SiteDeeds>>,
    pub(super) acknowledged: AtomicUsize,
    pub(super) refused: AtomicUsize,
    /// Calls that got no answer; most were made again.
    pub(super) unanswered: AtomicUsize,
    pub(super) votes: AtomicUsize,
}

impl Deeds {
    pub(super) fn new(sites: usize) -> Self {
        Self {
            sites: (0..sites).map(|_| Mutex::default()).collect(),
            acknowledged: AtomicUsize::new(0),
            refused: AtomicUsize::new(0),
            unanswered: AtomicUsize::new(0),
            votes: AtomicUsize::new(0),
        }
    }

    pub(super) fn of(&self, site: usize) -> MutexGuard<'_, SiteDeeds> {
        self.sites[site].lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn count(&self, what: &AtomicUsize) {
        what.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn progress(&self) -> String {
        self.to_string().lines().next().unwrap_or_default().to_owned()
    }
}

impl Display for Deeds {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let tally = |what: &AtomicUsize| what.load(Ordering::Relaxed);
        let (done, refused, silent) = (tally(&self.acknowledged), tally(&self.refused), tally(&self.unanswered));
        write!(
            f,
            "deeds: {done} acknowledged ({} votes), {refused} refused, {silent} calls unanswered",
            tally(&self.votes)
        )
    }
}

/// What the judgement looked at.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) events: usize,
    pub(super) heard: usize,
    pub(super) listeners: usize,
    pub(super) connections: usize,
    pub(super) resets: usize,
    pub(super) votes: i64,
    pub(super) unsure: usize,
    pub(super) rows_compared: bool,
}

impl Display for Findings {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { events, heard, listeners, connections, resets, votes, unsure, rows_compared } = self;
        writeln!(f, "log: {events} events, which add up to what every node lists")?;
        let rows = if *rows_compared { ", and so many rows" } else { "" };
        writeln!(f, "votes: {votes} counted{rows}; {unsure} of them asked for, since a call had got no answer")?;
        write!(f, "listeners: {listeners} heard {heard} events over {connections} connections, {resets} resets")
    }
}

/// A tenant's log as its owner reads it, from the first event to the last.
#[derive(Debug)]
pub(super) struct Log {
    /// Of the last event.
    pub(super) head: i64,
    /// By number.
    pub(super) events: BTreeMap<i64, Value>,
}

/// Reads a log from its beginning.
///
/// # Errors
/// When it cannot be read, or no longer reaches back so far.
pub(super) async fn read(owner: &Client) -> Result<Log, String> {
    let (epoch, head) = head(owner).await?;
    let (mut at, mut events) = (format!("{epoch}-0"), BTreeMap::new());
    loop {
        let page = get(owner, &format!("/events?after={at}&limit=1000")).await?;
        if page["reset"] == true {
            return Err(format!("the log no longer reaches back to {at}: keep more of it (OPENFLOOR_LOG_EVENTS)"));
        }
        for event in page["events"].as_array().into_iter().flatten() {
            let seq = event["seq"].as_i64().ok_or_else(|| format!("an event has no number: {event}"))?;
            if events.insert(seq, event.clone()).is_some() {
                return Err(format!("the log holds {seq} twice: {event}"));
            }
        }
        text(&page["position"]).clone_into(&mut at);
        if place(&at).is_none_or(|(_, seq)| seq >= head) {
            return Ok(Log { head, events });
        }
    }
}

/// Where a tenant's log ends.
///
/// # Errors
/// When no node says so in time.
pub(super) async fn head(owner: &Client) -> Result<(String, i64), String> {
    let page = get(owner, "/questions?limit=1").await?;
    let at = text(&page["position"]);
    place(at).map(|(epoch, seq)| (epoch.to_owned(), seq)).ok_or_else(|| format!("'{at}' is no position"))
}

/// Reads from whichever node answers.
///
/// # Errors
/// When none does in time.
pub(super) async fn get(who: &Client, path: &str) -> Result<Value, String> {
    let mut rng = StdRng::from_os_rng();
    who.insist(&mut rng, ("GET", path), None, Instant::now() + PATIENCE).await
}

/// Epoch and number of a position.
pub(super) fn place(position: &str) -> Option<(&str, i64)> {
    let (epoch, seq) = position.rsplit_once('-')?;
    Some((epoch, seq.parse().ok()?))
}
