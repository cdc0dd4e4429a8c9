//! Changing what a live stream hears. Its client id is unguessable, and is the capability.

use entity::TeamId;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::known_team;
use crate::app::Answer;
use crate::bus::Filter;
use crate::error::{Error, Result};
use crate::scope::Scope;

/// Teams one stream may name.
const MOST: usize = 100;

/// The body of `POST /sse/{clientId}/subscriptions`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    events: Option<Vec<String>>,
    team_ids: Option<Vec<String>>,
}

/// `POST /sse/{clientId}/subscriptions`: what is not given is all.
pub async fn change(client: Uuid, scope: Result<Scope>, body: Result<Subscription>) -> Result<Answer> {
    let (scope, wanted) = (scope?, body?);
    let named = wanted.team_ids.filter(|ids| !ids.iter().any(|id| id == "*"));
    let teams = match named {
        Some(ids) if ids.len() > MOST => {
            return Err(Error::field("teamIds", "too_many", format!("must be at most {MOST}")));
        }
        Some(ids) => {
            let mut teams: Vec<TeamId> = Vec::with_capacity(ids.len());
            for id in &ids {
                teams.push(known_team(&scope, id).await?);
            }
            Some(teams.into())
        }
        None => None,
    };
    let filter = match &wanted.events {
        Some(names) => Filter::named(names.iter().map(String::as_str), teams),
        None => Filter::all(teams),
    };
    if !scope.app().live.retune(scope.id(), client, filter) {
        return Err(Error::Conflict("wrong_node", "This stream is not here: reconnect with its position"));
    }
    Answer::ok(&json!({"clientId": client.to_string(), "events": wanted.events.unwrap_or_else(|| vec!["*".into()])}))
}
