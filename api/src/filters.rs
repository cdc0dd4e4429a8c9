//! Warp filters that turn a request into what handlers ask for. Each extracts a `Result`, and handlers unwrap it with
//! `?`: matching decides the path and the method, and nothing a filter finds wrong falls through to another route.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use entity::{staff, tenant};
use http::{HeaderMap, Method};
use sea_orm::{ColumnTrait, QueryFilter};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use warp::Filter;

use crate::app::{App, Key};
use crate::auth::{self, Device};
use crate::clock;
use crate::error::{Error, Result};
use crate::scope::{Admin, Caller, Moderator, Scope, Staff, Voter};
use crate::votes::Votes;
use crate::wire::Wire;

/// Characters an idempotency key may have.
const KEY_MOST: usize = 200;

/// A request as the edge received it: whole, within its bounds.
#[derive(Debug)]
pub struct Received {
    /// The method.
    pub method: Method,
    /// The version of HTTP.
    pub version: http::Version,
    /// The path, without the query.
    pub path: String,
    /// The query's pairs, decoded.
    pub query: Vec<(String, String)>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// The participant's device, from the cookie or made for this request.
    pub device: Option<Device>,
    /// Where it comes from.
    pub address: IpAddr,
    /// The connection it came on.
    pub wire: Wire,
}

impl Received {
    /// The first value of a query parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether it says which tenant it means.
    pub fn names_tenant(&self) -> bool {
        self.param("tenantId").or(self.header("x-tenant-id")).is_some_and(|name| !name.is_empty())
    }

    /// The first value of a field of a form.
    pub fn field(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(&self.body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// A query parameter that is a number from 1 to `most`.
    ///
    /// # Errors
    /// 400 that names the parameter.
    pub fn bounded(&self, name: &str, default: u64, most: u64) -> Result<u64> {
        let Some(value) = self.param(name).filter(|value| !value.is_empty()) else { return Ok(default) };
        let number = value.parse().ok().filter(|number| (1..=most).contains(number));
        number.ok_or_else(|| Error::field(name, "out_of_range", format!("must be a number from 1 to {most}")))
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        cookie(&self.headers, name)
    }

    /// The token of `Authorization: Bearer`.
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }

    /// The body as JSON; an empty body is an empty object.
    ///
    /// # Errors
    /// 400 that names the field of the wrong type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        let body: &[u8] = if self.body.is_empty() { b"{}" } else { &self.body };
        if body.trim_ascii_start().first().is_some_and(|first| *first != b'{') {
            return Err(Error::field("(body)", "invalid_type", "must be a JSON object"));
        }
        let mut reader = serde_json::Deserializer::from_slice(body);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            let inner = error.into_inner();
            if inner.is_data() && path != "." {
                return Error::field(&path, "invalid_type", plain(&inner));
            }
            Error::field("(body)", "invalid_json", plain(&inner))
        })?;
        reader.end().map_err(|error| Error::field("(body)", "invalid_json", plain(&error)))?;
        Ok(value)
    }

    /// The key of a deed that takes one.
    fn idempotency_key(&self) -> Result<Option<&str>> {
        let keyed = !self.method.is_safe() && !self.path.starts_with("/auth/");
        match self.header("idempotency-key").filter(|_| keyed) {
            Some(key) if key.is_empty() || key.chars().count() > KEY_MOST => {
                Err(Error::field("Idempotency-Key", "too_long", "must have 1 to 200 characters"))
            }
            key => Ok(key),
        }
    }

    /// What makes a repetition of this request the same request.
    fn fingerprint(&self) -> String {
        let hash = Sha256::new()
            .chain_update(self.method.as_str())
            .chain_update([0])
            .chain_update(&self.path)
            .chain_update([0])
            .chain_update(&self.body);
        auth::hex(&hash.finalize())
    }
}

/// The value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all("cookie").iter().filter_map(|value| value.to_str().ok());
    pairs.flat_map(|pairs| pairs.split(';')).find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key.trim() == name).then(|| value.trim())
    })
}

/// The participant cookie's name.
pub fn participant_cookie(https: bool) -> &'static str {
    if https { "__Host-openfloor_participant" } else { "openfloor_participant" }
}

/// The session cookie's name: one a tenant.
pub fn session_cookie(https: bool, tenant: &tenant::Model) -> String {
    let prefix = if https { "__Host-" } else { "" };
    format!("{prefix}openfloor_session_{}", tenant.id.0.simple())
}

/// What is wrong with a body, in words that say nothing of how it is read.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let expected = text.split_once(", expected ").map(|(_, kind)| kind.split(" at line ").next().unwrap_or_default());
    match expected {
        _ if text.starts_with("UUID parsing failed") => "must be a UUID".into(),
        Some(kind) if kind.contains("UUID") => "must be a UUID".into(),
        Some("i64" | "u64" | "i32" | "u32") => "must be a whole number".into(),
        Some("a boolean") => "must be true or false".into(),
        Some("a string") => "must be text".into(),
        Some("a sequence") => "must be a list".into(),
        Some(kind) if kind.starts_with("struct") || kind.starts_with("a map") => "must be an object".into(),
        _ if error.is_data() => "is of the wrong type".into(),
        _ => "is not valid JSON".into(),
    }
}

/// A filter that extracts one `T` and refuses nothing of its own.
pub trait Asks<T>: Filter<Extract = (T,), Error = warp::Rejection> + Clone + Send + Sync + 'static {}

impl<T, F: Filter<Extract = (T,), Error = warp::Rejection> + Clone + Send + Sync + 'static> Asks<T> for F {}

/// The request itself.
pub fn received() -> impl Asks<Arc<Received>> {
    warp::ext::get::<Arc<Received>>()
}

/// The JSON body as `T`.
pub fn json<T: DeserializeOwned + Send + 'static>() -> impl Asks<Result<T>> {
    received().map(|received: Arc<Received>| received.json())
}

/// The caller inside the tenant the request names.
pub fn scope(votes: &Votes) -> impl Asks<Result<Scope>> {
    let votes = votes.clone();
    received().then(move |received: Arc<Received>| {
        let votes = votes.clone();
        async move { resolve(votes, &received).await }
    })
}

/// A caller who may ask and upvote.
pub fn voter(votes: &Votes) -> impl Asks<Result<Voter>> {
    scope(votes).map(|scope: Result<Scope>| Voter::try_from(scope?))
}

/// A caller who may moderate.
pub fn moderator(votes: &Votes) -> impl Asks<Result<Moderator>> {
    scope(votes).map(|scope: Result<Scope>| Moderator::try_from(scope?))
}

/// A caller who may run the tenant.
pub fn admin(votes: &Votes) -> impl Asks<Result<Admin>> {
    scope(votes).map(|scope: Result<Scope>| Admin::try_from(scope?))
}

/// Whoever bears the operator's token.
pub fn operator(votes: &Votes) -> impl Asks<Result<Operator>> {
    let votes = votes.clone();
    received().map(move |received: Arc<Received>| {
        let app = votes.app();
        let known = app.config.operator_token.as_deref();
        match (received.bearer(), known) {
            (Some(token), Some(known)) if auth::same(token, known) => {
                let key = received.idempotency_key()?.map(|key| Key {
                    caller: "operator".into(),
                    key: key.to_owned(),
                    fingerprint: received.fingerprint(),
                });
                Ok(Operator { app: Arc::clone(app), key })
            }
            _ => {
                app.metrics.auth_failed("operator");
                Err(Error::Unauthenticated)
            }
        }
    })
}

/// Whoever runs the server: may make, rename, shut and erase tenants, and see nothing inside them.
#[derive(Clone, Debug)]
pub struct Operator {
    /// The application.
    pub app: Arc<App>,
    /// What makes a repeated request the same request.
    pub key: Option<Key>,
}

async fn resolve(votes: Votes, received: &Received) -> Result<Scope> {
    let app = votes.app();
    let tenant = named_tenant(app, received).await?;
    let caller = caller(app, &tenant, received).await?;
    let key = received.idempotency_key()?.map(str::to_owned);
    let fingerprint = if key.is_some() { received.fingerprint() } else { String::new() };
    Ok(Scope::new(votes.clone(), tenant, caller, key, fingerprint))
}

/// The tenant from the query, the header, or the default; both may name it if they mean the same.
async fn named_tenant(app: &App, received: &Received) -> Result<Arc<tenant::Model>> {
    let query = received.param("tenantId").filter(|name| !name.is_empty());
    let header = received.header("x-tenant-id").filter(|name| !name.is_empty());
    match (query, header) {
        (Some(query), Some(header)) if query != header => match (app.tenant(query).await, app.tenant(header).await) {
            (Ok(one), Ok(other)) if one.id == other.id => Ok(one),
            (Err(error @ Error::Unavailable(_)), _) | (_, Err(error @ Error::Unavailable(_))) => Err(error),
            _ => Err(Error::TenantConflict),
        },
        (Some(name), _) | (None, Some(name)) => app.tenant(name).await,
        (None, None) => app.tenant(app.config.default_tenant.as_deref().ok_or(Error::TenantRequired)?).await,
    }
}

/// Who calls: a session of this tenant, else a participant. A credential of another tenant is none.
async fn caller(app: &App, tenant: &tenant::Model, received: &Received) -> Result<Caller> {
    let name = session_cookie(app.config.is_https(), tenant);
    if received.header("authorization").is_none()
        && let Some(token) = received.cookie(&name)
        && let Some(staff) = session(app, tenant, token).await?
    {
        return Ok(Caller::Staff(staff));
    }
    let participant = received.device.map(|device| Caller::Participant(auth::voter(&tenant.vote_key, device)));
    Ok(participant.unwrap_or(Caller::Anonymous))
}

/// The account of a session token, if the session lasts and the account is active.
///
/// # Errors
/// 503 when the database is away.
pub async fn session(app: &App, tenant: &tenant::Model, token: &str) -> Result<Option<Staff>> {
    use entity::session::{Column, of};
    let by_token = of(tenant.id).filter(Column::TokenHash.eq(auth::token_hash(token)));
    let Some(session) = by_token.filter(Column::ExpiresAt.gt(clock::now())).one(app.db.reader()).await? else {
        return Ok(None);
    };
    let account = staff::of(tenant.id).filter(staff::Column::Id.eq(session.staff_id)).one(app.db.reader()).await?;
    Ok(account.filter(|account| account.active).map(|account| Staff {
        id: account.id,
        session: session.id,
        name: account.name,
        role: account.role,
        voter: auth::staff_voter(&tenant.vote_key, account.id),
    }))
}
