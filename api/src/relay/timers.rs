//! When a client has to be looked at without news: deadlines in slots, so that many are one wake-up.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

/// How much earlier than asked for a client may be looked at, so that many are one wake-up. None is late by it.
pub const EARLY: Duration = Duration::from_millis(500);
/// A deadline nearer than that is kept as exactly as the poll does.
const FINE: Duration = Duration::from_millis(10);

/// Deadlines of clients, by slot. A client may be in several; it is looked at in each.
#[derive(Debug)]
pub(super) struct Timers {
    began: Instant,
    slots: BTreeMap<u64, Vec<usize>>,
}

impl Timers {
    pub(super) fn new() -> Self {
        Self { began: Instant::now(), slots: BTreeMap::new() }
    }

    /// The slot of this deadline, which is none that has begun.
    pub(super) fn slot(&self, at: Instant, now: Instant) -> u64 {
        let unit = if at.saturating_duration_since(now) < 2 * EARLY { FINE } else { EARLY };
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let (at, unit) = (millis(at.saturating_duration_since(self.began)), millis(unit));
        (at - at % unit).max(millis(now.saturating_duration_since(self.began)) + 1)
    }

    /// Looks at a client then.
    pub(super) fn set(&mut self, slot: u64, client: usize) {
        self.slots.entry(slot).or_default().push(client);
    }

    /// How long until somebody is due.
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        let (slot, _) = self.slots.first_key_value()?;
        Some((self.began + Duration::from_millis(*slot)).saturating_duration_since(now))
    }

    /// Those of a slot that is due, with the slot.
    pub(super) fn due(&mut self, now: Instant) -> Option<(u64, Vec<usize>)> {
        let first = self.slots.first_entry()?;
        if self.began + Duration::from_millis(*first.key()) > now {
            return None;
        }
        Some(first.remove_entry())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines_near_each_other_are_one_wake_up_and_none_is_late() {
        let mut timers = Timers::new();
        let now = timers.began;
        for client in 0..100 {
            let at = now + Duration::from_millis(30_000 + client as u64);
            let slot = timers.slot(at, now);
            assert!(now + Duration::from_millis(slot) <= at);
            timers.set(slot, client);
        }
        assert_eq!(timers.wait(now), Some(Duration::from_secs(30)));
        assert!(timers.due(now + Duration::from_millis(29_999)).is_none());
        let (_, due) = timers.due(now + Duration::from_secs(30)).unwrap();
        assert_eq!(due.len(), 100);
        assert_eq!(timers.wait(now), None);
    }

    #[test]
    fn a_near_deadline_is_kept_more_exactly_and_never_in_the_past() {
        let timers = Timers::new();
        let now = timers.began + Duration::from_millis(1_000);
        assert_eq!(timers.slot(now + Duration::from_millis(57), now), 1_050);
        assert_eq!(timers.slot(now, now), 1_001);
    }
}
