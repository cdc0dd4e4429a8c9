//! Compares the log with the rows beneath it.

use std::collections::HashMap;

use entity::{QuestionId, event, question, tenant, upvote};
use sea_orm::{ColumnTrait, QuerySelect};

use super::Site;
use super::history::Log;
use crate::config::Config;
use crate::db::Db;

/// Compares one tenant's.
///
/// # Errors
/// The first difference, or why the rows could not be read.
pub(super) async fn compare(config: &Config, site: &Site, log: &Log) -> Result<(), String> {
    let away = |error: sea_orm::DbErr| format!("DATABASE_URL: {error}");
    let db = Db::connect(&config.database_url, 2).await.map_err(away)?;
    let reader = db.reader();
    let found = tenant::named(&site.slug).one(reader).await.map_err(away)?;
    let id = found.ok_or_else(|| format!("DATABASE_URL: there is no tenant {}; it is another database", site.slug))?.id;
    let broken = |why: String| format!("VIOLATION: tenant {}: {why}", site.slug);

    let rows = event::of(id).select_only().column(event::Column::Seq).into_tuple::<i64>().all(reader);
    let mut numbers = rows.await.map_err(away)?;
    numbers.sort_unstable();
    if let Some(pair) = numbers.windows(2).find(|pair| pair[1] != pair[0] + 1) {
        return Err(broken(format!("the log has no row between {} and {}", pair[0], pair[1])));
    }
    if numbers.last().is_some_and(|last| *last != log.head) {
        return Err(broken(format!("the last row is {:?}, the head {}", numbers.last(), log.head)));
    }

    let thumbs = upvote::of(id)
        .select_only()
        .column(upvote::Column::QuestionId)
        .column_as(upvote::Column::Voter.count(), "thumbs")
        .group_by(upvote::Column::QuestionId)
        .into_tuple::<(QuestionId, i64)>()
        .all(reader);
    let thumbs: HashMap<QuestionId, i64> = thumbs.await.map_err(away)?.into_iter().collect();
    for row in question::of(id).all(reader).await.map_err(away)? {
        let rows = thumbs.get(&row.id).copied().unwrap_or_default();
        if rows != row.upvotes {
            return Err(broken(format!("question {:?} counts {} votes and has {rows} rows", row.id, row.upvotes)));
        }
    }
    db.close().await;
    Ok(())
}
