//! Upvoting, and taking it back.

use entity::QuestionId;

use crate::app::Answer;
use crate::error::Result;
use crate::scope::Voter;

/// `POST /questions/{id}/upvote`.
pub async fn upvote(id: QuestionId, voter: Result<Voter>) -> Result<Answer> {
    voter?.vote(id, true).await
}

/// `DELETE /questions/{id}/upvote`.
pub async fn take_back(id: QuestionId, voter: Result<Voter>) -> Result<Answer> {
    voter?.vote(id, false).await
}
