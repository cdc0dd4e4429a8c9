//! Questions like the one being typed, so that one strong question is asked rather than five weak ones.

use std::sync::Arc;

use entity::{QuestionId, question};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{Items, questions};
use crate::app::Answer;
use crate::error::Result;
use crate::filters::Received;
use crate::scope::Scope;
use crate::text;

/// Questions told of at most.
const MOST: usize = 3;

/// `GET /questions/similar?q&teamId`: up to three published questions, the likest first.
pub async fn similar(received: Arc<Received>, scope: Result<Scope>) -> Result<Answer> {
    let scope = scope?;
    let words = text::checked("q", received.param("q").unwrap_or_default(), text::QUESTION_TYPED)?;
    let team = match received.param("teamId").filter(|id| !id.is_empty()) {
        Some(id) => Some(crate::sse::known_team(&scope, id).await?),
        None => None,
    };
    let near = scope.similar(&words, team, MOST).await?;
    let snapshot = scope.snapshot().await?;
    let find = question::of(scope.id()).filter(question::Column::Id.is_in(near.iter().copied()));
    let mut rows = find.all(&snapshot.tx).await?;
    // It may have been hidden since the index was read.
    rows.retain(|row| row.status.is_public() && row.merged_into.is_none());
    let place = |id: QuestionId| near.iter().position(|other| *other == id);
    rows.sort_by_key(|row| place(row.id));
    Answer::ok(&Items { items: questions::shown(&scope, &snapshot, &rows).await? })
}
