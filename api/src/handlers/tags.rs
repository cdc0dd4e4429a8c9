//! The tenant's tags: listed by everybody, kept by moderators. A change moves no question's version; clients apply
//! it by the tag's id.

use entity::{TagId, tag};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::Items;
use crate::app::{Answer, By, Deed, Work};
use crate::error::{self, Error, Result};
use crate::event::{Event, Kind};
use crate::scope::{Moderator, Scope};
use crate::text;
use crate::view::TagMark;

/// Colours that go with light and dark; a tag without one takes the next by its name.
const COLORS: [&str; 8] = ["#3B82F6", "#10B981", "#F59E0B", "#EF4444", "#8B5CF6", "#EC4899", "#14B8A6", "#F97316"];
/// Tags a tenant may have.
const MOST: u64 = 500;

/// The body of `POST /tags` and `PATCH /tags/{id}`.
#[derive(Debug, Deserialize)]
pub struct TagFields {
    name: Option<String>,
    color: Option<String>,
}

struct Create {
    name: String,
    color: Option<String>,
    by: By,
}

struct Change {
    tag: TagId,
    name: Option<String>,
    color: Option<String>,
    by: By,
}

struct Remove {
    tag: TagId,
    by: By,
}

/// `GET /tags`.
pub async fn list(scope: Result<Scope>) -> Result<Answer> {
    let scope = scope?;
    let snapshot = scope.snapshot().await?;
    let rows = tag::of(scope.id()).order_by_asc(tag::Column::NameKey).all(&snapshot.tx).await?;
    Answer::ok(&Items { items: rows.iter().map(TagMark::from).collect() })
}

/// `POST /tags`.
pub async fn create(staff: Result<Moderator>, body: Result<TagFields>) -> Result<Answer> {
    let (moderator, new) = (staff?, body?);
    let name = text::checked("name", &text::required("name", new.name)?, text::TAG)?;
    let color = new.color.map(|color| text::color("color", &color)).transpose()?;
    moderator.commit(Create { name, color, by: moderator.by() }).await
}

/// `PATCH /tags/{id}`.
pub async fn change(id: TagId, staff: Result<Moderator>, body: Result<TagFields>) -> Result<Answer> {
    let (moderator, new) = (staff?, body?);
    let name = new.name.map(|name| text::checked("name", &name, text::TAG)).transpose()?;
    let color = new.color.map(|color| text::color("color", &color)).transpose()?;
    moderator.commit(Change { tag: id, name, color, by: moderator.by() }).await
}

/// `DELETE /tags/{id}`.
pub async fn remove(id: TagId, staff: Result<Moderator>) -> Result<Answer> {
    let moderator = staff?;
    moderator.commit(Remove { tag: id, by: moderator.by() }).await
}

/// Makes a tag and tells of it.
///
/// # Errors
/// 409 `tag_exists` or `too_many_tags`.
pub async fn make(work: &mut Work, name: &str, color: Option<&str>, by: &By) -> Result<tag::Model> {
    use sea_orm::PaginatorTrait as _;
    if tag::of(work.tenant).count(&work.tx).await? >= MOST {
        return Err(Error::Conflict("too_many_tags", "There are 500 tags already"));
    }
    let hint = name.bytes().fold(0usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let row = tag::Model {
        tenant_id: work.tenant,
        id: TagId(Uuid::now_v7()),
        name: name.to_owned(),
        name_key: text::folded(name),
        color: color.unwrap_or(COLORS[hint % COLORS.len()]).to_owned(),
        created_at: work.now,
    };
    let new = sea_orm::ActiveModelTrait::reset_all(row.clone().into_active_model());
    tag::Entity::insert(new).exec_without_returning(&work.tx).await.map_err(taken)?;
    let mark = json!(TagMark::from(&row));
    work.audit(by, "tag:created", row.id.0, None, Some(&mark));
    work.events.push(Event::resource(Kind::TagCreated, row.id.0, &mark));
    Ok(row)
}

fn taken(error: DbErr) -> Error {
    if error::is_duplicate(&error) {
        Error::Conflict("tag_exists", "There is such a tag already")
    } else {
        error.into()
    }
}

async fn locked(work: &Work, id: TagId) -> Result<tag::Model> {
    let find = tag::of(work.tenant).filter(tag::Column::Id.eq(id)).lock(LockType::Update);
    find.one(&work.tx).await?.ok_or_else(Error::not_found)
}

impl Deed for Create {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let row = make(work, &self.name, self.color.as_deref(), &self.by).await?;
        Answer::created(format!("/tags/{}", row.id), &TagMark::from(&row))
    }
}

impl Deed for Change {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let before = locked(work, self.tag).await?;
        let mut after = before.clone();
        if let Some(name) = &self.name {
            (after.name, after.name_key) = (name.clone(), text::folded(name));
        }
        if let Some(color) = &self.color {
            after.color.clone_from(color);
        }
        if after == before {
            return Answer::ok(&TagMark::from(&after));
        }
        tag::change(work.tenant)
            .col_expr(tag::Column::Name, after.name.clone().into())
            .col_expr(tag::Column::NameKey, after.name_key.clone().into())
            .col_expr(tag::Column::Color, after.color.clone().into())
            .filter(tag::Column::Id.eq(after.id))
            .exec(&work.tx)
            .await
            .map_err(taken)?;
        let (was, is) = (json!(TagMark::from(&before)), json!(TagMark::from(&after)));
        work.audit(&self.by, "tag:updated", after.id.0, Some(&was), Some(&is));
        work.events.push(Event::resource(Kind::TagUpdated, after.id.0, &is));
        Answer::ok(&TagMark::from(&after))
    }
}

impl Deed for Remove {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let before = locked(work, self.tag).await?;
        tag::remove(work.tenant).filter(tag::Column::Id.eq(before.id)).exec(&work.tx).await?;
        work.audit(&self.by, "tag:deleted", before.id.0, Some(&json!(TagMark::from(&before))), None);
        let gone = json!({"id": before.id.to_string()});
        work.events.push(Event::resource(Kind::TagDeleted, before.id.0, &gone));
        Ok(Answer::no_content())
    }
}
