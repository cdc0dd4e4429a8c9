//! What staff did: for admins all of it, for moderators the last day.

use std::str::FromStr;
use std::sync::Arc;

use entity::audit::{self, Column};
use entity::staff::Role;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::app::Answer;
use crate::clock::{self, rfc3339};
use crate::error::{Error, Result};
use crate::filters::Received;
use crate::scope::Moderator;

/// Deeds on a page unless told otherwise.
const PAGE: u64 = 50;
/// Deeds on a page at most.
const MOST: u64 = 200;
/// How far back moderators see.
const WINDOW_MS: i64 = 24 * 60 * 60 * 1_000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct List {
    items: Vec<Entry>,
    next_before: Option<String>,
}

/// A staff deed as staff see it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    id: String,
    at: String,
    by: Who,
    action: String,
    subject_id: Option<String>,
    before: Option<Value>,
    after: Option<Value>,
}

#[derive(Serialize)]
struct Who {
    id: Option<String>,
    name: String,
}

/// `GET /audit`: newest first.
pub async fn list(received: Arc<Received>, staff: Result<Moderator>) -> Result<Answer> {
    let moderator = staff?;
    let limit = received.bounded("limit", PAGE, MOST)?;
    let mut find = audit::of(moderator.id());
    if moderator.staff().role < Role::Admin {
        find = find.filter(Column::CreatedAt.gte(clock::now() - WINDOW_MS));
    }
    if let Some(id) = named(&received, "before")? {
        find = find.filter(Column::Id.lt(id));
    }
    if let Some(id) = named(&received, "questionId")? {
        find = find.filter(Column::SubjectId.eq(id));
    }
    if let Some(id) = named(&received, "by")? {
        find = find.filter(Column::StaffId.eq(id));
    }
    if let Some(action) = received.param("action").filter(|action| !action.is_empty()) {
        find = find.filter(Column::Action.eq(action));
    }
    let snapshot = moderator.snapshot().await?;
    let mut rows = find.order_by_desc(Column::Id).limit(limit + 1).all(&snapshot.tx).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next_before = rows.last().filter(|_| more).map(|row| row.id.to_string());
    let accounts = moderator.staff().role >= Role::Admin;
    Answer::ok(&List { items: rows.into_iter().map(|row| Entry::new(row, accounts)).collect(), next_before })
}

/// A query parameter that is an id.
fn named(received: &Received, name: &str) -> Result<Option<Uuid>> {
    let value = received.param(name).filter(|value| !value.is_empty());
    let id = value.map(Uuid::from_str).transpose();
    id.map_err(|_| Error::field(name, "invalid_value", "must be an id"))
}

impl Entry {
    /// What a row says; of accounts only to those who may see them.
    fn new(row: audit::Model, accounts: bool) -> Self {
        let open = accounts || !row.action.starts_with("user:");
        let shown = |text: Option<String>| text.filter(|_| open).and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id: row.id.to_string(),
            at: rfc3339(row.created_at),
            by: Who { id: row.staff_id.map(|id| id.to_string()), name: row.staff_name },
            action: row.action,
            subject_id: row.subject_id.map(|id| id.to_string()),
            before: shown(row.before),
            after: shown(row.after),
        }
    }
}
