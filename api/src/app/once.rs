//! Idempotency keys of the operator, who belongs to no tenant. What is done under such a key may make or erase a
//! tenant, so the key cannot be claimed in the deed's own transaction as [`super::claim`] does: it is claimed first and
//! settled afterwards.

use std::sync::Arc;
use std::time::Duration;

use entity::operator_key::{self, Column};
use http::StatusCode;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use super::{Answer, App, Key};
use crate::clock;
use crate::error::{Error, Result};

/// A deed that has not been settled after this time broke off with its server; whoever asks again does it. Erasing a
/// large tenant takes minutes.
const BROKEN_OFF_MS: i64 = 30 * 60_000;
/// How long a request waits for its twin.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it looks.
const LOOK: Duration = Duration::from_millis(20);

/// What claiming a key came to.
enum Claim {
    /// The key was free, and is ours since this time.
    Ours(i64),
    /// Somebody was answered so.
    Kept(Answer),
}

impl App {
    /// Does this work once for each key, and gives its answer again to whoever comes with the key later.
    ///
    /// # Errors
    /// What the work fails with, which is not kept; 422 when the key was used for another request.
    pub async fn once<F>(self: &Arc<Self>, key: Option<Key>, work: F) -> Result<Answer>
    where
        F: Future<Output = Result<Answer>> + Send + 'static,
    {
        let Some(key) = key else { return self.unhurried(work).await };
        let app = Arc::clone(self);
        self.unhurried(async move {
            let claimed = match app.claim_once(&key).await? {
                Claim::Kept(answer) => return Ok(answer),
                Claim::Ours(claimed) => claimed,
            };
            let done = work.await;
            // The deed is done or refused, whatever becomes of the book that says so.
            if let Err(error) = app.settle(&key, claimed, done.as_ref().ok()).await {
                tracing::warn!(?error, "an operator's idempotency key could not be settled");
            }
            done
        })
        .await
    }

    /// Keeps a good answer with the key as it was claimed, or gives the key free.
    async fn settle(&self, key: &Key, claimed: i64, answer: Option<&Answer>) -> Result<()> {
        let Some(answer) = answer else {
            let ours = operator_key::remove(&key.key).filter(Column::CreatedAt.eq(claimed));
            ours.filter(Column::Status.eq(0)).exec(self.db.writer()).await?;
            return Ok(());
        };
        operator_key::change(&key.key)
            .col_expr(Column::Status, i16::try_from(answer.status.as_u16()).unwrap_or_default().into())
            .col_expr(Column::Body, answer.body.clone().into())
            .col_expr(Column::Location, answer.location.clone().into())
            .filter(Column::CreatedAt.eq(claimed))
            .filter(Column::Status.eq(0))
            .exec(self.db.writer())
            .await?;
        Ok(())
    }

    /// Claims the key, or waits for the answer of whoever has it.
    async fn claim_once(&self, key: &Key) -> Result<Claim> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let now = clock::now();
            if self.insert_key(key, now).await? {
                return Ok(Claim::Ours(now));
            }
            match operator_key::named(&key.key).one(self.db.writer()).await? {
                Some(row) if row.fingerprint != key.fingerprint => return Err(Error::IdempotencyMismatch),
                Some(row) if row.status != 0 => {
                    let status = u16::try_from(row.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
                    let status = status.unwrap_or_default();
                    return Ok(Claim::Kept(Answer { status, body: row.body, location: row.location }));
                }
                Some(row) if row.created_at < clock::now() - BROKEN_OFF_MS => {
                    let broken = operator_key::remove(&key.key).filter(Column::CreatedAt.eq(row.created_at));
                    broken.filter(Column::Status.eq(0)).exec(self.db.writer()).await?;
                }
                Some(_) if tokio::time::Instant::now() > deadline => {
                    return Err(Error::Unavailable("a request with the same key is still under way".into()));
                }
                Some(_) => tokio::time::sleep(LOOK).await,
                None => {}
            }
        }
    }

    async fn insert_key(&self, key: &Key, now: i64) -> Result<bool> {
        let row = operator_key::ActiveModel {
            idempotency_key: Set(key.key.clone()),
            fingerprint: Set(key.fingerprint.clone()),
            status: Set(0),
            body: Set(None),
            location: Set(None),
            created_at: Set(now),
        };
        let inserted = operator_key::Entity::insert_many([row])
            .on_conflict(OnConflict::column(Column::IdempotencyKey).do_nothing().to_owned())
            .exec_without_returning(self.db.writer())
            .await?;
        Ok(inserted == 1)
    }
}
