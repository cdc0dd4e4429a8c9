//! Upvoting, and taking it back.

use entity::{QuestionId, question};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{Versioned, row};
use crate::app::Answer;
use crate::error::{Error, Result};
use crate::scope::Voter;
use crate::view;

/// `POST /questions/{id}/upvote`.
pub async fn upvote(id: QuestionId, voter: Result<Voter>, body: Result<Versioned>) -> Result<Answer> {
    vote(id, voter?, body?, true).await
}

/// `DELETE /questions/{id}/upvote`.
pub async fn take_back(id: QuestionId, voter: Result<Voter>, body: Result<Versioned>) -> Result<Answer> {
    vote(id, voter?, body?, false).await
}

async fn vote(id: QuestionId, voter: Voter, body: Versioned, up: bool) -> Result<Answer> {
    match voter.vote(id, up, body.version).await {
        // The committer counts; what the question looks like now is read here.
        Err(Error::VersionConflict(_)) => Err(Error::VersionConflict(Box::new(now(id, &voter).await?))),
        done => done,
    }
}

async fn now(id: QuestionId, voter: &Voter) -> Result<serde_json::Value> {
    let snapshot = voter.snapshot().await?;
    let found = question::of(voter.id()).filter(question::Column::Id.eq(id)).one(&snapshot.tx).await?;
    let found = found.filter(|row| voter.sees(row)).ok_or_else(Error::not_found)?;
    let tags = row::tags_of(&snapshot.tx, voter.id(), &[id], false).await?.remove(&id).unwrap_or_default();
    serde_json::to_value(view::Question::new(&found, tags)).map_err(|error| Error::Internal(error.to_string()))
}
