//! Several nodes with all that is around them, and what can befall them: for histories that `openfloor check` judges.

use std::collections::BTreeMap;
use std::process::Output;
use std::time::Duration;

use futures_util::future::BoxFuture;
use rand::Rng;
use rand::rngs::StdRng;
use tokio::process::{Child, Command};

use crate::carrier::Carrier;
use crate::gate::Gate;
use crate::newcomers::OPERATOR_TOKEN;
use crate::postgres::Postgres;
use crate::process::{binary, free_address};
use crate::redis::Redis;
use crate::site::{Site, eventually_within};
use crate::tools::{Folder, end, signal};
use crate::{Deed, Person};

/// How long a node may take to be ready, database and all.
const PATIENCE: Duration = Duration::from_secs(60);

/// What can befall a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// `kill -9` of a node.
    NodeKilled,
    /// A node stands still for seconds.
    NodeStopped,
    /// SIGTERM: a node lets its listeners go and ends.
    NodeDrained,
    /// The network in front of a node cuts every connection, in the middle of frames.
    NodeCut,
    /// It cuts those of all nodes at once, and everybody comes back at once.
    AllCut,
    /// It delays each piece.
    NodeDelayed,
    /// It swallows what the node says.
    NodeMuted,
    /// The connections that carry hints are ended by the database.
    BellsCut,
    /// The database crashes and recovers.
    DatabaseKilled,
    /// The network between nodes and database cuts every connection.
    DatabaseCut,
    /// The database is lost, and its standby takes its place.
    DatabasePromoted,
    /// The carrier crashes and comes back empty.
    RedisKilled,
}

/// Nodes, and the databases beneath them; all gone when it is dropped.
#[derive(Debug)]
pub struct Cluster {
    nodes: Vec<Node>,
    database: Option<(Postgres, Gate)>,
    standby: Option<Postgres>,
    redis: Option<Redis>,
    /// SQLite's file, and the nodes' logs.
    folder: Folder,
    settings: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Node {
    child: Child,
    settings: BTreeMap<String, String>,
    gate: Gate,
    log: std::path::PathBuf,
    site: Site,
}

impl Cluster {
    /// One node over SQLite.
    pub async fn of_one() -> Self {
        let folder = Folder::make();
        let url = format!("sqlite://{}", folder.path("openfloor.db").display());
        Self::with(1, folder, url, Carrier::None, None, None, None).await
    }

    /// Several over a PostgreSQL of their own, which has a standby if one is wanted.
    pub async fn of(nodes: usize, carrier: Carrier, has_standby: bool) -> Self {
        let postgres = Postgres::starts().await;
        let gate = Gate::before(postgres.address).await;
        let standby = if has_standby { Some(postgres.is_followed().await) } else { None };
        let redis = if carrier == Carrier::Redis { Some(Redis::starts().await) } else { None };
        let url = format!("postgres://openfloor@{}/postgres", gate.address);
        Self::with(nodes, Folder::make(), url, carrier, Some((postgres, gate)), standby, redis).await
    }

    async fn with(
        nodes: usize,
        folder: Folder,
        url: String,
        carrier: Carrier,
        database: Option<(Postgres, Gate)>,
        standby: Option<Postgres>,
        redis: Option<Redis>,
    ) -> Self {
        let mut settings: BTreeMap<String, String> = [
            ("OPENFLOOR_OPERATOR_TOKEN", OPERATOR_TOKEN),
            ("OPENFLOOR_BACKPLANE", carrier.name()),
            ("OPENFLOOR_DATABASE_CONNECTIONS", "8"),
            ("OPENFLOOR_SSE_HEARTBEAT_SECONDS", "2"),
            ("OPENFLOOR_DRAIN_SECONDS", "3"),
            ("OPENFLOOR_LOG_RETENTION", "10000000,30d"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        settings.insert("DATABASE_URL".into(), url);
        settings.extend(redis.as_ref().map(|redis| ("REDIS_URL".to_owned(), redis.url())));
        let mut cluster = Self { nodes: Vec::new(), database, standby, redis, folder, settings };
        for number in 0..nodes {
            let address = free_address();
            let mut settings = cluster.settings.clone();
            settings.insert("OPENFLOOR_LISTEN".into(), address.to_string());
            let log = cluster.folder.path(&format!("node-{number}.log"));
            let child = spawn(&settings, &log);
            let gate = Gate::before(address).await;
            let node = Node { child, settings, gate, log, site: Site::at(address) };
            node.is_ready().await;
            cluster.nodes.push(node);
        }
        cluster
    }

    /// Waits until somebody listens to a tenant that is checked: from then on, what befalls it is felt.
    pub async fn is_listened_to(&self) {
        let prometheus = Person::new(self.nodes[0].site, "", "prometheus");
        eventually_within(PATIENCE, "somebody listens", || async {
            let metrics = prometheus.tries(Deed::get("/metrics")).await;
            metrics.is_some_and(|reply| reply.text().contains("openfloor_sse_connections{tenant=\"canary-"))
        })
        .await;
    }

    /// What can befall it. A database is lost once at most.
    pub fn faults(&self) -> Vec<Fault> {
        use Fault::*;
        let mut faults = vec![NodeKilled, NodeStopped, NodeDrained, NodeCut, AllCut, NodeDelayed, NodeMuted];
        if self.database.is_some() {
            faults.extend([DatabaseKilled, DatabaseCut]);
            faults.extend((self.settings["OPENFLOOR_BACKPLANE"] == "postgres").then_some(BellsCut));
        }
        faults.extend(self.standby.as_ref().map(|_| DatabasePromoted));
        faults.extend(self.redis.as_ref().map(|_| RedisKilled));
        faults
    }

    /// Lets it happen, and the cluster get over it.
    ///
    /// # Panics
    /// When it does not.
    pub async fn suffers(&mut self, fault: Fault, rng: &mut StdRng) {
        let a_while = Duration::from_millis(rng.random_range(500..4_000));
        let which = rng.random_range(0..self.nodes.len());
        let node = &mut self.nodes[which];
        match fault {
            Fault::NodeKilled => {
                node.child.kill().await.expect("a node can be killed");
                tokio::time::sleep(a_while).await;
                node.starts_again().await;
            }
            Fault::NodeStopped => {
                signal(&node.child, "STOP").await;
                tokio::time::sleep(a_while * 2).await;
                signal(&node.child, "CONT").await;
            }
            Fault::NodeDrained => {
                signal(&node.child, "TERM").await;
                let ended = tokio::time::timeout(PATIENCE, node.child.wait()).await.expect("a node ends in time");
                assert!(ended.expect("it can be waited for").success(), "a node that is let go ends well");
                node.starts_again().await;
            }
            Fault::NodeCut => node.gate.cuts(),
            Fault::AllCut => self.nodes.iter().for_each(|node| node.gate.cuts()),
            Fault::NodeDelayed => {
                node.gate.delays(Duration::from_millis(rng.random_range(50..500)));
                tokio::time::sleep(a_while).await;
                node.gate.delays(Duration::ZERO);
            }
            Fault::NodeMuted => {
                node.gate.goes_deaf();
                tokio::time::sleep(a_while * 2).await;
                node.gate.hears_again();
            }
            other => self.database_suffers(other, a_while).await,
        }
    }

    async fn database_suffers(&mut self, fault: Fault, a_while: Duration) {
        let database = self.database.as_mut();
        match (fault, database) {
            (Fault::BellsCut, Some((postgres, _))) => drop(postgres.hangs_up_bells().await),
            (Fault::DatabaseKilled, Some((postgres, _))) => {
                postgres.is_killed().await;
                tokio::time::sleep(a_while).await;
                postgres.starts_again().await;
            }
            (Fault::DatabaseCut, Some((_, gate))) => gate.cuts(),
            (Fault::DatabasePromoted, Some((postgres, gate))) => {
                let standby = self.standby.take().expect("there is a standby");
                postgres.is_killed().await;
                tokio::time::sleep(a_while).await;
                standby.is_promoted().await;
                gate.leads_to(standby.address);
                *postgres = standby;
            }
            _ => {
                let redis = self.redis.as_mut().expect("there is a Redis");
                redis.kill_9().await;
                tokio::time::sleep(a_while).await;
                redis.starts_again().await;
            }
        }
    }

    /// `openfloor check` on all nodes, through their gates, as it is under way.
    pub fn check(&self, more: impl IntoIterator<Item = String>) -> BoxFuture<'static, Output> {
        let mut check = Command::new(binary());
        check
            .env_clear()
            .envs(&self.settings)
            .current_dir(self.folder.path(""))
            .kill_on_drop(true)
            .arg("check")
            .arg("--rows");
        for node in &self.nodes {
            check.args(["--node", &format!("http://{}", node.gate.address)]);
        }
        check.args(more);
        Box::pin(async move { check.output().await.expect("the check can be run") })
    }
}

impl Node {
    async fn starts_again(&mut self) {
        self.child = spawn(&self.settings, &self.log);
        self.is_ready().await;
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

fn spawn(settings: &BTreeMap<String, String>, log: &std::path::PathBuf) -> Child {
    let open = || std::fs::File::options().create(true).append(true).open(log).expect("a log file can be made");
    let mut command = Command::new(binary());
    command.env_clear().envs(settings).stdin(std::process::Stdio::null()).stdout(open()).stderr(open());
    command.kill_on_drop(true).spawn().expect("a node can be started")
}
