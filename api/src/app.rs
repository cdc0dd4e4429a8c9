//! The application's state, and [`App::commit`]: the one writer's door.
//!
//! Rows, audit rows and events change in one transaction, in a task of its own, because hyper drops a handler when
//! its client goes away although the transaction may commit. After the commit the events go on the bus; should they
//! not get there, the keeper's look at the heads finds them within half a second.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use entity::{TenantId, event, tenant};
use sea_orm::EntityTrait;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::{Keys, Passwords};
use crate::bus::EventBus;
use crate::config::{self, Config};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::event::{Epoch, Frame, Kind};
use crate::live::Live;
use crate::log;
use crate::metrics::Metrics;
use crate::similar::Similar;
use crate::text;

mod deed;
mod instance;
mod keeper;
mod once;

pub use deed::{Answer, By, Deed, Key, Work, claim, keep};
pub use instance::make_tenant;

/// How often a deed that lost a lock is done again before the client is told.
const TRIES: u32 = 6;
/// How long a tenant is remembered; a change made on this node is known at once.
const TENANT_TTL: Duration = Duration::from_secs(1);
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
    /// The numbers for operators.
    pub metrics: Metrics,
    /// What signs cookies.
    pub keys: Keys,
    /// What hashes passwords.
    pub passwords: Passwords,
    /// The open streams.
    pub live: Live,
    /// What is like what.
    pub similar: Similar,
    /// Cancelled when the server begins to stop.
    pub stopping: CancellationToken,
    /// Turns for reading the log.
    pub log_turns: Semaphore,
    tasks: TaskTracker,
    tenants: Mutex<HashMap<String, (Instant, Arc<tenant::Model>)>>,
    /// Counts the times tenants were forgotten, so that what was read before is not remembered after.
    forgotten: AtomicU64,
}

impl App {
    /// Opens the database, and begins to keep the rings and the logs.
    ///
    /// # Errors
    /// One line that says what is wrong.
    pub async fn start(config: Config, stopping: CancellationToken) -> Result<Arc<Self>, String> {
        let app = Self::open(config, stopping).await?;
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
        let app = Arc::new(Self {
            bus: EventBus::default(),
            metrics: Metrics::new(config.metrics_tenants).map_err(|error| error.to_string())?,
            keys: Keys::new(secrets),
            passwords: Passwords::new().await.map_err(|error| format!("{error:?}"))?,
            live: Live::new(config.limits),
            similar: Similar::default(),
            stopping,
            log_turns: Semaphore::new(LOG_READERS),
            tasks: TaskTracker::new(),
            tenants: Mutex::default(),
            forgotten: AtomicU64::new(0),
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

    /// Puts committed rows on the bus.
    pub fn publish(self: &Arc<Self>, tenant: TenantId, epoch: Epoch, rows: &[event::Model]) {
        for row in rows {
            self.metrics.event_published(&row.r#type);
            tracing::debug!("type" = row.r#type, seq = row.seq, "event published");
        }
        self.deliver(tenant, epoch, rows);
    }

    /// A tenant by slug or id; none that is suspended.
    ///
    /// # Errors
    /// 404 when there is none, 503 when the database is away.
    pub async fn tenant(&self, name: &str) -> Result<Arc<tenant::Model>> {
        let known = self.lock_tenants().get(name).filter(|(at, _)| at.elapsed() < TENANT_TTL).map(|(_, t)| t.clone());
        if let Some(tenant) = known {
            return Ok(tenant);
        }
        let find = match name.parse() {
            Ok(id) => tenant::of(id),
            Err(_) => tenant::named(&text::slug("tenantId", name).map_err(|_| Error::NotFound("tenant_not_found"))?),
        };
        let before = self.forgotten.load(Ordering::Acquire);
        let found = find.one(self.db.reader()).await?.filter(|tenant| tenant.suspended_at.is_none());
        let tenant = Arc::new(found.ok_or(Error::NotFound("tenant_not_found"))?);
        let mut tenants = self.lock_tenants();
        if self.forgotten.load(Ordering::Acquire) != before {
            return Ok(tenant);
        }
        if tenants.len() >= 10_000 {
            tenants.retain(|_, (at, _)| at.elapsed() < TENANT_TTL);
        }
        tenants.insert(name.to_owned(), (Instant::now(), Arc::clone(&tenant)));
        Ok(tenant)
    }

    /// Waits for the deeds under way, then lets the database go; not longer than a few seconds.
    pub async fn stop(&self) {
        self.tasks.close();
        let gone = async {
            self.tasks.wait().await;
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
        tx.commit().await.map_err(|error| Error::Unavailable(format!("commit: {error}")))?;
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
            self.tasks.spawn(keeper::close_gap(Arc::clone(self), tenant));
        }
    }

    fn heed(&self, tenant: TenantId, frame: &Frame) {
        match (frame.kind, frame.subject) {
            (Kind::CredentialRevoked, Some(subject)) => self.live.cut_credential(tenant, subject),
            (Kind::TenantClosed, _) => {
                self.forget_tenant(tenant);
                self.live.cut_tenant(tenant);
            }
            (Kind::TenantUpdated, _) => self.forget_tenant(tenant),
            _ => {}
        }
    }

    fn forget_tenant(&self, tenant: TenantId) {
        let mut tenants = self.lock_tenants();
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        tenants.retain(|_, (_, known)| known.id != tenant);
    }

    fn lock_tenants(&self) -> std::sync::MutexGuard<'_, HashMap<String, (Instant, Arc<tenant::Model>)>> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
