//! A new epoch for a log that went back in time.

use entity::{TenantId, stream};
use sea_orm::prelude::Uuid;

use super::head;
use crate::db::Db;
use crate::error::Result;
use crate::event::Position;

/// Gives the log a new epoch, if it ends before this place of its present one: whoever heard of it heard of events that
/// are gone, and what comes next bears their numbers. Whether it did.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn renew(db: &Db, tenant: TenantId, heard: Position) -> Result<bool> {
    let tx = db.write().await?;
    let now = head(db, &tx, tenant).await?;
    let is_lost = now.epoch == heard.epoch && now.seq < heard.seq;
    if is_lost {
        let fresh = Uuid::new_v4().to_string();
        stream::change(tenant).col_expr(stream::Column::Epoch, fresh.into()).exec(&tx).await?;
    }
    tx.commit().await?;
    Ok(is_lost)
}
