//! The log: one numbered row an event.

use sea_orm::entity::prelude::*;

use crate::{TeamId, TenantId, VoterId};

/// An event as it was committed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenant_event")]
pub struct Model {
    /// Whose log.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Dense per tenant, in commit order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// The name on the wire, such as `question:created`.
    pub r#type: String,
    /// 0 public, 1 staff, 2 nobody (internal).
    pub audience: i16,
    /// The author a staff event is also for.
    pub reader: Option<VoterId>,
    /// What it is about.
    pub subject_id: Option<Uuid>,
    /// The team it belongs to, for `teamId` filters.
    pub team_id: Option<TeamId>,
    /// The JSON of `data`, encoded once.
    pub payload: String,
    /// When it was committed.
    pub created_at: i64,
}

/// None: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenant_first!();
