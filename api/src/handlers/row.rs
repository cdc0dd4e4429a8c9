//! A question's row inside a deed: found under its lock, changed in one place, shown with its tags.

use std::collections::HashMap;

use entity::{QuestionId, TagId, TenantId, question, question_tag, tag};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ActiveEnum, ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::app::{Answer, Work};
use crate::error::{Error, Result};
use crate::event::{Event, Kind};
use crate::view::{self, TagMark};

/// The question, locked until the deed is done.
///
/// # Errors
/// 404 when the tenant has no such question.
pub async fn locked(work: &Work, id: QuestionId) -> Result<question::Model> {
    let find = question::of(work.tenant).filter(question::Column::Id.eq(id)).lock(LockType::NoKeyUpdate);
    find.one(&work.tx).await?.ok_or_else(Error::not_found)
}

/// Refuses a change of another version than the current one, and shows what is.
///
/// # Errors
/// 409 `version_conflict`.
pub async fn current(work: &Work, row: &question::Model, version: Option<i64>) -> Result<()> {
    if version.is_none_or(|version| version == row.version) {
        return Ok(());
    }
    let shown = shown(work, row).await?;
    let shown = serde_json::to_value(shown).map_err(|error| Error::Internal(error.to_string()))?;
    Err(Error::VersionConflict(Box::new(shown)))
}

/// Writes a changed row: one version up, now. What the votes count is not touched.
///
/// # Errors
/// When the database cannot be written.
pub async fn save(
    work: &Work,
    before: &question::Model,
    change: impl FnOnce(&mut question::Model),
) -> Result<question::Model> {
    use question::Column as C;
    let mut row = before.clone();
    change(&mut row);
    row.version += 1;
    row.updated_at = work.now;
    question::change(work.tenant)
        .col_expr(C::Body, row.body.clone().into())
        .col_expr(C::Search, row.search.clone().into())
        .col_expr(C::Status, Expr::value(row.status))
        .col_expr(C::IsPinned, row.is_pinned.into())
        .col_expr(C::PinnedBy, row.pinned_by.clone().into())
        .col_expr(C::PinnedAt, row.pinned_at.into())
        .col_expr(C::IsFrozen, row.is_frozen.into())
        .col_expr(C::FrozenBy, row.frozen_by.clone().into())
        .col_expr(C::FrozenAt, row.frozen_at.into())
        .col_expr(C::ResponseText, row.response_text.clone().into())
        .col_expr(C::RespondedAt, row.responded_at.into())
        .col_expr(C::RespondedBy, row.responded_by.clone().into())
        .col_expr(C::RejectionReason, row.rejection_reason.clone().into())
        .col_expr(C::Version, row.version.into())
        .col_expr(C::UpdatedAt, row.updated_at.into())
        .filter(C::Id.eq(row.id))
        .exec(&work.tx)
        .await?;
    Ok(row)
}

/// The tags of these questions, each in the order of their names. A deed locks them until it is done: a tag that is
/// renamed or deleted meanwhile would be told of first and then come back with the question.
///
/// # Errors
/// When the database cannot be read.
pub async fn tags_of<C: ConnectionTrait>(
    on: &C,
    tenant: TenantId,
    ids: &[QuestionId],
    locked: bool,
) -> Result<HashMap<QuestionId, Vec<TagMark>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let find = question_tag::of(tenant).filter(question_tag::Column::QuestionId.is_in(ids.iter().copied()));
    let pairs: Vec<(QuestionId, TagId)> = find
        .select_only()
        .columns([question_tag::Column::QuestionId, question_tag::Column::TagId])
        .into_tuple()
        .all(on)
        .await?;
    if pairs.is_empty() {
        return Ok(HashMap::new());
    }
    let mut wanted: HashMap<TagId, Vec<QuestionId>> = HashMap::new();
    for (question, tag) in pairs {
        wanted.entry(tag).or_default().push(question);
    }
    let tags = tag::of(tenant).filter(tag::Column::Id.is_in(wanted.keys().copied()));
    let tags = if locked { tags.order_by_asc(tag::Column::Id).lock(LockType::Share) } else { tags };
    let mut tags = tags.all(on).await?;
    tags.sort_by(|a, b| a.name_key.cmp(&b.name_key));
    let mut marks: HashMap<QuestionId, Vec<TagMark>> = HashMap::new();
    for tag in &tags {
        for question in wanted.get(&tag.id).into_iter().flatten() {
            marks.entry(*question).or_default().push(TagMark::from(tag));
        }
    }
    Ok(marks)
}

/// The tags of one question, locked until the deed is done.
///
/// # Errors
/// When the database cannot be read.
pub async fn tags(work: &Work, row: &question::Model) -> Result<Vec<TagMark>> {
    Ok(tags_of(&work.tx, work.tenant, &[row.id], true).await?.remove(&row.id).unwrap_or_default())
}

/// Where a question stands, as the wire and the audit name it.
pub fn status(row: &question::Model) -> String {
    row.status.to_value()
}

/// The question as events and answers show it.
///
/// # Errors
/// When the database cannot be read.
pub async fn shown(work: &Work, row: &question::Model) -> Result<view::Question> {
    Ok(view::Question::new(row, tags(work, row).await?))
}

/// 200 with the question.
///
/// # Errors
/// When the database cannot be read.
pub async fn answer(work: &Work, row: &question::Model) -> Result<Answer> {
    Answer::ok(&shown(work, row).await?)
}

/// Tells all who may see it about the question whole.
///
/// # Errors
/// When the database cannot be read.
pub async fn announce(work: &mut Work, kind: Kind, row: &question::Model) -> Result<()> {
    let tags = tags(work, row).await?;
    work.events.push(Event::question(kind, row, tags));
    Ok(())
}

/// Whether anybody but the author upvoted it.
///
/// # Errors
/// When the database cannot be read.
pub async fn others_upvoted(work: &Work, row: &question::Model) -> Result<bool> {
    use entity::upvote::{Column, of};
    let others = of(work.tenant).filter(Column::QuestionId.eq(row.id)).filter(Column::Voter.ne(row.author));
    Ok(others.one(&work.tx).await?.is_some())
}
