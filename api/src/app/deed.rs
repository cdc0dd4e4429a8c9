//! A deed: what a handler changes, and what it answers; and the keys that make doing it twice harmless.

use std::future::Future;

use entity::{StaffId, TenantId, audit, idempotency};
use http::StatusCode;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;
use warp::reply::{Reply, Response};

use crate::clock;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::log::Tally;

/// Something that changes a tenant. It may be run again from the start when its transaction lost a lock.
pub trait Deed: Send + Sync + 'static {
    /// Changes rows and says which events that is.
    fn apply(&self, work: &mut Work) -> impl Future<Output = Result<Answer>> + Send;
}

/// A transaction under way, and what is to be written last.
#[derive(Debug)]
pub struct Work {
    /// The transaction.
    pub tx: DatabaseTransaction,
    /// Whose rows may change.
    pub tenant: TenantId,
    /// When the deed is done, Unix milliseconds.
    pub now: i64,
    /// What the log will say.
    pub events: Vec<Event>,
    /// How the numbers kept with the log change.
    pub tally: Tally,
    /// What the audit will say.
    pub audits: Vec<audit::ActiveModel>,
}

/// Who a deed is put down to in the audit.
#[derive(Clone, Debug)]
pub struct By {
    /// The account, if it is one.
    pub staff: Option<StaffId>,
    /// The name, as it is now.
    pub name: String,
}

impl Work {
    /// Work on a tenant in this transaction.
    pub fn new(tx: DatabaseTransaction, tenant: TenantId) -> Self {
        let (events, audits) = (Vec::new(), Vec::new());
        Self { tx, tenant, now: clock::now(), events, tally: Tally::default(), audits }
    }

    /// Puts a staff deed down in the audit.
    pub fn audit(&mut self, by: &By, action: &str, subject: Uuid, before: Option<&Value>, after: Option<&Value>) {
        self.audits.push(audit::ActiveModel {
            tenant_id: Set(self.tenant),
            id: Set(Uuid::now_v7()),
            staff_id: Set(by.staff),
            staff_name: Set(by.name.clone()),
            action: Set(action.to_owned()),
            subject_id: Set(Some(subject)),
            before: Set(before.map(ToString::to_string)),
            after: Set(after.map(ToString::to_string)),
            created_at: Set(self.now),
        });
    }
}

/// A good answer, in a form that can be kept with its idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status, always 2xx.
    pub status: StatusCode,
    /// The JSON body, if there is one.
    pub body: Option<String>,
    /// The address of what was made.
    pub location: Option<String>,
}

impl Answer {
    /// 200 with this body.
    pub fn ok(body: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_string(body).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Self { status: StatusCode::OK, body: Some(body), location: None })
    }

    /// 201 with this body, at this address.
    pub fn created(location: String, body: &impl Serialize) -> Result<Self> {
        Ok(Self { status: StatusCode::CREATED, location: Some(location), ..Self::ok(body)? })
    }

    /// 204.
    pub fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT, body: None, location: None }
    }
}

impl Reply for Answer {
    fn into_response(self) -> Response {
        let mut response = match self.body {
            Some(body) => warp::reply::with_header(body, "content-type", "application/json").into_response(),
            None => Response::default(),
        };
        *response.status_mut() = self.status;
        if let Some(location) = self.location.and_then(|location| location.parse().ok()) {
            response.headers_mut().insert(http::header::LOCATION, location);
        }
        response
    }
}

/// What makes a repeated request the same request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Who asks.
    pub caller: String,
    /// The key the client chose.
    pub key: String,
    /// Hash of method, path and body.
    pub fingerprint: String,
}

/// Claims a key for this transaction, first of all its statements; the answer kept with it, if there is one.
///
/// # Errors
/// [`Error::IdempotencyMismatch`] when the key was used for another request.
pub async fn claim(tx: &DatabaseTransaction, tenant: TenantId, key: &Key) -> Result<Option<Answer>> {
    if insert(tx, tenant, key).await? {
        return Ok(None);
    }
    let row = idempotency::of(tenant)
        .filter(idempotency::Column::Caller.eq(&key.caller))
        .filter(idempotency::Column::IdempotencyKey.eq(&key.key))
        .one(tx)
        .await?
        .ok_or_else(|| Error::Contended("an idempotency key vanished".into()))?;
    if row.fingerprint != key.fingerprint {
        return Err(Error::IdempotencyMismatch);
    }
    let status = u16::try_from(row.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    Ok(Some(Answer { status: status.unwrap_or_default(), body: row.body, location: row.location }))
}

/// Keeps the answer with its key, before the commit.
///
/// # Errors
/// When the database cannot be written.
pub async fn keep(tx: &DatabaseTransaction, tenant: TenantId, key: &Key, answer: &Answer) -> Result<()> {
    let status = i16::try_from(answer.status.as_u16()).unwrap_or_default();
    idempotency::change(tenant)
        .col_expr(idempotency::Column::Status, status.into())
        .col_expr(idempotency::Column::Body, answer.body.clone().into())
        .col_expr(idempotency::Column::Location, answer.location.clone().into())
        .filter(idempotency::Column::Caller.eq(&key.caller))
        .filter(idempotency::Column::IdempotencyKey.eq(&key.key))
        .exec(tx)
        .await?;
    Ok(())
}

/// Whether the key was free. A key that another transaction holds is waited for.
async fn insert<C: ConnectionTrait>(on: &C, tenant: TenantId, key: &Key) -> Result<bool> {
    let row = idempotency::ActiveModel {
        tenant_id: Set(tenant),
        caller: Set(key.caller.clone()),
        idempotency_key: Set(key.key.clone()),
        fingerprint: Set(key.fingerprint.clone()),
        status: Set(0),
        body: Set(None),
        location: Set(None),
        created_at: Set(clock::now()),
    };
    let primary = [idempotency::Column::TenantId, idempotency::Column::Caller, idempotency::Column::IdempotencyKey];
    let inserted = idempotency::Entity::insert_many([row])
        .on_conflict(OnConflict::columns(primary).do_nothing().to_owned())
        .exec_without_returning(on)
        .await?;
    Ok(inserted == 1)
}
