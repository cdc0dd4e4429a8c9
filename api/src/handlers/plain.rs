//! The room for who has no JavaScript: the same deeds, sent by forms. A deed that is done leads back to the room; one
//! that is refused shows the room with what was written and what is wrong with it.

use std::sync::Arc;

use entity::{QuestionId, TeamId, team, tenant};
use http::StatusCode;
use sea_orm::QueryOrder;
use serde_json::Value;
use warp::reply::Response;

use super::asks::Ask;
use super::questions::{self, List, Wanted};
use crate::auth;
use crate::error::{Error, Result};
use crate::filters::Received;
use crate::pages::plain::{self, Draft};
use crate::pages::{self, Look};
use crate::scope::{Scope, Voter};
use crate::text;

/// Questions on a page.
const PAGE: u64 = 50;

/// What came of a deed: nothing yet, done, or refused.
#[derive(Default)]
struct Outcome {
    draft: Draft,
    refused: Option<Error>,
}

/// A tenant's teams, and a page of one team's questions.
struct Seen {
    tenant: tenant::Model,
    teams: Vec<team::Model>,
    open: Option<(team::Model, List)>,
}

/// `GET /plain`: the rooms.
pub async fn rooms(received: Arc<Received>, scope: Result<Scope>) -> Response {
    show("", &received, &scope, Outcome::default()).await
}

/// `GET /plain/{slug}`.
pub async fn room(slug: String, received: Arc<Received>, scope: Result<Scope>) -> Response {
    show(&slug, &received, &scope, Outcome::default()).await
}

/// `POST /plain/{slug}/ask`.
pub async fn ask(slug: String, received: Arc<Received>, scope: Result<Scope>) -> Response {
    let draft = Draft {
        body: received.field("body").unwrap_or_default(),
        name: received.field("authorName").unwrap_or_default(),
        key: received.field("key").unwrap_or_default(),
    };
    match asked(&slug, &draft, scope.clone()).await {
        Ok(back) => pages::redirect(&back),
        Err(error) => show(&slug, &received, &scope, Outcome { draft, refused: Some(error) }).await,
    }
}

/// `GET /plain/{slug}/ask` and `/vote`, the address a refused form leaves behind: back to the room.
pub async fn back(slug: String, received: Arc<Received>, scope: Result<Scope>) -> Response {
    let tenant = scope.map(|scope| scope.tenant.slug.clone());
    let tenant = tenant.unwrap_or_else(|_| received.param("tenantId").unwrap_or_default().to_owned());
    pages::redirect(&plain::address(&tenant, &slug, &[]))
}

/// `POST /plain/{slug}/vote`.
pub async fn vote(slug: String, received: Arc<Received>, scope: Result<Scope>) -> Response {
    match voted(&slug, &received, scope.clone()).await {
        Ok(back) => pages::redirect(&back),
        Err(error) => show(&slug, &received, &scope, Outcome { draft: Draft::default(), refused: Some(error) }).await,
    }
}

/// Asks; gives the address to go on to.
async fn asked(slug: &str, draft: &Draft, scope: Result<Scope>) -> Result<String> {
    let scope = scope?;
    let team = team_of(&scope, slug).await?.ok_or(Error::NotFound("team_not_found"))?;
    let body = text::checked("body", &draft.body, text::QUESTION)?;
    let author_name = text::optional("authorName", Some(&draft.name), text::NAME)?;
    // The words belong to the key: who goes back and asks something else means another deed.
    let key = auth::token_hash(&[&draft.key, slug, &body, author_name.as_deref().unwrap_or_default()].join("\0"));
    let tenant = scope.tenant.slug.clone();
    let voter = Voter::try_from(if draft.key.is_empty() { scope } else { scope.keyed(key) })?;
    let ask = Ask { author: voter.voter(), author_name, body, team: Some(team) };
    let made = voter.commit(ask).await?.body.unwrap_or_default();
    let made: Value = serde_json::from_str(&made).map_err(|error| Error::Internal(error.to_string()))?;
    let said = if made["status"] == "UNDER_REVIEW" { "review" } else { "asked" };
    Ok(plain::address(&tenant, slug, &[("said", said)]))
}

/// Votes; gives the address to go back to.
async fn voted(slug: &str, received: &Received, scope: Result<Scope>) -> Result<String> {
    let scope = scope?;
    team_of(&scope, slug).await?.ok_or(Error::NotFound("team_not_found"))?;
    let voter = Voter::try_from(scope)?;
    let (up, id) = match received.field("down") {
        Some(id) => (false, id),
        None => (true, received.field("up").unwrap_or_default()),
    };
    let question: QuestionId = id.parse().map_err(|_| Error::not_found())?;
    voter.vote(question, up, None).await?;
    let after = received.param("after").unwrap_or_default();
    Ok(format!("{}#{question}", plain::address(&voter.tenant.slug, slug, &[("after", after)])))
}

async fn team_of(scope: &Scope, slug: &str) -> Result<Option<TeamId>> {
    let snapshot = scope.snapshot().await?;
    let teams = team::of(scope.id()).all(&snapshot.tx).await?;
    Ok(teams.into_iter().find(|team| team.slug == slug).map(|team| team.id))
}

async fn show(slug: &str, received: &Received, scope: &Result<Scope>, outcome: Outcome) -> Response {
    let (look, mut draft) = (Look::of(received), outcome.draft);
    if draft.key.is_empty() {
        draft.key = auth::token();
    }
    let seen = match scope {
        Ok(scope) => seen(scope, slug, received).await,
        Err(error) => Err(error.clone()),
    };
    let seen = match seen {
        Ok(seen) => seen,
        Err(error) => return plain::sorry(look, &error, &draft),
    };
    let Some((team, list)) = &seen.open else {
        return plain::rooms(look, &seen.tenant, &seen.teams, !slug.is_empty());
    };
    let problem = outcome.refused.as_ref().map(Error::problem);
    let blamed = problem.as_ref().and_then(|problem| problem.errors.first());
    let said = problem.as_ref().map(|problem| blamed.map_or(problem.code.as_ref(), |error| error.code));
    let room = plain::Room {
        tenant: &seen.tenant,
        team,
        questions: &list.items,
        after: received.param("after").unwrap_or_default(),
        next: list.next_cursor.as_deref(),
        draft: &draft,
        said: said.or_else(|| received.param("said").filter(|said| ["asked", "review"].contains(said))),
        field: blamed.map(|error| error.field.as_str()),
        status: problem.as_ref().map_or(StatusCode::OK, |problem| problem.status),
    };
    let mut response = plain::room(look, &room);
    if let Some(problem) = problem {
        response.extensions_mut().insert(problem);
    }
    response
}

/// One consistent read of what the page shows.
async fn seen(scope: &Scope, slug: &str, received: &Received) -> Result<Seen> {
    let snapshot = scope.snapshot().await?;
    let tenant = tenant::of(scope.id()).one(&snapshot.tx).await?.ok_or(Error::NotFound("tenant_not_found"))?;
    let teams = team::of(scope.id()).order_by_asc(team::Column::Name).all(&snapshot.tx).await?;
    let open = match teams.iter().find(|team| team.slug == slug) {
        Some(team) => {
            let wanted = Wanted::popular(Some(team.id), PAGE, received.param("after").unwrap_or_default());
            Some((team.clone(), questions::listed(scope, &snapshot, &wanted).await?))
        }
        None => None,
    };
    Ok(Seen { tenant, teams, open })
}
