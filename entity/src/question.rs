//! Questions, and the two orders they are listed in.

use sea_orm::entity::prelude::*;

use crate::{QuestionId, TeamId, TenantId, VoterId};

/// Where a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Status {
    /// Waits for a moderator; staff and its author see it.
    #[sea_orm(string_value = "UNDER_REVIEW")]
    UnderReview,
    /// Published, open to upvotes.
    #[sea_orm(string_value = "OPEN")]
    Open,
    /// Answered.
    #[sea_orm(string_value = "ANSWERED")]
    Answered,
    /// Put away; staff and its author see it.
    #[sea_orm(string_value = "ARCHIVED")]
    Archived,
    /// Declined; staff and its author see it.
    #[sea_orm(string_value = "REJECTED")]
    Rejected,
}

impl Status {
    /// Whether everyone may see a question that stands here.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Open | Self::Answered)
    }
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question")]
pub struct Model {
    /// Whose question.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id; UUID v7, so ids sort by age.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: QuestionId,
    /// The team it was asked in, if any.
    pub team_id: Option<TeamId>,
    /// The author's voter id; never leaves the server.
    pub author: VoterId,
    /// The name the author chose to show, if any.
    pub author_name: Option<String>,
    /// The text.
    pub body: String,
    /// The text folded for searching.
    pub search: String,
    /// Where it stands.
    pub status: Status,
    /// The number of its upvote rows.
    pub upvotes: i64,
    /// Shown first.
    pub is_pinned: bool,
    /// The name of who pinned it.
    pub pinned_by: Option<String>,
    /// When it was pinned.
    pub pinned_at: Option<i64>,
    /// Closed to upvotes and answers.
    pub is_frozen: bool,
    /// The name of who froze it.
    pub frozen_by: Option<String>,
    /// When it was frozen.
    pub frozen_at: Option<i64>,
    /// The answer.
    pub response_text: Option<String>,
    /// When it was answered.
    pub responded_at: Option<i64>,
    /// The name of who answered it.
    pub responded_by: Option<String>,
    /// Why it was declined, if a moderator said so.
    pub rejection_reason: Option<String>,
    /// The question that took its votes, if it was merged.
    pub merged_into: Option<QuestionId>,
    /// When it was asked.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
    /// Grows by one with each change.
    pub version: i64,
    /// Computed by the database: (pinned ? 0 : 2^40) − upvotes.
    pub popular: i64,
    /// Computed by the database: (pinned ? 0 : 2^43) − created_at.
    pub recent: i64,
}

/// None: joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenant_first!();
