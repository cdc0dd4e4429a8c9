//! One node's processors: streams that are rung for queue for them, and each writes all it has not written yet.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::chance::Delays;
use super::figures::{BODY_FRAME, BODY_WRITE, FRAME, WRITE};
use super::hearing::Arrival;
use super::moment::Moment;

/// Listeners of a tenant that are served as one, to save time here.
const BLOCK: f64 = 200.0;
/// A busy tenant's listeners are rung for this often at most.
const TICK: f64 = 0.010;

#[derive(Clone, Copy, Debug)]
pub struct Cost {
    pub write: f64,
    pub frame: f64,
}

/// By the relay.
pub fn relay() -> Cost {
    Cost { write: WRITE.si(), frame: FRAME.si() }
}

/// Over the HTTP body: the relay is off, or a stream speaks HTTP/2 with the node.
pub fn body() -> Cost {
    Cost { write: BODY_WRITE.si(), frame: BODY_FRAME.si() }
}

#[derive(Debug, Default)]
pub struct Delivered {
    /// From commit to socket, by listener and event.
    pub delays: Delays,
    pub deliveries: f64,
    pub writes: f64,
    /// Seconds of CPU.
    pub cpu: f64,
}

struct Tenant {
    frames: Vec<(f64, f64)>,
    rung: f64,
    due: bool,
    blocks: Vec<usize>,
}

struct Block {
    tenant: usize,
    listeners: f64,
    cursor: usize,
    /// Queues or is being served; since when, if it is served.
    busy: Option<f64>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Bell(usize),
    Done(Option<usize>),
}

enum Job {
    Block(usize),
    /// So many writes that belong to no event: who is here.
    Told(f64),
}

pub struct Node {
    cores: usize,
    cost: Cost,
    tenants: Vec<Tenant>,
    blocks: Vec<Block>,
    events: BinaryHeap<Reverse<(Moment, Event)>>,
    queue: VecDeque<Job>,
    delivered: Delivered,
}

impl Node {
    /// With so many listeners of each tenant.
    pub fn new(cores: usize, cost: Cost, listeners: &[f64]) -> Self {
        let (mut tenants, mut blocks) = (Vec::new(), Vec::<Block>::new());
        for (tenant, listeners) in listeners.iter().enumerate() {
            let count = (listeners / BLOCK).ceil();
            let first = blocks.len();
            let block = || Block { tenant, listeners: listeners / count, cursor: 0, busy: None };
            blocks.extend((0..count as usize).map(|_| block()));
            let blocks = (first..blocks.len()).collect();
            tenants.push(Tenant { frames: Vec::new(), rung: f64::NEG_INFINITY, due: false, blocks });
        }
        let (events, queue) = (BinaryHeap::new(), VecDeque::new());
        Self { cores, cost, tenants, blocks, events, queue, delivered: Delivered::default() }
    }

    /// Delivers what arrives, by tenant and in order; every `presence` seconds all are told who is here.
    pub fn run(mut self, arrivals: &[(usize, Arrival)], presence: Option<f64>) -> Delivered {
        let end = arrivals.last().map_or(0.0, |(_, arrival)| arrival.at);
        let everybody: f64 = self.blocks.iter().map(|block| block.listeners).sum();
        let mut counted = presence.map_or(f64::INFINITY, |every| every / 2.0);
        let mut next = 0;
        loop {
            let event = self.events.peek().map_or(f64::INFINITY, |Reverse((Moment(at), _))| *at);
            let arrival = arrivals.get(next).map_or(f64::INFINITY, |(_, arrival)| arrival.at);
            let now = event.min(arrival).min(counted);
            if now == f64::INFINITY {
                return self.delivered;
            }
            if now == counted {
                let parts = (everybody / BLOCK).ceil();
                self.queue.extend((0..parts as usize).map(|_| Job::Told(everybody / parts)));
                counted = Some(now + presence.unwrap_or_default()).filter(|at| *at < end).unwrap_or(f64::INFINITY);
            } else if now == arrival {
                let (tenant, arrival) = &arrivals[next];
                self.arrives(*tenant, arrival);
                next += 1;
            } else if let Some(Reverse((_, event))) = self.events.pop() {
                match event {
                    Event::Bell(tenant) => self.rings(tenant, now),
                    Event::Done(block) => self.done(block),
                }
            }
            self.serve(now);
        }
    }

    fn arrives(&mut self, tenant: usize, arrival: &Arrival) {
        let t = &mut self.tenants[tenant];
        t.frames.push((arrival.commit.at, arrival.commit.events));
        if !t.due {
            t.due = true;
            let at = arrival.at.max(t.rung + TICK);
            self.events.push(Reverse((Moment(at), Event::Bell(tenant))));
        }
    }

    fn rings(&mut self, tenant: usize, now: f64) {
        let t = &mut self.tenants[tenant];
        (t.rung, t.due) = (now, false);
        for block in &t.blocks {
            let b = &mut self.blocks[*block];
            if b.busy.is_none() {
                b.busy = Some(f64::INFINITY);
                self.queue.push_back(Job::Block(*block));
            }
        }
    }

    fn done(&mut self, block: Option<usize>) {
        self.cores += 1;
        let Some(block) = block else { return };
        let b = &mut self.blocks[block];
        let tenant = &self.tenants[b.tenant];
        let rung_since = b.busy.is_some_and(|since| since < tenant.rung);
        b.busy = None;
        if rung_since && b.cursor < tenant.frames.len() {
            b.busy = Some(f64::INFINITY);
            self.queue.push_back(Job::Block(block));
        }
    }

    fn serve(&mut self, now: f64) {
        while self.cores > 0
            && let Some(job) = self.queue.pop_front()
        {
            self.cores -= 1;
            let (cost, block) = match job {
                Job::Told(listeners) => (listeners * (self.cost.write + self.cost.frame), None),
                Job::Block(block) => (self.write(block, now), Some(block)),
            };
            self.delivered.cpu += cost;
            self.events.push(Reverse((Moment(now + cost), Event::Done(block))));
        }
    }

    /// What it costs a block to write what its tenant has.
    fn write(&mut self, block: usize, now: f64) -> f64 {
        let b = &mut self.blocks[block];
        let frames = &self.tenants[b.tenant].frames[b.cursor..];
        let count: f64 = frames.iter().map(|(_, events)| events).sum();
        let cost = b.listeners * (self.cost.write + self.cost.frame * count);
        // They are served one after another.
        let parts = if b.listeners > 8.0 { 5 } else { 1 };
        for (committed, events) in frames {
            for part in 0..parts {
                let done = now + cost * (f64::from(part) + 0.5) / f64::from(parts);
                self.delivered.delays.note(done - committed, events * b.listeners / f64::from(parts));
            }
        }
        self.delivered.deliveries += count * b.listeners;
        self.delivered.writes += b.listeners;
        b.cursor += frames.len();
        b.busy = Some(now);
        cost
    }
}

#[cfg(test)]
mod tests {
    use super::super::commits::Commit;
    use super::*;

    const COST: Cost = Cost { write: 9e-6, frame: 3e-6 };

    fn at(seconds: &[f64]) -> Vec<(usize, Arrival)> {
        let of = |at: &f64| (0, Arrival { at: *at, commit: Commit { at: *at, node: 0, events: 1.0 } });
        seconds.iter().map(of).collect()
    }

    #[test]
    fn a_thousand_writes_of_twelve_microseconds_take_twelve_milliseconds_of_one_processor() {
        let delivered = Node::new(1, COST, &[1_000.0]).run(&at(&[1.0]), None);
        assert!((delivered.cpu - 0.012).abs() < 1e-9 && delivered.deliveries == 1_000.0);
        let (half, last) = (delivered.delays.within(0.5), delivered.delays.within(0.99));
        assert!((half - 0.006).abs() < 3e-4 && (last - 0.01176).abs() < 3e-4, "{half} {last}");
        let delivered = Node::new(5, COST, &[1_000.0]).run(&at(&[1.0]), None);
        assert!((delivered.delays.within(0.99) - 0.00216).abs() < 5e-5, "five blocks, five processors");
    }

    #[test]
    fn events_within_a_tick_share_a_write() {
        let delivered = Node::new(1, COST, &[100.0]).run(&at(&[1.0, 1.002, 1.004, 1.006]), None);
        // The first at once, the other three at the end of the tick.
        assert_eq!((delivered.deliveries, delivered.writes), (400.0, 200.0));
        assert!((delivered.cpu - 100.0 * (9e-6 + 3e-6 + 9e-6 + 9e-6)).abs() < 1e-9);
    }

    #[test]
    fn a_processor_is_as_late_as_one_that_was_measured() {
        // p50 and p99: two runs of a prototype over hyper, and one of the relay, with a processor for the server each.
        for (listeners, rate, cost, measured) in [
            (1_000.0, 80.0, 8e-6, [0.00505, 0.0102]),
            (5_000.0, 4.0, 14.1e-6, [0.0336, 0.0818]),
            (5_000.0, 4.0, 7.2e-6, [0.0159, 0.0347]),
        ] {
            let pace: Vec<f64> = (0..200).map(|n| f64::from(n) / rate).collect();
            let delays = Node::new(1, Cost { write: cost, frame: 0.0 }, &[listeners]).run(&at(&pace), None).delays;
            for (share, measured) in [0.5, 0.99].into_iter().zip(measured) {
                let off = delays.within(share) / measured;
                assert!((0.75..1.25).contains(&off), "{listeners} listeners, {share}: {off} of what was measured");
            }
        }
    }

    #[test]
    fn telling_who_is_here_costs_a_write_each_and_delays_what_comes_meanwhile() {
        let alone = Node::new(1, COST, &[10_000.0]).run(&at(&[0.5, 2.51, 4.0]), None);
        let told = Node::new(1, COST, &[10_000.0]).run(&at(&[0.5, 2.51, 4.0]), Some(5.0));
        assert!((told.cpu - alone.cpu - 0.12).abs() < 1e-9);
        assert!(told.delays.within(0.99) > alone.delays.within(0.99) + 0.09);
    }

    #[test]
    fn an_overloaded_node_writes_more_at_once_and_falls_behind() {
        let pace: Vec<f64> = (0..100).map(|n| f64::from(n) / 100.0).collect();
        let delivered = Node::new(1, COST, &[20_000.0]).run(&at(&pace), None);
        assert_eq!(delivered.deliveries, 2_000_000.0);
        assert!(delivered.writes < 1_000_000.0 && delivered.delays.within(0.5) > 0.2);
    }
}
