//! One node of a cluster: the process, its clock and the network in front of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::PATIENCE;
use crate::clock::Clock;
use crate::disk::Disk;
use crate::gate::Gate;
use crate::process::{free_address, server_binary};
use crate::site::{Site, eventually_within};
use crate::tools::end;
use crate::{Deed, Person};

/// A running node, gone when it is dropped.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) child: Child,
    settings: BTreeMap<String, String>,
    pub(super) clock: Clock,
    pub(super) gate: Gate,
    log: PathBuf,
    pub(super) site: Site,
}

impl Node {
    pub(super) async fn starts(
        mut settings: BTreeMap<String, String>,
        clock: Clock,
        disk: Option<&Disk>,
        log: PathBuf,
    ) -> Self {
        let address = free_address();
        settings.insert("OPENFLOOR_LISTEN".into(), address.to_string());
        settings.extend(clock.settings());
        let child = spawn(&settings, disk, &log);
        let node = Self { child, settings, clock, gate: Gate::before(address).await, log, site: Site::at(address) };
        node.is_ready().await;
        node
    }

    pub(super) async fn starts_again(&mut self, disk: Option<&Disk>) {
        self.child = spawn(&self.settings, disk, &self.log);
        self.is_ready().await;
    }

    /// Opens so many streams at once, of a tenant that is checked, and reads none of them.
    pub(super) async fn is_stormed(&self, streams: usize) -> Vec<TcpStream> {
        let metrics = Person::new(self.site, "", "prometheus").tries(Deed::get("/metrics")).await;
        let page = metrics.map(|reply| reply.text()).unwrap_or_default();
        let tenant = page.split("sse_connections{tenant=\"").nth(1).and_then(|rest| rest.split('"').next());
        let tenant = tenant.unwrap_or_default();
        let request = format!("GET /sse?tenantId={tenant} HTTP/1.1\r\nHost: {}\r\n\r\n", self.gate.address);
        let opened = futures_util::future::join_all((0..streams).map(|_| async {
            let mut stream = TcpStream::connect(self.gate.address).await.ok()?;
            stream.write_all(request.as_bytes()).await.ok().map(|()| stream)
        }));
        opened.await.into_iter().flatten().collect()
    }

    async fn is_ready(&self) {
        let somebody = Person::new(self.site, "", "operator");
        eventually_within(PATIENCE, "a node is ready", || async {
            somebody.tries(Deed::get("/health/ready")).await.is_some_and(|reply| reply.status == 200)
        })
        .await;
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // The databases go next.
        end(&mut self.child);
        if std::thread::panicking() {
            let log = std::fs::read_to_string(&self.log).unwrap_or_default();
            let last: Vec<_> = log.lines().rev().take(20).collect();
            eprintln!("a node's last words, the last first:\n{}", last.join("\n"));
        }
    }
}

fn spawn(settings: &BTreeMap<String, String>, disk: Option<&Disk>, log: &Path) -> Child {
    let open = || std::fs::File::options().create(true).append(true).open(log).expect("a log file can be made");
    let mut command = disk.map_or_else(|| Command::new(server_binary()), |disk| disk.program(server_binary(), None));
    command.env_clear().envs(settings).stdin(Stdio::null()).stdout(open()).stderr(open());
    command.kill_on_drop(true).spawn().expect("a node can be started")
}
