//! The keeper: looks at the heads of the logs that are listened to, so that no lost bell leaves a hole, and keeps
//! logs and tables within their bounds.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use entity::{TeamId, TenantId, idempotency, operator_key, session, tenant};
use sea_orm::QuerySelect;
use tokio::time::Instant;

use super::{App, gaps, instance};
use crate::backplane::Here;
use crate::bus::Ring;
use crate::clock;
use crate::error::Result;
use crate::log;

/// How often the heads are looked at.
const LOOK: Duration = Duration::from_millis(500);
/// How long a ring outlives its last listener, for those who come back.
const GRACE: Duration = Duration::from_secs(30);
/// How often the logs in use are looked at for trimming.
const SWEEP: Duration = Duration::from_secs(2);
/// How often all logs are trimmed and dead rows removed.
const TIDY: Duration = Duration::from_secs(60);
/// How long an idempotency key is kept. It counts for a day; the rest is for nodes whose clock goes wrong by up to two,
/// either way: a key they took may seem a day old, or be looked at a day late.
const KEY_MS: i64 = 3 * 86_400_000;

/// Runs until the last stream is gone.
pub(super) async fn keep(app: Arc<App>) {
    let mut held: HashMap<TenantId, (Arc<Ring>, Instant)> = HashMap::new();
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = app.drained.cancelled() => return,
            _ = look.tick() => {}
        }
        let rings = app.bus.rings();
        hold(&mut held, &rings);
        let bytes = rings.iter().map(|ring| ring.bytes()).sum();
        app.metrics.rings_held(rings.len(), bytes);
        gaps::look_at_heads(&app, &rings).await;
    }
}

/// Trims logs and removes dead rows until the server stops; apart from [`keep`], which must not wait for it.
pub(super) async fn clean(app: Arc<App>) {
    let mut tidied = Instant::now();
    loop {
        tokio::select! {
            () = app.stopping.cancelled() => return,
            () = tokio::time::sleep(SWEEP) => {}
        }
        if app.db.is_full() {
            app.db.heeds(&instance::touch(&app.db).await);
            continue;
        }
        let done = if tidied.elapsed() >= TIDY {
            tidied = Instant::now();
            tidy(&app).await
        } else {
            sweep(&app).await
        };
        if let Err(error) = done {
            tracing::warn!(?error, "the logs could not be trimmed");
        }
    }
}

/// Counts who is here, and tells the other nodes, until the server stops.
pub(super) async fn count_viewers(app: Arc<App>) {
    let mut told: HashSet<(TenantId, Option<TeamId>)> = HashSet::new();
    loop {
        let stops = tokio::select! {
            () = app.stopping.cancelled() => true,
            () = tokio::time::sleep(app.config.presence) => false,
        };
        // Who is still here when the server stops is about to be counted elsewhere.
        let mut here = if stops { Vec::new() } else { app.live.count_viewers() };
        let now = here.iter().map(|h| (h.tenant, h.team)).collect();
        here.extend(told.difference(&now).map(|&(tenant, team)| Here { tenant, team, viewers: 0 }));
        told = now;
        if !here.is_empty() {
            app.backplane.tell_here(here);
        }
        if stops {
            return;
        }
    }
}

/// Trims the logs that are listened to and have grown a tenth over their bound.
async fn sweep(app: &App) -> Result<()> {
    let tenants: Vec<TenantId> = app.bus.rings().iter().map(|ring| ring.tenant()).collect();
    let keep = app.config.retention;
    let most = keep.events.saturating_add(keep.events / 10);
    for (tenant, head) in log::heads(&app.db, &tenants).await? {
        if head.seq - head.floor > most {
            log::trim(&app.db, tenant, keep).await?;
        }
    }
    Ok(())
}

/// Keeps each ring for a while after its last listener: the map and `rings` hold it, so two owners means nobody else.
fn hold(held: &mut HashMap<TenantId, (Arc<Ring>, Instant)>, rings: &[Arc<Ring>]) {
    for ring in rings {
        let (kept, used) = held.entry(ring.tenant()).or_insert_with(|| (Arc::clone(ring), Instant::now()));
        if !Arc::ptr_eq(kept, ring) {
            *kept = Arc::clone(ring);
        }
        if Arc::strong_count(ring) > 2 {
            *used = Instant::now();
        }
    }
    held.retain(|_, (ring, used)| !ring.is_ended() && used.elapsed() < GRACE);
}

async fn tidy(app: &App) -> Result<()> {
    session::remove_expired(clock::now()).exec(app.db.writer()).await?;
    idempotency::remove_older(clock::now() - KEY_MS).exec(app.db.writer()).await?;
    operator_key::remove_older(clock::now() - KEY_MS).exec(app.db.writer()).await?;
    let tenants: Vec<TenantId> =
        tenant::all().select_only().column(tenant::Column::Id).into_tuple().all(app.db.reader()).await?;
    for tenant in tenants {
        let trimmed = log::trim(&app.db, tenant, app.config.retention).await?;
        if trimmed > 0 {
            tracing::debug!(%tenant, trimmed, "trimmed the log");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
