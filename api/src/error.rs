//! One error type; its variants are outcomes.
//!
//! Each knows its status and its code. A reply carries the [`Problem`] as a response extension, and the edge
//! (`serve`) renders it with the request's id, so that a fault is told once, where everything about it is known.

use std::borrow::Cow;

use http::StatusCode;
use sea_orm::{DbErr, SqlErr};
use serde::Serialize;
use serde_json::Value;
use warp::reply::{Reply, Response};

mod cause;

use cause::{Cause, cause};

/// What can be wrong with one field of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name, as the client wrote it.
    pub field: String,
    /// A stable word, such as `too_short`.
    pub code: &'static str,
    /// A sentence for people.
    pub message: String,
}

/// Why a request was not fulfilled.
#[derive(Clone, Debug)]
pub enum Error {
    /// 400: fields are missing, malformed or out of bounds.
    Invalid(Vec<FieldError>),
    /// 400: `tenantId` and `X-Tenant-Id` differ.
    TenantConflict,
    /// 400: no tenant was named and there is no default.
    TenantRequired,
    /// 401: a credential is needed and none that counts was given.
    Unauthenticated,
    /// 401: the e-mail or the password is wrong; which one is not told.
    BadLogin,
    /// 403: the role is too low.
    Forbidden(&'static str),
    /// 403: a browser sent this from another site.
    CrossSite,
    /// 404, with its code: the thing does not exist for this caller.
    NotFound(&'static str),
    /// 405, with the methods that would do.
    MethodNotAllowed(String),
    /// 408: the request took too long to arrive.
    Slow,
    /// 409, with its code and title: the state of things forbids it.
    Conflict(&'static str, &'static str),
    /// 409: somebody changed it since; carries what it is now.
    VersionConflict(Box<Value>),
    /// 413: the body is over its bound.
    TooLarge,
    /// 422: the key was used for another request.
    IdempotencyMismatch,
    /// 503: try again; says why, for the log.
    Unavailable(String),
    /// 503: the database's disk is full; says what it said, for the log.
    Full(String),
    /// 503 inside, retried before it is told: a lock or a version was lost to another transaction.
    Contended(String),
    /// 500: a fault; says what, for the log.
    Internal(String),
}

/// What every handler returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// One field is wrong.
    pub fn field(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { field: field.to_owned(), code, message: message.into() }])
    }

    /// The plain 404.
    pub fn not_found() -> Self {
        Self::NotFound("not_found")
    }

    /// A commit failed. Unless there was no room for it, nobody knows whether it was done, so it is not done again.
    pub fn of_commit(error: &DbErr) -> Self {
        let told = format!("commit: {error}");
        if matches!(cause(error), Cause::Full) { Self::Full(told) } else { Self::Unavailable(told) }
    }

    /// Whether the same deed may succeed if it is simply done again.
    pub fn is_contended(&self) -> bool {
        matches!(self, Self::Contended(_))
    }

    /// What to tell the client.
    pub fn problem(&self) -> Problem {
        let (status, code, title): (u16, &str, &str) = match self {
            Self::Invalid(_) => (400, "invalid_request", "The request is not valid"),
            Self::TenantConflict => (400, "tenant_conflict", "tenantId and X-Tenant-Id name different tenants"),
            Self::TenantRequired => (400, "tenant_required", "Name a tenant with ?tenantId="),
            Self::Unauthenticated => (401, "unauthenticated", "Sign in first"),
            Self::BadLogin => (401, "unauthenticated", "E-mail or password is wrong"),
            Self::Forbidden(_) => (403, "forbidden", "Your role does not allow this"),
            Self::CrossSite => (403, "cross_site", "Requests from other sites are refused"),
            Self::NotFound(code) => (404, code, not_found_title(code)),
            Self::MethodNotAllowed(_) => (405, "method_not_allowed", "This address does not know that method"),
            Self::Slow => (408, "request_timeout", "The request took too long to arrive"),
            Self::Conflict(code, title) => (409, code, title),
            Self::VersionConflict(_) => (409, "version_conflict", "Somebody changed this question meanwhile"),
            Self::TooLarge => (413, "too_large", "The body is over 64 KiB"),
            Self::IdempotencyMismatch => (422, "idempotency_mismatch", "This key was used for another request"),
            Self::Unavailable(_) | Self::Contended(_) => (503, "unavailable", "Please try again in a moment"),
            Self::Full(_) => (503, "unavailable", "Nothing can be written just now"),
            Self::Internal(_) => (500, "internal", "Something went wrong on our side"),
        };
        let mut problem = Problem::new(StatusCode::from_u16(status).unwrap_or_default(), code, title);
        match self {
            Self::Invalid(errors) => {
                problem.detail = errors.first().map(|error| format!("{}: {}", error.field, error.message).into());
                problem.errors.clone_from(errors);
            }
            Self::Forbidden(detail) => problem.detail = Some((*detail).into()),
            Self::MethodNotAllowed(allow) => problem.allow = Some(allow.clone()),
            Self::VersionConflict(current) => problem.current = Some(*current.clone()),
            Self::Unavailable(fault) | Self::Full(fault) | Self::Contended(fault) | Self::Internal(fault) => {
                problem.fault = Some(fault.clone());
            }
            _ => {}
        }
        problem
    }
}

fn not_found_title(code: &str) -> &'static str {
    match code {
        "tenant_not_found" => "There is no such tenant",
        "team_not_found" => "There is no such team",
        "code_not_found" => "There is no such code",
        _ => "There is nothing here",
    }
}

/// An RFC 9457 problem, before it has a request id.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    /// A stable word for programs.
    pub code: Cow<'static, str>,
    /// A sentence for people.
    pub title: Cow<'static, str>,
    /// More about this one time.
    pub detail: Option<Cow<'static, str>>,
    /// What is wrong with which field.
    pub errors: Vec<FieldError>,
    /// The question as it is now, for a version conflict.
    pub current: Option<Value>,
    /// The methods that would do, for a 405.
    pub allow: Option<String>,
    /// What broke, for the log only.
    pub fault: Option<String>,
}

impl Problem {
    /// A problem with nothing but the necessary.
    pub fn new(status: StatusCode, code: &str, title: &str) -> Self {
        Self {
            status,
            code: code.to_owned().into(),
            title: title.to_owned().into(),
            detail: None,
            errors: Vec::new(),
            current: None,
            allow: None,
            fault: None,
        }
    }

    /// The body, in the form of RFC 9457 with `code`, `error`, `requestId`, `errors` and `current` added.
    pub fn body(&self, request_id: &str) -> String {
        let mut body = serde_json::json!({
            "type": "about:blank",
            "title": self.title,
            "status": self.status.as_u16(),
            "code": self.code,
            "error": self.title,
            "requestId": request_id,
        });
        if let Some(detail) = &self.detail {
            body["detail"] = Value::from(detail.as_ref());
        }
        if !self.errors.is_empty() {
            body["errors"] = serde_json::json!(self.errors);
        }
        if let Some(current) = &self.current {
            body["current"] = current.clone();
        }
        body.to_string()
    }
}

impl Reply for Error {
    fn into_response(self) -> Response {
        let problem = self.problem();
        let mut response = Response::default();
        *response.status_mut() = problem.status;
        response.extensions_mut().insert(problem);
        response
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match cause(&error) {
            Cause::Contended => Self::Contended(error.to_string()),
            Cause::Unavailable => Self::Unavailable(error.to_string()),
            Cause::Full => Self::Full(error.to_string()),
            Cause::Fault => Self::Internal(error.to_string()),
        }
    }
}

/// Whether a unique key refused the row.
pub fn is_duplicate(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Whether a foreign key refused the row or its removal.
pub fn is_dangling(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_)))
}

/// Whether the database may do it a moment later, or on another connection.
pub fn is_passing(error: &DbErr) -> bool {
    !matches!(cause(error), Cause::Fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_what_is_wrong_with_which_field() {
        let body: Value =
            serde_json::from_str(&Error::field("body", "too_short", "is empty").problem().body("r-1")).unwrap();
        assert_eq!(body["status"], 400);
        assert_eq!(body["errors"][0]["field"], "body");
        assert_eq!(body["error"], body["title"]);
        assert_eq!(body["requestId"], "r-1");
    }

    #[test]
    fn a_fault_is_for_the_log_only() {
        let problem = Error::Internal("table question is gone".into()).problem();
        assert!(!problem.body("r-1").contains("question"));
        assert!(problem.fault.is_some());
    }
}
