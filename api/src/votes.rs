//! Votes: many thumbs, one transaction.
//!
//! Each tenant has one committer with a bounded inbox. A vote that finds it idle commits at once; under pressure the
//! next batch begins no sooner than the window after the last began, and takes all that came. The batch is the
//! conflation: one count update and one `question:upvoted` a question, one append, and the voter's answer comes after
//! the commit. So counts are exact at every number of the log, and a hot room costs few events however many vote.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use entity::{QuestionId, TenantId, VoterId};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::app::{Answer, App, Key};
use crate::error::{Error, Result};

mod batch;

/// Votes that may wait for a tenant's committer; beyond, 503.
const INBOX: usize = 16_384;
/// Votes in one transaction.
const BATCH: usize = 8_192;
/// How long a committer waits for another vote before it goes.
const IDLE: Duration = Duration::from_secs(10);

/// A thumb.
#[derive(Clone, Debug)]
pub struct Vote {
    /// Which question.
    pub question: QuestionId,
    /// Whose thumb.
    pub voter: VoterId,
    /// Up, or taken back.
    pub up: bool,
    /// The version the voter saw, where it matters to them.
    pub version: Option<i64>,
    /// Whether the voter sees questions that are not public.
    pub staff: bool,
    /// What makes a repetition the same request.
    pub key: Option<Key>,
}

struct Waiting {
    vote: Vote,
    told: oneshot::Sender<Result<Answer>>,
}

/// The committers. Cheap to clone.
#[derive(Clone)]
pub struct Votes {
    app: Arc<App>,
    inboxes: Arc<Mutex<HashMap<TenantId, mpsc::Sender<Waiting>>>>,
}

impl std::fmt::Debug for Votes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Votes")
    }
}

impl Votes {
    /// No committer runs until somebody votes.
    pub fn new(app: Arc<App>) -> Self {
        Self { app, inboxes: Arc::default() }
    }

    /// The application.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Casts a vote; the answer comes after the commit.
    ///
    /// # Errors
    /// The rule that refuses it, or 503 when the inbox is full or the database away.
    pub async fn cast(&self, tenant: TenantId, vote: Vote) -> Result<Answer> {
        let (told, answer) = oneshot::channel();
        self.post(tenant, Waiting { vote, told })?;
        let answer = answer.await.unwrap_or_else(|_| Err(Error::Unavailable("the vote committer broke off".into())));
        self.app.metrics.vote_ended(match &answer {
            Ok(_) => "accepted",
            Err(Error::Unavailable(_) | Error::Full(_) | Error::Contended(_) | Error::Internal(_)) => "failed",
            Err(_) => "refused",
        });
        answer
    }

    fn post(&self, tenant: TenantId, mut waiting: Waiting) -> Result<()> {
        let mut inboxes = self.inboxes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(inbox) = inboxes.get(&tenant) {
            waiting = match inbox.try_send(waiting) {
                Ok(()) => return Ok(()),
                Err(mpsc::error::TrySendError::Full(_)) => {
                    return Err(Error::Unavailable("the vote inbox is full".into()));
                }
                Err(mpsc::error::TrySendError::Closed(waiting)) => waiting,
            };
        }
        let (inbox, votes) = mpsc::channel(INBOX);
        inbox.try_send(waiting).map_err(|_| Error::Unavailable("the vote inbox is full".into()))?;
        inboxes.insert(tenant, inbox);
        let app = Arc::clone(&self.app);
        let inboxes = Arc::clone(&self.inboxes);
        // In the application's task group, so that a drain waits for votes that were taken in.
        let group = Arc::clone(&self.app);
        tokio::spawn(async move {
            let committer = Committer { app, tenant, votes, inboxes };
            let _ = group.unhurried(async move { committer.run().await }).await;
        });
        Ok(())
    }
}

struct Committer {
    app: Arc<App>,
    tenant: TenantId,
    votes: mpsc::Receiver<Waiting>,
    inboxes: Arc<Mutex<HashMap<TenantId, mpsc::Sender<Waiting>>>>,
}

impl Committer {
    async fn run(mut self) -> Result<()> {
        let mut began: Option<Instant> = None;
        loop {
            let first = tokio::select! {
                biased;
                first = self.votes.recv() => first,
                () = tokio::time::sleep(IDLE) => self.leave(),
                () = self.app.stopping.cancelled() => self.leave(),
            };
            let Some(first) = first else { return Ok(()) };
            if let Some(began) = began {
                tokio::time::sleep_until(began + self.app.config.vote_window).await;
            }
            began = Some(Instant::now());
            let mut batch = vec![first];
            while batch.len() < BATCH
                && let Ok(next) = self.votes.try_recv()
            {
                batch.push(next);
            }
            self.commit(batch).await;
        }
    }

    /// Closes the inbox; a vote that slipped in meanwhile is still taken.
    fn leave(&mut self) -> Option<Waiting> {
        let mut inboxes = self.inboxes.lock().unwrap_or_else(PoisonError::into_inner);
        match self.votes.try_recv() {
            Ok(waiting) => Some(waiting),
            Err(_) => {
                self.votes.close();
                inboxes.remove(&self.tenant);
                None
            }
        }
    }

    /// Commits a batch whole or not at all. Votes are idempotent, so it may be tried again even when the outcome of
    /// a commit is unknown; a key it kept then answers for itself.
    async fn commit(&self, batch: Vec<Waiting>) {
        let began = Instant::now();
        let (votes, told): (Vec<Vote>, Vec<_>) = batch.into_iter().map(|w| (w.vote, w.told)).unzip();
        self.app.metrics.vote_batch(votes.len());
        let mut done = Err(Error::Unavailable("not tried".into()));
        for _ in 0..3 {
            done = self.app.retried(|| batch::commit(&self.app, self.tenant, &votes)).await;
            if !matches!(done, Err(Error::Unavailable(_))) {
                break;
            }
        }
        self.app.db.heeds(&done);
        match done {
            Ok(answers) => {
                self.app.metrics.deed_committed(began.elapsed());
                for (told, answer) in told.into_iter().zip(answers) {
                    // A voter that went away is no concern of the batch.
                    let _ = told.send(answer);
                }
            }
            Err(error) => {
                for told in told {
                    let _ = told.send(Err(error.clone()));
                }
            }
        }
    }
}
