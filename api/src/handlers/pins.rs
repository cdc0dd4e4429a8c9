//! Pinning a question to the top, and letting it go.

use entity::QuestionId;

use super::Versioned;
use super::marks::{Mark, Turn};
use crate::app::Answer;
use crate::error::Result;
use crate::scope::Moderator;

/// `POST /questions/{id}/pin`.
pub async fn pin(id: QuestionId, staff: Result<Moderator>, body: Result<Versioned>) -> Result<Answer> {
    let moderator = staff?;
    moderator.commit(Turn::new(Mark::Pin, true, id, &moderator, body?)).await
}

/// `DELETE /questions/{id}/pin`.
pub async fn unpin(id: QuestionId, staff: Result<Moderator>, body: Result<Versioned>) -> Result<Answer> {
    let moderator = staff?;
    moderator.commit(Turn::new(Mark::Pin, false, id, &moderator, body?)).await
}
