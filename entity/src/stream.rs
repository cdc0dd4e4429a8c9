//! The head of a tenant's log: its counter, and the numbers kept with it.

use sea_orm::entity::prelude::*;

use crate::TenantId;

/// One row a tenant; the row every writer of the tenant locks, last.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenant_stream")]
pub struct Model {
    /// Whose log.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Changes whenever the numbering cannot be continued (restore, renewal).
    pub epoch: String,
    /// The last number given.
    pub head_seq: i64,
    /// The last number trimmed.
    pub floor_seq: i64,
    /// Questions ever asked.
    pub asked: i64,
    /// Questions ever published.
    pub published: i64,
    /// Questions ever declined, less those published after all.
    pub declined: i64,
    /// Questions that have an answer now, archived ones too.
    pub answered: i64,
}

/// None: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenant_first!();
