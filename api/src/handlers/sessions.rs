//! Signing in and out, and who one is.

use std::sync::Arc;

use entity::staff::{self, Role};
use entity::{SessionId, session};
use http::header::SET_COOKIE;
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveEnum, ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;
use warp::reply::{Reply, Response};

use crate::app::{Answer, Deed, Work};
use crate::auth;
use crate::clock;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::filters::{Received, session as session_of, session_cookie};
use crate::scope::{Caller, Scope, Staff};
use crate::text;

/// The body of `POST /auth/login`.
#[derive(Debug, Deserialize)]
pub struct Login {
    email: Option<String>,
    password: Option<String>,
}

struct SignOut {
    session: SessionId,
}

/// `POST /auth/login`: takes the same time whether or not the account exists.
pub async fn login(scope: Result<Scope>, body: Result<Login>) -> Result<Response> {
    let (scope, login) = (scope?, body?);
    let email = text::required("email", login.email)?;
    let password = text::required("password", login.password)?;
    let app = scope.app();
    // What is no address belongs to nobody, and takes as long as any other.
    let account = match text::email("email", &email) {
        Ok(email) => staff::of(scope.id()).filter(staff::Column::Email.eq(email)).one(app.db.reader()).await?,
        Err(_) => None,
    };
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let fits = app.passwords.verify(password, hash).await?;
    let Some(account) = account.filter(|account| fits && account.active) else {
        app.metrics.auth_failed("login");
        return Err(Error::BadLogin);
    };
    let token = auth::token();
    let row = session::Model {
        tenant_id: scope.id(),
        id: SessionId(Uuid::new_v4()),
        token_hash: auth::token_hash(&token),
        staff_id: account.id,
        created_at: clock::now(),
        expires_at: clock::now() + auth::SESSION_MS,
    };
    // Under the account's lock: a deactivation takes away the sessions it finds.
    let tx = app.db.write().await?;
    let again = staff::of(scope.id()).filter(staff::Column::Id.eq(account.id)).lock(LockType::Share).one(&tx).await?;
    if !again.is_some_and(|account| account.active) {
        return Err(Error::BadLogin);
    }
    session::Entity::insert(row.clone().into_active_model().reset_all()).exec_without_returning(&tx).await?;
    tx.commit().await?;
    let staff = Staff {
        id: account.id,
        session: row.id,
        name: account.name,
        role: account.role,
        voter: auth::staff_voter(&scope.tenant.vote_key, account.id),
    };
    let body = Answer::ok(&shown(&Caller::Staff(staff)))?;
    Ok(with_session(&scope, body, &token, auth::SESSION_MS / 1_000))
}

/// `POST /auth/logout`: the session counts no more, and the streams it opened are cut.
pub async fn logout(received: Arc<Received>, scope: Result<Scope>) -> Result<Response> {
    let scope = scope?;
    let app = scope.app();
    let answer = Answer::no_content();
    // The cookie's session ends, whatever other credential the request brings.
    let Some(token) = received.cookie(&session_cookie(app.config.is_https(), &scope.tenant)) else {
        return Ok(answer.into_response());
    };
    if let Some(staff) = session_of(app, &scope.tenant, token).await? {
        scope.commit(SignOut { session: staff.session }).await?;
    }
    Ok(with_session(&scope, answer, "", 0))
}

/// `GET /auth/me`.
pub async fn me(scope: Result<Scope>) -> Result<Answer> {
    Answer::ok(&shown(&scope?.caller))
}

fn with_session(scope: &Scope, answer: Answer, token: &str, seconds: i64) -> Response {
    let https = scope.app().config.is_https();
    let name = session_cookie(https, &scope.tenant);
    let secure = if https { "; Secure" } else { "" };
    let cookie = format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    let mut response = answer.into_response();
    if let Ok(cookie) = cookie.parse() {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The caller as `GET /auth/me` shows it.
pub fn shown(caller: &Caller) -> Value {
    match caller {
        Caller::Anonymous => json!({"kind": "anonymous", "role": null, "name": null, "permissions": []}),
        Caller::Participant(_) => {
            json!({"kind": "participant", "role": null, "name": null, "permissions": ["ask", "upvote"]})
        }
        Caller::Staff(staff) => json!({
            "kind": "staff", "role": staff.role.to_value(), "name": staff.name, "id": staff.id.to_string(),
            "permissions": permissions(staff.role),
        }),
    }
}

fn permissions(role: Role) -> Vec<&'static str> {
    let mut all =
        vec!["ask", "upvote", "edit", "delete", "answer", "tag", "pin", "freeze", "review", "archive", "stage"];
    if role >= Role::Admin {
        all.extend(["teams", "settings", "users"]);
    }
    if role >= Role::Owner {
        all.push("admins");
    }
    all
}

impl Deed for SignOut {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        session::remove(work.tenant).filter(session::Column::Id.eq(self.session)).exec(&work.tx).await?;
        work.events.push(Event::revoked(self.session.0));
        Ok(Answer::no_content())
    }
}
