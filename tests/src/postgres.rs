//! A PostgreSQL of a test's own, to be killed, and a standby that follows it and can take its place.

use std::net::SocketAddr;
use std::os::unix::fs::chown;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};

use crate::disk::Disk;
use crate::process::free_address;
use crate::site::{environment, eventually_within};
use crate::tools::{Folder, end, is_root, signal};

/// How long a database may take to start, to recover or to be copied.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running PostgreSQL; gone when it is dropped.
#[derive(Debug)]
pub struct Postgres {
    child: Child,
    home: Home,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Postgres {
    /// Starts an empty one.
    ///
    /// # Panics
    /// When there is none, or it does not start.
    pub async fn starts() -> Self {
        let home = Home { folder: folder(), disk: Disk::if_possible().await };
        let make = ["-U", "openfloor", "-A", "trust", "-E", "UTF8", "--locale=C", "-N", "--wal-segsize=1", "-D"];
        runs(home.command("initdb").args(make).arg(home.data())).await;
        let address = free_address();
        let postgres = Self { child: spawn(&home, address), home, address };
        postgres.answers().await;
        postgres
    }

    /// A standby that has copied this one. From now on this one acknowledges nothing the standby has not got.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn is_followed(&self) -> Self {
        let (home, address) = (Home { folder: folder(), disk: Disk::if_possible().await }, free_address());
        let from = format!("host=127.0.0.1 port={} user=openfloor application_name=standby", self.address.port());
        let copy = ["--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream", "--no-sync"];
        runs(home.command("pg_basebackup").args(copy).arg("-d").arg(&from).arg("-D").arg(home.data())).await;
        let standby = Self { child: spawn(&home, address), home, address };
        standby.answers().await;
        for statement in ["ALTER SYSTEM SET synchronous_standby_names = 'standby'", "SELECT pg_reload_conf()"] {
            self.says(statement).await;
        }
        eventually_within(PATIENCE, "the standby is in step", || async {
            self.says("SELECT sync_state FROM pg_stat_replication").await.trim() == "sync"
        })
        .await;
        standby
    }

    /// Takes the place of the one it followed, and follows nobody.
    ///
    /// # Panics
    /// When it cannot.
    pub async fn is_promoted(&self) {
        self.says("SELECT pg_promote()").await;
        eventually_within(PATIENCE, "it is promoted", || async {
            self.says("SELECT pg_is_in_recovery()").await.trim() == "f"
        })
        .await;
        for statement in ["ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()"] {
            self.says(statement).await;
        }
    }

    /// Ends it at once, without a checkpoint.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn is_killed(&mut self) {
        signal(&self.child, "QUIT").await;
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        ended.expect("it ends in time").expect("it can be waited for");
    }

    /// Starts it again, after it was killed.
    pub async fn starts_again(&mut self) {
        self.child = spawn(&self.home, self.address);
        self.answers().await;
    }

    /// The disk all of it is on, where this machine has such.
    pub fn disk(&self) -> Option<&Disk> {
        self.home.disk.as_ref()
    }

    /// Answers again after its disk was full, which it does not always survive: then somebody starts it anew.
    ///
    /// # Panics
    /// When it does not.
    pub async fn is_up_again(&mut self) {
        let mut looks = tokio::time::interval(Duration::from_millis(50));
        let answers = async {
            while self.says("SELECT 1").await.trim() != "1" {
                looks.tick().await;
                if self.child.try_wait().expect("a process can be asked").is_some() {
                    self.child = spawn(&self.home, self.address);
                }
            }
        };
        tokio::time::timeout(PATIENCE, Box::pin(answers)).await.expect("PostgreSQL answers again");
    }

    /// Ends the connections that LISTEN and NOTIFY; how many there were.
    pub async fn hangs_up_bells(&self) -> usize {
        let told = self
            .says(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'openfloor backplane'",
            )
            .await;
        told.lines().count()
    }

    /// What a statement gives, as text.
    ///
    /// # Panics
    /// When it cannot be asked.
    pub async fn says(&self, statement: &str) -> String {
        let port = self.address.port().to_string();
        let mut psql = command("psql", None);
        psql.args([
            "-X",
            "-A",
            "-t",
            "-q",
            "-U",
            "openfloor",
            "-h",
            "127.0.0.1",
            "-p",
            &port,
            "-c",
            statement,
            "postgres",
        ]);
        let output = psql.output().await.expect("psql can be run");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    async fn answers(&self) {
        eventually_within(PATIENCE, "PostgreSQL answers", || async { self.says("SELECT 1").await.trim() == "1" }).await;
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        end(&mut self.child);
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.home.folder.path("log")).unwrap_or_default();
            eprintln!("PostgreSQL printed:\n{log}");
        }
    }
}

/// Where it is.
#[derive(Debug)]
struct Home {
    folder: Folder,
    disk: Option<Disk>,
}

impl Home {
    fn data(&self) -> PathBuf {
        self.disk.as_ref().map_or_else(|| self.folder.path("data"), |disk| disk.path("data"))
    }

    fn command(&self, name: &str) -> Command {
        command(name, self.disk.as_ref())
    }
}

fn spawn(home: &Home, address: SocketAddr) -> Child {
    let open = || std::fs::File::options().create(true).append(true).open(home.folder.path("log")).expect("a log file");
    let mut server = home.command("postgres");
    // What a crash of the process cannot lose is not synced to a disk that many tests share.
    let settings =
        ["unix_socket_directories=", "max_connections=200", "shared_buffers=64MB", "fsync=off", "wal_level=replica"];
    server.arg("-D").arg(home.data()).args(["-p", &address.port().to_string()]);
    server.args(settings.iter().flat_map(|setting| ["-c", *setting]));
    server.stdout(open()).stderr(open()).spawn().expect("PostgreSQL can be started")
}

async fn runs(command: &mut Command) {
    let output = command.output().await.expect("it can be run");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// One of its programs, as somebody it accepts: it refuses root. On this disk, if there is one.
fn command(name: &str, disk: Option<&Disk>) -> Command {
    let mut command = match (disk, unprivileged()) {
        (Some(disk), user) => disk.program_of_nobody(program(name), user),
        (None, Some((user, group))) => {
            let mut command = Command::new(program(name));
            command.uid(user).gid(group);
            command
        }
        (None, None) => Command::new(program(name)),
    };
    command.current_dir("/").stdin(Stdio::null()).kill_on_drop(true);
    command
}

fn folder() -> Folder {
    let folder = Folder::make();
    if let Some((user, group)) = unprivileged() {
        chown(folder.path(""), Some(user), Some(group)).expect("root may give a folder away");
    }
    folder
}

/// Whom root runs it as.
fn unprivileged() -> Option<(u32, u32)> {
    let users = std::fs::read_to_string("/etc/passwd").ok().filter(|_| is_root())?;
    ["postgres", "nobody"].iter().find_map(|wanted| {
        let fields: Vec<_> = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|f| f[0] == *wanted)?;
        Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
    })
}

/// A program, in PATH or where Debian keeps its newest.
fn program(name: &str) -> PathBuf {
    let path = environment("PATH").unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut newest: Vec<_> = debian.map(|version| version.path().join("bin")).collect();
    newest.sort();
    let folders = path.split(':').map(PathBuf::from).chain(newest.into_iter().rev());
    let mut programs = folders.map(|folder| folder.join(name));
    programs.find(|program| program.is_file()).unwrap_or_else(|| panic!("there is no {name}: use `make test-deps`"))
}
