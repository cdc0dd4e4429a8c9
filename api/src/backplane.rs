//! The backplane: nodes tell each other "tenant T is at N", so that whoever hears it reads the log at once and not at
//! its next look at the heads; and now and then how many listen where.
//!
//! It is a bell and knows no frame. What is said may be lost, doubled or late: nothing depends on it but how soon an
//! event is heard. What a node says comes back to itself, which proves the line; a line that stays silent is rebuilt.

use std::collections::HashMap;
use std::fmt::Display;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use entity::TenantId;
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Carrier;
use crate::event::Position;
use crate::metrics::Hints;

mod line;
mod postgres;
mod redis;
mod words;

pub use words::{Here, Node};

/// Tenants whose head may wait to be told; beyond, it is let go, and others find it at their next look.
const MOST_HEADS: usize = 10_000;
/// What may wait to be acted on; beyond, it is let go, and the next look at the heads finds it.
const MOST_HEARD: usize = 1_024;
/// How long opening the line, the first words over it or saying something may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// The first pause before the line is opened anew; it doubles up to the longest.
const PAUSE: Duration = Duration::from_millis(100);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What other nodes told.
#[derive(Clone, Debug)]
pub enum Heard {
    /// The line is open: what was said before was not heard, so look at the heads.
    Opened,
    /// These tenants are at these places, or further.
    Heads(Vec<(TenantId, Position)>),
    /// So many are at this node.
    Here(Node, Vec<Here>),
}

/// Whether nodes can wake each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Not yet: the server has just started.
    Starting,
    /// They can; or there is no carrier, and they do not have to.
    Up,
    /// Not now: events of other nodes are found by looking.
    Down,
}

impl Line {
    /// As a check of the server's health calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Up => "ok",
            Self::Down => "down",
        }
    }
}

/// One node's end of the line. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Backplane {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    carrier: Carrier,
    channel: String,
    node: Node,
    hints: Hints,
    line: watch::Sender<Line>,
    waiting: Mutex<Waiting>,
    bell: Notify,
    ended: CancellationToken,
    tasks: TaskTracker,
}

/// What waits to be said.
#[derive(Debug, Default)]
struct Waiting {
    heads: HashMap<TenantId, Position>,
    here: Vec<String>,
}

impl Backplane {
    /// A line that is not open yet. `group` names the servers that share a database, where the carrier itself does
    /// not tell them apart from others.
    pub fn new(carrier: Carrier, group: &str, hints: Hints) -> Self {
        let line = if carrier == Carrier::None { Line::Up } else { Line::Starting };
        hints.can_be_told(line == Line::Up);
        let shared = Shared {
            carrier,
            channel: format!("openfloor:{}", group.get(..16).unwrap_or(group)),
            node: Node::random(),
            hints,
            line: watch::Sender::new(line),
            waiting: Mutex::default(),
            bell: Notify::new(),
            ended: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Opens the line and keeps it open until [`Backplane::end`]; gives what is heard on it.
    pub fn open(&self) -> mpsc::Receiver<Heard> {
        let (heard, told) = mpsc::channel(MOST_HEARD);
        if self.shared.carrier != Carrier::None {
            let shared = Arc::clone(&self.shared);
            self.shared.tasks.spawn(async move { shared.keep_open(heard).await });
        }
        told
    }

    /// Tells other nodes where a tenant is; of several places the furthest.
    pub fn tell(&self, tenant: TenantId, at: Position) {
        if self.shared.carrier == Carrier::None {
            return;
        }
        let mut waiting = self.shared.waiting();
        if waiting.heads.len() >= MOST_HEADS && !waiting.heads.contains_key(&tenant) {
            return self.shared.hints.failed(1);
        }
        let head = waiting.heads.entry(tenant).or_insert(at);
        if head.epoch != at.epoch || head.seq < at.seq {
            *head = at;
        }
        drop(waiting);
        self.shared.bell.notify_one();
    }

    /// Tells other nodes how many are here, in place of what was told before.
    pub fn tell_here(&self, counts: impl IntoIterator<Item = Here>) {
        if self.shared.carrier == Carrier::None {
            return;
        }
        self.shared.waiting().here = words::here(self.shared.node, counts);
        self.shared.bell.notify_one();
    }

    /// Whether nodes can wake each other now.
    pub fn line(&self) -> Line {
        *self.shared.line.borrow()
    }

    /// The numbers of what is told.
    pub fn hints(&self) -> &Hints {
        &self.shared.hints
    }

    /// Says what still waits and closes the line; takes a few seconds at most.
    pub async fn end(&self) {
        self.shared.ended.cancel();
        self.shared.tasks.close();
        if tokio::time::timeout(PATIENCE, self.shared.tasks.wait()).await.is_err() {
            tracing::warn!("the backplane did not close in time");
        }
    }
}

impl Shared {
    async fn keep_open(&self, heard: mpsc::Sender<Heard>) {
        let mut pause = PAUSE;
        loop {
            let began = Instant::now();
            let Err(error) = self.once(&heard).await else { return };
            if began.elapsed() > LONGEST_PAUSE * 2 {
                pause = PAUSE;
            }
            let before = self.line.send_replace(Line::Down);
            self.hints.can_be_told(false);
            let carrier = self.carrier.name();
            if before == Line::Down {
                tracing::debug!(carrier, error, "the backplane is still down");
            } else {
                tracing::warn!(carrier, error, "the backplane is down: events of other nodes come later");
            }
            tokio::select! {
                () = self.ended.cancelled() => return,
                () = tokio::time::sleep(pause.mul_f64(rand::random_range(0.5..1.0))) => {}
            }
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }

    /// Opens the line and uses it: until the end, which is no error, or until it breaks.
    async fn once(&self, heard: &mpsc::Sender<Heard>) -> Result<(), String> {
        match &self.carrier {
            Carrier::None => Ok(()),
            Carrier::Postgres(url) => {
                let Some((mouth, ears)) = self.opened(postgres::open(url)).await? else { return Ok(()) };
                self.converse(mouth, ears, heard).await
            }
            Carrier::Redis(url) => {
                let Some((mouth, ears)) = self.opened(redis::open(url, &self.channel)).await? else { return Ok(()) };
                self.converse(mouth, ears, heard).await
            }
        }
    }

    /// A line, unless the end comes first.
    async fn opened<T, E: Display>(&self, line: impl Future<Output = Result<T, E>>) -> Result<Option<T>, String> {
        tokio::select! {
            () = self.ended.cancelled() => Ok(None),
            line = in_time(PATIENCE, line) => line.map(Some),
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What happens in this time, or why it did not.
async fn in_time<T, E: Display>(most: Duration, happens: impl Future<Output = Result<T, E>>) -> Result<T, String> {
    match tokio::time::timeout(most, happens).await {
        Ok(done) => done.map_err(|error| error.to_string()),
        Err(_) => Err(format!("nothing came within {} s", most.as_secs())),
    }
}
