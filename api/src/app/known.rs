//! What was read of the database lately and may be a second old: tenants, teams. A change is known at once on a node that
//! hears the tenant's log, and within a second on any other.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::error::Result;

/// How long something is remembered.
const TTL: Duration = Duration::from_secs(1);
/// How much is remembered; beyond, what is too old makes room.
const MOST: usize = 10_000;

/// Something, or the reading of it that is under way: whoever asks meanwhile waits for that one, and fails with it. When
/// a thousand come in the moment after a second is over, the database is asked once.
type Slot<V> = Arc<OnceCell<Result<V>>>;

/// What is known by name, with when it was asked for.
#[derive(Debug)]
pub(super) struct Known<K, V> {
    slots: Mutex<HashMap<K, (Instant, Slot<V>)>>,
}

impl<K, V> Default for Known<K, V> {
    fn default() -> Self {
        Self { slots: Mutex::default() }
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Known<K, V> {
    /// What is known, or what `read` says; a failure is not remembered.
    ///
    /// # Errors
    /// What the reading failed with.
    pub(super) async fn get<F: Future<Output = Result<V>>>(&self, name: K, read: impl FnOnce() -> F) -> Result<V> {
        let slot = self.slot(&name);
        let found = slot.get_or_init(read).await.clone();
        if found.is_err() {
            let mut slots = self.lock();
            if slots.get(&name).is_some_and(|(_, held)| Arc::ptr_eq(held, &slot)) {
                slots.remove(&name);
            }
        }
        found
    }

    /// Reads these anew when they are asked for next. What is being read now may be one of them, so that is not kept.
    pub(super) fn forget(&self, which: impl Fn(&K, &V) -> bool) {
        self.lock().retain(|name, (_, slot)| matches!(slot.get(), Some(Ok(known)) if !which(name, known)));
    }

    fn slot(&self, name: &K) -> Slot<V> {
        let mut slots = self.lock();
        if let Some((_, slot)) = slots.get(name).filter(|(at, _)| at.elapsed() < TTL) {
            return Arc::clone(slot);
        }
        if slots.len() >= MOST {
            slots.retain(|_, (at, _)| at.elapsed() < TTL);
        }
        let slot = Slot::default();
        slots.insert(name.clone(), (Instant::now(), Arc::clone(&slot)));
        slot
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, (Instant, Slot<V>)>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures_util::future::join_all;

    use super::*;
    use crate::error::Error;

    #[tokio::test(start_paused = true)]
    async fn a_thousand_who_ask_at_once_are_one_reading() {
        let (known, readings) = (Known::default(), AtomicU32::new(0));
        let read = || async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Ok(readings.fetch_add(1, Ordering::Relaxed))
        };
        let ask = || known.get("acme", read);
        assert!(join_all((0..1_000).map(|_| ask())).await.iter().all(|found| matches!(found, Ok(0))));
        assert!(matches!(ask().await, Ok(0)));
        known.forget(|name, _| *name == "acme");
        assert!(matches!(ask().await, Ok(1)));
        tokio::time::advance(TTL).await;
        assert!(matches!(ask().await, Ok(2)));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_forgotten_while_it_is_read_is_read_again_and_failures_are_not_kept() {
        let known = Known::<&str, u32>::default();
        let slow = known.get("acme", || async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Ok(1)
        });
        let forgets = async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            known.forget(|_, _| true);
        };
        let (found, ()) = tokio::join!(slow, forgets);
        assert!(matches!(found, Ok(1)));
        let gone = known.get("acme", || async { Err(Error::NotFound("tenant_not_found")) }).await;
        assert!(gone.is_err());
        assert!(matches!(known.get("acme", || async { Ok(2) }).await, Ok(2)));
    }
}
