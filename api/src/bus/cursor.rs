//! A listener's place on a ring, and what it wants to hear.

use std::sync::Arc;

use entity::{TeamId, VoterId};
use tokio::sync::watch;

use super::Ring;
use crate::event::{Audience, Frame, Kind};

/// Frames taken in one look.
const MOST: usize = 64;

/// What a look at the ring showed.
#[derive(Clone, Debug)]
pub enum Glance {
    /// Frames that are wanted, perhaps none, and the number up to which was looked.
    Frames {
        /// The wanted ones, in order.
        frames: Vec<Arc<Frame>>,
        /// The last number looked at.
        at: i64,
    },
    /// Nothing is newer.
    AtHead,
    /// The place is ahead of this node: wait for it.
    Ahead,
    /// The place is older than the ring: read the log.
    Behind,
    /// The ring was replaced.
    Ended,
}

/// Which events a listener asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    kinds: u64,
    others: bool,
    presence: bool,
    teams: Option<Arc<[TeamId]>>,
}

impl Filter {
    /// Everything, of these teams if named.
    pub fn all(teams: Option<Arc<[TeamId]>>) -> Self {
        Self { kinds: u64::MAX, others: true, presence: true, teams }
    }

    /// From `question:created,question:*,*`: names and prefixes; unknown names are ignored.
    pub fn named<'a>(names: impl IntoIterator<Item = &'a str>, teams: Option<Arc<[TeamId]>>) -> Self {
        let mut filter = Self { kinds: 0, others: false, presence: false, teams };
        for name in names.into_iter().map(str::trim) {
            if name == "*" {
                return Self::all(filter.teams);
            }
            filter.presence |= name == "presence";
            let prefix = name.strip_suffix('*').filter(|prefix| prefix.ends_with(':'));
            for kind in Kind::ALL {
                if kind.name() == name || prefix.is_some_and(|prefix| kind.name().starts_with(prefix)) {
                    filter.kinds |= bit(*kind);
                }
            }
        }
        filter
    }

    /// Whether it asks who is in this team; in none, if there is none.
    pub fn asks_who_is_in(&self, team: Option<TeamId>) -> bool {
        let ours = |teams: &Arc<[TeamId]>| team.is_some_and(|team| teams.contains(&team));
        self.presence && self.teams.as_ref().is_none_or(ours)
    }

    /// The one team it is about, if it is about one.
    pub fn only_team(&self) -> Option<TeamId> {
        match self.teams.as_deref() {
            Some([team]) => Some(*team),
            _ => None,
        }
    }

    /// Whether this event is among what was asked for.
    pub fn passes(&self, frame: &Frame) -> bool {
        let kind = if frame.kind == Kind::Other { self.others } else { self.kinds & bit(frame.kind) != 0 };
        let bound = frame.kind.name().starts_with("question:") || frame.kind.name().starts_with("stage:");
        let ours = |teams: &Arc<[TeamId]>| frame.team.is_some_and(|team| teams.contains(&team));
        kind && (!bound || self.teams.as_ref().is_none_or(ours))
    }
}

fn bit(kind: Kind) -> u64 {
    1 << (kind as u64 & 63)
}

/// What a listener may hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hears {
    /// Whether it is staff.
    pub staff: bool,
    /// Who it is as an author.
    pub voter: Option<VoterId>,
}

impl Hears {
    /// Whether this event is for this listener.
    pub fn may(&self, frame: &Frame) -> bool {
        match frame.audience {
            Audience::Public => true,
            Audience::Staff => self.staff || (frame.reader.is_some() && frame.reader == self.voter),
            Audience::Internal => false,
        }
    }
}

/// A listener's place: costs the same however far it falls behind.
#[derive(Debug)]
pub struct Cursor {
    ring: Arc<Ring>,
    bell: watch::Receiver<u64>,
    at: i64,
}

impl Cursor {
    /// A cursor that reads on after this number.
    pub fn new(ring: Arc<Ring>, after: i64) -> Self {
        let bell = ring.bell();
        Self { ring, bell, at: after }
    }

    /// The ring it stands on.
    pub fn ring(&self) -> &Arc<Ring> {
        &self.ring
    }

    /// The last number read.
    pub fn at(&self) -> i64 {
        self.at
    }

    /// Moves on after frames were read from the log instead.
    pub fn advance(&mut self, at: i64) {
        self.at = at;
    }

    /// Looks for what is new and wanted; moves on by what it saw.
    pub fn glance(&mut self, wants: impl FnMut(&Frame) -> bool) -> Glance {
        self.bell.mark_unchanged();
        let glance = self.ring.glance(self.at, MOST, wants);
        if let Glance::Frames { at, .. } = &glance {
            self.at = *at;
        }
        glance
    }

    /// Waits until there may be more to see.
    pub async fn rung(&mut self) {
        // The ring holds the sender, and we hold the ring: it cannot close.
        let _ = self.bell.changed().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: Kind, audience: Audience, reader: Option<VoterId>, team: Option<TeamId>) -> Frame {
        let nothing = bytes::Bytes::new;
        let (block, chunk) = (nothing(), nothing());
        Frame { seq: 1, kind, audience, reader, subject: None, team, committed_at: 0, block, chunk }
    }

    #[test]
    fn names_and_prefixes_select_types() {
        let of = |kind| frame(kind, Audience::Public, None, None);
        let filter = Filter::named("tag:*, question:created,nonsense".split(','), None);
        assert!(filter.passes(&of(Kind::TagDeleted)) && filter.passes(&of(Kind::QuestionCreated)));
        assert!(!filter.passes(&of(Kind::QuestionPinned)) && !filter.passes(&of(Kind::Other)));
        assert!(Filter::named(["*"], None).passes(&of(Kind::Other)));
        assert!(!Filter::named(["nonsense"], None).passes(&of(Kind::TagCreated)));
    }

    #[test]
    fn a_team_bounds_questions_and_nothing_else() {
        let (ours, theirs) = (TeamId(uuid::Uuid::from_u128(1)), TeamId(uuid::Uuid::from_u128(2)));
        let filter = Filter::all(Some([ours].into()));
        assert!(filter.passes(&frame(Kind::QuestionPinned, Audience::Public, None, Some(ours))));
        assert!(!filter.passes(&frame(Kind::QuestionPinned, Audience::Public, None, Some(theirs))));
        assert!(!filter.passes(&frame(Kind::QuestionPinned, Audience::Public, None, None)));
        assert!(filter.passes(&frame(Kind::TeamUpdated, Audience::Public, None, Some(theirs))));
    }

    #[test]
    fn a_staff_event_is_for_staff_and_its_reader() {
        let (ann, bob) = (VoterId(uuid::Uuid::from_u128(1)), VoterId(uuid::Uuid::from_u128(2)));
        let event = frame(Kind::QuestionUpdated, Audience::Staff, Some(ann), None);
        assert!(Hears { staff: true, voter: None }.may(&event));
        assert!(Hears { staff: false, voter: Some(ann) }.may(&event));
        assert!(!Hears { staff: false, voter: Some(bob) }.may(&event));
        assert!(!Hears { staff: false, voter: None }.may(&frame(Kind::QuestionUpdated, Audience::Staff, None, None)));
        assert!(!Hears { staff: true, voter: None }.may(&frame(Kind::TenantClosed, Audience::Internal, None, None)));
    }
}
