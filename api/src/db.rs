//! The two databases behind one door: SQLite inside the process, or PostgreSQL.
//!
//! SQLite has one writer connection and a pool of readers, WAL and `synchronous=FULL`: what was acknowledged survives
//! a power cut. PostgreSQL has one pool.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use crate::error::{Error, Result as Outcome, is_passing};

/// Connections to the database, and what kind it is.
#[derive(Clone, Debug)]
pub struct Db {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    origin: &'static str,
    full: Arc<AtomicBool>,
}

/// What of a database's identity goes into an epoch, as SQL: on PostgreSQL the cluster and its timeline, so that a
/// failover or a restore turns old positions into a `reset`. `pg_control_checkpoint()` lags a promotion by a
/// checkpoint; the name of the current WAL file does not.
const ORIGIN_POSTGRES: &str =
    "(SELECT system_identifier::text FROM pg_control_system()) || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)";

impl Db {
    /// Connects; an SQLite file is made if there is none.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn connect(url: &str, connections: u32) -> Result<Self, DbErr> {
        if url.starts_with("sqlite:") {
            let writer = Database::connect(sqlite(url, 1)).await?;
            // Every connection to `:memory:` is a database of its own, so it has just the one.
            let reader = if url.contains(":memory:") {
                writer.clone()
            } else {
                Database::connect(sqlite(url, connections.clamp(2, 8))).await?
            };
            return Ok(Self { writer, reader, origin: "''", full: Arc::default() });
        }
        let mut options = pooled(url, connections);
        options
            .test_before_acquire_if_idle_for(Duration::from_secs(30))
            .map_sqlx_postgres_opts(|options| options.statement_cache_capacity(256).application_name("openfloor"));
        let pool = Database::connect(options).await?;
        // A provider may forbid these functions; then the tenant's epoch alone has to do.
        let probe = Statement::from_string(DbBackend::Postgres, format!("SELECT {ORIGIN_POSTGRES}"));
        let origin = match pool.query_one_raw(probe).await {
            Ok(_) => ORIGIN_POSTGRES,
            // Without the origin this node's epochs would not be those of the other nodes.
            Err(error) if is_passing(&error) => return Err(error),
            Err(error) => {
                tracing::warn!(%error, "the database's timeline cannot be read: renew epochs by hand after a failover");
                "''"
            }
        };
        Ok(Self { writer: pool.clone(), reader: pool, origin, full: Arc::default() })
    }

    /// Brings the schema up to date; on PostgreSQL one node at a time.
    ///
    /// # Errors
    /// When a migration fails.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        if self.backend() == DbBackend::Sqlite {
            return Migrator::up(&self.writer, None).await;
        }
        // The lock belongs to a transaction of its own connection, so that it ends with it whatever happens.
        let guard = self.writer.begin().await?;
        guard.execute_unprepared("SELECT pg_advisory_xact_lock(7309453901)").await?;
        let done = Migrator::up(&self.writer, None).await;
        guard.rollback().await?;
        done
    }

    /// Whether this build's schema is in place.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn is_migrated(&self) -> Result<bool, DbErr> {
        Ok(Migrator::get_pending_migrations(&self.writer).await?.is_empty())
    }

    /// Begins a transaction that may write: READ COMMITTED, or `BEGIN IMMEDIATE` on SQLite.
    ///
    /// # Errors
    /// When no connection is to be had in time.
    pub async fn write(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.writer.begin_with_options(options).await
    }

    /// Begins a transaction that sees one moment: REPEATABLE READ READ ONLY, or a read transaction on SQLite.
    ///
    /// # Errors
    /// When no connection is to be had in time.
    pub async fn read(&self) -> Result<DatabaseTransaction, DbErr> {
        if self.backend() == DbBackend::Sqlite {
            return self.reader.begin().await;
        }
        self.reader.begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly)).await
    }

    /// A connection for single reads.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// A connection for single writes that need no log: sessions, housekeeping.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// SQLite or PostgreSQL.
    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// SQL of what goes into an epoch beside the tenant's own.
    pub fn origin(&self) -> &'static str {
        self.origin
    }

    /// Notes what became of a write: whether the disk has room for more.
    pub fn heeds<T>(&self, written: &Outcome<T>) {
        match written {
            Err(Error::Full(fault)) if !self.full.swap(true, Ordering::Relaxed) => {
                tracing::error!(fault, "the database's disk is full: nothing is written until it has room");
            }
            Ok(_) if self.full.swap(false, Ordering::Relaxed) => {
                tracing::info!("the database's disk has room again");
            }
            _ => {}
        }
    }

    /// Whether the last write found the disk full.
    pub fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// Idle and used connections.
    pub fn pool(&self) -> (usize, usize) {
        let (size, idle) = if self.backend() == DbBackend::Sqlite {
            let (writer, reader) = (self.writer.get_sqlite_connection_pool(), self.reader.get_sqlite_connection_pool());
            (writer.size() + reader.size(), writer.num_idle() + reader.num_idle())
        } else {
            let pool = self.writer.get_postgres_connection_pool();
            (pool.size(), pool.num_idle())
        };
        (idle, (size as usize).saturating_sub(idle))
    }

    /// Lets all connections go, after the transactions under way.
    pub async fn close(self) {
        for connection in [self.reader, self.writer] {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "the database did not close cleanly");
            }
        }
    }
}

/// What both databases have in common.
fn pooled(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5));
    options
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = pooled(url, connections);
    options.test_before_acquire_if_idle_for(Duration::from_secs(300)).map_sqlx_sqlite_opts(|options| {
        options
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            .statement_cache_capacity(128)
            .pragma("cache_size", "-4000")
            .pragma("wal_autocheckpoint", "2000")
    });
    // SQLite itself ends a transaction that finds the disk full; the driver then cannot, and takes it for still open:
    // the next would be a savepoint inside it, and so on, acknowledged and never committed. Such a connection goes.
    options.map_sqlx_sqlite_before_acquire(|connection, _| {
        let is_clean = !connection.is_in_transaction();
        Box::pin(async move { Ok(is_clean) })
    });
    options
}
