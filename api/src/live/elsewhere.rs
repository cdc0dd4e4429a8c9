//! Who is on other nodes, as they told last. What a node does not tell again is forgotten, and so is a node that died.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use entity::{TeamId, TenantId};
use tokio::time::Instant;

use crate::backplane::{Here, Node};

/// What a node told of a team: how many, and when.
type Told = HashMap<(Node, Option<TeamId>), (usize, Instant)>;

/// The counts of other nodes; of tenants that are listened to here only, so it is bounded by these.
#[derive(Debug, Default)]
pub(super) struct Elsewhere {
    told: HashMap<TenantId, Told>,
}

impl Elsewhere {
    /// Takes down what a node tells of a tenant.
    pub(super) fn note(&mut self, node: Node, here: &Here) {
        self.told.entry(here.tenant).or_default().insert((node, here.team), (here.viewers, Instant::now()));
    }

    /// Forgets what was not told again in this time, and tenants that nobody listens to here.
    pub(super) fn forget(&mut self, after: Duration, heard_here: impl Fn(&TenantId) -> bool) {
        for counts in self.told.values_mut() {
            counts.retain(|_, (viewers, at)| *viewers > 0 && at.elapsed() < after);
        }
        self.told.retain(|tenant, counts| !counts.is_empty() && heard_here(tenant));
    }

    /// Adds the counts of other nodes to those of this one.
    pub(super) fn add_to(&self, tenant: TenantId, counts: &mut BTreeMap<Option<TeamId>, usize>) {
        for ((_, team), (viewers, _)) in self.told.get(&tenant).into_iter().flatten() {
            *counts.entry(*team).or_default() += viewers;
        }
    }
}
