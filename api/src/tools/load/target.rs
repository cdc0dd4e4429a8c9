//! Whom the load is put on: Openfloor, or a server it is compared with, which gets texts of the same size.

use std::net::SocketAddr;

use clap::ValueEnum;
use http::Method;
use http::header::AUTHORIZATION;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Load;
use super::caller::Caller;
use super::marks::Mark;

/// Who owns a tenant of a load.
const EMAIL: &str = "owner@load.example";

/// What kind of server it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// `POST /questions`, `GET /sse`.
    Openfloor,
    /// nginx with nchan: `POST /publish?tenantId=`, `GET /sse?tenantId=`, as its configuration has to map them.
    Nchan,
    /// The bare loop of `tests/load`, reached likewise.
    Floor,
}

/// One tenant of it, to write to and listen to.
#[derive(Clone, Debug)]
pub(super) struct Tenant {
    /// Its number in this load.
    pub(super) number: usize,
    /// Its `tenantId`.
    pub(super) slug: String,
    /// The id of the team that is listened to.
    team: Option<String>,
    kind: Kind,
    /// Bytes of a published event, where the load decides them.
    size: usize,
}

impl Tenant {
    /// As many as are wanted, made with the operator's token where that takes one.
    ///
    /// # Errors
    /// When they cannot be made.
    pub(super) async fn found(load: &Load, token: Option<&str>) -> Result<Vec<Self>, String> {
        let (kind, node, size) = (load.target, load.written()[0], load.bytes as usize);
        let run = Uuid::new_v4().simple().to_string();
        let slug = |number| format!("load-{}-{number:04}", &run[..8]);
        let nameless = |number| Self { number, slug: slug(number), team: None, kind, size };
        let mut tenants: Vec<_> = (0..load.tenants as usize).map(nameless).collect();
        if kind == Kind::Openfloor {
            let token = token.ok_or("OPENFLOOR_OPERATOR_TOKEN: it takes one to make tenants")?;
            let mut operator = Caller::at(node).with(AUTHORIZATION, &format!("Bearer {token}"))?;
            for tenant in &mut tenants {
                let mut wanted = json!({"slug": tenant.slug, "name": "Load"});
                if load.team {
                    wanted["owner"] = json!({"email": EMAIL, "name": "Owner", "password": run});
                }
                operator.insist(Method::POST, "/operator/tenants", Some(wanted.to_string())).await?;
                if load.team {
                    tenant.team = Some(tenant.founds_team(node, &run).await?);
                }
            }
        }
        Ok(tenants)
    }

    async fn founds_team(&self, node: SocketAddr, password: &str) -> Result<String, String> {
        let mut owner = Caller::at(node);
        let who = json!({"email": EMAIL, "password": password}).to_string();
        owner.insist(Method::POST, &self.target("/auth/login"), Some(who)).await?;
        let team = json!({"name": "Load", "slug": "load"}).to_string();
        let team = owner.insist(Method::POST, &self.target("/teams"), Some(team)).await?;
        let team: Value = serde_json::from_slice(&team).map_err(|error| format!("POST /teams: {error}"))?;
        Ok(team["id"].as_str().unwrap_or_default().to_owned())
    }

    /// Somebody of this tenant, who may ask and vote.
    ///
    /// # Errors
    /// When nobody is let in.
    pub(super) async fn participant(&self, node: SocketAddr) -> Result<Caller, String> {
        let mut caller = Caller::at(node);
        if self.kind == Kind::Openfloor {
            caller.insist(Method::GET, &self.target("/auth/me"), None).await?;
        }
        Ok(caller)
    }

    /// Publishes an event with this mark.
    ///
    /// # Errors
    /// When that fails.
    pub(super) async fn publish(&self, caller: &mut Caller, mark: Mark) -> Result<(), String> {
        let (target, body) = match self.kind {
            Kind::Openfloor => {
                (self.target("/questions"), json!({"body": mark.to_string(), "teamId": self.team}).to_string())
            }
            Kind::Nchan | Kind::Floor => {
                let event = json!({"type": "load", "data": mark.to_string(), "rest": ""}).to_string();
                let rest = "x".repeat(self.size.saturating_sub(event.len()));
                (self.target("/publish"), event.replace("\"\"", &format!("\"{rest}\"")))
            }
        };
        caller.insist(Method::POST, &target, Some(body)).await.map(drop)
    }

    /// What opens a stream, after this place if one is known.
    pub(super) fn stream(&self, host: SocketAddr, after: &str) -> String {
        let after = if after.is_empty() { String::new() } else { format!("Last-Event-ID: {after}\r\n") };
        let team = self.team.iter().map(|team| format!("&teamId={team}"));
        let target = self.target("/sse") + &team.collect::<String>();
        format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n{after}\r\n")
    }

    /// A path of this tenant.
    pub(super) fn target(&self, path: &str) -> String {
        format!("{path}?tenantId={}", self.slug)
    }
}
