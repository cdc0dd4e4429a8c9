//! The tenants that were asked for lately. A change is known at once on a node that hears the tenant's log, and within
//! a second on any other.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use entity::{TenantId, tenant};
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::App;
use crate::error::{Error, Result};
use crate::text;

/// How long a tenant is remembered.
const TENANT_TTL: Duration = Duration::from_secs(1);
/// Tenants remembered; beyond, those whose time is up make room.
const MOST: usize = 10_000;

/// A tenant, or the reading of it that is under way: whoever asks meanwhile waits for that one, and fails with it. When
/// a thousand come in the moment after a second is over, the database is asked once.
type Slot = Arc<OnceCell<Result<Arc<tenant::Model>>>>;

/// By slug or id, as it was asked for, with when it was.
#[derive(Debug, Default)]
pub(super) struct Tenants {
    known: Mutex<HashMap<String, (Instant, Slot)>>,
}

impl App {
    /// A tenant by slug or id; none that is suspended.
    ///
    /// # Errors
    /// 404 when there is none, 503 when the database is away.
    pub async fn tenant(&self, name: &str) -> Result<Arc<tenant::Model>> {
        let slot = self.tenants.slot(name);
        let read = || async {
            let find = match name.parse() {
                Ok(id) => tenant::of(id),
                Err(_) => tenant::named(&text::slug("tenantId", name).map_err(|_| unknown())?),
            };
            let found = find.one(self.db.reader()).await?.filter(|tenant| tenant.suspended_at.is_none());
            found.map(Arc::new).ok_or_else(unknown)
        };
        let found = slot.get_or_init(read).await.clone();
        if found.is_err() {
            self.tenants.remove(name, &slot);
        }
        found
    }
}

fn unknown() -> Error {
    Error::NotFound("tenant_not_found")
}

impl Tenants {
    /// Reads this tenant anew when it is asked for next. What is being read now may be it, so that is not kept.
    pub(super) fn forget(&self, tenant: TenantId) {
        self.lock().retain(|_, (_, slot)| matches!(slot.get(), Some(Ok(known)) if known.id != tenant));
    }

    /// Where this tenant is, or will be once it is read.
    fn slot(&self, name: &str) -> Slot {
        let mut known = self.lock();
        if let Some((_, slot)) = known.get(name).filter(|(at, _)| at.elapsed() < TENANT_TTL) {
            return Arc::clone(slot);
        }
        if known.len() >= MOST {
            known.retain(|_, (at, _)| at.elapsed() < TENANT_TTL);
        }
        let slot = Slot::default();
        known.insert(name.to_owned(), (Instant::now(), Arc::clone(&slot)));
        slot
    }

    fn remove(&self, name: &str, slot: &Slot) {
        let mut known = self.lock();
        if known.get(name).is_some_and(|(_, held)| Arc::ptr_eq(held, slot)) {
            known.remove(name);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Instant, Slot)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
