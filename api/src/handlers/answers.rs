//! Answering a question, editing the answer, and reopening.

use entity::QuestionId;
use entity::question::Status;
use serde::Deserialize;
use serde_json::json;

use super::{Versioned, row};
use crate::app::{Answer as Reply, By, Deed, Work};
use crate::error::{Error, Result};
use crate::event::{Event, Kind};
use crate::rules;
use crate::scope::Moderator;
use crate::text;

/// The body of `POST /questions/{id}/answer`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewAnswer {
    response_text: Option<String>,
    version: Option<i64>,
}

/// Answers a question.
#[derive(Debug)]
pub struct Answer {
    /// Which.
    pub question: QuestionId,
    /// The answer.
    pub text: String,
    /// The version the moderator saw.
    pub version: Option<i64>,
    /// Who answers.
    pub by: By,
}

struct Reopen {
    question: QuestionId,
    version: Option<i64>,
    by: By,
}

/// `POST /questions/{id}/answer`.
pub async fn answer(id: QuestionId, staff: Result<Moderator>, body: Result<NewAnswer>) -> Result<Reply> {
    let (moderator, new) = (staff?, body?);
    let given = text::required("responseText", new.response_text)?;
    let text = text::checked("responseText", &given, text::ANSWER)?;
    moderator.commit(Answer { question: id, text, version: new.version, by: moderator.by() }).await
}

/// `DELETE /questions/{id}/answer`.
pub async fn reopen(id: QuestionId, staff: Result<Moderator>, body: Result<Versioned>) -> Result<Reply> {
    let moderator = staff?;
    moderator.commit(Reopen { question: id, version: body?.version, by: moderator.by() }).await
}

impl Deed for Answer {
    async fn apply(&self, work: &mut Work) -> Result<Reply> {
        let before = row::locked(work, self.question).await?;
        row::current(work, &before, self.version).await?;
        rules::takes_answer(&before)?;
        if before.response_text.as_ref() == Some(&self.text) && before.status == Status::Answered {
            return row::answer(work, &before).await;
        }
        let now = work.now;
        let after = row::save(work, &before, |row| {
            row.status = Status::Answered;
            row.response_text = Some(self.text.clone());
            row.responded_at = Some(now);
            row.responded_by = Some(self.by.name.clone());
        })
        .await?;
        if before.status != Status::Answered {
            work.tally.answered += 1;
        }
        let (was, is) = (json!({"responseText": before.response_text}), json!({"responseText": after.response_text}));
        work.audit(&self.by, "question:answered", after.id.0, Some(&was), Some(&is));
        row::announce(work, Kind::QuestionAnswered, &after).await?;
        row::answer(work, &after).await
    }
}

impl Deed for Reopen {
    async fn apply(&self, work: &mut Work) -> Result<Reply> {
        let before = row::locked(work, self.question).await?;
        row::current(work, &before, self.version).await?;
        if before.status == Status::Open {
            return row::answer(work, &before).await;
        }
        rules::takes_answer(&before)?;
        if before.status != Status::Answered {
            return Err(Error::Conflict("question_not_answered", "Question has no answer"));
        }
        let after = row::save(work, &before, |row| {
            row.status = Status::Open;
            (row.response_text, row.responded_at, row.responded_by) = (None, None, None);
        })
        .await?;
        work.tally.answered -= 1;
        let was = json!({"responseText": before.response_text});
        work.audit(&self.by, "question:reopened", after.id.0, Some(&was), None);
        work.events.push(Event::status(Kind::QuestionReopened, &after));
        row::answer(work, &after).await
    }
}
