//! A disk of a test's own, to be full: a file system in memory, seen only by the programs that are started on it.
//!
//! A process of ours holds the mount namespace it is in, so it is gone with the test whatever ends that. Root may make
//! one, and so may others where user namespaces are allowed.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::site::{environment, eventually_within, in_time};
use crate::tools::{Folder, end, is_root};

/// How long it may take to fill one that is written to meanwhile.
const PATIENCE: Duration = Duration::from_secs(20);
/// What it holds when it has room; memory is used for what is written only.
const ROOM: &str = "4g";

/// A disk, gone when it is dropped.
#[derive(Debug)]
pub struct Disk {
    holder: Child,
    folder: Folder,
}

impl Disk {
    /// Makes one, unless this machine allows nobody to have one; then it says so.
    pub async fn if_possible() -> Option<Self> {
        let folder = Folder::make();
        let at = folder.path("");
        let holds = format!("mount -t tmpfs -o size={ROOM},mode=1777 tmpfs {0} && echo made && exec cat", at.display());
        let mut holder = Command::new("unshare");
        holder.args(["--mount", "--propagation", "private"]).args((!is_root()).then_some("--map-root-user"));
        // It waits for the end of what we never say, and so for ours.
        holder.args(["--", "sh", "-c", &holds]).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut holder = holder.spawn().expect("there is an unshare command");
        let mut said = String::new();
        let mut out = BufReader::new(holder.stdout.take().expect("it is piped"));
        in_time("a disk is made", out.read_line(&mut said)).await.expect("its maker can be heard");
        if said.trim() == "made" {
            return Some(Self { holder, folder });
        }
        eprintln!(
            "NOT TRIED: this machine lets nobody have a small disk; run the tests as root, or allow user namespaces"
        );
        None
    }

    /// The path of something on it, for programs that see it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path(name)
    }

    /// A program that sees it; as this user and group, if root is to run it as somebody else.
    pub fn program(&self, program: impl AsRef<std::ffi::OsStr>, user: Option<(u32, u32)>) -> Command {
        let mut command = self.enters();
        if let Some((user, group)) = user {
            command.args([format!("--setuid={user}"), format!("--setgid={group}")]);
        }
        command.arg("--").arg(program);
        command
    }

    /// The same for a program that refuses root, and so what others are inside their namespace.
    pub fn program_of_nobody(&self, program: impl AsRef<std::ffi::OsStr>, user: Option<(u32, u32)>) -> Command {
        if is_root() {
            return self.program(program, user);
        }
        let mut command = self.program("unshare", None);
        command.args(["--user", "--map-user=1000", "--map-group=1000", "--"]).arg(program);
        command
    }

    /// From now on nothing more goes on it.
    ///
    /// # Panics
    /// When it cannot be done.
    pub async fn is_full(&self) {
        let at = self.path("");
        let shrink = format!(
            "mount --options-mode ignore -o remount,size=$(df --output=used --block-size=1 {0} | tail -n 1) {0} 2>/dev/null",
            at.display()
        );
        // Between the look and the deed it may have taken more.
        eventually_within(PATIENCE, "the disk is full", || self.does(&shrink)).await;
    }

    /// From now on it takes whatever comes.
    ///
    /// # Panics
    /// When it cannot be done.
    pub async fn has_room(&self) {
        let grows = format!("mount --options-mode ignore -o remount,size={ROOM} {}", self.path("").display());
        assert!(self.does(&grows).await, "a disk can be made larger");
    }

    async fn does(&self, script: &str) -> bool {
        let mut shell = self.program("sh", None);
        let done = shell.args(["-c", script]).env("PATH", environment("PATH").unwrap_or_default()).status().await;
        done.expect("there is a shell").success()
    }

    fn enters(&self) -> Command {
        let mut command = Command::new("nsenter");
        let holder = self.holder.id().expect("the holder lives").to_string();
        command.args(["--target", &holder, "--mount"]);
        if !is_root() {
            command.args(["--user", "--preserve-credentials"]);
        }
        command.stdin(Stdio::null()).kill_on_drop(true);
        command
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        end(&mut self.holder);
    }
}
