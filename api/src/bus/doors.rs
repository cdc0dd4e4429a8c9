//! Those who are told of news without waiting for it as a task does.

use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Somebody who is told.
pub trait Door: Send + Sync + std::fmt::Debug {
    /// There may be more to read.
    fn knock(&self);
}

/// The doors at one ring; those that are gone are forgotten when another comes.
#[derive(Debug, Default)]
pub(super) struct Doors(Mutex<Vec<Weak<dyn Door>>>);

impl Doors {
    pub(super) fn add(&self, door: &Arc<dyn Door>) {
        let mut doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        doors.retain(|door| door.strong_count() > 0);
        doors.push(Arc::downgrade(door));
    }

    pub(super) fn knock(&self) {
        let doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        doors.iter().filter_map(Weak::upgrade).for_each(|door| door.knock());
    }
}
