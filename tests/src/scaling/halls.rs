//! Many tenants on many nodes: a listener is anywhere, or all of a tenant's are on one node.

use super::chance::Chance;
use super::commits::{Commit, scattered};
use super::figures::{BALANCE, COMMIT, HEAD, READ};
use super::hearing::{Arrival, heard, hints};
use super::needs::{HEARTBEAT, LOOKS};
use super::node::{Delivered, Node, relay};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// As a proxy does it that knows nothing of tenants.
    Anywhere,
    /// By a hash of the tenant, deeds too.
    ByTenant,
}

#[derive(Clone, Copy, Debug)]
pub struct Halls {
    pub tenants: usize,
    /// Of each tenant.
    pub listeners: usize,
    pub nodes: usize,
    pub cores: usize,
    /// Events a second of each tenant.
    pub rate: f64,
    pub placed: Placed,
    /// Seconds between two counts of who is here, where that always changes.
    pub presence: Option<f64>,
    pub seconds: f64,
}

/// What one node did, and what all ask of the database in a second.
#[derive(Debug)]
pub struct Fared {
    pub delivered: Delivered,
    /// Processors of the node that were busy, heartbeats included.
    pub busy: f64,
    pub commits: f64,
    pub reads: f64,
    /// Hints said.
    pub hints: f64,
    pub heads: f64,
}

impl Fared {
    /// Processors of the database.
    pub fn database(&self) -> f64 {
        self.commits * COMMIT.si() + self.reads * READ.si() + self.heads * HEAD.si()
    }
}

/// How many of each tenant listen to one node: of all tenants it hears, if tenants are hashed the fullest one.
pub fn seats(halls: &Halls, chance: &mut Chance) -> Vec<usize> {
    match halls.placed {
        Placed::Anywhere => {
            let here = |chance: &mut Chance| (0..halls.listeners).filter(|_| chance.below(halls.nodes) == 0).count();
            (0..halls.tenants).map(|_| here(chance)).collect()
        }
        Placed::ByTenant => {
            let count = halls.tenants as f64 / halls.nodes as f64 * BALANCE.value;
            vec![halls.listeners; count.ceil() as usize]
        }
    }
}

/// Nodes are alike: one is looked at, and every tenant's deeds.
pub fn fare(halls: &Halls, chance: &mut Chance) -> Fared {
    let seats = seats(halls, chance);
    let nodes = if halls.placed == Placed::Anywhere { halls.nodes } else { 1 };
    let mut commits: Vec<(usize, Commit)> = (0..seats.len())
        .flat_map(|tenant| scattered(halls.rate, nodes, halls.seconds, chance).into_iter().map(move |c| (tenant, c)))
        .collect();
    commits.sort_by(|a, b| a.1.at.total_cmp(&b.1.at));
    let in_order: Vec<Commit> = commits.iter().map(|(_, commit)| *commit).collect();
    let (bells, said) = hints(&in_order, nodes, chance);
    let mut by_tenant = vec![(Vec::new(), Vec::new()); seats.len()];
    for ((tenant, commit), bell) in commits.iter().zip(&bells) {
        by_tenant[*tenant].0.push(*commit);
        by_tenant[*tenant].1.push(*bell);
    }
    let (mut arrivals, mut reads) = (Vec::<(usize, Arrival)>::new(), 0);
    for (tenant, (commits, bells)) in by_tenant.iter().enumerate().filter(|(tenant, _)| seats[*tenant] > 0) {
        let (heard, read) = heard(commits, bells, 0, chance);
        arrivals.extend(heard.into_iter().map(|arrival| (tenant, arrival)));
        reads += read;
    }
    arrivals.sort_by(|a, b| a.1.at.total_cmp(&b.1.at));
    let listeners: Vec<f64> = seats.iter().map(|count| *count as f64).collect();
    let cost = relay();
    let delivered = Node::new(halls.cores, cost, &listeners).run(&arrivals, halls.presence);
    let everybody: f64 = listeners.iter().sum();
    let heard_here = seats.iter().filter(|count| **count > 0).count() as f64;
    let all = match halls.placed {
        Placed::Anywhere => heard_here * halls.nodes as f64,
        Placed::ByTenant => halls.tenants as f64,
    };
    Fared {
        busy: delivered.cpu / halls.seconds + everybody / HEARTBEAT * (cost.write + cost.frame),
        delivered,
        commits: halls.rate * halls.tenants as f64,
        reads: reads as f64 / halls.seconds * halls.nodes as f64,
        hints: said as f64 / halls.seconds * if nodes == 1 { halls.nodes as f64 / BALANCE.value } else { 1.0 },
        heads: all * LOOKS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Halls = Halls {
        tenants: 100,
        listeners: 40,
        nodes: 4,
        cores: 2,
        rate: 1.0,
        placed: Placed::Anywhere,
        presence: None,
        seconds: 20.0,
    };

    #[test]
    fn who_is_anywhere_is_on_each_node_alike() {
        let seats = seats(&SMALL, &mut Chance::seeded(1));
        let all: usize = seats.iter().sum();
        assert!(seats.len() == 100 && (900..1_100).contains(&all), "{all}");
    }

    #[test]
    fn each_node_reads_what_others_committed_and_none_where_tenants_have_a_node() {
        let anywhere = fare(&SMALL, &mut Chance::seeded(1));
        // A hundred events a second, on each of four nodes three quarters of them from elsewhere.
        assert!((anywhere.reads - 300.0).abs() < 20.0, "{}", anywhere.reads);
        assert_eq!(anywhere.heads, 4.0 * 100.0 * 2.5);
        let home = fare(&Halls { placed: Placed::ByTenant, ..SMALL }, &mut Chance::seeded(1));
        assert_eq!((home.reads, home.heads), (0.0, 250.0));
        assert!(home.delivered.delays.within(0.5) < anywhere.delivered.delays.within(0.5));
    }
}
