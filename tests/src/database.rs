//! The databases that worlds stand on: a file in a temporary folder, or a database of its own in the scratch cluster
//! that `OPENFLOOR_TEST_POSTGRES` names. Each is removed when it is dropped.

use std::path::PathBuf;

use sea_orm::{ConnectionTrait, Database as Connector, DatabaseConnection, DbBackend, Statement};

use crate::process::server_binary;
use crate::site::environment;

/// Which kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// A file.
    Sqlite,
    /// A database in a cluster.
    Postgres,
}

/// A fresh, empty database.
#[derive(Debug)]
pub struct Database {
    url: String,
    home: Home,
}

#[derive(Debug)]
enum Home {
    Folder(PathBuf),
    Cluster { maintenance: String, name: String },
}

impl Database {
    /// Makes one.
    ///
    /// # Panics
    /// When it cannot be made; for PostgreSQL also when no cluster was named.
    pub async fn make(store: Store) -> Self {
        match store {
            Store::Sqlite => Self::make_file(),
            Store::Postgres => {
                let name = format!("openfloor_{}", uuid::Uuid::new_v4().simple());
                let maintenance = cluster();
                execute(&maintenance, &format!("CREATE DATABASE {name} TEMPLATE template0")).await;
                Self { url: beside(&maintenance, &name), home: Home::Cluster { maintenance, name } }
            }
        }
    }

    /// A copy of a file that nobody has open, with what this makes of the log of its last writes.
    ///
    /// # Panics
    /// When it is no file, or cannot be copied.
    #[must_use]
    pub fn torn(&self, tears: impl FnOnce(&mut Vec<u8>)) -> Self {
        let Home::Folder(from) = &self.home else { panic!("only a file can be copied so") };
        let to = Self::make_file();
        let Home::Folder(folder) = &to.home else { unreachable!("it is a file") };
        std::fs::copy(from.join("openfloor.db"), folder.join("openfloor.db")).expect("a database can be copied");
        let mut log = std::fs::read(from.join("openfloor.db-wal")).expect("it has a log of its last writes");
        tears(&mut log);
        std::fs::write(folder.join("openfloor.db-wal"), log).expect("its log can be written");
        to
    }

    fn make_file() -> Self {
        let folder = std::env::temp_dir().join(format!("openfloor_{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&folder).expect("a temporary folder can be made");
        Self { url: format!("sqlite://{}/openfloor.db", folder.display()), home: Home::Folder(folder) }
    }

    /// Which kind it is.
    pub fn store(&self) -> Store {
        match self.home {
            Home::Folder(_) => Store::Sqlite,
            Home::Cluster { .. } => Store::Postgres,
        }
    }

    /// Its URL, as the server takes it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The one number a query gives.
    ///
    /// # Panics
    /// When the query fails.
    pub async fn number(&self, sql: &str) -> i64 {
        let connection = connected(&self.url).await;
        let statement = Statement::from_string(backend(&connection), sql);
        let row = connection.query_one_raw(statement).await.expect("the query runs").expect("the query gives a row");
        let number = row.try_get_by_index(0).expect("the query gives a number");
        connection.close().await.expect("the connection closes");
        number
    }

    /// All UUIDs of a column, in lower case with hyphens.
    ///
    /// # Panics
    /// When the query fails.
    pub async fn uuids(&self, table: &str, column: &str) -> Vec<String> {
        let connection = connected(&self.url).await;
        let statement = Statement::from_string(backend(&connection), format!("SELECT {column} FROM {table}"));
        let rows = connection.query_all_raw(statement).await.expect("the query runs");
        let uuid = |row: &sea_orm::QueryResult| row.try_get_by_index::<uuid::Uuid>(0).expect("a UUID").to_string();
        let uuids = rows.iter().map(uuid).collect();
        connection.close().await.expect("the connection closes");
        uuids
    }

    /// Checks what must hold at every commit: counts equal their rows, and an untrimmed log is dense.
    ///
    /// # Panics
    /// When it does not hold.
    pub async fn is_sound(&self) {
        let wrong = "SELECT COUNT(*) FROM question q WHERE q.upvotes <> (SELECT COUNT(*) FROM upvote u \
                     WHERE u.tenant_id = q.tenant_id AND u.question_id = q.id)";
        assert_eq!(self.number(wrong).await, 0, "counts equal rows");
        let hidden = "SELECT COUNT(*) FROM stage s JOIN question q ON q.tenant_id = s.tenant_id AND q.id = s.question_id \
                      WHERE q.status NOT IN ('OPEN', 'ANSWERED') OR q.team_id <> s.team_id";
        assert_eq!(self.number(hidden).await, 0, "what is on stage is public");
        let loose = "SELECT COUNT(*) FROM tenant_stream s WHERE s.head_seq - s.floor_seq <> \
                     (SELECT COUNT(*) FROM tenant_event e WHERE e.tenant_id = s.tenant_id)";
        assert_eq!(self.number(loose).await, 0, "the log is dense");
    }

    /// Runs `openfloor admin` on it; what it printed.
    ///
    /// # Panics
    /// When that fails.
    pub async fn administers(&self, command: &[&str]) -> String {
        let mut admin = tokio::process::Command::new(server_binary());
        admin.env_clear().env("DATABASE_URL", &self.url).arg("admin").args(command).current_dir(std::env::temp_dir());
        let output = admin.output().await.expect("it can be run");
        assert!(output.status.success(), "{admin:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Changes the database behind the server's back.
    ///
    /// # Panics
    /// When the statement fails.
    pub async fn execute(&self, sql: &str) {
        execute(&self.url, sql).await;
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match &self.home {
            Home::Folder(folder) => drop(std::fs::remove_dir_all(folder)),
            Home::Cluster { maintenance, name } => {
                let (url, sql) = (maintenance.clone(), format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                // A drop cannot wait on the test's own runtime, so a thread of its own does.
                let removal = std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                    runtime.expect("a runtime can be made").block_on(execute(&url, &sql));
                });
                if removal.join().is_err() && !std::thread::panicking() {
                    panic!("the database {name} was not removed");
                }
            }
        }
    }
}

fn cluster() -> String {
    environment("OPENFLOOR_TEST_POSTGRES")
        .unwrap_or_else(|| panic!("no PostgreSQL to test on: use `make test`, or `tests/with-services COMMAND`"))
}

/// The URL of another database of the same cluster.
fn beside(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, String::new()), |(base, query)| (base, format!("?{query}")));
    let (cluster, _) = base.rsplit_once('/').expect("OPENFLOOR_TEST_POSTGRES names a database");
    format!("{cluster}/{name}{query}")
}

async fn connected(url: &str) -> DatabaseConnection {
    Connector::connect(url).await.unwrap_or_else(|error| panic!("{url}: {error}"))
}

async fn execute(url: &str, sql: &str) {
    let connection = connected(url).await;
    connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.close().await.expect("the connection closes");
}

fn backend(connection: &DatabaseConnection) -> DbBackend {
    connection.get_database_backend()
}
