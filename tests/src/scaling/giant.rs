//! One tenant that fills many nodes.

use super::chance::{Chance, Delays};
use super::commits::{Hot, batches};
use super::hearing::{Arrival, heard, hints};
use super::node::{Cost, Delivered, Node};

#[derive(Clone, Copy, Debug)]
pub struct Giant {
    /// Of each node.
    pub listeners: f64,
    pub nodes: usize,
    pub cores: usize,
    pub cost: Cost,
    pub hot: Hot,
    pub seconds: f64,
}

#[derive(Debug)]
pub struct Fared {
    pub delivered: Delivered,
    pub answers: Delays,
    /// Vote events a second.
    pub events: f64,
    /// Reads of the log a second, on all nodes.
    pub reads: f64,
    /// A node's writes a second.
    pub writes: f64,
    /// Processors of a node that its deliveries ask for.
    pub wanted: f64,
    pub falls_behind: bool,
}

/// Looks at the last of its nodes.
pub fn fare(giant: &Giant, chance: &mut Chance) -> Fared {
    let (commits, answers) = batches(&giant.hot, giant.seconds, chance);
    let (bells, _) = hints(&commits, giant.nodes, chance);
    let here = giant.nodes - 1;
    let (arrivals, reads) = heard(&commits, &bells, here, chance);
    let arrivals: Vec<(usize, Arrival)> = arrivals.into_iter().map(|arrival| (0, arrival)).collect();
    let delivered = Node::new(giant.cores, giant.cost, &[giant.listeners]).run(&arrivals, Some(5.0));
    let events: f64 = commits.iter().map(|commit| commit.events).sum::<f64>() / giant.seconds;
    let wanted = delivered.cpu / giant.seconds;
    let reading = if giant.hot.nodes == 1 { giant.nodes - 1 } else { giant.nodes };
    Fared {
        writes: delivered.writes / giant.seconds,
        delivered,
        answers,
        events,
        reads: reads as f64 / giant.seconds * reading as f64,
        wanted,
        falls_behind: wanted > giant.cores as f64 * 0.98,
    }
}

#[cfg(test)]
mod tests {
    use super::super::node::relay;
    use super::*;

    #[test]
    fn events_grow_with_the_nodes_that_take_votes() {
        let hot = Hot { nodes: 1, window: 0.1, held: 0.000_67, votes: 5_000.0, questions: 1.0 };
        let one = Giant { listeners: 1_000.0, nodes: 10, cores: 4, cost: relay(), hot, seconds: 10.0 };
        let ten = Giant { hot: Hot { nodes: 10, ..hot }, ..one };
        let (one, ten) = (fare(&one, &mut Chance::seeded(1)), fare(&ten, &mut Chance::seeded(1)));
        assert!((one.events - 10.0).abs() < 0.3 && (ten.events - 100.0).abs() < 3.0, "{} {}", one.events, ten.events);
        // 1 000 listeners × 10 events × 6.1 µs, and who is here twice in ten seconds.
        assert!((one.wanted - 0.0622).abs() < 0.002, "{}", one.wanted);
        assert!(!one.falls_behind && (one.reads - 90.0).abs() < 3.0);
    }
}
