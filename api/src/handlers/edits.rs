//! Editing a question's text: its author until others joined it, moderators at any time.

use entity::{QuestionId, TeamId, VoterId, question, team};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use serde::Deserialize;
use serde_json::json;

use super::{row, teams};
use crate::app::{Answer, By, Deed, Work};
use crate::error::{Error, Result};
use crate::event::Kind;
use crate::rules;
use crate::scope::{Moderator, Scope};
use crate::text;

/// The body of `PATCH /questions/{id}`.
#[derive(Debug, Deserialize)]
pub struct Edited {
    body: Option<String>,
    version: Option<i64>,
}

struct Edit {
    question: QuestionId,
    body: String,
    version: Option<i64>,
    hand: Hand,
}

/// Whose hand changes a question.
#[derive(Debug)]
pub enum Hand {
    /// A participant's; it must be the author's.
    Author(VoterId),
    /// A moderator's; the audit says so.
    Moderator(By),
}

impl Hand {
    /// The caller's hand.
    ///
    /// # Errors
    /// 401 for nobody we know.
    pub fn of(scope: &Scope) -> Result<Self> {
        if let Ok(moderator) = Moderator::try_from(scope.clone()) {
            return Ok(Self::Moderator(moderator.by()));
        }
        scope.voter().map(Self::Author).ok_or(Error::Unauthenticated)
    }

    /// Refuses a hand that is neither a moderator's nor the author's.
    ///
    /// # Errors
    /// 404 when the caller may not see the question, 403 when it is somebody else's.
    pub fn may_touch(&self, row: &question::Model) -> Result<()> {
        match self {
            Self::Author(voter) if *voter != row.author && !row.status.is_public() => Err(Error::not_found()),
            Self::Author(voter) if *voter != row.author => Err(Error::Forbidden("It is somebody else's question")),
            _ => Ok(()),
        }
    }
}

impl Edit {
    /// The question's team, which says what an author may change; locked before the question, as in every deed.
    async fn team(&self, work: &Work) -> Result<Option<team::Model>> {
        use question::Column;
        if let Hand::Moderator(_) = self.hand {
            return Ok(None);
        }
        let find = question::of(work.tenant).filter(Column::Id.eq(self.question)).select_only();
        match find.column(Column::TeamId).into_tuple::<Option<TeamId>>().one(&work.tx).await?.flatten() {
            Some(id) => teams::shared(work, id).await,
            None => Ok(None),
        }
    }
}

/// `PATCH /questions/{id}`.
pub async fn edit(id: QuestionId, scope: Result<Scope>, body: Result<Edited>) -> Result<Answer> {
    let (scope, edited) = (scope?, body?);
    let hand = Hand::of(&scope)?;
    let body = text::checked("body", &text::required("body", edited.body)?, text::QUESTION)?;
    scope.commit(Edit { question: id, body, version: edited.version, hand }).await
}

impl Deed for Edit {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let team = self.team(work).await?;
        let before = row::locked(work, self.question).await?;
        self.hand.may_touch(&before)?;
        row::current(work, &before, self.version).await?;
        if before.body == self.body {
            return row::answer(work, &before).await;
        }
        if let Hand::Author(_) = self.hand {
            rules::takes_authors_edit(&before, teams::is_reviewed(team.as_ref()))?;
            if row::others_upvoted(work, &before).await? {
                return Err(Error::Conflict("question_upvoted", "Others have upvoted this question as it is"));
            }
        }
        let after = row::save(work, &before, |row| {
            row.body.clone_from(&self.body);
            row.search = text::folded(&self.body);
        })
        .await?;
        if let Hand::Moderator(by) = &self.hand {
            let (was, is) = (json!({"body": before.body}), json!({"body": after.body}));
            work.audit(by, "question:updated", after.id.0, Some(&was), Some(&is));
        }
        row::announce(work, Kind::QuestionUpdated, &after).await?;
        row::answer(work, &after).await
    }
}
