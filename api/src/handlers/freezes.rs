//! Freezing a question, and thawing it.

use entity::QuestionId;

use super::Versioned;
use super::marks::{Mark, Turn};
use crate::app::Answer;
use crate::error::Result;
use crate::scope::Moderator;

/// `POST /questions/{id}/freeze`.
pub async fn freeze(id: QuestionId, staff: Result<Moderator>, body: Result<Versioned>) -> Result<Answer> {
    let moderator = staff?;
    moderator.commit(Turn::new(Mark::Freeze, true, id, &moderator, body?)).await
}

/// `DELETE /questions/{id}/freeze`.
pub async fn thaw(id: QuestionId, staff: Result<Moderator>, body: Result<Versioned>) -> Result<Answer> {
    let moderator = staff?;
    moderator.commit(Turn::new(Mark::Freeze, false, id, &moderator, body?)).await
}
