//! Asking a question.

use entity::{QuestionId, TeamId, VoterId, question, team};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, NotSet, QueryFilter, QuerySelect};
use serde::Deserialize;
use uuid::Uuid;

use super::row;
use crate::app::{Answer, Deed, Work};
use crate::error::{Error, Result};
use crate::event::{Event, Kind};
use crate::rules;
use crate::scope::Voter;
use crate::text;

/// The body of `POST /questions`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewQuestion {
    body: Option<String>,
    team_id: Option<Uuid>,
    author_name: Option<String>,
}

/// Asks a question.
#[derive(Debug)]
pub struct Ask {
    /// Who asks.
    pub author: VoterId,
    /// The name to show, if any.
    pub author_name: Option<String>,
    /// The text.
    pub body: String,
    /// The team, if any.
    pub team: Option<TeamId>,
}

/// `POST /questions`.
pub async fn ask(voter: Result<Voter>, body: Result<NewQuestion>) -> Result<Answer> {
    let (voter, new) = (voter?, body?);
    let ask = Ask {
        author: voter.voter(),
        author_name: text::optional("authorName", new.author_name.as_deref(), text::NAME)?,
        body: text::checked("body", &text::required("body", new.body)?, text::QUESTION)?,
        team: new.team_id.map(TeamId),
    };
    voter.commit(ask).await
}

impl Deed for Ask {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        if let Some(id) = self.team {
            let team = team::of(work.tenant).filter(team::Column::Id.eq(id)).lock(LockType::Share).one(&work.tx);
            rules::takes_questions(team.await?.ok_or(Error::NotFound("team_not_found"))?.state)?;
        }
        let row = new_row(self, work);
        let mut new = row.clone().into_active_model().reset_all();
        // The database computes these.
        (new.popular, new.recent) = (NotSet, NotSet);
        question::Entity::insert(new).exec_without_returning(&work.tx).await?;
        work.tally.asked += 1;
        work.tally.published += 1;
        work.events.push(Event::question(Kind::QuestionCreated, &row, Vec::new()));
        Answer::created(format!("/questions/{}", row.id), &row::shown(work, &row).await?)
    }
}

fn new_row(ask: &Ask, work: &Work) -> question::Model {
    question::Model {
        tenant_id: work.tenant,
        id: QuestionId(Uuid::now_v7()),
        team_id: ask.team,
        author: ask.author,
        author_name: ask.author_name.clone(),
        body: ask.body.clone(),
        search: text::folded(&ask.body),
        status: question::Status::Open,
        upvotes: 0,
        is_pinned: false,
        pinned_by: None,
        pinned_at: None,
        is_frozen: false,
        frozen_by: None,
        frozen_at: None,
        response_text: None,
        responded_at: None,
        responded_by: None,
        merged_into: None,
        created_at: work.now,
        updated_at: work.now,
        version: 1,
        popular: 0,
        recent: 0,
    }
}
