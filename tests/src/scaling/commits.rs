//! When what is committed: tenants' events that know nothing of each other, and the vote batches of one hot tenant,
//! whose committers on all nodes queue for its counter row.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::chance::{Chance, Delays};
use super::figures::ROUND_TRIP;
use super::moment::Moment;

/// Events of one tenant that were committed together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Commit {
    pub at: f64,
    /// Where.
    pub node: usize,
    pub events: f64,
}

/// A hot tenant.
#[derive(Clone, Copy, Debug)]
pub struct Hot {
    /// Nodes that votes come to.
    pub nodes: usize,
    /// Least time between two batches of a node.
    pub window: f64,
    /// How long a batch keeps the counter row from the others.
    pub held: f64,
    /// Votes a second on all nodes.
    pub votes: f64,
    /// Questions that get them.
    pub questions: f64,
}

/// Deeds of a tenant at this rate, each through any of the nodes.
pub fn scattered(rate: f64, nodes: usize, seconds: f64, chance: &mut Chance) -> Vec<Commit> {
    let mut commits = Vec::new();
    let mut at = chance.pause(1.0 / rate);
    while at < seconds {
        commits.push(Commit { at, node: chance.below(nodes), events: 1.0 });
        at += chance.pause(1.0 / rate);
    }
    commits
}

/// A hot tenant's batches, and how long voters waited for their answer.
pub fn batches(hot: &Hot, seconds: f64, chance: &mut Chance) -> (Vec<Commit>, Delays) {
    let (mut commits, mut answers) = (Vec::new(), Delays::default());
    let each = hot.votes / hot.nodes as f64;
    // Begin, keys, team: before the row is asked for.
    let before = 3.0 * ROUND_TRIP.si();
    let mut taken = vec![0.0; hot.nodes];
    let mut asked: BinaryHeap<_> =
        (0..hot.nodes).map(|node| Reverse((Moment(hot.window.max(before) * chance.unit() + before), node))).collect();
    let mut free = 0.0_f64;
    while let Some(Reverse((Moment(at), node))) = asked.pop() {
        free = free.max(at) + hot.held;
        if free > seconds {
            break;
        }
        let began = at - before;
        let votes = each * (began - taken[node]);
        let events = hot.questions * (1.0 - (1.0 - 1.0 / hot.questions).powf(votes.max(1.0)));
        commits.push(Commit { at: free, node, events });
        for n in 0..32 {
            let came = taken[node] + (began - taken[node]) * (f64::from(n) + 0.5) / 32.0;
            answers.note(free - came, votes / 32.0);
        }
        taken[node] = began;
        let voted = began + chance.pause(1.0 / each);
        let next = free.max(began + hot.window).max(voted);
        asked.push(Reverse((Moment(next + before), node)));
    }
    (commits, answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALM: Hot = Hot { nodes: 1, window: 0.1, held: 0.001, votes: 10_000.0, questions: 2.0 };

    #[test]
    fn a_node_commits_ten_times_a_second_however_many_vote() {
        let (commits, answers) = batches(&CALM, 10.0, &mut Chance::seeded(1));
        assert!((98..=101).contains(&commits.len()), "{}", commits.len());
        assert!(commits.iter().all(|commit| (commit.events - 2.0).abs() < 1e-6));
        // Half a window, three round trips and the commit.
        assert!((answers.within(0.5) - 0.0525).abs() < 0.003, "{}", answers.within(0.5));
    }

    #[test]
    fn the_counter_row_bounds_all_nodes_together() {
        let crowded = Hot { nodes: 50, held: 0.010, ..CALM };
        let (commits, answers) = batches(&crowded, 10.0, &mut Chance::seeded(1));
        assert!((990..=1_000).contains(&commits.len()), "{}", commits.len());
        // Each node's turn comes every 50 × 10 ms; a vote waits for half of that and for all of the next.
        assert!((answers.within(0.5) - 0.75).abs() < 0.08, "{}", answers.within(0.5));
    }

    #[test]
    fn scattered_deeds_come_as_often_as_was_said() {
        let commits = scattered(20.0, 4, 100.0, &mut Chance::seeded(1));
        assert!((commits.len() as f64 - 2_000.0).abs() < 150.0);
        assert!(commits.iter().any(|commit| commit.node == 3) && commits.iter().all(|commit| commit.node < 4));
    }
}
