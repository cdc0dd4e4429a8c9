//! What each team has on stage: the question that is being answered right now.

use sea_orm::entity::prelude::*;

use crate::{QuestionId, TeamId, TenantId};

/// A team's stage; no row when it is empty.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stage")]
pub struct Model {
    /// Whose tenant.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Which team.
    #[sea_orm(primary_key, auto_increment = false)]
    pub team_id: TeamId,
    /// The question on it.
    pub question_id: QuestionId,
    /// When it came on.
    pub since: i64,
}

/// None: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenant_first!();
