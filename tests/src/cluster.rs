//! Several nodes with all that is around them, and what can befall them: for histories that `openfloor check` judges.

use std::collections::BTreeMap;
use std::process::Output;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::process::Command;

use crate::carrier::Carrier;
use crate::clock::Clock;
use crate::disk::Disk;
use crate::gate::Gate;
use crate::newcomers::OPERATOR_TOKEN;
use crate::postgres::Postgres;
use crate::process::server_binary;
use crate::redis::Redis;
use crate::site::{Site, eventually_within};
use crate::tools::Folder;
use crate::{Deed, Person};

mod fault;
mod node;

pub use fault::Fault;
use node::Node;

/// How long a node may take to be ready, database and all.
const PATIENCE: Duration = Duration::from_secs(60);

/// Nodes, and the databases beneath them; all gone when it is dropped.
#[derive(Debug)]
pub struct Cluster {
    nodes: Vec<Node>,
    database: Option<(Postgres, Gate)>,
    standby: Option<Postgres>,
    redis: Option<Redis>,
    /// What SQLite's file is on, where this machine has such.
    disk: Option<Disk>,
    /// The nodes' logs, and SQLite's file if it has no disk of its own.
    folder: Folder,
    settings: BTreeMap<String, String>,
}

impl Cluster {
    /// One node over SQLite.
    pub async fn of_one() -> Self {
        let disk = Disk::if_possible().await;
        let folder = Folder::make();
        let file = disk.as_ref().map_or_else(|| folder.path("openfloor.db"), |disk| disk.path("openfloor.db"));
        let url = format!("sqlite://{}", file.display());
        Self::empty(folder, url, Carrier::None).on(disk).with(1).await
    }

    /// Several over a PostgreSQL of their own, which has a standby if one is wanted.
    pub async fn of(nodes: usize, carrier: Carrier, has_standby: bool) -> Self {
        let postgres = Postgres::starts().await;
        let gate = Gate::before(postgres.address).await;
        let standby = if has_standby { Some(postgres.is_followed().await) } else { None };
        let redis = if carrier == Carrier::Redis { Some(Redis::starts().await) } else { None };
        let url = format!("postgres://openfloor@{}/postgres", gate.address);
        let mut cluster = Self::empty(Folder::make(), url, carrier);
        cluster.settings.extend(redis.as_ref().map(|redis| ("REDIS_URL".to_owned(), redis.url())));
        (cluster.database, cluster.standby, cluster.redis) = (Some((postgres, gate)), standby, redis);
        cluster.with(nodes).await
    }

    fn on(self, disk: Option<Disk>) -> Self {
        Self { disk, ..self }
    }

    fn empty(folder: Folder, url: String, carrier: Carrier) -> Self {
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
        Self { nodes: Vec::new(), database: None, standby: None, redis: None, disk: None, folder, settings }
    }

    async fn with(mut self, nodes: usize) -> Self {
        for number in 0..nodes {
            let log = self.folder.path(&format!("node-{number}.log"));
            self.nodes.push(Node::starts(self.settings.clone(), Clock::right(), self.disk.as_ref(), log).await);
        }
        self
    }

    /// Where its first node is.
    pub fn site(&self) -> Site {
        self.nodes[0].site
    }

    /// Where its last node is.
    pub fn last_site(&self) -> Site {
        self.nodes[self.nodes.len() - 1].site
    }

    /// The clock of its first node.
    pub fn clock(&self) -> &Clock {
        &self.nodes[0].clock
    }

    /// The disk its database is on, where this machine has such.
    pub fn disk(&self) -> Option<&Disk> {
        self.disk.as_ref().or_else(|| self.database.as_ref()?.0.disk())
    }

    /// Its disk has room again, and its database is up again if that broke down.
    ///
    /// # Panics
    /// When it has no disk, or the database does not come back.
    pub async fn has_room(&mut self) {
        self.disk().expect("it is on a disk").has_room().await;
        if let Some((postgres, _)) = &mut self.database {
            postgres.is_up_again().await;
        }
    }

    /// Waits until somebody listens to a tenant that is checked: from then on, what befalls it is felt.
    pub async fn is_listened_to(&self) {
        let prometheus = Person::new(self.site(), "", "prometheus");
        eventually_within(PATIENCE, "somebody listens", || async {
            let metrics = prometheus.tries(Deed::get("/metrics")).await;
            metrics.is_some_and(|reply| reply.text().contains("openfloor_sse_connections{tenant=\"canary-"))
        })
        .await;
    }

    /// `openfloor check` on all nodes, through their gates, as it is under way.
    pub fn check(&self, more: impl IntoIterator<Item = String>) -> BoxFuture<'static, Output> {
        let mut check = self
            .disk
            .as_ref()
            .map_or_else(|| Command::new(server_binary()), |disk| disk.program(server_binary(), None));
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
