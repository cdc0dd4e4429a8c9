//! Questions like the one being typed: for each tenant an index of trigrams, kept up from the log.
//!
//! The index is a listener like any other: it is filled from the published questions at a position and then reads the
//! log on from there, with the audience of a passer-by, so what is not published cannot be found in it. It costs one
//! look at the head for each request while nothing happens. Trigrams need no dictionary and no language.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use entity::question::{self, Status};
use entity::{QuestionId, TeamId, TenantId};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use tokio::time::Instant;

use crate::db::Db;
use crate::error::{Error, Result};
use crate::event::{Audience, Epoch, Kind};
use crate::log::{self, Page};
use crate::text;

mod trigrams;

use trigrams::Trigrams;

/// Tenants with an index in memory; the one longest unused makes room.
const MOST_TENANTS: usize = 32;
/// Questions in a tenant's index, some 3 KB each at most; beyond, the oldest are not looked among.
const MOST_QUESTIONS: usize = 10_000;
/// Events behind which the index is filled afresh rather than read on: a hot room's log is mostly votes.
const FAR_BEHIND: i64 = 5_000;
/// Questions put into an index between two rests, since others wait for this thread.
const AT_ONCE: usize = 256;
/// An index nobody asks is let go after this time.
const IDLE: Duration = Duration::from_secs(600);

/// Tenant → index. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Similar {
    indexes: Arc<Mutex<HashMap<TenantId, Held>>>,
}

#[derive(Clone, Debug)]
struct Held {
    used: Instant,
    index: Arc<tokio::sync::Mutex<Index>>,
}

#[derive(Debug, Default)]
struct Index {
    place: Option<(Epoch, i64)>,
    trigrams: Trigrams,
}

impl Similar {
    /// Published questions like this text, the likest first; of this team, if one is given.
    ///
    /// # Errors
    /// When the database is away, or the tenant is gone.
    pub async fn nearest(
        &self,
        db: &Db,
        tenant: TenantId,
        text: &str,
        team: Option<TeamId>,
        most: usize,
    ) -> Result<Vec<QuestionId>> {
        let index = self.index(tenant);
        let mut index = index.lock_owned().await;
        index.catch_up(db, tenant).await?;
        let text = text::folded(text);
        let near = tokio::task::spawn_blocking(move || index.trigrams.nearest(&text, team, most));
        near.await.map_err(|error| Error::Internal(format!("a search for likeness broke off: {error}")))
    }

    fn index(&self, tenant: TenantId) -> Arc<tokio::sync::Mutex<Index>> {
        let mut indexes = self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
        indexes.retain(|_, held| held.used.elapsed() < IDLE);
        if indexes.len() >= MOST_TENANTS && !indexes.contains_key(&tenant) {
            let oldest = indexes.iter().min_by_key(|(_, held)| held.used).map(|(tenant, _)| *tenant);
            oldest.map(|tenant| indexes.remove(&tenant));
        }
        let held = indexes.entry(tenant).or_insert_with(|| Held { used: Instant::now(), index: Arc::default() });
        held.used = Instant::now();
        Arc::clone(&held.index)
    }
}

impl Index {
    /// Reads the log on to its head; begins anew where it cannot be continued.
    async fn catch_up(&mut self, db: &Db, tenant: TenantId) -> Result<()> {
        loop {
            let Some((epoch, at)) = self.place else {
                self.fill(db, tenant).await?;
                continue;
            };
            match log::read_since(db, tenant, at).await? {
                Page::Rows(head, rows) if head.epoch == epoch && at <= head.seq && head.seq - at <= FAR_BEHIND => {
                    let Some(last) = rows.last() else { return Ok(()) };
                    let last = last.seq;
                    rows.iter().for_each(|row| self.apply(row));
                    self.place = Some((epoch, last));
                    if last >= head.seq {
                        return Ok(());
                    }
                }
                _ => *self = Self::default(),
            }
        }
    }

    /// What is published now, and the place in the log that this is true at.
    async fn fill(&mut self, db: &Db, tenant: TenantId) -> Result<()> {
        use question::Column as C;
        let tx = db.read().await?;
        let position = log::position(db, &tx, tenant).await?;
        let rows: Vec<(QuestionId, Option<TeamId>, String)> = question::of(tenant)
            .filter(C::Status.is_in([Status::Open, Status::Answered]))
            .filter(C::MergedInto.is_null())
            .order_by_desc(C::Id)
            .limit(MOST_QUESTIONS as u64)
            .select_only()
            .columns([C::Id, C::TeamId, C::Search])
            .into_tuple()
            .all(&tx)
            .await?;
        tx.commit().await?;
        for some in rows.chunks(AT_ONCE) {
            for (id, team, text) in some {
                self.trigrams.insert(*id, *team, text);
            }
            tokio::task::yield_now().await;
        }
        self.place = Some((position.epoch, position.seq));
        Ok(())
    }

    fn apply(&mut self, row: &entity::event::Model) {
        let Some(id) = row.subject_id.map(QuestionId) else { return };
        match Kind::named(&row.r#type) {
            Kind::QuestionDeleted => self.trigrams.remove(id),
            // Who may hear of a question last is wider than who sees it, so the status in the picture decides.
            kind if kind.name().starts_with("question:") && Audience::from_code(row.audience) == Audience::Public => {
                let Ok(data) = serde_json::from_str::<Value>(&row.payload) else { return };
                let picture = if data["question"].is_object() { &data["question"] } else { &data };
                let published = |status: &str| status == "OPEN" || status == "ANSWERED";
                match (picture["body"].as_str(), picture["status"].as_str()) {
                    (Some(body), Some(status)) if published(status) => {
                        self.trigrams.insert(id, row.team_id, &text::folded(body));
                        self.trigrams.keep_newest(MOST_QUESTIONS);
                    }
                    (_, Some(status)) if !published(status) => self.trigrams.remove(id),
                    _ if data["into"].is_string() => self.trigrams.remove(id),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}
