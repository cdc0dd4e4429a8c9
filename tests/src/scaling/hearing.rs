//! How a node comes to what was committed on any: at once what is its own, the rest by a hint and one read of the log
//! at a time for a tenant, which brings all that is there.

use super::chance::Chance;
use super::commits::Commit;
use super::figures::{HINT, READ, ROUND_TRIP};

/// A node says what waits at most this often.
const TICK: f64 = 0.005;
/// How long a gap before a node's own commit is given to close by itself.
const PATIENCE: f64 = 0.005;

/// A commit on a node's ring.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrival {
    pub at: f64,
    pub commit: Commit,
}

/// When other nodes hear of each commit, and how often something was said: what a node committed within a tick is said
/// at its end. All commits of all tenants, in order.
pub fn hints(commits: &[Commit], nodes: usize, chance: &mut Chance) -> (Vec<f64>, usize) {
    let mut times = 0;
    let mut silent_until = vec![0.0_f64; nodes];
    let mut said = vec![f64::NEG_INFINITY; nodes];
    let hint = commits.iter().map(|commit| {
        if commit.at > said[commit.node] {
            said[commit.node] = commit.at.max(silent_until[commit.node]);
            silent_until[commit.node] = said[commit.node] + TICK;
            times += 1;
        }
        said[commit.node] + HINT.si() * (0.5 + chance.pause(0.5))
    });
    (hint.collect(), times)
}

/// When one tenant's commits are on this node's ring, and how often it read the log for that. `hints` tells when other
/// nodes hear of each.
pub fn heard(commits: &[Commit], hints: &[f64], here: usize, chance: &mut Chance) -> (Vec<Arrival>, usize) {
    let mut order: Vec<usize> = (0..commits.len()).collect();
    let own = |n: usize| commits[n].node == here;
    let bell = |n: usize| if own(n) { commits[n].at } else { hints[n] };
    order.sort_by(|a, b| bell(*a).total_cmp(&bell(*b)));
    let (mut arrivals, mut reads) = (Vec::new(), 0);
    let (mut have, mut idle_from) = (0, 0.0_f64);
    for n in order {
        if n < have {
            continue;
        }
        if own(n) && n == have && idle_from <= bell(n) {
            arrivals.push(Arrival { at: bell(n), commit: commits[n] });
            have += 1;
            continue;
        }
        let begun = idle_from.max(bell(n) + if own(n) { PATIENCE } else { 0.0 });
        idle_from = begun + 4.0 * ROUND_TRIP.si() + READ.si() + chance.pause(ROUND_TRIP.si());
        reads += 1;
        while have < commits.len() && commits[have].at <= begun {
            let at = if own(have) { commits[have].at.max(begun) } else { idle_from };
            arrivals.push(Arrival { at, commit: commits[have] });
            have += 1;
        }
    }
    (arrivals, reads)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(at: f64, node: usize) -> Commit {
        Commit { at, node, events: 1.0 }
    }

    #[test]
    fn what_a_node_committed_itself_is_there_at_once_and_unread() {
        let commits = [at(1.0, 0), at(2.0, 0)];
        let (arrivals, reads) = heard(&commits, &[1.1, 2.1], 0, &mut Chance::seeded(1));
        assert_eq!((arrivals[0].at, arrivals[1].at, reads), (1.0, 2.0, 0));
    }

    #[test]
    fn what_comes_during_a_read_is_read_by_the_next() {
        let commits = [at(1.0, 1), at(1.0015, 1), at(1.002, 1)];
        let (arrivals, reads) = heard(&commits, &[1.001, 1.0016, 1.0021], 0, &mut Chance::seeded(1));
        assert_eq!((arrivals.len(), reads), (3, 2));
        assert!(arrivals[0].at > 1.003 && arrivals[2].at - arrivals[0].at > 0.002);
    }

    #[test]
    fn a_busy_node_says_its_heads_every_five_milliseconds() {
        let commits: Vec<_> = (0..100).map(|n| at(f64::from(n) / 1e3, 0)).collect();
        let (hints, said) = hints(&commits, 1, &mut Chance::seeded(1));
        let waits = hints.iter().zip(&commits).map(|(hint, commit)| hint - commit.at - HINT.si());
        let mean = waits.sum::<f64>() / 100.0;
        assert!((0.0015..0.0035).contains(&mean), "{mean}");
        assert_eq!(said, 21, "at once, then for every five");
    }
}
