//! The tenants and teams that were asked for lately: each request and each stream names one.

use std::sync::Arc;

use entity::{TeamId, TenantId, team, tenant};
use sea_orm::{ColumnTrait, QueryFilter};

use super::App;
use super::known::Known;
use crate::error::{Error, Result};
use crate::text;

/// By slug or id, as it was asked for; teams by their tenant and id.
#[derive(Debug, Default)]
pub(super) struct Tenants {
    tenants: Known<String, Arc<tenant::Model>>,
    teams: Known<(TenantId, TeamId), ()>,
}

impl App {
    /// A tenant by slug or id; none that is suspended.
    ///
    /// # Errors
    /// 404 when there is none, 503 when the database is away.
    pub async fn tenant(&self, name: &str) -> Result<Arc<tenant::Model>> {
        let unknown = || Error::NotFound("tenant_not_found");
        let read = || async {
            let find = match name.parse() {
                Ok(id) => tenant::of(id),
                Err(_) => tenant::named(&text::slug("tenantId", name).map_err(|_| unknown())?),
            };
            let found = find.one(self.db.reader()).await?.filter(|tenant| tenant.suspended_at.is_none());
            found.map(Arc::new).ok_or_else(unknown)
        };
        self.tenants.tenants.get(name.to_owned(), read).await
    }

    /// That the tenant has this team.
    ///
    /// # Errors
    /// 404 when it has not, 503 when the database is away.
    pub async fn has_team(&self, tenant: TenantId, team: TeamId) -> Result<()> {
        let read = || async {
            let found = team::of(tenant).filter(team::Column::Id.eq(team)).one(self.db.reader()).await?;
            found.map(|_| ()).ok_or(Error::NotFound("team_not_found"))
        };
        self.tenants.teams.get((tenant, team), read).await
    }
}

impl Tenants {
    /// Reads this tenant and its teams anew when they are asked for next.
    pub(super) fn forget(&self, tenant: TenantId) {
        self.tenants.forget(|_, known| known.id == tenant);
        self.teams.forget(|(of, _), ()| *of == tenant);
    }
}
