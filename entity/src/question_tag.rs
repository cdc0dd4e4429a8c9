//! Which tags a question bears.

use sea_orm::entity::prelude::*;

use crate::{QuestionId, TagId, TenantId};

/// One tag on one question.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question_tag")]
pub struct Model {
    /// Whose tenant.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Which question.
    #[sea_orm(primary_key, auto_increment = false)]
    pub question_id: QuestionId,
    /// Which tag.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag_id: TagId,
}

/// None: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenant_first!();
