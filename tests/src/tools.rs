//! What stands around a server in the field, as the tests start it: Prometheus and proxies, each in a folder of its own.
//!
//! `make test-deps` unpacks what is not in `PATH` into `target/test-tools`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::{Child, Command};

use crate::site::{environment, in_time};

/// A file of the repository, by its path from the top.
pub fn of_the_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// What a file of the repository says.
///
/// # Panics
/// When it cannot be read.
pub fn text_of(path: &str) -> String {
    std::fs::read_to_string(of_the_repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A program, wherever it is installed.
///
/// # Panics
/// When it is not.
pub fn tool(name: &str) -> Command {
    let path = environment("PATH").unwrap_or_default();
    let installed = path.split(':').chain(["/usr/sbin"]).map(|folder| Path::new(folder).join(name));
    if let Some(program) = installed.into_iter().find(|program| program.is_file()) {
        return quiet(Command::new(program));
    }
    let usr = unpacked();
    let unpacked = ["bin", "sbin"].map(|folder| usr.join(folder).join(name));
    let program = unpacked.into_iter().find(|program| program.is_file());
    let mut command = Command::new(program.unwrap_or_else(|| panic!("there is no {name}: use `make test-deps`")));
    let lib = usr.join("lib").join(format!("{}-linux-gnu", std::env::consts::ARCH));
    command.env("LD_LIBRARY_PATH", format!("{}:{}", lib.display(), usr.join("lib").display()));
    quiet(command)
}

/// A shared library, wherever Debian's package has it.
///
/// # Panics
/// When it is not installed.
pub(crate) fn library(name: &str) -> PathBuf {
    let folder = format!("lib/{}-linux-gnu", std::env::consts::ARCH);
    let found = [PathBuf::from("/usr"), unpacked()].map(|usr| usr.join(&folder).join(name));
    let found = found.into_iter().find(|library| library.is_file());
    let found = found.unwrap_or_else(|| panic!("there is no {name}: use `make test-deps`"));
    found.canonicalize().expect("a file has a path")
}

/// Where `make test-deps` unpacks what is not installed.
pub fn unpacked() -> PathBuf {
    let target = environment("CARGO_TARGET_DIR").map_or_else(|| of_the_repository("target"), PathBuf::from);
    target.join("test-tools/usr")
}

/// Whether root runs the tests.
pub(crate) fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|this| std::os::unix::fs::MetadataExt::uid(&this) == 0)
}

fn quiet(mut command: Command) -> Command {
    command.stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// An empty folder that is gone when this is dropped.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Makes one.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn make() -> Self {
        let folder = std::env::temp_dir().join(format!("openfloor_{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&folder).expect("a temporary folder can be made");
        Self(folder)
    }

    /// The path of something in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a temporary file can be written");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A program that serves until it is dropped, with its folder.
#[derive(Debug)]
pub struct Daemon {
    child: Child,
    folder: Folder,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Daemon {
    /// Starts it, and waits until it takes connections. It must not fork.
    ///
    /// # Panics
    /// When it cannot be started, or ends.
    pub async fn start(mut command: Command, folder: Folder, address: SocketAddr) -> Self {
        let open = || std::fs::File::options().create(true).append(true).open(folder.path("log")).expect("a log file");
        let child = command.stdout(open()).stderr(open()).spawn();
        let child = child.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut daemon = Self { child, folder, address };
        let mut looks = tokio::time::interval(std::time::Duration::from_millis(20));
        in_time("it takes connections", async {
            while tokio::net::TcpStream::connect(address).await.is_err() {
                looks.tick().await;
                let ended = daemon.child.try_wait().expect("a process can be asked");
                assert!(ended.is_none(), "{command:?} ended: {ended:?}\n{}", daemon.printed());
            }
        })
        .await;
        daemon
    }

    /// Its process.
    ///
    /// # Panics
    /// When it has ended.
    pub fn pid(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// What it printed.
    pub fn printed(&self) -> String {
        std::fs::read_to_string(self.folder.path("log")).unwrap_or_default()
    }
}

/// Ends a process, and is back when it is gone: what it used is removed next.
pub(crate) fn end(child: &mut Child) {
    if child.start_kill().is_ok() {
        while matches!(child.try_wait(), Ok(None)) {
            std::thread::yield_now();
        }
    }
}

/// Tells a process something, as `kill -NAME` does.
///
/// # Panics
/// When it is gone.
pub(crate) async fn signal(child: &Child, name: &str) {
    let id = child.id().expect("the process runs").to_string();
    let status = Command::new("kill").args([&format!("-{name}"), &id]).status().await.expect("there is a kill command");
    assert!(status.success(), "kill -{name} {id}: {status}");
}

impl Drop for Daemon {
    fn drop(&mut self) {
        end(&mut self.child);
        if std::thread::panicking() {
            eprintln!("it printed:\n{}", self.printed());
        }
    }
}
