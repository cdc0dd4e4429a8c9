//! What can befall a cluster, and how it gets over it.

use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;

use super::{Cluster, PATIENCE};
use crate::tools::signal;

/// Streams that are opened at once.
const STORM: usize = 200;

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
    /// Hundreds of streams are opened through it at once, by readers that take nothing.
    NodeStormed,
    /// Its time of day jumps, by an hour or a day, either way.
    ClockJumped,
    /// The disk of the database is full; a PostgreSQL may break down over it.
    DiskFull,
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

impl Cluster {
    /// What can befall it. A database is lost once at most.
    pub fn faults(&self) -> Vec<Fault> {
        use Fault::*;
        let mut faults = vec![NodeKilled, NodeStopped, NodeDrained, NodeCut, AllCut, NodeDelayed, NodeMuted];
        faults.extend([NodeStormed, ClockJumped]);
        faults.extend(self.disk().map(|_| DiskFull));
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
                node.starts_again(self.disk.as_ref()).await;
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
                node.starts_again(self.disk.as_ref()).await;
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
            Fault::NodeStormed => {
                let crowd = node.is_stormed(STORM).await;
                tokio::time::sleep(a_while).await;
                drop(crowd);
            }
            Fault::ClockJumped => {
                node.clock.is_off_by([3_600, -3_600, -86_400, 86_400][rng.random_range(0..4)]);
                tokio::time::sleep(a_while).await;
                node.clock.is_off_by(0);
            }
            Fault::DiskFull => {
                self.disk().expect("it is on a disk").is_full().await;
                tokio::time::sleep(a_while).await;
                self.has_room().await;
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
}
