//! The pages, each with what its visitor sees first: one consistent read with its place in the log, so that the page
//! can show it at once and listen from there.

use std::sync::Arc;
use std::time::Duration;

use entity::{team, tenant};
use sea_orm::QueryOrder;
use serde::Serialize;
use serde_json::Value;
use warp::reply::Response;

use super::questions::{self, List, Wanted};
use super::{sessions, teams};
use crate::error::{Error, Result};
use crate::filters::Received;
use crate::pages::{self, Dress, Look, Page, plain};
use crate::scope::Scope;
use crate::view;

/// Questions a page brings along.
const QUESTIONS: u64 = 100;
/// How long a page waits for its snapshot before it goes without.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Snapshot {
    tenant: view::Tenant,
    me: Value,
    teams: Vec<view::Team>,
    team_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    questions: Option<List>,
    origin: String,
}

/// `GET /`.
pub async fn join(received: Arc<Received>, scope: Result<Scope>) -> Response {
    show(Page::Join, None, &received, scope).await
}

/// `GET /room`.
pub async fn room(received: Arc<Received>, scope: Result<Scope>) -> Response {
    show(Page::Room, None, &received, scope).await
}

/// `GET /room/{slug}`.
pub async fn room_of(slug: String, received: Arc<Received>, scope: Result<Scope>) -> Response {
    show(Page::Room, Some(&slug), &received, scope).await
}

/// `GET /moderate`.
pub async fn moderate(received: Arc<Received>, scope: Result<Scope>) -> Response {
    show(Page::Moderate, None, &received, scope).await
}

/// `GET /wall`.
pub async fn wall(received: Arc<Received>, scope: Result<Scope>) -> Response {
    show(Page::Wall, None, &received, scope).await
}

/// `GET /wall/{slug}`.
pub async fn wall_of(slug: String, received: Arc<Received>, scope: Result<Scope>) -> Response {
    show(Page::Wall, Some(&slug), &received, scope).await
}

/// `GET /admin`.
pub async fn admin(received: Arc<Received>, scope: Result<Scope>) -> Response {
    show(Page::Admin, None, &received, scope).await
}

/// `GET /assets/{name}`.
pub async fn asset(name: String, received: Arc<Received>) -> Response {
    pages::asset(&name, received.header("accept-encoding").unwrap_or_default())
}

/// Any address that a browser goes to and nobody knows.
pub async fn lost(received: Arc<Received>) -> Response {
    plain::sorry(Look::of(&received), &Error::not_found(), &plain::Draft::default())
}

async fn show(page: Page, slug: Option<&str>, received: &Received, scope: Result<Scope>) -> Response {
    let mut dress = Dress { look: Look::of(received), brand: None, snapshot: None, plain: None };
    if page == Page::Room {
        dress.plain = Some(plain_twin(received));
    }
    match scope {
        Ok(scope) if page == Page::Join => dress.brand.clone_from(&scope.tenant.brand_color),
        Ok(scope) => match tokio::time::timeout(PATIENCE, snapshot(page, slug, received, &scope)).await {
            Ok(Ok((snapshot, brand))) => (dress.snapshot, dress.brand) = (Some(snapshot), brand),
            Ok(Err(error)) => tracing::warn!(?error, "a page goes without its snapshot"),
            Err(_) => tracing::warn!("a page goes without its snapshot: the database is slow"),
        },
        // The page comes even so, and asks again by itself.
        Err(error @ (Error::Unavailable(_) | Error::Full(_) | Error::Contended(_) | Error::Internal(_))) => {
            tracing::warn!(?error, "a page goes without its snapshot");
        }
        // The front door needs no tenant.
        Err(_) if page == Page::Join && !received.names_tenant() => {}
        Err(error) => return plain::sorry(dress.look, &error, &plain::Draft::default()),
    }
    pages::page(page, &dress)
}

/// What the page shows first, and the tenant's colour.
async fn snapshot(
    page: Page,
    slug: Option<&str>,
    received: &Received,
    scope: &Scope,
) -> Result<(String, Option<String>)> {
    let snapshot = scope.snapshot().await?;
    let tenant = tenant::of(scope.id()).one(&snapshot.tx).await?.ok_or(Error::NotFound("tenant_not_found"))?;
    let teams = team::of(scope.id()).order_by_asc(team::Column::Name).all(&snapshot.tx).await?;
    let team = slug.and_then(|slug| teams.iter().find(|team| team.slug == slug)).map(|team| team.id);
    let for_all = matches!(page, Page::Room | Page::Wall);
    let questions = if (for_all || scope.is_staff()) && slug.is_some() == team.is_some() {
        Some(questions::listed(scope, &snapshot, &Wanted::popular(team, QUESTIONS, "")).await?)
    } else {
        None
    };
    let shown = Snapshot {
        tenant: view::Tenant::from(&tenant),
        me: sessions::shown(&scope.caller),
        teams: teams::shown(&snapshot.tx, scope.id(), &teams).await?,
        team_id: team.map(|id| id.to_string()),
        questions,
        origin: pages::origin(&scope.app().config, received),
    };
    let shown = serde_json::to_string(&shown).map_err(|error| Error::Internal(error.to_string()))?;
    Ok((shown, tenant.brand_color))
}

/// The same room's address without JavaScript.
fn plain_twin(received: &Received) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&received.query).finish();
    let room = received.path.strip_prefix("/room").unwrap_or_default();
    if query.is_empty() { format!("/plain{room}") } else { format!("/plain{room}?{query}") }
}
