//! Asking a question: everybody sees it, or it waits for a moderator where the team has it so.

use entity::{QuestionId, TeamId, VoterId, question};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, NotSet};
use serde::Deserialize;
use uuid::Uuid;

use super::{row, teams};
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
        let team = match self.team {
            Some(id) => Some(teams::shared(work, id).await?.ok_or(Error::NotFound("team_not_found"))?),
            None => None,
        };
        if let Some(team) = &team {
            rules::takes_questions(team.state)?;
        }
        let reviewed = teams::is_reviewed(team.as_ref());
        let row = new_row(self, work, rules::first_status(reviewed));
        let mut new = row.clone().into_active_model().reset_all();
        // The database computes these.
        (new.popular, new.recent) = (NotSet, NotSet);
        question::Entity::insert(new).exec_without_returning(&work.tx).await?;
        work.tally.asked += 1;
        let kind = if row.status.is_public() { Kind::QuestionCreated } else { Kind::QuestionSubmitted };
        if row.status.is_public() {
            work.tally.published += 1;
        }
        work.events.push(Event::question(kind, &row, Vec::new()));
        Answer::created(format!("/questions/{}", row.id), &row::shown(work, &row).await?)
    }
}

fn new_row(ask: &Ask, work: &Work, status: question::Status) -> question::Model {
    question::Model {
        tenant_id: work.tenant,
        id: QuestionId(Uuid::now_v7()),
        team_id: ask.team,
        author: ask.author,
        author_name: ask.author_name.clone(),
        body: ask.body.clone(),
        search: text::folded(&ask.body),
        status,
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
        rejection_reason: None,
        merged_into: None,
        created_at: work.now,
        updated_at: work.now,
        version: 1,
        popular: 0,
        recent: 0,
    }
}
