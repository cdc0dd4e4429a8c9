//! Putting a question away, and fetching it back.

use entity::QuestionId;
use entity::question::Status;
use serde_json::json;

use super::{Versioned, row, stage};
use crate::app::{Answer, By, Deed, Work};
use crate::error::Result;
use crate::event::{Event, Kind};
use crate::rules;
use crate::scope::Moderator;

/// Puts a question away.
#[derive(Debug)]
pub struct PutAway {
    /// Which.
    pub question: QuestionId,
    /// The version the moderator saw.
    pub version: Option<i64>,
    /// Who does it.
    pub by: By,
}

struct Restore {
    question: QuestionId,
    version: Option<i64>,
    by: By,
}

/// `POST /questions/{id}/archive`.
pub async fn put_away(id: QuestionId, staff: Result<Moderator>, body: Result<Versioned>) -> Result<Answer> {
    let moderator = staff?;
    moderator.commit(PutAway { question: id, version: body?.version, by: moderator.by() }).await
}

/// `DELETE /questions/{id}/archive`.
pub async fn restore(id: QuestionId, staff: Result<Moderator>, body: Result<Versioned>) -> Result<Answer> {
    let moderator = staff?;
    moderator.commit(Restore { question: id, version: body?.version, by: moderator.by() }).await
}

impl Deed for PutAway {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let before = row::locked(work, self.question).await?;
        row::current(work, &before, self.version).await?;
        rules::takes_archiving(&before)?;
        if before.status == Status::Archived {
            return row::answer(work, &before).await;
        }
        stage::leave(work, &before, Some(&self.by)).await?;
        let after = row::save(work, &before, |row| row.status = Status::Archived).await?;
        let (was, is) = (json!({"status": row::status(&before)}), json!({"status": row::status(&after)}));
        work.audit(&self.by, "question:archived", after.id.0, Some(&was), Some(&is));
        work.events.push(Event::status(Kind::QuestionArchived, &after).widened(&before));
        row::answer(work, &after).await
    }
}

impl Deed for Restore {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let before = row::locked(work, self.question).await?;
        row::current(work, &before, self.version).await?;
        if before.status != Status::Archived {
            return row::answer(work, &before).await;
        }
        let status = if before.response_text.is_some() { Status::Answered } else { Status::Open };
        let after = row::save(work, &before, |row| row.status = status).await?;
        let (was, is) = (json!({"status": row::status(&before)}), json!({"status": row::status(&after)}));
        work.audit(&self.by, "question:restored", after.id.0, Some(&was), Some(&is));
        let tags = row::tags(work, &after).await?;
        work.events.push(Event::restored(&after, tags));
        row::answer(work, &after).await
    }
}
