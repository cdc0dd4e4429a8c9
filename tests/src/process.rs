//! The built binary as a process: for what only a process can show, such as `kill -9`.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::future::IntoFuture;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::PathBuf;
use std::process::Stdio;

use futures_util::future::BoxFuture;
use tokio::process::{Child, Command};

use crate::carrier::Carrier;
use crate::database::{Database, Store};
use crate::newcomers::OPERATOR_TOKEN;
use crate::site::{Site, environment, in_time};
use crate::tools::{end, signal};
use crate::wire::Wire;
use crate::world::relay_of_this_run;

/// A running server process over a database of its own; both are gone when it is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    site: Site,
    settings: BTreeMap<String, String>,
    log: PathBuf,
    database: Database,
}

/// A process that is about to be: awaiting it starts it.
#[derive(Debug)]
pub struct Starting {
    store: Store,
    settings: BTreeMap<String, String>,
}

impl Process {
    /// A process on this kind of database.
    pub fn on(store: Store) -> Starting {
        let settings = [("OPENFLOOR_OPERATOR_TOKEN", OPERATOR_TOKEN), ("OPENFLOOR_DATABASE_CONNECTIONS", "8")];
        let mut settings: BTreeMap<_, _> = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        settings.extend(relay_of_this_run());
        settings.extend(Carrier::of_this_run(store).into_iter().flat_map(Carrier::settings));
        Starting { store, settings }
    }

    /// Its database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Ends it as a power cut would.
    pub async fn kill_9(&mut self) {
        in_time("kill -9", self.child.kill()).await.expect("the process can be killed");
    }

    /// Asks it to stop, as an orchestrator would.
    pub async fn terminate(&self) {
        signal(&self.child, "TERM").await;
    }

    /// Waits until it has stopped; whether it says that all went well.
    pub async fn has_stopped(&mut self) -> bool {
        in_time("the process stops", self.child.wait()).await.expect("the process can be waited for").success()
    }

    /// Starts it again on the same port and database, after it ended.
    pub async fn starts_again(&mut self) {
        self.child = spawn(&self.settings, &self.log);
        self.is_ready().await;
    }

    /// What it printed.
    pub fn printed(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    async fn is_ready(&mut self) {
        in_time("the process is ready", async {
            while !ready(self.site).await {
                let ended = self.child.try_wait().expect("the process can be asked");
                assert!(ended.is_none(), "the process ended: {ended:?}\n{}", self.printed());
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        })
        .await;
    }
}

impl Deref for Process {
    type Target = Site;
    fn deref(&self) -> &Site {
        &self.site
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The database goes next, so nobody may still be using it.
        end(&mut self.child);
        if std::thread::panicking() {
            eprintln!("the process printed:\n{}", self.printed());
        }
        drop(std::fs::remove_file(&self.log));
    }
}

impl Starting {
    /// With this setting.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Display) -> Self {
        self.settings.insert(name.to_owned(), value.to_string());
        self
    }
}

impl IntoFuture for Starting {
    type Output = Process;
    type IntoFuture = BoxFuture<'static, Process>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let database = Database::make(self.store).await;
            let address = free_address();
            self.settings.insert("DATABASE_URL".into(), database.url().into());
            self.settings.insert("OPENFLOOR_LISTEN".into(), address.to_string());
            let log = std::env::temp_dir().join(format!("openfloor-{}.log", uuid::Uuid::new_v4().simple()));
            let child = spawn(&self.settings, &log);
            let mut process = Process { child, site: Site::at(address), settings: self.settings, log, database };
            process.is_ready().await;
            process
        })
    }
}

fn spawn(settings: &BTreeMap<String, String>, log: &PathBuf) -> Child {
    let binary = server_binary();
    let open = || std::fs::File::options().create(true).append(true).open(log).expect("a log file can be made");
    Command::new(&binary)
        .env_clear()
        .envs(settings)
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::null())
        .stdout(open())
        .stderr(open())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}", binary.display()))
}

/// The server that was built.
///
/// # Panics
/// When it was not.
pub fn server_binary() -> PathBuf {
    let built = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/debug/openfloor");
    let path = PathBuf::from(environment("OPENFLOOR_BIN").unwrap_or_else(|| built.to_owned()));
    assert!(path.exists(), "no server at {}: `cargo build` it, or name it by OPENFLOOR_BIN", path.display());
    path
}

/// An address nobody listens at.
pub fn free_address() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    listener.local_addr().expect("a bound port has an address")
}

async fn ready(site: Site) -> bool {
    if tokio::net::TcpStream::connect(site.address).await.is_err() {
        return false;
    }
    let mut wire = Wire::to(site).await;
    let request = format!("GET /health/ready HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", site.address);
    wire.pushes(request).await && wire.head().await.is_some_and(|reply| reply.status == 200)
}
