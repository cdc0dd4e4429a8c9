//! Reviewing a question before everybody sees it: it is published, or declined with a reason for its author, and may
//! be taken back into the queue.

use entity::QuestionId;
use entity::question::{self, Status};
use serde::Deserialize;
use serde_json::{Value, json};

use super::row;
use crate::app::{Answer, By, Deed, Work};
use crate::error::{Error, Result};
use crate::event::{Event, Kind};
use crate::rules;
use crate::scope::Moderator;
use crate::text;

/// The body of `POST /questions/{id}/review`.
#[derive(Debug, Deserialize)]
pub struct NewReview {
    decision: Option<String>,
    reason: Option<String>,
    version: Option<i64>,
}

/// What a moderator makes of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Everybody may see it.
    Approve,
    /// Nobody else is to see it, for this reason, if one is given.
    Reject(Option<String>),
    /// It was declined, and waits in the queue again.
    Requeue,
}

/// Decides on a question.
#[derive(Debug)]
pub struct Review {
    /// Which.
    pub question: QuestionId,
    /// What becomes of it.
    pub decision: Decision,
    /// The version the moderator saw.
    pub version: Option<i64>,
    /// Who decides.
    pub by: By,
}

/// `POST /questions/{id}/review`.
pub async fn review(id: QuestionId, staff: Result<Moderator>, body: Result<NewReview>) -> Result<Answer> {
    let (moderator, new) = (staff?, body?);
    let reason = text::optional("reason", new.reason.as_deref(), text::REASON)?;
    let decision = match text::required("decision", new.decision)?.as_str() {
        "approve" => Decision::Approve,
        "reject" => Decision::Reject(reason),
        "requeue" => Decision::Requeue,
        _ => return Err(Error::field("decision", "invalid_value", "must be approve, reject or requeue")),
    };
    moderator.commit(Review { question: id, decision, version: new.version, by: moderator.by() }).await
}

impl Deed for Review {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let before = row::locked(work, self.question).await?;
        row::current(work, &before, self.version).await?;
        match &self.decision {
            Decision::Approve => self.approve(work, &before).await,
            Decision::Reject(reason) => self.reject(work, &before, reason.as_ref()).await,
            Decision::Requeue => self.requeue(work, &before).await,
        }
    }
}

impl Review {
    async fn approve(&self, work: &mut Work, before: &question::Model) -> Result<Answer> {
        rules::takes_approval(before)?;
        if before.status.is_public() {
            return row::answer(work, before).await;
        }
        let after = row::save(work, before, |row| {
            row.status = Status::Open;
            row.rejection_reason = None;
        })
        .await?;
        work.tally.published += 1;
        if before.status == Status::Rejected {
            work.tally.declined -= 1;
        }
        work.audit(&self.by, "question:approved", after.id.0, Some(&standing(before)), Some(&standing(&after)));
        row::announce(work, Kind::QuestionCreated, &after).await?;
        row::answer(work, &after).await
    }

    async fn reject(&self, work: &mut Work, before: &question::Model, reason: Option<&String>) -> Result<Answer> {
        rules::takes_rejection(before)?;
        if before.status == Status::Rejected && before.rejection_reason.as_ref() == reason {
            return row::answer(work, before).await;
        }
        let after = row::save(work, before, |row| {
            row.status = Status::Rejected;
            row.rejection_reason = reason.cloned();
        })
        .await?;
        if before.status != Status::Rejected {
            work.tally.declined += 1;
        }
        work.audit(&self.by, "question:rejected", after.id.0, Some(&standing(before)), Some(&standing(&after)));
        work.events.push(Event::rejected(&after));
        row::answer(work, &after).await
    }

    async fn requeue(&self, work: &mut Work, before: &question::Model) -> Result<Answer> {
        rules::takes_rejection(before)?;
        if before.status == Status::UnderReview {
            return row::answer(work, before).await;
        }
        let after = row::save(work, before, |row| {
            row.status = Status::UnderReview;
            row.rejection_reason = None;
        })
        .await?;
        work.tally.declined -= 1;
        work.audit(&self.by, "question:requeued", after.id.0, Some(&standing(before)), Some(&standing(&after)));
        row::announce(work, Kind::QuestionSubmitted, &after).await?;
        row::answer(work, &after).await
    }
}

/// Where a question stands, for the audit.
fn standing(row: &question::Model) -> Value {
    json!({"status": row::status(row), "rejectionReason": row.rejection_reason})
}
