//! The demo tenant: a believable town hall, seeded once through the same deeds that people do.

use std::sync::Arc;

use entity::team::Moderation;
use entity::{QuestionId, TeamId, VoterId, question, tenant, upvote};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, QueryFilter, Set};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::app::{Answer, App, By, Deed, Work};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::handlers::answers::Answer as Respond;
use crate::handlers::archive::PutAway;
use crate::handlers::asks::Ask;
use crate::handlers::marks::{Mark, Turn};
use crate::handlers::reviews::{Decision, Review};
use crate::handlers::tagging::{PutOn, Which};
use crate::handlers::users::NewUser;
use crate::handlers::{row, stage, teams, tenants};

/// The demo's moderator and its password: for trying the product, on a machine of one's own.
const EMAIL: &str = "signe@demo.example";
const PASSWORD: &str = "openfloor-demo";
const MODERATOR: &str = "Signe Halden";

#[derive(Deserialize)]
struct Demo {
    tenant: Named,
    teams: Vec<Named>,
    tags: Vec<Tag>,
    questions: Vec<Question>,
}

#[derive(Deserialize)]
struct Named {
    slug: String,
    name: String,
    description: Option<String>,
    moderation: Option<String>,
}

#[derive(Deserialize)]
struct Tag {
    name: String,
    color: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    body: String,
    author_name: Option<String>,
    team: Option<String>,
    tags: Vec<String>,
    upvotes: usize,
    answer: Option<String>,
    pinned: bool,
    frozen: bool,
    minutes_ago: i64,
    standing: Option<Standing>,
}

/// Where a question stands that is neither open nor answered, or stands out.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Standing {
    Waiting,
    Archived,
    #[serde(rename = "on stage")]
    OnStage,
}

/// Seeds the demo unless it is there, and says how to use it.
///
/// # Errors
/// When the database cannot be written.
pub async fn seed(app: &Arc<App>) -> Result<()> {
    let broken = |error: serde_json::Error| Error::Internal(format!("demo.json: {error}"));
    let demo: Demo = serde_json::from_str(include_str!("demo.json")).map_err(broken)?;
    let slug = demo.tenant.slug.clone();
    if tenant::named(&slug).one(app.db.reader()).await?.is_none() {
        let owner = NewUser::new(EMAIL.into(), MODERATOR.into(), PASSWORD.into()).account()?;
        let made = tenants::make(app, slug.clone(), demo.tenant.name.clone(), Some(owner)).await?;
        app.commit(made.id, None, demo).await?;
    }
    println!("{}", how_to(&app.config.address(), &slug));
    Ok(())
}

fn how_to(address: &str, slug: &str) -> String {
    format!(
        "\n  Openfloor runs with the demo meeting.\n\n    \
         Audience    {address}/room/town-hall?tenantId={slug}\n    \
         Moderator   {address}/moderate?tenantId={slug}\n                \
         sign in as {EMAIL} with the password {PASSWORD}\n    \
         Wall        {address}/wall/town-hall?tenantId={slug}\n    \
         Admin       {address}/admin?tenantId={slug}\n    \
         Events      curl -N '{address}/sse?tenantId={slug}'\n"
    )
}

impl Deed for Demo {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let (start, by) = (work.now, By { staff: None, name: MODERATOR.into() });
        let mut ids = Vec::new();
        for team in &self.teams {
            let fields = teams::Fields {
                name: Some(team.name.clone()),
                slug: Some(team.slug.clone()),
                description: team.description.clone(),
                moderation: team.moderation.as_ref().map(Moderation::try_from_value).transpose()?,
                ..teams::Fields::default()
            };
            let made = teams::Create { fields, by: by.clone() }.apply(work).await?;
            ids.push((team.slug.as_str(), TeamId(id_of(&made)?)));
        }
        let mut oldest_first: Vec<&Question> = self.questions.iter().collect();
        oldest_first.sort_by_key(|question| -question.minutes_ago);
        for question in oldest_first {
            work.now = start - question.minutes_ago * 60_000;
            let team = ids.iter().find(|(slug, _)| question.team.as_deref() == Some(*slug)).map(|(_, id)| *id);
            question.play(self, work, team, &by).await?;
        }
        work.now = start;
        Ok(Answer::no_content())
    }
}

impl Question {
    /// Asks, publishes, votes, tags, answers, pins, freezes, stages and puts away, as people did.
    async fn play(&self, demo: &Demo, work: &mut Work, team: Option<TeamId>, by: &By) -> Result<()> {
        let author_name = self.author_name.clone();
        let ask = Ask { author: VoterId(Uuid::new_v4()), author_name, body: self.body.clone(), team };
        let question = QuestionId(id_of(&ask.apply(work).await?)?);
        let (version, by) = (None, by.clone());
        if self.standing == Some(Standing::Waiting) {
            return Ok(());
        }
        Review { question, decision: Decision::Approve, version, by: by.clone() }.apply(work).await?;
        for name in &self.tags {
            let color = demo.tags.iter().find(|tag| tag.name == *name).map(|tag| tag.color.to_uppercase());
            let tag = Which::Name(name.clone(), color);
            PutOn { question, tag, version, by: by.clone() }.apply(work).await?;
        }
        vote(work, question, self.upvotes).await?;
        if let Some(text) = &self.answer {
            work.now += self.minutes_ago.min(20) * 60_000;
            Respond { question, text: text.clone(), version, by: by.clone() }.apply(work).await?;
        }
        for (mark, set) in [(Mark::Pin, self.pinned), (Mark::Freeze, self.frozen)] {
            if set {
                Turn { mark, question, on: true, version, by: by.clone() }.apply(work).await?;
            }
        }
        match (self.standing, team) {
            (Some(Standing::Archived), _) => drop(PutAway { question, version, by }.apply(work).await?),
            (Some(Standing::OnStage), Some(team)) => {
                stage::Change { team, question: Some(question), by }.apply(work).await?;
            }
            _ => {}
        }
        Ok(())
    }
}

async fn vote(work: &mut Work, id: QuestionId, upvotes: usize) -> Result<()> {
    if upvotes == 0 {
        return Ok(());
    }
    let tenant = work.tenant;
    let rows = (0..upvotes).map(|_| upvote::ActiveModel {
        tenant_id: Set(tenant),
        question_id: Set(id),
        voter: Set(VoterId(Uuid::new_v4())),
    });
    upvote::Entity::insert_many(rows).exec_without_returning(&work.tx).await?;
    let mut counted = row::locked(work, id).await?;
    counted.upvotes += i64::try_from(upvotes).unwrap_or(i64::MAX);
    counted.version += 1;
    question::change(tenant)
        .col_expr(question::Column::Upvotes, Expr::value(counted.upvotes))
        .col_expr(question::Column::Version, Expr::value(counted.version))
        .filter(question::Column::Id.eq(id))
        .exec(&work.tx)
        .await?;
    work.events.push(Event::upvoted(&counted));
    Ok(())
}

/// The id of what a deed made.
fn id_of(made: &Answer) -> Result<Uuid> {
    let body: Value = serde_json::from_str(made.body.as_deref().unwrap_or_default()).unwrap_or_default();
    let id = body["id"].as_str().and_then(|id| id.parse().ok());
    id.ok_or_else(|| Error::Internal("a deed of the demo made nothing".into()))
}
