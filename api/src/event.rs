//! Events: what can happen, who may hear it, and its bytes on the wire.
//!
//! A deed makes an [`Event`]; committing it makes a numbered row; each node encodes that row once as a [`Frame`],
//! whose bytes are the same for every listener.

use std::fmt;
use std::str::FromStr;

use entity::{QuestionId, TeamId, TenantId, VoterId, question};
use sea_orm::ActiveEnum;
use sea_orm::entity::prelude::Uuid;
use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::view;

mod frame;

pub use frame::{Frame, chunked};

/// Names a numbering: it changes when the numbers of a log cannot be continued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Epoch(pub u32);

/// A place in a tenant's log: after the event with this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Which numbering.
    pub epoch: Epoch,
    /// The last number before this place.
    pub seq: i64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}-{}", self.epoch.0, self.seq)
    }
}

/// The text is not `<8 hex digits>-<number>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl FromStr for Position {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (epoch, seq) = text.split_once('-').ok_or(Malformed)?;
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric());
        if epoch.len() != 8 || !plain(epoch) || !plain(seq) {
            return Err(Malformed);
        }
        let epoch = Epoch(u32::from_str_radix(epoch, 16).map_err(|_| Malformed)?);
        Ok(Self { epoch, seq: seq.parse().map_err(|_| Malformed)? })
    }
}

/// Who may hear an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody.
    Public,
    /// Moderators and above, and the reader it names.
    Staff,
    /// Nobody: the server itself acts on it.
    Internal,
}

impl Audience {
    /// The column's value.
    pub fn code(self) -> i16 {
        match self {
            Self::Public => 0,
            Self::Staff => 1,
            Self::Internal => 2,
        }
    }

    /// What the column's value means; an unknown one is for nobody.
    pub fn from_code(code: i16) -> Self {
        match code {
            0 => Self::Public,
            1 => Self::Staff,
            _ => Self::Internal,
        }
    }
}

macro_rules! kinds {
    ($($kind:ident $name:literal,)*) => {
        /// The type of an event, as the `type` on the wire names it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind {
            $(#[doc = concat!("`", $name, "`.")] $kind,)*
            /// A type that only a newer version knows; passes filters for everything only.
            Other,
        }

        impl Kind {
            /// Every type this version knows.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The name on the wire.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                    Self::Other => "other",
                }
            }

            /// The type of this name.
            pub fn named(name: &str) -> Self {
                match name {
                    $($name => Self::$kind,)*
                    _ => Self::Other,
                }
            }
        }
    };
}

kinds! {
    QuestionCreated "question:created",
    QuestionSubmitted "question:submitted",
    QuestionRejected "question:rejected",
    QuestionUpdated "question:updated",
    QuestionUpvoted "question:upvoted",
    QuestionAnswered "question:answered",
    QuestionReopened "question:reopened",
    QuestionTagged "question:tagged",
    QuestionUntagged "question:untagged",
    QuestionPinned "question:pinned",
    QuestionFrozen "question:frozen",
    QuestionArchived "question:archived",
    QuestionRestored "question:restored",
    QuestionDeleted "question:deleted",
    StageChanged "stage:changed",
    TagCreated "tag:created",
    TagUpdated "tag:updated",
    TagDeleted "tag:deleted",
    TeamCreated "team:created",
    TeamUpdated "team:updated",
    TeamDeleted "team:deleted",
    TenantUpdated "tenant:updated",
    CredentialRevoked "credential:revoked",
    TenantClosed "tenant:closed",
}

/// What happened, before it has a number.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its type.
    pub kind: Kind,
    /// Who may hear it.
    pub audience: Audience,
    /// The author a staff event is also for.
    pub reader: Option<VoterId>,
    /// What it is about.
    pub subject: Option<Uuid>,
    /// The team it belongs to.
    pub team: Option<TeamId>,
    /// The JSON of `data`.
    pub payload: String,
}

impl Event {
    /// An event about a question whole: created, submitted, updated, answered.
    pub fn question(kind: Kind, row: &question::Model, tags: Vec<view::TagMark>) -> Self {
        Self::about(kind, row, &json!(view::Question::new(row, tags)))
    }

    /// The committed count of a question's upvotes.
    pub fn upvoted(row: &question::Model) -> Self {
        let data = json!({"questionId": row.id.to_string(), "upvotes": row.upvotes, "version": row.version});
        Self::about(Kind::QuestionUpvoted, row, &data)
    }

    /// A question stands elsewhere: reopened, archived.
    pub fn status(kind: Kind, row: &question::Model) -> Self {
        let data = json!({"questionId": row.id.to_string(), "status": row.status.to_value(), "version": row.version});
        Self::about(kind, row, &data)
    }

    /// A question was declined.
    pub fn rejected(row: &question::Model) -> Self {
        let data = json!({"questionId": row.id.to_string(), "reason": row.rejection_reason, "version": row.version});
        Self::about(Kind::QuestionRejected, row, &data)
    }

    /// A question is back from the archive; whole, for those who know only that it was put away.
    pub fn restored(row: &question::Model, tags: Vec<view::TagMark>) -> Self {
        let data = json!({"questionId": row.id.to_string(), "status": row.status.to_value(), "version": row.version,
            "question": view::Question::new(row, tags)});
        Self::about(Kind::QuestionRestored, row, &data)
    }

    /// A question bears these tags now.
    pub fn tags(kind: Kind, row: &question::Model, tags: &[view::TagMark]) -> Self {
        Self::about(kind, row, &json!({"questionId": row.id.to_string(), "tags": tags, "version": row.version}))
    }

    /// A question was pinned or unpinned.
    pub fn pinned(row: &question::Model) -> Self {
        let data = json!({"questionId": row.id.to_string(), "isPinned": row.is_pinned, "pinnedBy": row.pinned_by,
            "pinnedAt": row.pinned_at.map(rfc3339), "version": row.version});
        Self::about(Kind::QuestionPinned, row, &data)
    }

    /// A question was frozen or unfrozen.
    pub fn frozen(row: &question::Model) -> Self {
        let data = json!({"questionId": row.id.to_string(), "isFrozen": row.is_frozen, "frozenBy": row.frozen_by,
            "frozenAt": row.frozen_at.map(rfc3339), "version": row.version});
        Self::about(Kind::QuestionFrozen, row, &data)
    }

    /// A question is gone.
    pub fn deleted(row: &question::Model) -> Self {
        Self::about(Kind::QuestionDeleted, row, &json!({"questionId": row.id.to_string()}))
    }

    /// A team has this question on stage, or none.
    pub fn stage(team: TeamId, question: Option<QuestionId>) -> Self {
        let data = json!({"teamId": team.to_string(), "questionId": question.map(|id| id.to_string())});
        Self { team: Some(team), ..Self::resource(Kind::StageChanged, team.0, &data) }
    }

    /// The same, also for those who saw the question before the change.
    #[must_use]
    pub fn widened(self, before: &question::Model) -> Self {
        if before.status.is_public() { Self { audience: Audience::Public, reader: None, ..self } } else { self }
    }

    /// A tag, team or tenant changed: everybody hears.
    pub fn resource(kind: Kind, subject: Uuid, data: &Value) -> Self {
        let payload = data.to_string();
        Self { kind, audience: Audience::Public, reader: None, subject: Some(subject), team: None, payload }
    }

    /// This account or session counts no more; each node cuts the streams it opened.
    pub fn revoked(subject: Uuid) -> Self {
        let base = Self::resource(Kind::CredentialRevoked, subject, &json!({}));
        Self { audience: Audience::Internal, ..base }
    }

    /// The tenant is shut; each node cuts all its streams.
    pub fn closed(tenant: TenantId) -> Self {
        let base = Self::resource(Kind::TenantClosed, tenant.0, &json!({}));
        Self { audience: Audience::Internal, ..base }
    }

    /// A question's event goes to whoever may see the question, else to staff and its author.
    fn about(kind: Kind, row: &question::Model, data: &Value) -> Self {
        let public = row.status.is_public();
        Self {
            kind,
            audience: if public { Audience::Public } else { Audience::Staff },
            reader: (!public).then_some(row.author),
            subject: Some(row.id.0),
            team: row.team_id,
            payload: data.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_read_as_they_are_written() {
        let position: Position = "9f31c2aa-42".parse().unwrap();
        assert_eq!(position, Position { epoch: Epoch(0x9f31_c2aa), seq: 42 });
        assert_eq!(position.to_string(), "9f31c2aa-42");
        for wrong in ["", "42", "9f31c2aa", "9f31c2aa-", "9f31c2aa--1", "+f31c2aa-1", "9f31c2aa-x", "zf31c2aa-1"] {
            assert_eq!(wrong.parse::<Position>(), Err(Malformed), "{wrong}");
        }
    }

    #[test]
    fn every_type_is_found_by_its_name() {
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.name()), *kind);
        }
        assert!(Kind::ALL.len() < 64, "filters hold a bit for each type");
    }
}
