//! Somebody who calls a node, and does not know what became of a call that got no answer.

use std::fmt::{Display, Formatter};
use std::sync::Arc;
use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;
use reqwest::{Method, Response, StatusCode, Url};
use serde_json::Value;
use tokio::time::Instant;
use uuid::Uuid;

/// How long an answer may take before it counts as none.
const ANSWER: Duration = Duration::from_secs(8);
/// Before the next try.
const PAUSE: Duration = Duration::from_millis(200);

/// A node's address.
#[derive(Clone, Debug)]
pub(super) struct Node(Url);

impl Node {
    /// # Errors
    /// When it is no address of a server.
    pub(super) fn at(url: &str) -> Result<Self, String> {
        let parsed = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        parsed.map(Self).ok_or_else(|| format!("--node: '{url}' is not http://HOST:PORT"))
    }
}

/// What became of a call.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It was done.
    Done(Value),
    /// It was not done, and this code says why.
    Refused(StatusCode, String),
    /// Nobody knows.
    Unknown(String),
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Done(answer) => write!(f, "done, {answer}"),
            Self::Refused(status, code) => write!(f, "{status} {code}"),
            Self::Unknown(why) => write!(f, "no answer, {why}"),
        }
    }
}

/// One caller's credentials, of one tenant.
#[derive(Clone, Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    nodes: Arc<[Node]>,
    tenant: String,
    cookie: Option<String>,
    bearer: Option<String>,
}

impl Client {
    pub(super) fn new(nodes: Arc<[Node]>, tenant: &str) -> Self {
        Self { http: reqwest::Client::new(), nodes, tenant: tenant.to_owned(), cookie: None, bearer: None }
    }

    pub(super) fn with_bearer(mut self, token: &str) -> Self {
        self.bearer = Some(token.to_owned());
        self
    }

    pub(super) fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// Another person of the same tenant, who is nobody yet.
    pub(super) fn stranger(&self) -> Self {
        Self { cookie: None, bearer: None, ..self.clone() }
    }

    /// Becomes a participant.
    ///
    /// # Errors
    /// When no node let it in.
    pub(super) async fn arrive(&mut self, rng: &mut StdRng, until: Instant) -> Result<(), String> {
        self.given(rng, Method::GET, "/auth/me", None, until).await
    }

    /// Becomes a member of staff.
    ///
    /// # Errors
    /// When no node let it in.
    pub(super) async fn sign_in(&mut self, rng: &mut StdRng, who: &Value, until: Instant) -> Result<(), String> {
        self.given(rng, Method::POST, "/auth/login", Some(who), until).await
    }

    /// Calls any node.
    pub(super) async fn send(
        &self,
        node: usize,
        deed: (&str, &str),
        body: Option<&Value>,
        key: Option<&str>,
    ) -> Outcome {
        let method = Method::from_bytes(deed.0.as_bytes()).unwrap_or(Method::GET);
        match self.asked(node, method, deed.1, body, key).await {
            Ok(response) => outcome(response).await,
            Err(error) => Outcome::Unknown(error),
        }
    }

    /// Calls one node after the other, under one key, until it is done.
    ///
    /// # Errors
    /// When it is refused, or nobody did it in time.
    pub(super) async fn insist(
        &self,
        rng: &mut StdRng,
        deed: (&str, &str),
        body: Option<&Value>,
        until: Instant,
    ) -> Result<Value, String> {
        match self.until_answered(rng, deed, body, until).await? {
            Outcome::Done(answer) => Ok(answer),
            other => Err(format!("{} {}: {other}", deed.0, deed.1)),
        }
    }

    /// Reads from one node after the other; none where there is nothing to see.
    ///
    /// # Errors
    /// When it is refused otherwise, or nobody answered in time.
    pub(super) async fn look(&self, rng: &mut StdRng, path: &str, until: Instant) -> Result<Option<Value>, String> {
        match self.until_answered(rng, ("GET", path), None, until).await? {
            Outcome::Done(answer) => Ok(Some(answer)),
            Outcome::Refused(StatusCode::NOT_FOUND, _) => Ok(None),
            other => Err(format!("GET {path}: {other}")),
        }
    }

    async fn until_answered(
        &self,
        rng: &mut StdRng,
        deed: (&str, &str),
        body: Option<&Value>,
        until: Instant,
    ) -> Result<Outcome, String> {
        let key = Uuid::new_v4().to_string();
        loop {
            let node = rng.random_range(0..self.nodes.len());
            let why = match self.send(node, deed, body, Some(&key)).await {
                Outcome::Unknown(why) => why,
                answered => return Ok(answered),
            };
            if Instant::now() > until {
                return Err(format!("{} {}: no node did it: {why}", deed.0, deed.1));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Reads from one node, however long it takes to answer.
    ///
    /// # Errors
    /// When it refuses, or did not answer in time.
    pub(super) async fn insist_at(
        &self,
        node: usize,
        rng: &mut StdRng,
        path: &str,
        until: Instant,
    ) -> Result<Value, String> {
        let only = Self { nodes: Arc::from([self.nodes[node % self.nodes.len()].clone()]), ..self.clone() };
        only.insist(rng, ("GET", path), None, until).await
    }

    /// Opens a stream after a place.
    ///
    /// # Errors
    /// Why it could not be opened.
    pub(super) async fn stream(&self, node: usize, after: &str) -> Result<Response, String> {
        let request = self.request(node, Method::GET, "/sse").query(&[("after", after)]);
        let response = tokio::time::timeout(ANSWER, request.send()).await.map_err(|_| "no answer".to_owned())?;
        let response = response.map_err(|error| error.to_string())?;
        if response.status().is_success() { Ok(response) } else { Err(format!("status {}", response.status())) }
    }

    async fn given(
        &mut self,
        rng: &mut StdRng,
        method: Method,
        path: &str,
        body: Option<&Value>,
        until: Instant,
    ) -> Result<(), String> {
        loop {
            let node = rng.random_range(0..self.nodes.len());
            let why = match self.asked(node, method.clone(), path, body, None).await {
                Ok(response) if response.status().is_success() => {
                    let cookies = response.headers().get_all("set-cookie").iter();
                    let pairs = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
                    self.cookie = Some(pairs.collect::<Vec<_>>().join("; "));
                    return Ok(());
                }
                Ok(response) => format!("status {}", response.status()),
                Err(error) => error,
            };
            if Instant::now() > until {
                return Err(format!("{method} {path}: {why}"));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn asked(
        &self,
        node: usize,
        method: Method,
        path: &str,
        body: Option<&Value>,
        key: Option<&str>,
    ) -> Result<Response, String> {
        let mut request = self.request(node, method, path).timeout(ANSWER);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        request.send().await.map_err(|error| error.to_string())
    }

    fn request(&self, node: usize, method: Method, path: &str) -> reqwest::RequestBuilder {
        let Node(base) = &self.nodes[node % self.nodes.len()];
        let mut url = base.clone();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        url.set_path(path);
        url.set_query(Some(query).filter(|query| !query.is_empty()));
        if !self.tenant.is_empty() {
            url.query_pairs_mut().append_pair("tenantId", &self.tenant);
        }
        let mut request = self.http.request(method, url);
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if let Some(bearer) = &self.bearer {
            request = request.bearer_auth(bearer);
        }
        request
    }
}

async fn outcome(response: Response) -> Outcome {
    let status = response.status();
    let body = match response.bytes().await {
        Ok(body) => body,
        Err(error) => return Outcome::Unknown(error.to_string()),
    };
    let json: Value = serde_json::from_slice(&body).unwrap_or_default();
    let code = super::text(&json["code"]).to_owned();
    if status.is_success() {
        return if json.is_null() && !body.is_empty() {
            Outcome::Unknown(format!("{status} with no JSON"))
        } else {
            Outcome::Done(json)
        };
    }
    // Busy, or away: whether it was done is not said.
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return Outcome::Unknown(format!("{status} {code}"));
    }
    Outcome::Refused(status, code)
}
