//! The log: a tenant's events, numbered densely in the order they committed.
//!
//! The number comes from the tenant's counter row, which [`append`] locks as the last statement of a transaction; it
//! is released by the commit, so whoever sees `n + 1` sees `n`. Reading never needs a horizon, and `first row =
//! after + 1` is a complete check. (A `bigserial` tailed by `id > last` loses rows that commit late.)

use std::collections::HashMap;

use entity::{TenantId, VoterId, event, stream};
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{ArrayType, Value};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, Set, Statement,
};
use sha2::{Digest, Sha256};

use crate::clock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::event::{Epoch, Event, Position};

mod renew;
mod trim;

pub use renew::renew;
pub use trim::trim;

/// Rows read at once.
pub const PAGE: u64 = 500;
/// Bytes of payload read at once, give or take one event.
const PAGE_BYTES: usize = 256 << 10;

/// Changes to the numbers kept with the head.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Questions asked.
    pub asked: i64,
    /// Questions published.
    pub published: i64,
    /// Questions declined, less those published after all.
    pub declined: i64,
    /// Questions answered, less those reopened or deleted; the archive keeps its answers.
    pub answered: i64,
}

/// What [`append`] wrote.
#[derive(Clone, Debug)]
pub struct Appended {
    /// The epoch it was written under.
    pub epoch: Epoch,
    /// The rows, in order.
    pub rows: Vec<event::Model>,
}

/// Where a log stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The epoch of its numbers.
    pub epoch: Epoch,
    /// The last number given.
    pub seq: i64,
    /// The last number trimmed.
    pub floor: i64,
}

/// What reading on from a place gave.
#[derive(Clone, Debug)]
pub enum Page {
    /// The next rows, bounded by count and bytes; none at the head.
    Rows(Head, Vec<event::Model>),
    /// The place is older than what is kept.
    Trimmed(Head),
}

#[derive(FromQueryResult)]
struct HeadRow {
    tenant_id: TenantId,
    epoch: String,
    origin: String,
    head_seq: i64,
    floor_seq: i64,
}

impl From<&HeadRow> for Head {
    fn from(row: &HeadRow) -> Self {
        Self { epoch: epoch(&row.epoch, &row.origin), seq: row.head_seq, floor: row.floor_seq }
    }
}

/// A short hash of the tenant's epoch and the database's origin.
fn epoch(tenant: &str, origin: &str) -> Epoch {
    let hash = Sha256::new().chain_update(tenant).chain_update([0]).chain_update(origin).finalize();
    Epoch(u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]))
}

/// Numbers and writes events: the last statement of a transaction. With no events only the tally changes.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no log (it was erased).
pub async fn append(
    db: &Db,
    tx: &DatabaseTransaction,
    tenant: TenantId,
    events: Vec<Event>,
    tally: Tally,
) -> Result<Appended> {
    let head = HeadRow::find_by_statement(Statement::from_sql_and_values(
        db.backend(),
        format!(
            "UPDATE tenant_stream SET head_seq = head_seq + $2, asked = asked + $3, published = published + $4, \
             declined = declined + $5, answered = answered + $6 WHERE tenant_id = $1 \
             RETURNING tenant_id, epoch, {} AS origin, head_seq, floor_seq",
            db.origin()
        ),
        [
            tenant.into(),
            (events.len() as i64).into(),
            tally.asked.into(),
            tally.published.into(),
            tally.declined.into(),
            tally.answered.into(),
        ],
    ))
    .one(tx)
    .await?
    .ok_or(Error::NotFound("tenant_not_found"))?;
    // Read under the lock on the counter row, so that times follow numbers.
    let now = clock::now();
    let first = head.head_seq - events.len() as i64 + 1;
    let rows: Vec<event::Model> = (first..)
        .zip(events)
        .map(|(seq, event)| event::Model {
            tenant_id: tenant,
            seq,
            r#type: event.kind.name().to_owned(),
            audience: event.audience.code(),
            reader: event.reader,
            subject_id: event.subject,
            team_id: event.team,
            payload: event.payload,
            created_at: now,
        })
        .collect();
    for chunk in rows.chunks(1_000) {
        insert(db.backend(), tx, tenant, chunk).await?;
    }
    Ok(Appended { epoch: Head::from(&head).epoch, rows })
}

/// On PostgreSQL arrays keep the statement's text, and so its plan, the same for any number of rows.
async fn insert(backend: DbBackend, tx: &DatabaseTransaction, tenant: TenantId, rows: &[event::Model]) -> Result<()> {
    if backend == DbBackend::Sqlite {
        let models = rows.iter().cloned().map(|row| event::ActiveModel {
            tenant_id: Set(row.tenant_id),
            seq: Set(row.seq),
            r#type: Set(row.r#type),
            audience: Set(row.audience),
            reader: Set(row.reader),
            subject_id: Set(row.subject_id),
            team_id: Set(row.team_id),
            payload: Set(row.payload),
            created_at: Set(row.created_at),
        });
        event::Entity::insert_many(models).exec_without_returning(tx).await?;
        return Ok(());
    }
    let array = |kind, values: Vec<Value>| Value::Array(kind, Some(Box::new(values)));
    // An array of the driver's has no nulls, so the nil UUID stands for one.
    let none = Uuid::nil();
    let uuids = |pick: fn(&event::Model) -> Option<Uuid>| {
        array(ArrayType::Uuid, rows.iter().map(|row| pick(row).unwrap_or(none).into()).collect())
    };
    tx.execute_raw(Statement::from_sql_and_values(
        backend,
        "INSERT INTO tenant_event (tenant_id, seq, type, audience, reader, subject_id, team_id, payload, created_at) \
         SELECT $1, e.seq, e.type, e.audience, NULLIF(e.reader, $10), NULLIF(e.subject, $10), NULLIF(e.team, $10), \
         e.payload, $9 FROM UNNEST($2::bigint[], $3::text[], $4::smallint[], $5::uuid[], $6::uuid[], $7::uuid[], \
         $8::text[]) AS e (seq, type, audience, reader, subject, team, payload)",
        [
            tenant.into(),
            array(ArrayType::BigInt, rows.iter().map(|row| row.seq.into()).collect()),
            array(ArrayType::String, rows.iter().map(|row| row.r#type.clone().into()).collect()),
            array(ArrayType::SmallInt, rows.iter().map(|row| row.audience.into()).collect()),
            uuids(|row| row.reader.map(|VoterId(id)| id)),
            uuids(|row| row.subject_id),
            uuids(|row| row.team_id.map(|team| team.0)),
            array(ArrayType::String, rows.iter().map(|row| row.payload.clone().into()).collect()),
            rows.first().map_or(0, |row| row.created_at).into(),
            none.into(),
        ],
    ))
    .await?;
    Ok(())
}

/// Where a tenant's log stands, as this connection or transaction sees it.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no log.
pub async fn head<C: ConnectionTrait>(db: &Db, on: &C, tenant: TenantId) -> Result<Head> {
    let sql = format!(
        "SELECT tenant_id, epoch, {} AS origin, head_seq, floor_seq FROM tenant_stream WHERE tenant_id = $1",
        db.origin()
    );
    let row = HeadRow::find_by_statement(Statement::from_sql_and_values(db.backend(), sql, [tenant.into()]));
    row.one(on).await?.as_ref().map(Head::from).ok_or(Error::NotFound("tenant_not_found"))
}

/// The head as a position.
///
/// # Errors
/// As [`head`].
pub async fn position<C: ConnectionTrait>(db: &Db, on: &C, tenant: TenantId) -> Result<Position> {
    head(db, on, tenant).await.map(|head| Position { epoch: head.epoch, seq: head.seq })
}

/// The heads of these tenants, in one query; a tenant without a log is absent.
///
/// # Errors
/// When the database cannot be read.
pub async fn heads(db: &Db, tenants: &[TenantId]) -> Result<HashMap<TenantId, Head>> {
    let mut heads = HashMap::new();
    for chunk in tenants.chunks(1_000) {
        let marks: Vec<String> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT tenant_id, epoch, {} AS origin, head_seq, floor_seq FROM tenant_stream WHERE tenant_id IN ({})",
            db.origin(),
            marks.join(",")
        );
        let values = chunk.iter().map(|tenant| (*tenant).into());
        let rows = HeadRow::find_by_statement(Statement::from_sql_and_values(db.backend(), sql, values));
        heads.extend(rows.all(db.reader()).await?.iter().map(|row| (row.tenant_id, Head::from(row))));
    }
    Ok(heads)
}

/// The next events after a number: one page, checked for density.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no log.
pub async fn read_since(db: &Db, tenant: TenantId, after: i64) -> Result<Page> {
    let tx = db.read().await?;
    let head = head(db, &tx, tenant).await?;
    let mut rows = event::of(tenant)
        .filter(event::Column::Seq.gt(after))
        .order_by_asc(event::Column::Seq)
        .limit(PAGE)
        .all(&tx)
        .await?;
    tx.commit().await?;
    let dense = match rows.first() {
        Some(first) => first.seq == after + 1,
        None => after >= head.seq,
    };
    let mut bytes = 0;
    let fits = |row: &&event::Model| {
        let first = bytes == 0;
        bytes += row.payload.len().max(1);
        first || bytes <= PAGE_BYTES
    };
    let fit = rows.iter().take_while(fits).count();
    rows.truncate(fit);
    Ok(if dense { Page::Rows(head, rows) } else { Page::Trimmed(head) })
}

/// The last events up to the head, at most `count`: what a fresh ring holds.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no log.
pub async fn last(db: &Db, tenant: TenantId, count: u64) -> Result<(Head, Vec<event::Model>)> {
    let tx = db.read().await?;
    let head = head(db, &tx, tenant).await?;
    let mut rows = event::of(tenant).order_by_desc(event::Column::Seq).limit(count).all(&tx).await?;
    tx.commit().await?;
    rows.reverse();
    Ok((head, rows))
}

/// Begins a tenant's log at 0 under a fresh epoch.
///
/// # Errors
/// When the database cannot be written.
pub async fn begin<C: ConnectionTrait>(on: &C, tenant: TenantId) -> Result<(), DbErr> {
    let row = stream::ActiveModel {
        tenant_id: Set(tenant),
        epoch: Set(Uuid::new_v4().to_string()),
        head_seq: Set(0),
        floor_seq: Set(0),
        asked: Set(0),
        published: Set(0),
        declined: Set(0),
        answered: Set(0),
    };
    stream::Entity::insert(row).exec_without_returning(on).await?;
    Ok(())
}
