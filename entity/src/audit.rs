//! What staff did; append-only, written in the transaction of the deed.

use sea_orm::entity::prelude::*;

use crate::{StaffId, TenantId};

/// One staff deed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// Whose tenant.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id; UUID v7, so ids sort by age.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which account, if it was one (not the shell or the operator).
    pub staff_id: Option<StaffId>,
    /// The name it had then.
    pub staff_name: String,
    /// What was done, such as `question:pinned`.
    pub action: String,
    /// To what.
    pub subject_id: Option<Uuid>,
    /// JSON of what it was, where it helps.
    pub before: Option<String>,
    /// JSON of what it became, where it helps.
    pub after: Option<String>,
    /// When.
    pub created_at: i64,
}

/// None: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenant_first!();
