//! Closing gaps: whatever tells that a log is ahead of its ring, the rows come from the log, one reader a tenant.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use entity::TenantId;
use futures_util::future::join_all;
use tokio::sync::mpsc;

use super::App;
use crate::backplane::{Heard, Line};
use crate::bus::Ring;
use crate::config::Carrier;
use crate::error::{Error, Result};
use crate::event::Position;
use crate::log::{self, Head, Page};

/// A moment for parallel commits to close a gap by themselves.
const PATIENCE: Duration = Duration::from_millis(5);
/// A moment for a hint that is on its way to arrive.
const PATIENCE_FOR_HINTS: Duration = Duration::from_millis(50);

/// Acts on what other nodes tell, until the last stream is gone.
pub(super) async fn listen(app: Arc<App>, mut told: mpsc::Receiver<Heard>) {
    loop {
        let heard = tokio::select! {
            () = app.drained.cancelled() => return,
            heard = told.recv() => heard,
        };
        match heard {
            None => return,
            Some(Heard::Opened) => look_at_heads(&app, &app.bus.rings()).await,
            Some(Heard::Heads(heads)) => heads.into_iter().for_each(|(tenant, at)| heed_hint(&app, tenant, at)),
            Some(Heard::Here(node, counts)) => app.live.hear_of(node, &counts),
        }
    }
}

/// A hint is a bell: it may say that there is something to read, and nothing of what it says is believed.
fn heed_hint(app: &Arc<App>, tenant: TenantId, at: Position) {
    let Some(ring) = app.bus.known(tenant) else { return };
    if ring.head().is_some_and(|(epoch, have)| epoch == at.epoch && have >= at.seq) {
        app.backplane.hints().stale();
    } else {
        app.backplane.hints().received();
        let app = Arc::clone(app);
        app.tasks.clone().spawn(async move { catch_up(&app, &ring).await });
    }
}

/// Reads what parallel commits left out, unless it came meanwhile.
pub(super) async fn close_gap(app: Arc<App>, tenant: TenantId) {
    tokio::time::sleep(PATIENCE).await;
    if let Some(ring) = app.bus.known(tenant).filter(|ring| ring.has_gap()) {
        catch_up(&app, &ring).await;
    }
}

/// Compares the rings with the heads of their logs, and reads what no hint told of.
pub(super) async fn look_at_heads(app: &Arc<App>, rings: &[Arc<Ring>]) {
    if rings.is_empty() {
        return;
    }
    let tenants: Vec<TenantId> = rings.iter().map(|ring| ring.tenant()).collect();
    let heads = match log::heads(&app.db, &tenants).await {
        Ok(heads) => heads,
        Err(error) => return tracing::warn!(?error, "the heads of the logs could not be read"),
    };
    let behind: Vec<_> = rings.iter().filter(|ring| is_behind(app, ring, &heads)).collect();
    if behind.is_empty() {
        return;
    }
    // What is published or told of within a moment of its commit was not missed.
    let hinted = app.backplane.line() == Line::Up && app.config.carrier != Carrier::None;
    tokio::time::sleep(if hinted { PATIENCE_FOR_HINTS } else { PATIENCE }).await;
    let behind = behind.into_iter().filter(|ring| is_behind(app, ring, &heads));
    join_all(behind.map(|ring| async {
        if catch_up(app, ring).await {
            app.backplane.hints().missed();
        }
    }))
    .await;
}

/// Whether the log was ahead of this ring; lets go of a ring that cannot go on.
fn is_behind(app: &App, ring: &Arc<Ring>, heads: &HashMap<TenantId, Head>) -> bool {
    match (ring.head(), heads.get(&ring.tenant())) {
        (_, None) => {
            let_go(app, ring);
            false
        }
        (Some((epoch, _)), Some(head)) if epoch != head.epoch => {
            app.bus.retire(ring);
            false
        }
        (Some((_, have)), Some(head)) => have < head.seq,
        (None, Some(_)) => false,
    }
}

/// The tenant was erased, and with it the row that said so.
fn let_go(app: &App, ring: &Arc<Ring>) {
    app.tenants.forget(ring.tenant());
    app.live.cut_tenant(ring.tenant());
    app.bus.retire(ring);
}

/// Reads on until the ring has what the log has; whether that was for us to do, rather than for somebody who does it
/// already.
pub(super) async fn catch_up(app: &Arc<App>, ring: &Arc<Ring>) -> bool {
    let mut ours = false;
    ring.falls_behind();
    // A ring that is not primed yet is asked again when it is.
    while ring.is_behind() && ring.head().is_some() {
        let Some(_turn) = ring.turn_to_fill() else { break };
        ours = true;
        if let Err(error) = fill(app, ring).await {
            tracing::warn!(?error, tenant = %ring.tenant(), "a gap could not be read; the next look will try again");
            break;
        }
    }
    ours
}

/// Reads the log from the ring's head to the log's, by pages.
async fn fill(app: &Arc<App>, ring: &Arc<Ring>) -> Result<()> {
    while let Some((epoch, have)) = ring.head() {
        let turn = app.gap_turns.acquire().await;
        let page = log::read_since(&app.db, ring.tenant(), have).await;
        drop(turn);
        match page {
            Err(Error::NotFound(_)) => {
                let_go(app, ring);
                return Ok(());
            }
            Err(error) => return Err(error),
            Ok(Page::Rows(head, rows)) if head.epoch == epoch => {
                let last = rows.last().map_or(have, |last| last.seq);
                app.deliver(ring.tenant(), epoch, &rows);
                // A ring that was replaced meanwhile takes nothing any more.
                if last >= head.seq || ring.is_ended() || ring.head() == Some((epoch, have)) {
                    return Ok(());
                }
            }
            Ok(_) => {
                app.bus.retire(ring);
                return Ok(());
            }
        }
    }
    Ok(())
}
