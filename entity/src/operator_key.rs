//! Answers to the operator, kept for a day, so that a repeated request has no second effect.

use sea_orm::entity::prelude::*;
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, Select, UpdateMany};

/// What a request of the operator's with this key was answered.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operator_key")]
pub struct Model {
    /// The key, at most 200 characters.
    #[sea_orm(primary_key, auto_increment = false)]
    pub idempotency_key: String,
    /// Hash of method, path and body.
    pub fingerprint: String,
    /// The status of the answer; 0 while the deed is under way.
    pub status: i16,
    /// Its body, if it had one.
    pub body: Option<String>,
    /// Its `Location`, if it had one.
    pub location: Option<String>,
    /// When it was claimed.
    pub created_at: i64,
}

/// None: it stands alone.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The row of this key.
pub fn named(key: &str) -> Select<Entity> {
    Entity::find().filter(Column::IdempotencyKey.eq(key))
}

/// A change of the row of this key.
pub fn change(key: &str) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::IdempotencyKey.eq(key))
}

/// The end of the row of this key.
pub fn remove(key: &str) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::IdempotencyKey.eq(key))
}

/// Answers claimed before `then`, to delete.
pub fn remove_older(then: i64) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::CreatedAt.lt(then))
}
