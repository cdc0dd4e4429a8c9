//! Tenants, the only rows that are found by slug rather than inside a tenant.

use sea_orm::entity::prelude::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use crate::TenantId;

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenant")]
pub struct Model {
    /// Its id, in every row it owns.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TenantId,
    /// Its name in addresses: `[a-z0-9-]{1,63}`, unique on the server.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// Hex key of the voter hash; never rotated, or every vote would lose its voter.
    pub vote_key: String,
    /// Whether an author may upvote the own question.
    pub own_upvotes: bool,
    /// The colour its pages wear, `#RRGGBB`, if it chose one.
    pub brand_color: Option<String>,
    /// Since when it is shut, if it is.
    pub suspended_at: Option<i64>,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// None: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The tenant with this id.
pub fn of(tenant: TenantId) -> Select<Entity> {
    Entity::find().filter(Column::Id.eq(tenant))
}

/// The tenant with this slug.
pub fn named(slug: &str) -> Select<Entity> {
    Entity::find().filter(Column::Slug.eq(slug))
}

/// All tenants: for the operator and for the keeper of the logs.
pub fn all() -> Select<Entity> {
    Entity::find()
}

/// This tenant's row, to update.
pub fn change(tenant: TenantId) -> sea_orm::UpdateMany<Entity> {
    Entity::update_many().filter(Column::Id.eq(tenant))
}

/// This tenant's row, to delete with all that hangs on it.
pub fn remove(tenant: TenantId) -> sea_orm::DeleteMany<Entity> {
    Entity::delete_many().filter(Column::Id.eq(tenant))
}
