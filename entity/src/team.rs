//! Teams: the forums of a tenant.

use sea_orm::entity::prelude::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use crate::{TeamId, TenantId};

/// What the audience may do in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// Ask and upvote.
    #[sea_orm(string_value = "open")]
    Open,
    /// Upvote only.
    #[sea_orm(string_value = "vote-only")]
    VoteOnly,
    /// Read only.
    #[sea_orm(string_value = "closed")]
    Closed,
}

/// Which questions are reviewed before they are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Moderation {
    /// None.
    #[sea_orm(string_value = "off")]
    Off,
    /// All.
    #[sea_orm(string_value = "all")]
    All,
    /// Those a word list flags.
    #[sea_orm(string_value = "flagged")]
    Flagged,
}

/// A forum: one town hall, one department.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "team")]
pub struct Model {
    /// Whose team.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TeamId,
    /// Its name in addresses, unique in the tenant.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The code people type to join, unique on the server.
    pub join_code: String,
    /// What the audience may do.
    pub state: State,
    /// What is reviewed first.
    pub moderation: Moderation,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// None: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenant_first!();

/// The team of a join code, whichever tenant's it is: codes are unique on the server.
pub fn coded(code: &str) -> Select<Entity> {
    Entity::find().filter(Column::JoinCode.eq(code))
}
