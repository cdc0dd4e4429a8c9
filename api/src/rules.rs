//! The rules of a meeting: what a question or a team in this state takes.

use entity::question::{self, Status};
use entity::team;

use crate::error::{Error, Result};

/// Whether a question takes upvotes, or their withdrawal.
///
/// # Errors
/// 409 with the state that forbids it.
pub fn takes_upvotes(row: &question::Model, team: Option<team::State>) -> Result<()> {
    if row.merged_into.is_some() {
        return Err(Error::Conflict("question_merged", "Question was merged into another"));
    }
    match row.status {
        Status::Open => {}
        Status::Answered => return Err(Error::Conflict("question_answered", "Question is answered")),
        Status::Archived => return Err(Error::Conflict("question_archived", "Question is archived")),
        Status::Rejected => return Err(Error::Conflict("question_rejected", "Question was declined")),
        Status::UnderReview => return Err(Error::Conflict("question_under_review", "Question is under review")),
    }
    if row.is_frozen {
        return Err(Error::Conflict("question_frozen", "Question is frozen"));
    }
    match team {
        Some(team::State::Closed) => Err(Error::Conflict("team_closed", "This meeting is closed")),
        _ => Ok(()),
    }
}

/// Whether a team takes questions.
///
/// # Errors
/// 409 `team_closed` or `team_vote_only`.
pub fn takes_questions(team: team::State) -> Result<()> {
    match team {
        team::State::Open => Ok(()),
        team::State::VoteOnly => Err(Error::Conflict("team_vote_only", "This meeting takes votes only")),
        team::State::Closed => Err(Error::Conflict("team_closed", "This meeting is closed")),
    }
}

/// Whether a question takes an answer.
///
/// # Errors
/// 409 with the state that forbids it.
pub fn takes_answer(row: &question::Model) -> Result<()> {
    if row.is_frozen {
        return Err(Error::Conflict("question_frozen", "Question is frozen"));
    }
    match row.status {
        Status::Open | Status::Answered if row.merged_into.is_none() => Ok(()),
        Status::Open | Status::Answered => Err(Error::Conflict("question_merged", "Question was merged into another")),
        Status::Archived => Err(Error::Conflict("question_archived", "Question is archived")),
        Status::Rejected => Err(Error::Conflict("question_rejected", "Question was declined")),
        Status::UnderReview => Err(Error::Conflict("question_under_review", "Question is under review")),
    }
}
