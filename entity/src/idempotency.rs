//! Answers kept for a day, so that a repeated request has no second effect.

use sea_orm::entity::prelude::*;

use crate::TenantId;

/// What a request with this key was answered.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    /// Whose tenant.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Who asked: a voter or an account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub caller: String,
    /// The key the client chose, at most 200 characters.
    #[sea_orm(primary_key, auto_increment = false)]
    pub idempotency_key: String,
    /// Hash of method, path and body.
    pub fingerprint: String,
    /// The status of the answer.
    pub status: i16,
    /// Its body, if it had one.
    pub body: Option<String>,
    /// Its `Location`, if it had one.
    pub location: Option<String>,
    /// When it was kept.
    pub created_at: i64,
}

/// None: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenant_first!();

/// Answers of any tenant kept before `then`, to delete.
pub fn remove_older(then: i64) -> sea_orm::DeleteMany<Entity> {
    use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
    Entity::delete_many().filter(Column::CreatedAt.lt(then))
}
