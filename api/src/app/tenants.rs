//! The tenants that were asked for lately. A change is known at once on a node that hears the tenant's log, and within
//! a second on any other.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use entity::{TenantId, tenant};
use tokio::time::Instant;

use super::App;
use crate::error::{Error, Result};
use crate::text;

/// How long a tenant is remembered.
const TENANT_TTL: Duration = Duration::from_secs(1);
/// Tenants remembered; beyond, those whose time is up make room.
const MOST: usize = 10_000;

/// By slug or id, as it was asked for.
#[derive(Debug, Default)]
pub(super) struct Tenants {
    known: Mutex<HashMap<String, (Instant, Arc<tenant::Model>)>>,
    /// Counts the times tenants were forgotten, so that what was read before is not remembered after.
    forgotten: AtomicU64,
}

impl App {
    /// A tenant by slug or id; none that is suspended.
    ///
    /// # Errors
    /// 404 when there is none, 503 when the database is away.
    pub async fn tenant(&self, name: &str) -> Result<Arc<tenant::Model>> {
        let fresh = |(at, _): &&(Instant, _)| at.elapsed() < TENANT_TTL;
        let known = self.tenants.lock().get(name).filter(fresh).map(|(_, tenant)| Arc::clone(tenant));
        if let Some(tenant) = known {
            return Ok(tenant);
        }
        let find = match name.parse() {
            Ok(id) => tenant::of(id),
            Err(_) => tenant::named(&text::slug("tenantId", name).map_err(|_| Error::NotFound("tenant_not_found"))?),
        };
        let before = self.tenants.forgotten.load(Ordering::Acquire);
        let found = find.one(self.db.reader()).await?.filter(|tenant| tenant.suspended_at.is_none());
        let tenant = Arc::new(found.ok_or(Error::NotFound("tenant_not_found"))?);
        let mut known = self.tenants.lock();
        if self.tenants.forgotten.load(Ordering::Acquire) != before {
            return Ok(tenant);
        }
        if known.len() >= MOST {
            known.retain(|_, (at, _)| at.elapsed() < TENANT_TTL);
        }
        known.insert(name.to_owned(), (Instant::now(), Arc::clone(&tenant)));
        Ok(tenant)
    }
}

impl Tenants {
    /// Reads this tenant anew when it is asked for next.
    pub(super) fn forget(&self, tenant: TenantId) {
        let mut known = self.lock();
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        known.retain(|_, (_, known)| known.id != tenant);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Instant, Arc<tenant::Model>)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
