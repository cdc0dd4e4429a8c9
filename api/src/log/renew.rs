//! A new epoch for a log that went back in time, by a copy that was restored.

use entity::{TenantId, stream};
use sea_orm::prelude::Uuid;

use crate::db::Db;
use crate::error::Result;

/// Gives a tenant's log a new epoch: whoever has a place of the old one is reset, since what comes next may bear numbers
/// that were given out before.
///
/// # Errors
/// When the database cannot be written.
pub async fn renew(db: &Db, tenant: TenantId) -> Result<()> {
    let fresh = Uuid::new_v4().to_string();
    let renewed = stream::change(tenant).col_expr(stream::Column::Epoch, fresh.into());
    renewed.exec(db.writer()).await?;
    Ok(())
}
