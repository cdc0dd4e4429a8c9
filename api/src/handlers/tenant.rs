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

/// The least contrast of a brand colour with white: text of it, and white text on it, can be read (WCAG 2.2, AA).
const CONTRAST: f64 = 4.5;

/// The body of `PATCH /tenant`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    name: Option<String>,
    own_upvotes: Option<bool>,
    /// Null takes it away; absent leaves it.
    #[serde(default, deserialize_with = "super::given")]
    brand_color: Option<Option<String>>,
}

struct Change {
    name: Option<String>,
    own_upvotes: Option<bool>,
    brand_color: Option<Option<String>>,
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
    let brand_color = new.brand_color.map(|color| color.as_deref().map(brand).transpose()).transpose()?;
    admin.commit(Change { name, own_upvotes: new.own_upvotes, brand_color, by: admin.by() }).await
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
        stats["connections"] = scope.app().live.count(scope.id()).into();
    }
    Answer::ok(&stats)
}

fn brand(text: &str) -> Result<String> {
    let color = text::color("brandColor", text)?;
    if contrast_with_white(&color) >= CONTRAST {
        return Ok(color);
    }
    let message = format!("must have a contrast of {CONTRAST}:1 with white: choose a darker colour");
    Err(Error::field("brandColor", "low_contrast", message))
}

/// The contrast ratio of `#RRGGBB` with white, 1 to 21, by the relative luminance of WCAG 2.2.
fn contrast_with_white(color: &str) -> f64 {
    let channel = |at: usize| {
        let value = color.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(255);
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    1.05 / (luminance + 0.05)
}

impl Deed for Change {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let find = tenant::of(work.tenant).lock(LockType::NoKeyUpdate);
        let before = find.one(&work.tx).await?.ok_or_else(Error::not_found)?;
        let mut after = before.clone();
        after.name = self.name.clone().unwrap_or(after.name);
        after.own_upvotes = self.own_upvotes.unwrap_or(after.own_upvotes);
        after.brand_color = self.brand_color.clone().unwrap_or(after.brand_color);
        if after == before {
            return Answer::ok(&view::Tenant::from(&after));
        }
        tenant::change(work.tenant)
            .col_expr(tenant::Column::Name, after.name.clone().into())
            .col_expr(tenant::Column::OwnUpvotes, after.own_upvotes.into())
            .col_expr(tenant::Column::BrandColor, after.brand_color.clone().into())
            .col_expr(tenant::Column::UpdatedAt, work.now.into())
            .exec(&work.tx)
            .await?;
        let (was, is) = (json!(view::Tenant::from(&before)), json!(view::Tenant::from(&after)));
        work.audit(&self.by, "tenant:updated", after.id.0, Some(&was), Some(&is));
        work.events.push(Event::resource(Kind::TenantUpdated, after.id.0, &is));
        Answer::ok(&is)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_what_the_guidelines_compute() {
        for (color, ratio) in
            [("#000000", 21.0), ("#FFFFFF", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#FF0000", 4.0)]
        {
            assert!((contrast_with_white(color) - ratio).abs() < 0.005, "{color}: {}", contrast_with_white(color));
        }
    }
}
