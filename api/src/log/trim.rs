//! Letting the old end of a log go, without ever hiding a row.

use std::time::Duration;

use entity::{TenantId, event, stream};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};

use super::head;
use crate::clock;
use crate::config::Retention;
use crate::db::Db;
use crate::error::Result;

/// Rows deleted at once.
const TRIM_CHUNK: i64 = 2_000;
/// Between two deletions, for those who wait to write.
const PAUSE: Duration = Duration::from_millis(5);

/// Lets go of what is beyond either bound. The floor moves first, in a transaction of its own; a reader that is
/// past it finds every row, one that is not is told so.
///
/// # Errors
/// When the database cannot be written.
pub async fn trim(db: &Db, tenant: TenantId, keep: Retention) -> Result<u64> {
    let head = head(db, db.reader(), tenant).await?;
    let oldest = clock::now().saturating_sub(i64::try_from(keep.age.as_millis()).unwrap_or(i64::MAX));
    // Times follow numbers closely enough: the floor stops below the first event that is young.
    let young = event::of(tenant)
        .filter(event::Column::Seq.gt(head.floor))
        .filter(event::Column::CreatedAt.gte(oldest))
        .order_by_asc(event::Column::Seq)
        .one(db.reader())
        .await?;
    let by_age = young.map_or(head.seq, |row| row.seq - 1);
    let floor = by_age.max(head.seq - keep.events).max(head.floor);
    if floor > head.floor {
        stream::change(tenant)
            .col_expr(stream::Column::FloorSeq, floor.into())
            .filter(stream::Column::FloorSeq.lt(floor))
            .exec(db.writer())
            .await?;
    }
    // Also after a crash between the two steps: whatever stands at or below the floor goes.
    let mut trimmed = 0;
    let mut upto = match event::of(tenant).order_by_asc(event::Column::Seq).one(db.reader()).await? {
        Some(row) if row.seq <= floor => row.seq - 1,
        _ => return Ok(0),
    };
    while upto < floor {
        upto = (upto + TRIM_CHUNK).min(floor);
        let gone = event::remove(tenant).filter(event::Column::Seq.lte(upto)).exec(db.writer()).await?;
        trimmed += gone.rows_affected;
        tokio::time::sleep(PAUSE).await;
    }
    Ok(trimmed)
}
