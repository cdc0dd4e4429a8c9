//! Staff accounts: listed and made by admins and owners, each within the role's bounds.
//!
//! Nobody grants a role at or above the own one, save that an owner may make another owner; nobody changes the own
//! account's role or activity. A change that takes rights away ends the streams opened with them, on every node.

use entity::staff::{self, Role};
use entity::{StaffId, session};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Items;
use crate::app::{Answer, By, Deed, Work};
use crate::clock::rfc3339;
use crate::error::{self, Error, Result};
use crate::event::Event;
use crate::scope::Admin;
use crate::text;

/// Characters a password has at least.
const PASSWORD_LEAST: usize = 8;
/// Bytes a password has at most.
const PASSWORD_MOST: usize = 512;

/// The body of `POST /auth/users`, and the owner of a new tenant.
#[derive(Debug, Deserialize)]
pub struct NewUser {
    email: Option<String>,
    name: Option<String>,
    role: Option<String>,
    password: Option<String>,
}

/// The body of `PATCH /auth/users/{id}`.
#[derive(Debug, Deserialize)]
pub struct UserFields {
    role: Option<String>,
    active: Option<bool>,
    name: Option<String>,
}

/// A new account, checked.
#[derive(Clone, Debug)]
pub struct Account {
    /// The address, lower case.
    pub email: String,
    /// The name others see.
    pub name: String,
    /// The password in clear; it is hashed before any transaction.
    pub password: String,
}

/// Makes an account.
#[derive(Debug)]
pub struct Create {
    /// Whose.
    pub email: String,
    /// The name others see.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Argon2id.
    pub password_hash: String,
    /// Who makes it.
    pub by: By,
}

/// Changes an account.
#[derive(Debug)]
pub struct Change {
    /// Which.
    pub account: StaffId,
    /// The new role, if it changes.
    pub role: Option<Role>,
    /// Whether it may sign in, if that changes.
    pub active: Option<bool>,
    /// The new name, if it changes.
    pub name: Option<String>,
    /// The account that does it and its role; none for the shell, which may do all.
    pub actor: Option<(StaffId, Role)>,
    /// Who does it, for the audit.
    pub by: By,
}

/// Gives an account a new password; whoever is signed in with the old one is signed out.
#[derive(Debug)]
pub struct Password {
    /// Whose.
    pub account: StaffId,
    /// Argon2id.
    pub password_hash: String,
    /// Who does it, for the audit.
    pub by: By,
}

/// `GET /auth/users`.
pub async fn list(staff: Result<Admin>) -> Result<Answer> {
    let admin = staff?;
    let snapshot = admin.snapshot().await?;
    let rows = staff::of(admin.id()).order_by_asc(staff::Column::Email).all(&snapshot.tx).await?;
    Answer::ok(&Items { items: rows.iter().map(shown).collect() })
}

/// `POST /auth/users`.
pub async fn create(staff: Result<Admin>, body: Result<NewUser>) -> Result<Answer> {
    let (admin, new) = (staff?, body?);
    let role = role(text::required("role", new.role.as_deref())?)?;
    let account = new.account()?;
    may_grant(admin.staff().role, role)?;
    let Account { email, name, password } = account;
    let password_hash = admin.app().passwords.hash(password).await?;
    admin.commit(Create { email, name, role, password_hash, by: admin.by() }).await
}

/// `PATCH /auth/users/{id}`.
pub async fn change(id: StaffId, staff: Result<Admin>, body: Result<UserFields>) -> Result<Answer> {
    let (admin, new) = (staff?, body?);
    let role = new.role.as_deref().map(role).transpose()?;
    let name = new.name.map(|name| text::checked("name", &name, text::NAME)).transpose()?;
    let actor = Some((admin.staff().id, admin.staff().role));
    admin.commit(Change { account: id, role, active: new.active, name, actor, by: admin.by() }).await
}

/// `DELETE /auth/users/{id}`: deactivates, so that the audit keeps its actor.
pub async fn deactivate(id: StaffId, staff: Result<Admin>) -> Result<Answer> {
    let admin = staff?;
    let actor = Some((admin.staff().id, admin.staff().role));
    let change = Change { account: id, role: None, active: Some(false), name: None, actor, by: admin.by() };
    admin.commit(change).await?;
    Ok(Answer::no_content())
}

/// A role by its name.
///
/// # Errors
/// 400 that names the field.
pub fn role(text: &str) -> Result<Role> {
    let known = "must be moderator, admin or owner";
    Role::try_from_value(&text.to_owned()).map_err(|_| Error::field("role", "invalid_value", known))
}

impl NewUser {
    /// The account, checked.
    ///
    /// # Errors
    /// 400 that names the field.
    pub fn account(self) -> Result<Account> {
        let email = text::email("email", &text::required("email", self.email)?)?;
        let name = text::checked("name", &text::required("name", self.name)?, text::NAME)?;
        let password = text::required("password", self.password)?;
        password_fits(&password)?;
        Ok(Account { email, name, password })
    }

    /// An account from the shell.
    pub fn new(email: String, name: String, password: String) -> Self {
        Self { email: Some(email), name: Some(name), role: None, password: Some(password) }
    }
}

/// Whether a password is of a length we take.
///
/// # Errors
/// 400 that names the field.
pub fn password_fits(password: &str) -> Result<()> {
    if password.chars().count() < PASSWORD_LEAST {
        return Err(Error::field("password", "too_short", format!("must have at least {PASSWORD_LEAST} characters")));
    }
    if password.len() > PASSWORD_MOST {
        return Err(Error::field("password", "too_long", format!("must have at most {PASSWORD_MOST} bytes")));
    }
    Ok(())
}

fn may_grant(own: Role, role: Role) -> Result<()> {
    if role < own || own == Role::Owner { Ok(()) } else { Err(Error::Forbidden("You cannot grant this role")) }
}

/// An account without its secrets.
fn shown(row: &staff::Model) -> Value {
    json!({
        "id": row.id.to_string(), "email": row.email, "name": row.name, "role": row.role.to_value(),
        "active": row.active, "createdAt": rfc3339(row.created_at), "updatedAt": rfc3339(row.updated_at),
    })
}

/// Writes an account's row.
///
/// # Errors
/// 409 `email_taken`.
pub async fn insert(work: &Work, create: &Create) -> Result<staff::Model> {
    let row = staff::Model {
        tenant_id: work.tenant,
        id: StaffId(Uuid::now_v7()),
        email: create.email.clone(),
        name: create.name.clone(),
        role: create.role,
        password_hash: create.password_hash.clone(),
        active: true,
        created_at: work.now,
        updated_at: work.now,
    };
    let new = row.clone().into_active_model().reset_all();
    let taken = Error::Conflict("email_taken", "There is an account with this e-mail");
    let inserted = staff::Entity::insert(new).exec_without_returning(&work.tx).await;
    inserted.map_err(|error| if error::is_duplicate(&error) { taken } else { error.into() })?;
    Ok(row)
}

impl Deed for Create {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let row = insert(work, self).await?;
        let shown = shown(&row);
        work.audit(&self.by, "user:created", row.id.0, None, Some(&shown));
        Answer::created(format!("/auth/users/{}", row.id), &shown)
    }
}

impl Deed for Password {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let find = staff::of(work.tenant).filter(staff::Column::Id.eq(self.account)).lock(LockType::NoKeyUpdate);
        let account = find.one(&work.tx).await?.ok_or_else(Error::not_found)?;
        staff::change(work.tenant)
            .col_expr(staff::Column::PasswordHash, self.password_hash.clone().into())
            .col_expr(staff::Column::UpdatedAt, work.now.into())
            .filter(staff::Column::Id.eq(account.id))
            .exec(&work.tx)
            .await?;
        session::remove(work.tenant).filter(session::Column::StaffId.eq(account.id)).exec(&work.tx).await?;
        work.events.push(Event::revoked(account.id.0));
        work.audit(&self.by, "user:password", account.id.0, None, None);
        Ok(Answer::no_content())
    }
}

impl Deed for Change {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let find = staff::of(work.tenant).filter(staff::Column::Id.eq(self.account)).lock(LockType::NoKeyUpdate);
        let before = find.one(&work.tx).await?.ok_or_else(Error::not_found)?;
        let mut after = before.clone();
        after.role = self.role.unwrap_or(after.role);
        after.active = self.active.unwrap_or(after.active);
        after.name = self.name.clone().unwrap_or(after.name);
        if let Some((actor, own)) = self.actor {
            let rights = after.role != before.role || after.active != before.active;
            if actor == before.id && rights {
                return Err(Error::Forbidden("You cannot change your own role or deactivate yourself"));
            }
            if actor != before.id {
                may_grant(own, before.role)?;
            }
            may_grant(own, after.role).or_else(|no| if actor == before.id { Ok(()) } else { Err(no) })?;
        }
        if after == before {
            return Answer::ok(&shown(&after));
        }
        after.updated_at = work.now;
        staff::change(work.tenant)
            .col_expr(staff::Column::Role, Expr::value(after.role))
            .col_expr(staff::Column::Active, after.active.into())
            .col_expr(staff::Column::Name, after.name.clone().into())
            .col_expr(staff::Column::UpdatedAt, after.updated_at.into())
            .filter(staff::Column::Id.eq(after.id))
            .exec(&work.tx)
            .await?;
        if !after.active {
            session::remove(work.tenant).filter(session::Column::StaffId.eq(after.id)).exec(&work.tx).await?;
        }
        if !after.active || after.role != before.role {
            work.events.push(Event::revoked(after.id.0));
        }
        work.audit(&self.by, "user:updated", after.id.0, Some(&shown(&before)), Some(&shown(&after)));
        Answer::ok(&shown(&after))
    }
}
