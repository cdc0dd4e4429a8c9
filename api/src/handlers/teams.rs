//! The tenant's teams: seen by everybody, run by admins.

use std::collections::HashMap;

use entity::team::{self, Moderation, State};
use entity::{TeamId, TenantId, question, stage};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{Items, stage as stages};
use crate::app::{Answer, By, Deed, Work};
use crate::error::{self, Error, Result};
use crate::event::{Event, Kind};
use crate::scope::{Admin, Scope};
use crate::text;
use crate::view;

/// What join codes are made of: no letter that looks like another.
const CODE: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// Letters in a join code: 31⁶ is 887 million.
const CODE_LENGTH: usize = 6;
/// Teams a tenant may have.
const MOST: u64 = 500;

/// The body of `POST /teams` and `PATCH /teams/{id}`.
#[derive(Debug, Deserialize)]
pub struct TeamFields {
    name: Option<String>,
    slug: Option<String>,
    description: Option<String>,
    state: Option<String>,
    moderation: Option<String>,
}

/// The fields, checked.
#[derive(Debug, Default)]
pub struct Fields {
    /// The name.
    pub name: Option<String>,
    /// The slug.
    pub slug: Option<String>,
    /// The description; an empty one takes it away.
    pub description: Option<String>,
    /// What the audience may do.
    pub state: Option<State>,
    /// What is reviewed.
    pub moderation: Option<Moderation>,
}

/// Makes a team.
#[derive(Debug)]
pub struct Create {
    /// What it is to be; the name is there.
    pub fields: Fields,
    /// Who makes it.
    pub by: By,
}

struct Change {
    team: TeamId,
    fields: Fields,
    by: By,
}

struct Remove {
    team: TeamId,
    by: By,
}

/// `GET /teams`.
pub async fn list(scope: Result<Scope>) -> Result<Answer> {
    let scope = scope?;
    let snapshot = scope.snapshot().await?;
    let rows = team::of(scope.id()).order_by_asc(team::Column::Name).all(&snapshot.tx).await?;
    Answer::ok(&Items { items: shown(&snapshot.tx, scope.id(), &rows).await? })
}

/// Teams of a tenant as people see them, with what each has on stage.
///
/// # Errors
/// When the database cannot be read.
pub async fn shown<C: ConnectionTrait>(on: &C, tenant: TenantId, rows: &[team::Model]) -> Result<Vec<view::Team>> {
    let stages = stage::of(tenant).filter(stage::Column::TeamId.is_in(rows.iter().map(|row| row.id))).all(on).await?;
    let stages: HashMap<_, _> = stages.into_iter().map(|stage| (stage.team_id, stage.question_id)).collect();
    Ok(rows.iter().map(|row| view::Team::new(row, stages.get(&row.id).copied())).collect())
}

/// `GET /teams/{id}`.
pub async fn read(id: TeamId, scope: Result<Scope>) -> Result<Answer> {
    let scope = scope?;
    let snapshot = scope.snapshot().await?;
    let found = team::of(scope.id()).filter(team::Column::Id.eq(id)).one(&snapshot.tx).await?;
    let found = found.ok_or_else(Error::not_found)?;
    Answer::ok(&shown(&snapshot.tx, scope.id(), &[found]).await?.pop())
}

/// `POST /teams`.
pub async fn create(staff: Result<Admin>, body: Result<TeamFields>) -> Result<Answer> {
    let admin = staff?;
    let mut fields = Fields::try_from(body?)?;
    text::required("name", fields.name.as_ref())?;
    if fields.slug.is_none() {
        fields.slug = fields.name.as_deref().map(slug_of);
    }
    admin.commit(Create { fields, by: admin.by() }).await
}

/// `PATCH /teams/{id}`.
pub async fn change(id: TeamId, staff: Result<Admin>, body: Result<TeamFields>) -> Result<Answer> {
    let admin = staff?;
    admin.commit(Change { team: id, fields: body?.try_into()?, by: admin.by() }).await
}

/// `DELETE /teams/{id}`.
pub async fn remove(id: TeamId, staff: Result<Admin>) -> Result<Answer> {
    let admin = staff?;
    admin.commit(Remove { team: id, by: admin.by() }).await
}

impl TryFrom<TeamFields> for Fields {
    type Error = Error;
    fn try_from(new: TeamFields) -> Result<Self> {
        let value = |field, known| move |_: DbErr| Error::field(field, "invalid_value", format!("must be {known}"));
        let state = new.state.map(|state| State::try_from_value(&state));
        let moderation = new.moderation.map(|moderation| Moderation::try_from_value(&moderation)).transpose();
        let moderation = moderation.map_err(value("moderation", "off, all or flagged"))?;
        if moderation == Some(Moderation::Flagged) {
            return Err(Error::field("moderation", "not_available", "flagging is not available in this version"));
        }
        Ok(Self {
            name: new.name.map(|name| text::checked("name", &name, text::TITLE)).transpose()?,
            slug: new.slug.map(|slug| text::slug("slug", &slug)).transpose()?,
            description: new
                .description
                .map(|words| text::checked("description", &words, text::DESCRIPTION))
                .transpose()?,
            state: state.transpose().map_err(value("state", "open, vote-only or closed"))?,
            moderation,
        })
    }
}

/// A slug from a name: its letters and digits, else something unique.
fn slug_of(name: &str) -> String {
    let slug = text::slug_from(name);
    if slug.is_empty() { format!("team-{}", join_code().to_lowercase()) } else { slug }
}

fn join_code() -> String {
    (0..CODE_LENGTH).map(|_| char::from(CODE[rand::random_range(0..CODE.len())])).collect()
}

fn taken(error: DbErr) -> Error {
    match error::is_duplicate(&error) {
        // The join code is unique on the server; another draw settles it.
        true if error.to_string().contains("join_code") => Error::Contended("a join code was drawn twice".into()),
        true => Error::Conflict("slug_taken", "This slug is in use"),
        false => error.into(),
    }
}

/// The team, locked for a change until the deed is done.
///
/// # Errors
/// 404 when the tenant has no such team.
pub async fn locked(work: &Work, id: TeamId) -> Result<team::Model> {
    let find = team::of(work.tenant).filter(team::Column::Id.eq(id)).lock(LockType::NoKeyUpdate);
    find.one(&work.tx).await?.ok_or_else(Error::not_found)
}

/// The team, if there is one, kept as it is until the deed is done.
///
/// # Errors
/// When the database cannot be read.
pub async fn shared(work: &Work, id: TeamId) -> Result<Option<team::Model>> {
    let find = team::of(work.tenant).filter(team::Column::Id.eq(id)).lock(LockType::Share);
    Ok(find.one(&work.tx).await?)
}

/// Whether what is asked in this team is reviewed first; what is asked in none never is.
pub fn is_reviewed(team: Option<&team::Model>) -> bool {
    team.is_some_and(|team| team.moderation == Moderation::All)
}

impl Deed for Create {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        if team::of(work.tenant).count(&work.tx).await? >= MOST {
            return Err(Error::Conflict("too_many_teams", "There are 500 teams already"));
        }
        let fields = &self.fields;
        let row = team::Model {
            tenant_id: work.tenant,
            id: TeamId(Uuid::now_v7()),
            slug: fields.slug.clone().unwrap_or_default(),
            name: fields.name.clone().unwrap_or_default(),
            description: fields.description.clone().filter(|words| !words.is_empty()),
            join_code: join_code(),
            state: fields.state.unwrap_or(State::Open),
            moderation: fields.moderation.unwrap_or(Moderation::Off),
            created_at: work.now,
            updated_at: work.now,
        };
        let new = row.clone().into_active_model().reset_all();
        team::Entity::insert(new).exec_without_returning(&work.tx).await.map_err(taken)?;
        let shown = json!(view::Team::new(&row, None));
        work.audit(&self.by, "team:created", row.id.0, None, Some(&shown));
        work.events.push(Event::resource(Kind::TeamCreated, row.id.0, &shown));
        Answer::created(format!("/teams/{}", row.id), &shown)
    }
}

impl Deed for Change {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let before = locked(work, self.team).await?;
        let on_stage = stages::now_on(work, self.team).await?;
        let mut after = before.clone();
        let fields = &self.fields;
        after.name = fields.name.clone().unwrap_or(after.name);
        after.slug = fields.slug.clone().unwrap_or(after.slug);
        if let Some(words) = &fields.description {
            after.description = Some(words.clone()).filter(|words| !words.is_empty());
        }
        after.state = fields.state.unwrap_or(after.state);
        after.moderation = fields.moderation.unwrap_or(after.moderation);
        if after == before {
            return Answer::ok(&view::Team::new(&after, on_stage));
        }
        after.updated_at = work.now;
        team::change(work.tenant)
            .col_expr(team::Column::Name, after.name.clone().into())
            .col_expr(team::Column::Slug, after.slug.clone().into())
            .col_expr(team::Column::Description, after.description.clone().into())
            .col_expr(team::Column::State, Expr::value(after.state))
            .col_expr(team::Column::Moderation, Expr::value(after.moderation))
            .col_expr(team::Column::UpdatedAt, after.updated_at.into())
            .filter(team::Column::Id.eq(after.id))
            .exec(&work.tx)
            .await
            .map_err(taken)?;
        let [was, is] = [&before, &after].map(|row| json!(view::Team::new(row, on_stage)));
        work.audit(&self.by, "team:updated", after.id.0, Some(&was), Some(&is));
        work.events.push(Event::resource(Kind::TeamUpdated, after.id.0, &is));
        Answer::ok(&is)
    }
}

impl Deed for Remove {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let before = locked(work, self.team).await?;
        let full = Error::Conflict("team_not_empty", "The team has questions");
        if question::of(work.tenant).filter(question::Column::TeamId.eq(before.id)).one(&work.tx).await?.is_some() {
            return Err(full);
        }
        // A question asked this moment is caught by its foreign key.
        let gone = team::remove(work.tenant).filter(team::Column::Id.eq(before.id)).exec(&work.tx).await;
        gone.map_err(|error| if error::is_dangling(&error) { full } else { error.into() })?;
        work.audit(&self.by, "team:deleted", before.id.0, Some(&json!(view::Team::new(&before, None))), None);
        let data = json!({"id": before.id.to_string()});
        work.events.push(Event::resource(Kind::TeamDeleted, before.id.0, &data));
        Ok(Answer::no_content())
    }
}
