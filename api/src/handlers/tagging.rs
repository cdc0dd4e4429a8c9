//! Putting a tag on a question, and taking it off.

use entity::{QuestionId, TagId, question, question_tag, tag};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{Versioned, row, tags};
use crate::app::{Answer, By, Deed, Work};
use crate::error::{Error, Result};
use crate::event::{Event, Kind};
use crate::scope::Moderator;
use crate::text;

/// Tags a question may bear.
const MOST: usize = 20;

/// The body of `POST /questions/{id}/tags`: an existing tag by id, or any by name.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tagged {
    tag_id: Option<Uuid>,
    name: Option<String>,
    color: Option<String>,
    version: Option<i64>,
}

/// A tag by its id, or by its name with the colour it gets should it be new.
#[derive(Debug)]
pub enum Which {
    /// An existing one.
    Id(TagId),
    /// Any; made if there is none.
    Name(String, Option<String>),
}

/// Puts a tag on a question.
#[derive(Debug)]
pub struct PutOn {
    /// Which question.
    pub question: QuestionId,
    /// Which tag.
    pub tag: Which,
    /// The version the moderator saw.
    pub version: Option<i64>,
    /// Who does it.
    pub by: By,
}

struct TakeOff {
    question: QuestionId,
    tag: TagId,
    version: Option<i64>,
    by: By,
}

/// `POST /questions/{id}/tags`.
pub async fn put_on(id: QuestionId, staff: Result<Moderator>, body: Result<Tagged>) -> Result<Answer> {
    let (moderator, body) = (staff?, body?);
    let tag = match (body.tag_id, body.name) {
        (Some(id), None) => Which::Id(TagId(id)),
        (None, Some(name)) => {
            let color = body.color.map(|color| text::color("color", &color)).transpose()?;
            Which::Name(text::checked("name", &name, text::TAG)?, color)
        }
        _ => return Err(Error::field("tagId", "required", "give either tagId or name")),
    };
    moderator.commit(PutOn { question: id, tag, version: body.version, by: moderator.by() }).await
}

/// `DELETE /questions/{id}/tags/{tagId}`.
pub async fn take_off(id: QuestionId, tag: TagId, staff: Result<Moderator>, body: Result<Versioned>) -> Result<Answer> {
    let moderator = staff?;
    moderator.commit(TakeOff { question: id, tag, version: body?.version, by: moderator.by() }).await
}

impl Deed for PutOn {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let before = row::locked(work, self.question).await?;
        row::current(work, &before, self.version).await?;
        let tag = match &self.tag {
            Which::Id(id) => {
                let find = tag::of(work.tenant).filter(tag::Column::Id.eq(*id));
                find.lock(LockType::Share).one(&work.tx).await?
            }
            Which::Name(name, color) => {
                let key = tag::Column::NameKey.eq(text::folded(name));
                match tag::of(work.tenant).filter(key).lock(LockType::Share).one(&work.tx).await? {
                    Some(tag) => Some(tag),
                    None => match tags::make(work, name, color.as_deref(), &self.by).await {
                        // Somebody made it this moment: the next try finds it.
                        Err(Error::Conflict("tag_exists", _)) => {
                            return Err(Error::Contended("a tag was made twice at once".into()));
                        }
                        made => Some(made?),
                    },
                }
            }
        };
        let tag = tag.ok_or_else(Error::not_found)?;
        let borne =
            question_tag::of(work.tenant).filter(question_tag::Column::QuestionId.eq(before.id)).all(&work.tx).await?;
        if borne.iter().any(|mark| mark.tag_id == tag.id) {
            return row::answer(work, &before).await;
        }
        if borne.len() >= MOST {
            return Err(Error::Conflict("too_many_tags", "The question bears 20 tags already"));
        }
        let mark =
            question_tag::ActiveModel { tenant_id: Set(work.tenant), question_id: Set(before.id), tag_id: Set(tag.id) };
        question_tag::Entity::insert(mark).exec_without_returning(&work.tx).await?;
        changed(work, &before, Kind::QuestionTagged, &tag.name, &self.by).await
    }
}

impl Deed for TakeOff {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let before = row::locked(work, self.question).await?;
        row::current(work, &before, self.version).await?;
        let find = tag::of(work.tenant).filter(tag::Column::Id.eq(self.tag)).lock(LockType::Share);
        let tag = find.one(&work.tx).await?.ok_or_else(Error::not_found)?;
        let gone = question_tag::remove(work.tenant)
            .filter(question_tag::Column::QuestionId.eq(before.id))
            .filter(question_tag::Column::TagId.eq(tag.id))
            .exec(&work.tx)
            .await?;
        if gone.rows_affected == 0 {
            return row::answer(work, &before).await;
        }
        changed(work, &before, Kind::QuestionUntagged, &tag.name, &self.by).await
    }
}

async fn changed(work: &mut Work, before: &question::Model, kind: Kind, tag: &str, by: &By) -> Result<Answer> {
    let after = row::save(work, before, |_| {}).await?;
    let marks = row::tags(work, &after).await?;
    work.audit(by, kind.name(), after.id.0, None, Some(&json!({"tag": tag})));
    work.events.push(Event::tags(kind, &after, &marks));
    row::answer(work, &after).await
}
