//! Upvoting, and taking it back.

use entity::QuestionId;
use serde_json::Value;

use super::{Versioned, questions};
use crate::app::Answer;
use crate::error::{Error, Result};
use crate::scope::Voter;

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
        Err(Error::VersionConflict(_)) => {
            let now = questions::read(id, Ok((*voter).clone())).await?.body.unwrap_or_default();
            let mut now: Value = serde_json::from_str(&now).map_err(|error| Error::Internal(error.to_string()))?;
            if let Some(fields) = now.as_object_mut() {
                fields.retain(|name, _| name != "viewer" && name != "position");
            }
            Err(Error::VersionConflict(Box::new(now)))
        }
        done => done,
    }
}
