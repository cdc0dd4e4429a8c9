//! Isolation: nothing of a tenant reaches another, by any route, stream, header or log line.

mod credentials;
mod secrecy;
mod walls;

use serde_json::json;
use tests::{Deed, Person, Shown, Tenant};

/// A word that stands in every text of the tenant that nobody else may see.
pub const CANARY: &str = "kanarienvogel";

/// A tenant that says the canary wherever it can say anything.
pub struct Nest {
    pub tenant: Tenant,
    pub alice: Person,
    pub ada: Person,
    pub question: Shown,
    pub team: Shown,
    pub tag: Shown,
    pub account: Shown,
}

impl Nest {
    /// Fills a tenant with canaries.
    pub async fn in_(tenant: Tenant) -> Self {
        let (alice, (ada, _)) = (tenant.participant("alice").await, tenant.staff("admin").await);
        let says = |text: &str| format!("{CANARY} {text}");
        let account = ada.hires("moderator", &format!("{CANARY}@{}.example", tenant.slug)).await;
        ada.changes_account(&account, json!({"name": says("staff")})).await;
        drop(ada.does(Deed::patch("/tenant").body(json!({"name": says("tenant")}))).await.is(200));
        let body = json!({"name": says("team"), "slug": format!("{CANARY}-team"), "description": says("description")});
        let team = ada.does(Deed::post("/teams").body(body)).await.is(201).shown();
        let tag = ada.creates_tag(&says("tag"), "#ABCDEF").await;
        let mut nest = Self { question: tag.clone(), tenant, alice, ada, team, tag, account };
        nest.question = nest.sings().await;
        nest
    }

    /// Somebody asks, upvotes, tags, pins, answers, freezes, stages and archives, all with canaries.
    pub async fn sings(&self) -> Shown {
        let ana = self.tenant.signs_in("ana", self.account.text("email")).await;
        let body = json!({"body": format!("{CANARY} body"), "authorName": format!("{CANARY} author"),
            "teamId": self.team.id()});
        let question = self.alice.does(Deed::post("/questions").body(body)).await.is(201).shown();
        self.alice.upvotes(&question).await;
        drop(ana.does(tests::deed::tag_with(question.id(), self.tag.id())).await.is(200));
        ana.pins(&question).await;
        ana.answers(&question, &format!("{CANARY} answer")).await;
        ana.freezes(&question).await;
        ana.stages(&self.team, &question).await;
        let hidden = self.alice.asks_in(&self.team, &format!("{CANARY} hidden")).await;
        ana.archives(&hidden).await;
        ana.restores(&hidden).await;
        ana.archives(&hidden).await;
        question
    }

    /// What must not be told: the canary, and what only this tenant knows.
    pub fn secrets(&self) -> Vec<String> {
        let ids = [&self.question, &self.team, &self.tag, &self.account].map(|thing| thing.id().to_owned());
        let mut secrets = vec![CANARY.to_owned(), self.tenant.id.clone(), self.team.text("joinCode").to_lowercase()];
        secrets.extend(ids);
        secrets
    }
}

/// Nothing of this is told there.
///
/// # Panics
/// When something is.
pub fn is_silent(told: &str, secrets: &[String], whence: &str) {
    let told = told.to_lowercase();
    for secret in secrets {
        assert!(!told.contains(secret.as_str()), "{whence} tells {secret:?}: {told}");
    }
}
