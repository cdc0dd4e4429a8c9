//! Who calls, inside which tenant: the policy types. A handler that asks for a [`Moderator`] cannot be reached by
//! anybody else, and through its scope it can commit and take a snapshot, and nothing more.

use std::ops::Deref;
use std::sync::Arc;

use entity::staff::Role;
use entity::{QuestionId, SessionId, StaffId, TeamId, TenantId, VoterId, question, tenant};
use sea_orm::DatabaseTransaction;

use crate::app::{Answer, App, By, Deed, Key};
use crate::bus::Hears;
use crate::error::{Error, Result};
use crate::event::Position;
use crate::log;
use crate::votes::{Vote, Votes};

/// Who calls.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Nobody we know.
    Anonymous,
    /// An audience member's device.
    Participant(VoterId),
    /// A signed-in account.
    Staff(Staff),
}

/// A signed-in account.
#[derive(Clone, Debug)]
pub struct Staff {
    /// The account.
    pub id: StaffId,
    /// The session it signed in with.
    pub session: SessionId,
    /// The name others see.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Who it is as a voter.
    pub voter: VoterId,
}

/// A caller inside a tenant.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The tenant.
    pub tenant: Arc<tenant::Model>,
    /// The caller.
    pub caller: Caller,
    key: Option<String>,
    fingerprint: String,
    votes: Votes,
}

/// What a snapshot sees: one moment, and where in the log it is.
#[derive(Debug)]
pub struct Snapshot {
    /// The transaction, for reading only.
    pub tx: DatabaseTransaction,
    /// The place in the log; listening after it misses and repeats nothing.
    pub position: Position,
}

impl Scope {
    /// A caller inside a tenant, with the idempotency key of the request if it has one.
    pub fn new(
        votes: Votes,
        tenant: Arc<tenant::Model>,
        caller: Caller,
        key: Option<String>,
        fingerprint: String,
    ) -> Self {
        Self { tenant, caller, key, fingerprint, votes }
    }

    /// The same caller, with the key of a form where a script would send a header.
    #[must_use]
    pub fn keyed(self, key: String) -> Self {
        Self { fingerprint: key.clone(), key: Some(key), ..self }
    }

    /// The tenant's id.
    pub fn id(&self) -> TenantId {
        self.tenant.id
    }

    /// Does a deed; see [`App::commit`].
    ///
    /// # Errors
    /// What the deed refuses with, or 503.
    pub async fn commit<D: Deed>(&self, deed: D) -> Result<Answer> {
        self.app().commit(self.id(), self.key(), deed).await
    }

    /// Looks at one moment.
    ///
    /// # Errors
    /// 503 when the database is away.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let tx = self.app().db.read().await?;
        let position = log::position(&self.app().db, &tx, self.id()).await?;
        Ok(Snapshot { tx, position })
    }

    /// Published questions like this text, of a team if one is given; see [`crate::similar`].
    ///
    /// # Errors
    /// 503 when the database is away.
    pub async fn similar(&self, text: &str, team: Option<TeamId>, most: usize) -> Result<Vec<QuestionId>> {
        self.app().similar.nearest(&self.app().db, self.id(), text, team, most).await
    }

    /// Casts this caller's vote.
    ///
    /// # Errors
    /// 401 without a participant, the rule that refuses the vote, [`Error::VersionConflict`] with nothing in it, or 503.
    pub async fn vote(&self, question: QuestionId, up: bool, version: Option<i64>) -> Result<Answer> {
        let voter = self.voter().ok_or(Error::Unauthenticated)?;
        let vote = Vote { question, voter, up, version, staff: self.is_staff(), key: self.key() };
        self.votes.cast(self.id(), vote).await
    }

    /// The application; for the stream and for sessions, which are no deeds.
    pub fn app(&self) -> &Arc<App> {
        self.votes.app()
    }

    /// Who the caller is as an author and voter.
    pub fn voter(&self) -> Option<VoterId> {
        match &self.caller {
            Caller::Anonymous => None,
            Caller::Participant(voter) => Some(*voter),
            Caller::Staff(staff) => Some(staff.voter),
        }
    }

    /// Whether the caller is staff.
    pub fn is_staff(&self) -> bool {
        matches!(self.caller, Caller::Staff(_))
    }

    /// What the caller may hear.
    pub fn hears(&self) -> Hears {
        Hears { staff: self.is_staff(), voter: self.voter() }
    }

    /// Whether the caller may see this question.
    pub fn sees(&self, row: &question::Model) -> bool {
        row.status.is_public() || self.is_staff() || self.voter() == Some(row.author)
    }

    /// `anonymous`, `participant` or `staff`.
    pub fn kind(&self) -> &'static str {
        match self.caller {
            Caller::Anonymous => "anonymous",
            Caller::Participant(_) => "participant",
            Caller::Staff(_) => "staff",
        }
    }

    fn key(&self) -> Option<Key> {
        let caller = match &self.caller {
            Caller::Anonymous => "anonymous".to_owned(),
            Caller::Participant(voter) => format!("p:{voter}"),
            Caller::Staff(staff) => format!("s:{}", staff.id),
        };
        self.key.clone().map(|key| Key { caller, key, fingerprint: self.fingerprint.clone() })
    }

    fn at_least(self, role: Role, need: &'static str) -> Result<(Self, Staff)> {
        match self.caller.clone() {
            Caller::Staff(staff) if staff.role >= role => Ok((self, staff)),
            Caller::Staff(_) => Err(Error::Forbidden(need)),
            _ => Err(Error::Unauthenticated),
        }
    }
}

/// A caller who may ask and upvote: a participant or staff.
#[derive(Clone, Debug)]
pub struct Voter(Scope, VoterId);

/// A caller who may moderate.
#[derive(Clone, Debug)]
pub struct Moderator(Scope, Staff);

/// A caller who may run the tenant.
#[derive(Clone, Debug)]
pub struct Admin(Scope, Staff);

impl Voter {
    /// Who it is as an author.
    pub fn voter(&self) -> VoterId {
        self.1
    }
}

impl TryFrom<Scope> for Voter {
    type Error = Error;
    fn try_from(scope: Scope) -> Result<Self> {
        let voter = scope.voter().ok_or(Error::Unauthenticated)?;
        Ok(Self(scope, voter))
    }
}

impl TryFrom<Scope> for Moderator {
    type Error = Error;
    fn try_from(scope: Scope) -> Result<Self> {
        scope.at_least(Role::Moderator, "This needs a moderator").map(|(scope, staff)| Self(scope, staff))
    }
}

impl TryFrom<Scope> for Admin {
    type Error = Error;
    fn try_from(scope: Scope) -> Result<Self> {
        scope.at_least(Role::Admin, "This needs an admin").map(|(scope, staff)| Self(scope, staff))
    }
}

macro_rules! staffed {
    ($($name:ident)*) => {$(
        impl $name {
            /// The account.
            pub fn staff(&self) -> &Staff {
                &self.1
            }

            /// Who the audit puts the deed down to.
            pub fn by(&self) -> By {
                By { staff: Some(self.1.id), name: self.1.name.clone() }
            }
        }
    )*};
}
staffed!(Moderator Admin);

macro_rules! scoped {
    ($($name:ident)*) => {$(
        impl Deref for $name {
            type Target = Scope;
            fn deref(&self) -> &Scope {
                &self.0
            }
        }
    )*};
}
scoped!(Voter Moderator Admin);
