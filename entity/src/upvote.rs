//! Upvotes: one row a thumb; a question's count is the number of its rows.

use sea_orm::entity::prelude::*;

use crate::{QuestionId, TenantId, VoterId};

/// One voter's upvote of one question.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upvote")]
pub struct Model {
    /// Whose tenant.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Which question.
    #[sea_orm(primary_key, auto_increment = false)]
    pub question_id: QuestionId,
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub voter: VoterId,
}

/// None: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenant_first!();
