//! Staff accounts.

use sea_orm::entity::prelude::*;

use crate::{StaffId, TenantId};

/// What an account may do; each role may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Role {
    /// Answers, tags, pins, freezes, reviews.
    #[sea_orm(string_value = "moderator")]
    Moderator,
    /// Also teams, tags, settings, moderators' accounts.
    #[sea_orm(string_value = "admin")]
    Admin,
    /// Also admins' accounts, tokens, erasure.
    #[sea_orm(string_value = "owner")]
    Owner,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff")]
pub struct Model {
    /// Whose account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StaffId,
    /// Its address, lower case, unique in the tenant.
    pub email: String,
    /// The name others see.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Argon2id, in PHC form.
    pub password_hash: String,
    /// Whether it may sign in.
    pub active: bool,
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
