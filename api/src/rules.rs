//! The rules of a meeting: what a question or a team in this state takes.

use entity::question::{self, Status};
use entity::{TeamId, team};

use crate::error::{Error, Result};

const ANSWERED: Error = Error::Conflict("question_answered", "Question is answered");
const FROZEN: Error = Error::Conflict("question_frozen", "Question is frozen");
const MERGED: Error = Error::Conflict("question_merged", "Question was merged into another");

/// Whether a question takes upvotes, or their withdrawal.
///
/// # Errors
/// 409 with the state that forbids it.
pub fn takes_upvotes(row: &question::Model, team: Option<team::State>) -> Result<()> {
    if row.merged_into.is_some() {
        return Err(MERGED);
    }
    if row.status == Status::Answered {
        return Err(ANSWERED);
    }
    is_published(row)?;
    if row.is_frozen {
        return Err(FROZEN);
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
        return Err(FROZEN);
    }
    is_published(row)?;
    if row.merged_into.is_some() { Err(MERGED) } else { Ok(()) }
}

/// Where a question begins that is asked where everything is reviewed first, or where it is not.
pub fn first_status(reviewed: bool) -> Status {
    if reviewed { Status::UnderReview } else { Status::Open }
}

/// Whether its author may reword a question. What was reviewed stays as it was read; so does what was put away or
/// declined, since it may be published yet.
///
/// # Errors
/// 409 with the state that forbids it.
pub fn takes_authors_edit(row: &question::Model, reviewed: bool) -> Result<()> {
    match row.status {
        Status::UnderReview => {}
        Status::Open | Status::Answered if reviewed => {
            return Err(Error::Conflict("question_reviewed", "Question was reviewed as it is"));
        }
        Status::Answered => return Err(ANSWERED),
        Status::Open | Status::Archived | Status::Rejected => is_published(row)?,
    }
    if row.is_frozen { Err(FROZEN) } else { Ok(()) }
}

/// Whether a question can be published, or is.
///
/// # Errors
/// 409 `question_archived`.
pub fn takes_approval(row: &question::Model) -> Result<()> {
    if row.status == Status::Archived { is_published(row) } else { Ok(()) }
}

/// Whether a question can be declined or wait in the queue, or does.
///
/// # Errors
/// 409 `question_published` (it can be archived instead) or `question_archived`.
pub fn takes_rejection(row: &question::Model) -> Result<()> {
    if row.status.is_public() {
        return Err(Error::Conflict("question_published", "Question is published already"));
    }
    takes_approval(row)
}

/// Whether a question can be put away, or is.
///
/// # Errors
/// 409 `question_under_review` or `question_rejected`.
pub fn takes_archiving(row: &question::Model) -> Result<()> {
    if row.status == Status::Archived { Ok(()) } else { is_published(row) }
}

/// Whether a question can stand on this team's stage.
///
/// # Errors
/// 409 `question_elsewhere`, or the state that forbids it.
pub fn takes_the_stage(row: &question::Model, team: TeamId) -> Result<()> {
    if row.team_id != Some(team) {
        return Err(Error::Conflict("question_elsewhere", "Question was asked elsewhere"));
    }
    is_published(row)?;
    if row.merged_into.is_some() { Err(MERGED) } else { Ok(()) }
}

fn is_published(row: &question::Model) -> Result<()> {
    match row.status {
        Status::Open | Status::Answered => Ok(()),
        Status::Archived => Err(Error::Conflict("question_archived", "Question is archived")),
        Status::Rejected => Err(Error::Conflict("question_rejected", "Question was declined")),
        Status::UnderReview => Err(Error::Conflict("question_under_review", "Question is under review")),
    }
}
