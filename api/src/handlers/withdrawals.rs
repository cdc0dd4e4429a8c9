//! Withdrawing a question: its author's own, or any for a moderator.

use entity::QuestionId;
use entity::question::{Column, remove};
use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::json;

use super::edits::Hand;
use super::{Versioned, row, stage};
use crate::app::{Answer, Deed, Work};
use crate::error::Result;
use crate::event::Event;
use crate::scope::Scope;

struct Withdraw {
    question: QuestionId,
    version: Option<i64>,
    hand: Hand,
}

/// `DELETE /questions/{id}`.
pub async fn withdraw(id: QuestionId, scope: Result<Scope>, body: Result<Versioned>) -> Result<Answer> {
    let scope = scope?;
    let hand = Hand::of(&scope)?;
    scope.commit(Withdraw { question: id, version: body?.version, hand }).await
}

impl Deed for Withdraw {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let before = row::locked(work, self.question).await?;
        self.hand.may_touch(&before)?;
        row::current(work, &before, self.version).await?;
        let by = match &self.hand {
            Hand::Moderator(by) => Some(by),
            Hand::Author(_) => None,
        };
        stage::leave(work, &before, by).await?;
        remove(work.tenant).filter(Column::Id.eq(before.id)).exec(&work.tx).await?;
        if before.response_text.is_some() {
            work.tally.answered -= 1;
        }
        if let Some(by) = by {
            work.audit(by, "question:deleted", before.id.0, Some(&json!({"body": before.body})), None);
        }
        work.events.push(Event::deleted(&before));
        Ok(Answer::no_content())
    }
}
