//! All that `docker-compose.yml` describes, with the demo meeting in it, as `tests/cluster` runs it without containers.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::front::Front;
use crate::process::server_binary;
use crate::prometheus::Prometheus;
use crate::site::{Site, within};
use crate::tools::of_the_repository;

/// How long all of it may take to come up or to go, on a machine with other things to do.
const PATIENCE: Duration = Duration::from_secs(90);

/// Two nodes behind nginx, and what is around them. It ends when this is dropped, or when the test ends in any other way.
#[derive(Debug)]
pub struct Installation {
    script: Child,
    told: BTreeMap<String, String>,
}

impl Installation {
    /// Starts it, and is back when all of it is healthy.
    ///
    /// # Panics
    /// When it does not come up.
    pub async fn starts() -> Self {
        let mut script = Command::new(of_the_repository("tests/cluster"));
        // What it runs lasts until the other end of its input is closed, and the system does that for whoever dies.
        script
            .args(["sh", "-c", "env | grep ^OPENFLOOR_CLUSTER_; echo; exec cat"])
            .env("OPENFLOOR_BIN", server_binary());
        let mut script = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("there is tests/cluster");
        let mut lines = BufReader::new(script.stdout.take().expect("it was piped")).lines();
        let told = within(PATIENCE, "it comes up", told(&mut lines)).await;
        Self { script, told }
    }

    fn told(&self, name: &str) -> &str {
        let Some(value) = self.told.get(name) else { panic!("tests/cluster told of no {name}: {:?}", self.told) };
        value
    }

    fn address(url: &str) -> SocketAddr {
        let address = url.strip_prefix("http://").and_then(|address| address.parse().ok());
        address.unwrap_or_else(|| panic!("{url} is no address of this machine"))
    }

    /// nginx.
    ///
    /// # Panics
    /// When the script told of none.
    pub fn front(&self) -> Front {
        let url = self.told("OPENFLOOR_CLUSTER_URL");
        let port = url.strip_prefix("https://localhost:").and_then(|port| port.parse().ok());
        Front::at(port.unwrap_or_else(|| panic!("{url} is not where nginx is")))
    }

    /// The nodes by themselves.
    pub fn nodes(&self) -> Vec<Site> {
        self.told("OPENFLOOR_CLUSTER_NODES").split(' ').map(|url| Site::at(Self::address(url))).collect()
    }

    /// What watches the nodes.
    pub fn prometheus(&self) -> Prometheus {
        Prometheus::at(Self::address(self.told("OPENFLOOR_CLUSTER_PROMETHEUS")))
    }

    /// `kill -9` of a node.
    ///
    /// # Panics
    /// When it was gone already.
    pub async fn loses(&self, node: usize) {
        let pid = self.told("OPENFLOOR_CLUSTER_PIDS").split(' ').nth(node).expect("there is such a node");
        let status = Command::new("kill").args(["-9", pid]).status().await.expect("there is a kill command");
        assert!(status.success(), "kill -9 {pid}: {status}");
    }

    /// Lets it end, which leaves nothing behind.
    ///
    /// # Panics
    /// When something stays.
    pub async fn ends(mut self) {
        drop(self.script.stdin.take());
        let ended = within(PATIENCE, "it ends", self.script.wait()).await.expect("it can be waited for");
        assert!(ended.success(), "tests/cluster: {ended}");
        let folder = PathBuf::from(self.told("OPENFLOOR_CLUSTER_CERTIFICATE"));
        assert!(!folder.parent().expect("it was in a folder").exists(), "{} is still there", folder.display());
        for node in self.nodes() {
            assert!(tokio::net::TcpStream::connect(node.address).await.is_err(), "{} still listens", node.address);
        }
    }
}

/// The variables it tells of, up to an empty line.
async fn told(lines: &mut Lines<BufReader<ChildStdout>>) -> BTreeMap<String, String> {
    let mut told = BTreeMap::new();
    while let Some(line) = lines.next_line().await.expect("a pipe can be read") {
        let Some((name, value)) = line.split_once('=') else { return told };
        told.insert(name.to_owned(), value.to_owned());
    }
    panic!("tests/cluster ended before all was up");
}
