//! Ears that others wrote: the scripts in `clients/`, each around one public SSE client.
//!
//! Their packages are installed from the lock files into `target/test-clients` when they are not there yet.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::site::environment;

/// A script that listens in a process of its own.
#[derive(Debug)]
pub struct ForeignEar {
    name: String,
    _child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

/// The public clients there is a script for.
pub fn foreign_clients() -> [&'static str; 3] {
    ["eventsource.js", "fetch-event-source.js", "httpx_sse_ear.py"]
}

impl ForeignEar {
    /// Opens a stream with this script.
    ///
    /// # Panics
    /// When its packages are missing and cannot be installed.
    pub async fn opens(script: &str, url: &str) -> Self {
        let python = script.ends_with(".py");
        let home = if python { python_home().await } else { node_home().await };
        let mut command = Command::new(if python { "python3" } else { "node" });
        command.arg(home.join(script)).arg(url).env("PYTHONPATH", home.join("packages"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{script} cannot be run: {error}"));
        let lines = BufReader::new(child.stdout.take().expect("it was piped")).lines();
        Self { name: script.to_owned(), _child: child, lines }
    }

    /// The next message, with the last event id the client holds; heartbeats are skipped.
    ///
    /// # Panics
    /// When none comes within half a minute, which leaves the client time to reconnect, or the client gives up.
    pub async fn next(&mut self) -> (String, Value) {
        loop {
            let patience = std::time::Duration::from_secs(30);
            let line = tokio::time::timeout(patience, self.lines.next_line()).await;
            let line = line.unwrap_or_else(|_| panic!("{}: nothing more came", self.name));
            let line = line.expect("a pipe can be read").unwrap_or_else(|| panic!("{}: it gave up", self.name));
            let told: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{}: {line}", self.name));
            if told["message"]["type"] != "heartbeat" {
                let id = told["lastEventId"].as_str().unwrap_or_default().to_owned();
                return (id, told["message"].clone());
            }
        }
    }

    /// The events up to this number, each with the last event id the client then held.
    ///
    /// # Panics
    /// As [`ForeignEar::next`].
    pub async fn events_until(&mut self, seq: i64) -> Vec<(String, Value)> {
        let mut events = Vec::new();
        loop {
            let (id, message) = self.next().await;
            if let Some(number) = message["seq"].as_i64() {
                events.push((id, message));
                if number >= seq {
                    return events;
                }
            }
        }
    }
}

async fn node_home() -> PathBuf {
    installed("node", "package-lock.json", &["package.json", "eventsource.js", "fetch-event-source.js"], |home| {
        let mut command = Command::new("npm");
        command.args(["ci", "--silent", "--no-fund", "--no-audit"]).current_dir(home);
        command
    })
    .await
}

async fn python_home() -> PathBuf {
    installed("python", "requirements.txt", &["httpx_sse_ear.py"], |home| {
        let mut command = Command::new("python3");
        command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target"]);
        command.arg(home.join("packages")).arg("-r").arg(home.join("requirements.txt"));
        command
    })
    .await
}

/// Copies the scripts and installs what the lock file names, once; tests in other processes wait meanwhile.
async fn installed(name: &str, lock: &str, scripts: &[&str], install: impl Fn(&Path) -> Command) -> PathBuf {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients");
    let target =
        environment("CARGO_TARGET_DIR").unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../target").into());
    let home = Path::new(&target).join("test-clients").join(name);
    std::fs::create_dir_all(&home).expect("the target folder can be written");
    let turn = std::fs::File::create(home.join("turn")).expect("the target folder can be written");
    let waiting = tokio::task::spawn_blocking(move || turn.lock().map(|()| turn));
    let _turn = waiting.await.expect("a thread can wait").expect("a file can be locked");
    for script in scripts.iter().chain([&lock]) {
        std::fs::copy(sources.join(script), home.join(script)).unwrap_or_else(|error| panic!("{script}: {error}"));
    }
    let (wanted, mark) =
        (std::fs::read(sources.join(lock)).expect("the lock file can be read"), home.join("installed"));
    if std::fs::read(&mark).ok().as_ref() != Some(&wanted) {
        let status = install(&home).status().await;
        let fine = status.as_ref().is_ok_and(std::process::ExitStatus::success);
        assert!(fine, "the {name} SSE clients are missing and could not be installed from {lock}: {status:?}");
        std::fs::write(&mark, wanted).expect("the target folder can be written");
    }
    home
}
