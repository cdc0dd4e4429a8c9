//! What a row looks like, reached tenant first.
//!
//! Every entity of a tenant offers `of(tenant)` to read, `change(tenant)` to update and `remove(tenant)` to delete;
//! nothing outside this crate starts a query any other way. Rows know nothing of JSON or HTTP. Times are Unix
//! milliseconds; ids are UUIDs (16-byte BLOBs on SQLite).

#![expect(clippy::disallowed_methods, reason = "the one crate that starts queries")]

pub mod ids;

pub mod audit;
pub mod event;
pub mod idempotency;
pub mod instance;
pub mod operator_key;
pub mod question;
pub mod question_tag;
pub mod session;
pub mod staff;
pub mod stage;
pub mod stream;
pub mod tag;
pub mod team;
pub mod tenant;
pub mod upvote;

pub use ids::{QuestionId, SessionId, StaffId, TagId, TeamId, TenantId, VoterId};

/// Gives an entity with a `tenant_id` column its three doors, each already bound to one tenant.
macro_rules! tenant_first {
    () => {
        /// Rows of this tenant, to read.
        pub fn of(tenant: crate::TenantId) -> sea_orm::Select<Entity> {
            use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
            Entity::find().filter(Column::TenantId.eq(tenant))
        }

        /// Rows of this tenant, to update.
        pub fn change(tenant: crate::TenantId) -> sea_orm::UpdateMany<Entity> {
            use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
            Entity::update_many().filter(Column::TenantId.eq(tenant))
        }

        /// Rows of this tenant, to delete.
        pub fn remove(tenant: crate::TenantId) -> sea_orm::DeleteMany<Entity> {
            use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
            Entity::delete_many().filter(Column::TenantId.eq(tenant))
        }
    };
}
pub(crate) use tenant_first;
