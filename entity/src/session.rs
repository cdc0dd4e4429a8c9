//! Staff sessions; the token itself is never stored.

use sea_orm::entity::prelude::*;

use crate::{SessionId, StaffId, TenantId};

/// A signed-in account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Whose tenant.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Names it in the log.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// SHA-256 of the token, hex.
    pub token_hash: String,
    /// Whose session.
    pub staff_id: StaffId,
    /// When it began.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
}

/// None: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenant_first!();

/// Sessions of any tenant that ended before `now`, to delete.
pub fn remove_expired(now: i64) -> sea_orm::DeleteMany<Entity> {
    use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
    Entity::delete_many().filter(Column::ExpiresAt.lt(now))
}
