//! Marks that a moderator sets on a question and takes off again: the pin, which shows it first, and the freeze,
//! which closes it to upvotes and answers.

use entity::{QuestionId, question};

use super::{Versioned, row};
use crate::app::{Answer, By, Deed, Work};
use crate::error::Result;
use crate::event::Event;
use crate::scope::Moderator;

/// Which mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Shown first.
    Pin,
    /// Closed to upvotes and answers.
    Freeze,
}

/// Sets a mark, or takes it off.
#[derive(Debug)]
pub struct Turn {
    /// Which mark.
    pub mark: Mark,
    /// Of which question.
    pub question: QuestionId,
    /// Whether it is set afterwards.
    pub on: bool,
    /// The version the moderator saw.
    pub version: Option<i64>,
    /// Who does it.
    pub by: By,
}

impl Turn {
    /// What a request asks for.
    pub fn new(mark: Mark, on: bool, question: QuestionId, moderator: &Moderator, body: Versioned) -> Self {
        Self { mark, question, on, version: body.version, by: moderator.by() }
    }
}

impl Mark {
    fn is_on(self, row: &question::Model) -> bool {
        match self {
            Self::Pin => row.is_pinned,
            Self::Freeze => row.is_frozen,
        }
    }

    /// Sets who and when, or takes both off.
    fn turn(self, row: &mut question::Model, set: Option<(String, i64)>) {
        let on = set.is_some();
        let (by, at) = set.unzip();
        match self {
            Self::Pin => (row.is_pinned, row.pinned_by, row.pinned_at) = (on, by, at),
            Self::Freeze => (row.is_frozen, row.frozen_by, row.frozen_at) = (on, by, at),
        }
    }

    fn event(self, row: &question::Model) -> Event {
        match self {
            Self::Pin => Event::pinned(row),
            Self::Freeze => Event::frozen(row),
        }
    }

    fn action(self, on: bool) -> &'static str {
        match (self, on) {
            (Self::Pin, true) => "question:pinned",
            (Self::Pin, false) => "question:unpinned",
            (Self::Freeze, true) => "question:frozen",
            (Self::Freeze, false) => "question:thawed",
        }
    }
}

impl Deed for Turn {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let before = row::locked(work, self.question).await?;
        row::current(work, &before, self.version).await?;
        if self.mark.is_on(&before) == self.on {
            return row::answer(work, &before).await;
        }
        let set = self.on.then(|| (self.by.name.clone(), work.now));
        let after = row::save(work, &before, |row| self.mark.turn(row, set)).await?;
        work.audit(&self.by, self.mark.action(self.on), after.id.0, None, None);
        work.events.push(self.mark.event(&after));
        row::answer(work, &after).await
    }
}
