//! The application's state, and [`App::commit`]: the one writer's door.
//!
//! Rows, audit rows and events change in one transaction, in a task of its own, because hyper drops a handler when
//! its client goes away although the transaction may commit. After the commit the events go on the bus; should they
//! not get there, the keeper's look at the heads finds them within half a second.

use std::sync::Arc;
use std::time::Duration;

use entity::{TenantId, event};
use sea_orm::EntityTrait;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::{Keys, Passwords};
use crate::backplane::Backplane;
use crate::bus::{EventBus, Ring};
use crate::config::{self, Config};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::event::{Epoch, Frame, Kind, Position};
use crate::live::Live;
use crate::log;
use crate::metrics::Metrics;
use crate::relay::Relay;
use crate::similar::Similar;

mod deed;
mod gaps;
mod instance;
mod keeper;
mod known;
mod once;
mod tenants;

pub use deed::{Answer, By, Deed, Key, Work, claim, keep};
pub use instance::make_tenant;
use tenants::Tenants;

/// How often a deed that lost a lock is done again before the client is told.
const TRIES: u32 = 6;
/// How long deeds under way may take when the server stops.
const LAST_DEEDS: Duration = Duration::from_secs(15);
/// Readers of the log at once, so that laggards cannot take every connection.
const LOG_READERS: usize = 4;

/// Everything a request can reach.
#[derive(Debug)]
pub struct App {
    /// What the server was told.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// The rings.
    pub bus: EventBus,
    /// The line to the other nodes.
    pub backplane: Backplane,
    /// The numbers for operators.
    pub metrics: Metrics,
    /// What signs cookies.
    pub keys: Keys,
    /// What hashes passwords.
    pub passwords: Passwords,
    /// The open streams.
    pub live: Live,
    /// What writes to most of them.
    pub relay: Relay,
    /// What is like what.
    pub similar: Similar,
    /// Cancelled when the server begins to stop.
    pub stopping: CancellationToken,
    /// Cancelled when its last stream is gone.
    drained: CancellationToken,
    /// Turns for reading the log.
    pub log_turns: Semaphore,
    /// Turns for reading what rings lack, which must not wait for laggards.
    gap_turns: Semaphore,
    tasks: TaskTracker,
    tenants: Tenants,
}

impl App {
    /// Opens the database, and begins to keep the rings and the logs.
    ///
    /// # Errors
    /// One line that says what is wrong.
    pub async fn start(config: Config, stopping: CancellationToken) -> Result<Arc<Self>, String> {
        let app = Self::open(config, stopping).await?;
        app.tasks.spawn(gaps::listen(Arc::clone(&app), app.backplane.open()));
        app.tasks.spawn(keeper::keep(Arc::clone(&app)));
        app.tasks.spawn(keeper::clean(Arc::clone(&app)));
        app.tasks.spawn(keeper::count_viewers(Arc::clone(&app)));
        Ok(app)
    }

    /// Connects, migrates and makes what must be there: enough for the shell's commands.
    ///
    /// # Errors
    /// One line that says what is wrong.
    pub async fn open(config: Config, stopping: CancellationToken) -> Result<Arc<Self>, String> {
        let db = Db::connect(&config.database_url, config.database_connections)
            .await
            .map_err(|error| format!("DATABASE_URL: {}: {error}", config::redacted_url(&config.database_url)))?;
        if config.migrate {
            db.migrate().await.map_err(|error| format!("migration failed: {error}"))?;
        } else if !db.is_migrated().await.map_err(|error| format!("DATABASE_URL: {error}"))? {
            return Err("the schema is not up to date: run `openfloor migrate`".into());
        }
        let secrets = instance::secrets(&db, &config).await.map_err(|error| format!("secrets: {error:?}"))?;
        let group = instance::kept(&db, "group").await.map_err(|error| format!("group: {error:?}"))?;
        let relay = Relay::start(config.relay_threads).map_err(|error| format!("OPENFLOOR_RELAY_THREADS: {error}"))?;
        let metrics = Metrics::new(config.metrics_tenants).map_err(|error| error.to_string())?;
        let app = Arc::new(Self {
            bus: EventBus::default(),
            backplane: Backplane::new(config.carrier.clone(), &group, metrics.hints(config.carrier.name())),
            metrics,
            keys: Keys::new(secrets),
            passwords: Passwords::new().await.map_err(|error| format!("{error:?}"))?,
            live: Live::new(config.limits, config.presence, relay.clone()),
            relay,
            similar: Similar::default(),
            stopping,
            drained: CancellationToken::new(),
            log_turns: Semaphore::new(LOG_READERS),
            gap_turns: Semaphore::new(LOG_READERS),
            tasks: TaskTracker::new(),
            tenants: Tenants::default(),
            db,
            config,
        });
        app.metrics.expects_events(Kind::ALL.iter().map(|kind| kind.name()));
        app.prepare().await.map_err(|error| format!("the database cannot be used: {error:?}"))?;
        Ok(app)
    }

    /// Does a deed: its rows, audit rows and events in one transaction, or nothing; then tells the bus. What loses
    /// a lock is done again; what may have committed never is.
    ///
    /// # Errors
    /// What the deed refuses with, or 503 when the database is busy or away.
    pub async fn commit<D: Deed>(self: &Arc<Self>, tenant: TenantId, key: Option<Key>, deed: D) -> Result<Answer> {
        let app = Arc::clone(self);
        self.unhurried(async move {
            let began = Instant::now();
            let answer = app.retried(|| app.attempt(tenant, key.as_ref(), &deed)).await;
            app.db.heeds(&answer);
            if answer.is_ok() {
                app.metrics.deed_committed(began.elapsed());
            }
            answer
        })
        .await
    }

    /// Runs work that no client can cancel and that a drain waits for.
    ///
    /// # Errors
    /// What the work fails with, or [`Error::Internal`] when it panicked.
    pub async fn unhurried<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        self.tasks.spawn(work).await.map_err(|error| Error::Internal(format!("a deed broke off: {error}")))?
    }

    /// Does something again, a few times, as long as it lost a lock or its connection before the commit.
    ///
    /// # Errors
    /// The last error.
    pub async fn retried<T, F: Future<Output = Result<T>>>(&self, mut work: impl FnMut() -> F) -> Result<T> {
        let mut tries = 1;
        loop {
            match work().await {
                Err(error) if error.is_contended() && tries < TRIES => {
                    let pause = rand::random_range(1..=5 << tries);
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                    tries += 1;
                }
                done => return done,
            }
        }
    }

    /// Puts committed rows on the bus, and tells the other nodes.
    pub fn publish(self: &Arc<Self>, tenant: TenantId, epoch: Epoch, rows: &[event::Model]) {
        for row in rows {
            self.metrics.event_published(&row.r#type);
            tracing::debug!("type" = row.r#type, seq = row.seq, "event published");
        }
        self.deliver(tenant, epoch, rows);
        if let Some(last) = rows.last() {
            self.backplane.tell(tenant, Position { epoch, seq: last.seq });
        }
    }

    /// Reads what the log has and this ring lacks, if another node told of it.
    pub fn catch_up(self: &Arc<Self>, ring: &Arc<Ring>) {
        if ring.is_behind() {
            let (app, ring) = (Arc::clone(self), Arc::clone(ring));
            self.tasks.spawn(async move { gaps::catch_up(&app, &ring).await });
        }
    }

    /// Waits for the deeds under way, then lets the database go; not longer than a few seconds.
    pub async fn stop(&self) {
        self.drained.cancel();
        self.tasks.close();
        let gone = async {
            self.tasks.wait().await;
            self.backplane.end().await;
            self.db.clone().close().await;
        };
        if tokio::time::timeout(LAST_DEEDS, gone).await.is_err() {
            tracing::warn!(deeds = self.tasks.len(), "stopped with deeds under way");
        }
    }

    async fn attempt<D: Deed>(self: &Arc<Self>, tenant: TenantId, key: Option<&Key>, deed: &D) -> Result<Answer> {
        let tx = self.db.write().await?;
        if let Some(key) = key
            && let Some(kept) = claim(&tx, tenant, key).await?
        {
            tx.rollback().await?;
            return Ok(kept);
        }
        let mut work = Work::new(tx, tenant);
        let answer = deed.apply(&mut work).await?;
        let Work { tx, events, tally, audits, .. } = work;
        let changed = !events.is_empty() || !audits.is_empty() || tally != log::Tally::default();
        if !changed && key.is_none() {
            tx.rollback().await?;
            return Ok(answer);
        }
        if let Some(key) = key {
            keep(&tx, tenant, key, &answer).await?;
        }
        if !audits.is_empty() {
            entity::audit::Entity::insert_many(audits).exec_without_returning(&tx).await?;
        }
        let appended = if changed { Some(log::append(&self.db, &tx, tenant, events, tally).await?) } else { None };
        // From here on the outcome of a failure is unknown, so it is told and never retried.
        tx.commit().await.map_err(|error| Error::of_commit(&error))?;
        if let Some(appended) = appended {
            self.publish(tenant, appended.epoch, &appended.rows);
        }
        Ok(answer)
    }

    /// Rings the bell for rows that are in the log, whoever wrote them, and acts on those meant for the server.
    fn deliver(self: &Arc<Self>, tenant: TenantId, epoch: Epoch, rows: &[event::Model]) {
        let frames: Vec<Frame> = rows.iter().map(|row| Frame::encode(epoch, row)).collect();
        for frame in &frames {
            self.heed(tenant, frame);
        }
        if self.bus.publish(tenant, epoch, frames).is_err() {
            self.tasks.spawn(gaps::close_gap(Arc::clone(self), tenant));
        }
    }

    fn heed(&self, tenant: TenantId, frame: &Frame) {
        match (frame.kind, frame.subject) {
            (Kind::CredentialRevoked, Some(subject)) => self.live.cut_credential(tenant, subject),
            (Kind::TenantClosed, _) => {
                self.tenants.forget(tenant);
                self.live.cut_tenant(tenant);
            }
            (Kind::TenantUpdated | Kind::TeamDeleted, _) => self.tenants.forget(tenant),
            _ => {}
        }
    }
}
