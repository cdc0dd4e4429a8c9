//! Tags: labels that moderators put on questions.

use sea_orm::entity::prelude::*;

use crate::{TagId, TenantId};

/// A label.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tag")]
pub struct Model {
    /// Whose tag.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TagId,
    /// Its name as written.
    pub name: String,
    /// Its name folded; unique in the tenant.
    pub name_key: String,
    /// Its colour, `#RRGGBB`.
    pub color: String,
    /// When it was made.
    pub created_at: i64,
}

/// None: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenant_first!();
