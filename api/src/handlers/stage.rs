//! The stage: the question of a team that is being answered right now. No question's version moves with it.

use entity::stage::{self, Column};
use entity::{QuestionId, TeamId, question};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{row, teams};
use crate::app::{Answer, By, Deed, Work};
use crate::error::Result;
use crate::event::Event;
use crate::rules;
use crate::scope::Moderator;
use crate::text;

/// The body of `PUT /teams/{id}/stage`: a question, or null for an empty stage.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Staged {
    #[serde(default, deserialize_with = "super::given")]
    question_id: Option<Option<Uuid>>,
}

/// Puts a question on a team's stage, or clears it.
#[derive(Debug)]
pub struct Change {
    /// Whose stage.
    pub team: TeamId,
    /// What is on it afterwards.
    pub question: Option<QuestionId>,
    /// Who does it.
    pub by: By,
}

/// `PUT /teams/{id}/stage`.
pub async fn change(id: TeamId, staff: Result<Moderator>, body: Result<Staged>) -> Result<Answer> {
    let moderator = staff?;
    let question = text::required("questionId", body?.question_id)?.map(QuestionId);
    moderator.commit(Change { team: id, question, by: moderator.by() }).await
}

/// What a team has on stage, locked against a change until the deed is done.
///
/// # Errors
/// When the database cannot be read.
pub async fn now_on(work: &Work, team: TeamId) -> Result<Option<QuestionId>> {
    let find = stage::of(work.tenant).filter(Column::TeamId.eq(team)).lock(LockType::NoKeyUpdate);
    Ok(find.one(&work.tx).await?.map(|row| row.question_id))
}

/// Clears the stage that a question stands on, because it is put away or withdrawn; its own row is locked already.
///
/// # Errors
/// When the database cannot be written.
pub async fn leave(work: &mut Work, row: &question::Model, by: Option<&By>) -> Result<()> {
    let Some(team) = row.team_id else { return Ok(()) };
    let on = stage::remove(work.tenant).filter(Column::TeamId.eq(team)).filter(Column::QuestionId.eq(row.id));
    if on.exec(&work.tx).await?.rows_affected > 0 {
        tell(work, team, Some(row.id), None, by);
    }
    Ok(())
}

impl Deed for Change {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let team = teams::locked(work, self.team).await?;
        if let Some(id) = self.question {
            rules::takes_the_stage(&row::locked(work, id).await?, team.id)?;
        }
        let before = now_on(work, team.id).await?;
        let answer = Answer::ok(&json!({
            "teamId": team.id.to_string(), "questionId": self.question.map(|id| id.to_string()),
        }))?;
        if before == self.question {
            return Ok(answer);
        }
        stage::remove(work.tenant).filter(Column::TeamId.eq(team.id)).exec(&work.tx).await?;
        if let Some(id) = self.question {
            let row = stage::ActiveModel {
                tenant_id: Set(work.tenant),
                team_id: Set(team.id),
                question_id: Set(id),
                since: Set(work.now),
            };
            stage::Entity::insert(row).exec_without_returning(&work.tx).await?;
        }
        tell(work, team.id, before, self.question, Some(&self.by));
        Ok(answer)
    }
}

fn tell(work: &mut Work, team: TeamId, before: Option<QuestionId>, after: Option<QuestionId>, by: Option<&By>) {
    let shown = |on: Option<QuestionId>| json!({"questionId": on.map(|id| id.to_string())});
    if let Some(by) = by {
        work.audit(by, "stage:changed", team.0, Some(&shown(before)), Some(&shown(after)));
    }
    work.events.push(Event::stage(team, after));
}
