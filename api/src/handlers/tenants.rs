//! The operator's tenants: made with an owner, listed, renamed, shut, erased. The operator sees nothing inside them.

use std::sync::Arc;

use entity::staff::Role;
use entity::tenant;
use sea_orm::sea_query::LockType;
use sea_orm::{QueryOrder, QuerySelect};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Items;
use super::users::{self, Account, NewUser};
use crate::app::{Answer, App, By, Deed, Work, make_tenant};
use crate::clock::{self, rfc3339};
use crate::error::{self, Error, Result};
use crate::event::{Event, Kind};
use crate::filters::Operator;
use crate::text;
use crate::view;

/// The body of `POST /operator/tenants`.
#[derive(Debug, Deserialize)]
pub struct NewTenant {
    slug: Option<String>,
    name: Option<String>,
    owner: Option<NewUser>,
}

/// The body of `PATCH /operator/tenants/{slug}`.
#[derive(Debug, Default, Deserialize)]
pub struct TenantFields {
    /// A new slug.
    pub slug: Option<String>,
    /// A new name.
    pub name: Option<String>,
    /// Whether it is shut.
    pub suspended: Option<bool>,
}

struct Change {
    slug: Option<String>,
    name: Option<String>,
    suspended: Option<bool>,
}

/// `GET /operator/tenants`.
pub async fn list(operator: Result<Operator>) -> Result<Answer> {
    let rows = tenant::all().order_by_asc(tenant::Column::Slug).all(operator?.app.db.reader()).await?;
    Answer::ok(&Items { items: rows.iter().map(shown).collect() })
}

/// `POST /operator/tenants`.
pub async fn create(operator: Result<Operator>, body: Result<NewTenant>) -> Result<Answer> {
    let (operator, new) = (operator?, body?);
    let slug = text::slug("slug", &text::required("slug", new.slug)?)?;
    let name = text::checked("name", &text::required("name", new.name)?, text::TITLE)?;
    let owner = new.owner.map(NewUser::account).transpose()?;
    let app = Arc::clone(&operator.app);
    let made = async move {
        let row = make(&app, slug, name, owner).await?;
        Answer::created(format!("/operator/tenants/{}", row.slug), &shown(&row))
    };
    operator.app.once(operator.key, made).await
}

/// `PATCH /operator/tenants/{slug}`.
pub async fn change(slug: String, operator: Result<Operator>, body: Result<TenantFields>) -> Result<Answer> {
    let (operator, fields) = (operator?, body?);
    let app = Arc::clone(&operator.app);
    operator.app.once(operator.key, async move { alter(&app, &slug, fields).await }).await
}

/// `DELETE /operator/tenants/{slug}`: shut first, then erased piece by piece.
pub async fn erase(slug: String, operator: Result<Operator>) -> Result<Answer> {
    let operator = operator?;
    let app = Arc::clone(&operator.app);
    let erased = async move {
        remove(&app, &slug).await?;
        Ok(Answer::no_content())
    };
    operator.app.once(operator.key, erased).await
}

/// Makes a tenant, with its owner if one is given.
///
/// # Errors
/// 409 `slug_taken`.
pub async fn make(app: &Arc<App>, slug: String, name: String, owner: Option<Account>) -> Result<tenant::Model> {
    let owner = match owner {
        Some(Account { email, name, password }) => {
            let by = By { staff: None, name: "operator".into() };
            let password_hash = app.passwords.hash(password).await?;
            Some(users::Create { email, name, role: Role::Owner, password_hash, by })
        }
        None => None,
    };
    let (app, db) = (Arc::clone(app), app.db.clone());
    app.unhurried(async move {
        let tx = db.write().await?;
        let row = make_tenant(&tx, &slug, &name).await?;
        let tx = match owner {
            Some(owner) => {
                let work = Work::new(tx, row.id);
                users::insert(&work, &owner).await?;
                work.tx
            }
            None => tx,
        };
        tx.commit().await?;
        Ok(row)
    })
    .await
}

/// Renames, shuts or opens a tenant.
///
/// # Errors
/// 404 `tenant_not_found`, 409 `slug_taken`.
pub async fn alter(app: &Arc<App>, slug: &str, fields: TenantFields) -> Result<Answer> {
    let row = find(app, slug).await?;
    let change = Change {
        slug: fields.slug.map(|slug| text::slug("slug", &slug)).transpose()?,
        name: fields.name.map(|name| text::checked("name", &name, text::TITLE)).transpose()?,
        suspended: fields.suspended,
    };
    app.commit(row.id, None, change).await
}

/// Shuts a tenant and erases all that is in it.
///
/// # Errors
/// 404 `tenant_not_found`.
pub async fn remove(app: &Arc<App>, slug: &str) -> Result<()> {
    let row = find(app, slug).await?;
    app.commit(row.id, None, Change { slug: None, name: None, suspended: Some(true) }).await?;
    app.erase(row.id).await
}

async fn find(app: &App, slug: &str) -> Result<tenant::Model> {
    let by = slug.parse().map_or_else(|_| tenant::named(slug), tenant::of);
    by.one(app.db.reader()).await?.ok_or(Error::NotFound("tenant_not_found"))
}

fn shown(row: &tenant::Model) -> Value {
    json!({
        "id": row.id.to_string(), "slug": row.slug, "name": row.name, "suspended": row.suspended_at.is_some(),
        "createdAt": rfc3339(row.created_at), "updatedAt": rfc3339(row.updated_at),
    })
}

impl Deed for Change {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let locked = tenant::of(work.tenant).lock(LockType::NoKeyUpdate).one(&work.tx).await?;
        let before = locked.ok_or(Error::NotFound("tenant_not_found"))?;
        let mut after = before.clone();
        after.slug = self.slug.clone().unwrap_or(after.slug);
        after.name = self.name.clone().unwrap_or(after.name);
        if let Some(suspended) = self.suspended {
            after.suspended_at = suspended.then(|| before.suspended_at.unwrap_or_else(clock::now));
        }
        if after == before {
            return Answer::ok(&shown(&after));
        }
        after.updated_at = work.now;
        let taken = Error::Conflict("slug_taken", "This slug is in use");
        tenant::change(work.tenant)
            .col_expr(tenant::Column::Slug, after.slug.clone().into())
            .col_expr(tenant::Column::Name, after.name.clone().into())
            .col_expr(tenant::Column::SuspendedAt, after.suspended_at.into())
            .col_expr(tenant::Column::UpdatedAt, after.updated_at.into())
            .exec(&work.tx)
            .await
            .map_err(|error| if error::is_duplicate(&error) { taken } else { error.into() })?;
        if (&before.slug, &before.name) != (&after.slug, &after.name) {
            let data = json!(view::Tenant::from(&after));
            work.events.push(Event::resource(Kind::TenantUpdated, after.id.0, &data));
        }
        if before.suspended_at.is_none() && after.suspended_at.is_some() {
            work.events.push(Event::closed(work.tenant));
        }
        let by = By { staff: None, name: "operator".into() };
        work.audit(&by, "tenant:updated", after.id.0, Some(&shown(&before)), Some(&shown(&after)));
        Answer::ok(&shown(&after))
    }
}
