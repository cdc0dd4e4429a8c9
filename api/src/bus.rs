//! The bus: a ring of the last events for each tenant that somebody listens to, and cursors that read it.
//!
//! It knows nothing of HTTP or the database. It is a bell, not the truth: whoever finds a gap or a listener behind
//! the ring reads the log, and what may not be put on a ring in order is told to the caller.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use entity::TenantId;

use crate::event::{Epoch, Frame};

mod cursor;
mod doors;
mod ring;

pub use cursor::{Cursor, Filter, Glance, Hears};
pub use doors::Door;
pub use ring::{Gap, MOST_FRAMES, Ring};

/// Tenant → ring. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct EventBus {
    rings: Arc<Mutex<HashMap<TenantId, Weak<Ring>>>>,
}

impl EventBus {
    /// The tenant's ring, made in the state *priming* if there is none. It lives as long as somebody holds it.
    pub fn ring(&self, tenant: TenantId) -> Arc<Ring> {
        let mut rings = self.lock();
        if let Some(ring) = rings.get(&tenant).and_then(Weak::upgrade) {
            return ring;
        }
        let ring = Arc::new(Ring::new(tenant));
        rings.insert(tenant, Arc::downgrade(&ring));
        ring
    }

    /// The tenant's ring, if there is one.
    pub fn known(&self, tenant: TenantId) -> Option<Arc<Ring>> {
        self.lock().get(&tenant).and_then(Weak::upgrade)
    }

    /// Puts committed events on the tenant's ring, if anybody listens.
    ///
    /// # Errors
    /// [`Gap`] when earlier events are missing: the caller reads them from the log.
    pub fn publish(&self, tenant: TenantId, epoch: Epoch, frames: Vec<Frame>) -> Result<(), Gap> {
        self.known(tenant).map_or(Ok(()), |ring| ring.push(epoch, frames))
    }

    /// Replaces a ring that cannot go on; its listeners find out at their next read.
    pub fn retire(&self, ring: &Arc<Ring>) {
        let mut rings = self.lock();
        if rings.get(&ring.tenant()).and_then(Weak::upgrade).is_some_and(|held| Arc::ptr_eq(&held, ring)) {
            rings.remove(&ring.tenant());
        }
        ring.end();
    }

    /// The rings in memory; forgets those that nobody holds.
    pub fn rings(&self) -> Vec<Arc<Ring>> {
        let mut rings = self.lock();
        rings.retain(|_, ring| ring.strong_count() > 0);
        rings.values().filter_map(Weak::upgrade).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<TenantId, Weak<Ring>>> {
        self.rings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
