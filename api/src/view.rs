//! JSON shapes shared by answers and events. They hold what may be seen: no author's identity is ever in one.

use entity::{QuestionId, question, tag, team, tenant};
use sea_orm::ActiveEnum;
use serde::{Serialize, Serializer};

use crate::clock::rfc3339;

/// A question as everybody who may see it sees it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// Its id.
    #[serde(serialize_with = "shown")]
    pub id: QuestionId,
    #[serde(serialize_with = "shown")]
    tenant_id: entity::TenantId,
    team_id: Option<String>,
    pub(crate) body: String,
    pub(crate) author_name: Option<String>,
    pub(crate) status: String,
    pub(crate) upvotes: i64,
    pub(crate) is_pinned: bool,
    pinned_by: Option<String>,
    pinned_at: Option<String>,
    pub(crate) is_frozen: bool,
    frozen_by: Option<String>,
    frozen_at: Option<String>,
    pub(crate) response_text: Option<String>,
    responded_at: Option<String>,
    responded_by: Option<String>,
    rejection_reason: Option<String>,
    tags: Vec<TagMark>,
    merged_into: Option<String>,
    created_at: String,
    updated_at: String,
    version: i64,
    /// What it is to the caller; absent in events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub viewer: Option<Viewer>,
    /// Where in the log this picture was taken; only in single reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
}

/// What a question is to the caller.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Viewer {
    /// The caller upvoted it.
    pub upvoted: bool,
    /// The caller asked it.
    pub own: bool,
}

/// A tag as a question bears it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TagMark {
    #[serde(serialize_with = "shown")]
    id: entity::TagId,
    name: String,
    color: String,
}

/// A team.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Team {
    #[serde(serialize_with = "shown")]
    id: entity::TeamId,
    #[serde(serialize_with = "shown")]
    tenant_id: entity::TenantId,
    slug: String,
    name: String,
    description: Option<String>,
    join_code: String,
    state: String,
    moderation: String,
    stage_question_id: Option<String>,
    created_at: String,
    updated_at: String,
}

/// The public part of a tenant.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tenant {
    #[serde(serialize_with = "shown")]
    id: entity::TenantId,
    slug: String,
    name: String,
    own_upvotes: bool,
    brand_color: Option<String>,
}

impl Question {
    /// The picture of a row with its tags.
    pub fn new(row: &question::Model, tags: Vec<TagMark>) -> Self {
        Self {
            id: row.id,
            tenant_id: row.tenant_id,
            team_id: row.team_id.map(|id| id.to_string()),
            body: row.body.clone(),
            author_name: row.author_name.clone(),
            status: row.status.to_value(),
            upvotes: row.upvotes,
            is_pinned: row.is_pinned,
            pinned_by: row.pinned_by.clone(),
            pinned_at: row.pinned_at.map(rfc3339),
            is_frozen: row.is_frozen,
            frozen_by: row.frozen_by.clone(),
            frozen_at: row.frozen_at.map(rfc3339),
            response_text: row.response_text.clone(),
            responded_at: row.responded_at.map(rfc3339),
            responded_by: row.responded_by.clone(),
            rejection_reason: row.rejection_reason.clone(),
            tags,
            merged_into: row.merged_into.map(|id| id.to_string()),
            created_at: rfc3339(row.created_at),
            updated_at: rfc3339(row.updated_at),
            version: row.version,
            viewer: None,
            position: None,
        }
    }
}

impl From<&tag::Model> for TagMark {
    fn from(row: &tag::Model) -> Self {
        Self { id: row.id, name: row.name.clone(), color: row.color.clone() }
    }
}

impl Team {
    /// The picture of a row with what it has on stage.
    pub fn new(row: &team::Model, on_stage: Option<QuestionId>) -> Self {
        Self {
            id: row.id,
            tenant_id: row.tenant_id,
            slug: row.slug.clone(),
            name: row.name.clone(),
            description: row.description.clone(),
            join_code: row.join_code.clone(),
            state: row.state.to_value(),
            moderation: row.moderation.to_value(),
            stage_question_id: on_stage.map(|id| id.to_string()),
            created_at: rfc3339(row.created_at),
            updated_at: rfc3339(row.updated_at),
        }
    }
}

impl From<&tenant::Model> for Tenant {
    fn from(row: &tenant::Model) -> Self {
        let (slug, name, brand_color) = (row.slug.clone(), row.name.clone(), row.brand_color.clone());
        Self { id: row.id, slug, name, own_upvotes: row.own_upvotes, brand_color }
    }
}

/// Serializes an id as its text.
fn shown<T: std::fmt::Display, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}
