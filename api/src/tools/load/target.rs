//! Whom the load is put on: Openfloor, or a server it is compared with, which gets texts of the same size.

use std::net::SocketAddr;

use clap::ValueEnum;
use http::Method;
use http::header::AUTHORIZATION;
use serde_json::json;
use uuid::Uuid;

use super::caller::Caller;
use super::marks::Mark;

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
    kind: Kind,
    /// Bytes of a published event, where the load decides them.
    size: usize,
}

impl Tenant {
    /// So many, made with the operator's token where that takes one.
    ///
    /// # Errors
    /// When they cannot be made.
    pub(super) async fn found(
        kind: Kind,
        node: SocketAddr,
        token: Option<&str>,
        count: usize,
        size: usize,
    ) -> Result<Vec<Self>, String> {
        let run = Uuid::new_v4().simple().to_string();
        let slug = |number| format!("load-{}-{number:04}", &run[..8]);
        let tenants: Vec<_> = (0..count).map(|number| Self { number, slug: slug(number), kind, size }).collect();
        if kind == Kind::Openfloor {
            let token = token.ok_or("OPENFLOOR_OPERATOR_TOKEN: it takes one to make tenants")?;
            let mut operator = Caller::at(node).with(AUTHORIZATION, &format!("Bearer {token}"))?;
            for tenant in &tenants {
                let wanted = json!({"slug": tenant.slug, "name": "Load"}).to_string();
                operator.insist(Method::POST, "/operator/tenants", Some(wanted)).await?;
            }
        }
        Ok(tenants)
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
            Kind::Openfloor => (self.target("/questions"), json!({"body": mark.to_string()}).to_string()),
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
        let target = self.target("/sse");
        format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n{after}\r\n")
    }

    /// A path of this tenant.
    pub(super) fn target(&self, path: &str) -> String {
        format!("{path}?tenantId={}", self.slug)
    }
}
