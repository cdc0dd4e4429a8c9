//! What must be there before the first request: secrets, and the default tenant.

use std::sync::Arc;

use entity::{TenantId, event, instance, question, tenant};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QuerySelect, Set,
};
use uuid::Uuid;

use super::App;
use crate::auth;
use crate::clock;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::log;

/// Rows erased in one transaction.
const CHUNK: u64 = 500;

/// The signing secrets: those configured, else one that is made once and kept.
pub(super) async fn secrets(db: &Db, config: &Config) -> Result<Vec<String>> {
    if !config.secrets.is_empty() {
        return Ok(config.secrets.clone());
    }
    kept(db, "secret").await.map(|secret| vec![secret])
}

/// Something random that is made once and is the same for every node.
pub(super) async fn kept(db: &Db, name: &str) -> Result<String> {
    let fresh = instance::ActiveModel { name: Set(name.to_owned()), value: Set(auth::secret()) };
    instance::Entity::insert_many([fresh])
        .on_conflict(OnConflict::column(instance::Column::Name).do_nothing().to_owned())
        .exec_without_returning(db.writer())
        .await?;
    let row = instance::named(name).one(db.writer()).await?;
    row.map(|row| row.value).ok_or_else(|| Error::Internal(format!("the {name} was not kept")))
}

/// Writes a row of no meaning: whether there is room again. It is larger than a deed's rows, which would else find none
/// where this did, and different each time, since a page that does not change is not written.
pub(super) async fn touch(db: &Db) -> Result<()> {
    let row =
        instance::ActiveModel { name: Set("touched".to_owned()), value: Set(clock::now().to_string().repeat(5_000)) };
    let same = OnConflict::column(instance::Column::Name).update_column(instance::Column::Value).to_owned();
    instance::Entity::insert(row).on_conflict(same).exec_without_returning(db.writer()).await?;
    Ok(())
}

impl App {
    /// Erases a tenant that was shut, with all that is in it.
    ///
    /// # Errors
    /// When the database cannot be written; what is left can be erased again.
    pub async fn erase(self: &Arc<Self>, tenant: TenantId) -> Result<()> {
        let app = Arc::clone(self);
        self.unhurried(async move { erase_rows(&app, tenant).await }).await
    }

    /// Makes the default tenant on an empty database.
    pub(super) async fn prepare(&self) -> Result<()> {
        let Some(slug) = self.config.default_tenant.as_deref().filter(|_| !self.config.demo) else { return Ok(()) };
        let tx = self.db.write().await?;
        if tenant::all().count(&tx).await? == 0 {
            match make_tenant(&tx, slug, "Town hall").await {
                Ok(_) => tracing::info!(tenant = slug, "made the default tenant"),
                // Another node was quicker.
                Err(Error::Conflict(..)) => {}
                Err(error) => return Err(error),
            }
        } else if tenant::named(slug).one(&tx).await?.is_none() {
            tracing::warn!(
                tenant = slug,
                "OPENFLOOR_DEFAULT_TENANT names no tenant of this database: requests that name none will find nothing \
                 (`openfloor admin tenant list` shows those there are)"
            );
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Small transactions, so that nobody else waits long; the tenant's own row goes last and takes the rest along.
async fn erase_rows(app: &App, id: TenantId) -> Result<()> {
    let head = log::head(&app.db, app.db.reader(), id).await?;
    let mut upto = head.floor;
    while upto < head.seq {
        upto = head.seq.min(upto + i64::try_from(CHUNK).unwrap_or(i64::MAX));
        event::remove(id).filter(event::Column::Seq.lte(upto)).exec(app.db.writer()).await?;
    }
    loop {
        let some = question::of(id).select_only().column(question::Column::Id).limit(CHUNK);
        let ids: Vec<entity::QuestionId> = some.into_tuple().all(app.db.reader()).await?;
        if ids.is_empty() {
            break;
        }
        question::remove(id).filter(question::Column::Id.is_in(ids)).exec(app.db.writer()).await?;
    }
    tenant::remove(id).exec(app.db.writer()).await?;
    Ok(())
}

/// Makes a tenant with an empty log.
///
/// # Errors
/// 409 `slug_taken` when the slug is in use.
pub async fn make_tenant<C: ConnectionTrait>(on: &C, slug: &str, name: &str) -> Result<tenant::Model> {
    let now = clock::now();
    let row = tenant::Model {
        id: TenantId(Uuid::now_v7()),
        slug: slug.to_owned(),
        name: name.to_owned(),
        vote_key: auth::secret(),
        own_upvotes: true,
        brand_color: None,
        suspended_at: None,
        created_at: now,
        updated_at: now,
    };
    let inserted = tenant::Entity::insert_many([row.clone().into_active_model().reset_all()])
        .on_conflict(OnConflict::column(tenant::Column::Slug).do_nothing().to_owned())
        .exec_without_returning(on)
        .await?;
    if inserted == 0 {
        return Err(Error::Conflict("slug_taken", "This slug is in use"));
    }
    log::begin(on, row.id).await?;
    Ok(row)
}
