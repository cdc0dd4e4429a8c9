//! People: each with a cookie jar of their own, and with deeds for verbs.
//!
//! A verb such as `alice.upvotes(&question)` is a deed that has to succeed; `alice.may_not(deed, 409, "…")` is one that
//! has to be refused. What only staff do stands in `staff`.

use std::sync::Arc;

use reqwest::cookie::{CookieStore, Jar};
use serde_json::{Value, json};

use crate::deed::{self, Deed};
use crate::ear::Hearing;
use crate::reply::{Reply, Shown};
use crate::site::{PATIENCE, Site};

/// Somebody with a browser.
#[derive(Clone, Debug)]
pub struct Person {
    /// What messages call them.
    pub name: String,
    site: Site,
    tenant: String,
    jar: Arc<Jar>,
    bearer: Option<String>,
    client: reqwest::Client,
}

/// A page of a list, with the position it was read at.
#[derive(Clone, Debug)]
pub struct Page {
    /// The questions.
    pub items: Vec<Value>,
    /// Where the next page begins, unless this was the last.
    pub next: Option<String>,
    /// The place in the log.
    pub position: String,
}

impl Page {
    /// The ids, in order.
    pub fn ids(&self) -> Vec<&str> {
        self.items.iter().filter_map(|item| item["id"].as_str()).collect()
    }
}

impl Person {
    /// Somebody nobody knows yet, at this tenant's door.
    pub fn new(site: Site, tenant: &str, name: &str) -> Self {
        let jar = Arc::new(Jar::default());
        let client = reqwest::Client::builder()
            .cookie_provider(Arc::clone(&jar))
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .pool_max_idle_per_host(0)
            .build()
            .expect("a client can be made");
        Self { name: name.to_owned(), site, tenant: tenant.to_owned(), jar, bearer: None, client }
    }

    /// The same person with this bearer token.
    #[must_use]
    pub fn bearing(mut self, token: &str) -> Self {
        self.bearer = Some(token.to_owned());
        self
    }

    /// The same person, device and cookies, at another tenant's door.
    #[must_use]
    pub fn visits(&self, tenant: &str) -> Self {
        Self { tenant: tenant.to_owned(), ..self.clone() }
    }

    /// The same person, device and cookies, at another server.
    #[must_use]
    pub fn on(&self, site: Site) -> Self {
        Self { site, ..self.clone() }
    }

    /// The server this person talks to.
    pub fn site(&self) -> Site {
        self.site
    }

    /// The tenant this person talks to.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// The cookies, as a header would say them.
    pub fn cookies(&self) -> Option<String> {
        let url = self.site.url("/").parse().expect("the site has a URL");
        self.jar.cookies(&url).and_then(|value| value.to_str().map(str::to_owned).ok())
    }

    /// Does a deed, whatever comes of it.
    ///
    /// # Panics
    /// When no answer comes.
    pub async fn does(&self, deed: Deed) -> Reply {
        let asked = format!("{}: {} {}", self.name, deed.method, deed.path);
        let mut request = self.client.request(deed.method.clone(), self.site.url(&self.path(&deed)));
        if let Some(token) = &self.bearer {
            request = request.bearer_auth(token);
        }
        for (name, value) in &deed.headers {
            request = request.header(name, value);
        }
        if let Some(body) = &deed.body {
            request = request.json(body);
        }
        if let Some(fields) = &deed.form {
            request = request.form(fields);
        }
        let response = request.send().await.unwrap_or_else(|error| panic!("{asked}: no answer: {error:?}"));
        let reply = Reply::read(asked, response).await;
        reply.is_as_told(&deed);
        reply
    }

    /// Does a deed as long as the server answers; nothing when it does not.
    pub async fn tries(&self, deed: Deed) -> Option<Reply> {
        let asked = format!("{}: {} {}", self.name, deed.method, deed.path);
        let mut request = self.client.request(deed.method.clone(), self.site.url(&self.path(&deed)));
        if let Some(body) = &deed.body {
            request = request.json(body);
        }
        let response = request.send().await.ok()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.ok()?;
        let reply = Reply { asked, status, headers, body };
        reply.is_as_told(&deed);
        Some(reply)
    }

    /// Does a deed that has to be refused so.
    pub async fn may_not(&self, deed: Deed, status: u16, code: &str) -> Reply {
        self.does(deed).await.refused(status, code)
    }

    /// An ear with this person's cookies.
    pub fn ear(&self) -> Hearing {
        let hearing = Hearing::at(self.site, &self.tenant);
        match (&self.bearer, self.cookies()) {
            (Some(token), _) => hearing.header("Authorization", &format!("Bearer {token}")),
            (None, Some(cookies)) => hearing.header("Cookie", &cookies),
            (None, None) => hearing,
        }
    }

    /// Who the server takes this person for.
    pub async fn am_i(&self) -> Value {
        self.does(Deed::get("/auth/me")).await.is(200).json()
    }

    /// Asks a question.
    pub async fn asks(&self, body: &str) -> Shown {
        self.does(deed::ask(body)).await.is(201).shown()
    }

    /// Asks a question in a team.
    pub async fn asks_in(&self, team: &Shown, body: &str) -> Shown {
        self.does(deed::ask_in(team.id(), body)).await.is(201).shown()
    }

    /// Reads a question.
    pub async fn reads(&self, question: &Shown) -> Shown {
        self.does(deed::read(question.id())).await.is(200).shown()
    }

    /// Rewords a question.
    pub async fn edits(&self, question: &Shown, body: &str) -> Shown {
        self.does(deed::edit(question.id(), body)).await.is(200).shown()
    }

    /// Takes a question back.
    pub async fn withdraws(&self, question: &Shown) {
        drop(self.does(deed::withdraw(question.id())).await.is(204));
    }

    /// Upvotes; gives the vote's answer.
    pub async fn upvotes(&self, question: &Shown) -> Shown {
        self.does(deed::upvote(question.id())).await.is(200).shown()
    }

    /// Takes the upvote back; gives the vote's answer.
    pub async fn unvotes(&self, question: &Shown) -> Shown {
        self.does(deed::unvote(question.id())).await.is(200).shown()
    }

    /// Reads the first page of the plain list.
    pub async fn lists(&self) -> Page {
        self.lists_by("limit=200").await
    }

    /// Reads a page of the list by this query.
    pub async fn lists_by(&self, query: &str) -> Page {
        let reply = self.does(Deed::get(format!("/questions?{query}"))).await.is(200);
        let page = reply.json();
        Page {
            items: page["items"].as_array().unwrap_or_else(|| panic!("no items: {page}")).clone(),
            next: page["nextCursor"].as_str().map(str::to_owned),
            position: page["position"].as_str().unwrap_or_else(|| panic!("no position: {page}")).to_owned(),
        }
    }

    /// The place the tenant's log is at.
    pub async fn position(&self) -> String {
        self.lists_by("limit=1").await.position
    }

    /// Signs in.
    pub async fn logs_in(&self, email: &str, password: &str) -> Reply {
        self.does(Deed::post("/auth/login").body(json!({"email": email, "password": password}))).await
    }

    /// Signs out.
    pub async fn logs_out(&self) {
        let reply = self.does(Deed::post("/auth/logout")).await;
        assert!((200..300).contains(&reply.status), "{}: {}", reply.asked, reply.text());
    }

    fn path(&self, deed: &Deed) -> String {
        if deed.without_tenant || self.tenant.is_empty() {
            return deed.path.clone();
        }
        let joint = if deed.path.contains('?') { '&' } else { '?' };
        format!("{}{joint}tenantId={}", deed.path, self.tenant)
    }
}
