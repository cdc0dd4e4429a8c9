//! The tenant as its people see it: its public part, its settings, its numbers.

use entity::{stream, tenant};
use sea_orm::QuerySelect;
use sea_orm::sea_query::LockType;
use serde::Deserialize;
use serde_json::json;

use crate::app::{Answer, By, Deed, Work};
use crate::error::{Error, Result};
use crate::event::{Event, Kind};
use crate::scope::{Admin, Scope};
use crate::text;
use crate::view;

/// The body of `PATCH /tenant`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    name: Option<String>,
    own_upvotes: Option<bool>,
}

struct Change {
    name: Option<String>,
    own_upvotes: Option<bool>,
    by: By,
}

/// `GET /tenant`.
pub async fn read(scope: Result<Scope>) -> Result<Answer> {
    Answer::ok(&view::Tenant::from(scope?.tenant.as_ref()))
}

/// `PATCH /tenant`.
pub async fn change(staff: Result<Admin>, body: Result<Settings>) -> Result<Answer> {
    let (admin, new) = (staff?, body?);
    let name = new.name.map(|name| text::checked("name", &name, text::TITLE)).transpose()?;
    admin.commit(Change { name, own_upvotes: new.own_upvotes, by: admin.by() }).await
}

/// `GET /stats`: kept with the head of the log, so exact at its position.
pub async fn stats(scope: Result<Scope>) -> Result<Answer> {
    let scope = scope?;
    let snapshot = scope.snapshot().await?;
    let row = stream::of(scope.id()).one(&snapshot.tx).await?.ok_or_else(Error::not_found)?;
    let mut stats = json!({
        "asked": row.asked, "published": row.published, "declined": row.declined, "answered": row.answered,
        "position": snapshot.position.to_string(),
    });
    if scope.is_staff() {
        stats["connections"] = scope.app().live.count(scope.id()).1.into();
    }
    Answer::ok(&stats)
}

impl Deed for Change {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let find = tenant::of(work.tenant).lock(LockType::NoKeyUpdate);
        let before = find.one(&work.tx).await?.ok_or_else(Error::not_found)?;
        let mut after = before.clone();
        after.name = self.name.clone().unwrap_or(after.name);
        after.own_upvotes = self.own_upvotes.unwrap_or(after.own_upvotes);
        if after == before {
            return Answer::ok(&view::Tenant::from(&after));
        }
        tenant::change(work.tenant)
            .col_expr(tenant::Column::Name, after.name.clone().into())
            .col_expr(tenant::Column::OwnUpvotes, after.own_upvotes.into())
            .col_expr(tenant::Column::UpdatedAt, work.now.into())
            .exec(&work.tx)
            .await?;
        let (was, is) = (json!(view::Tenant::from(&before)), json!(view::Tenant::from(&after)));
        work.audit(&self.by, "tenant:updated", after.id.0, Some(&was), Some(&is));
        work.events.push(Event::resource(Kind::TenantUpdated, after.id.0, &is));
        Answer::ok(&is)
    }
}
