//! Plain arithmetic: what so many streams, tenants or pages need.

use super::figures::{BALANCE, BODY_STREAM, EVENT, FRAME, HEAD, HEADERS, KERNEL, READ, ROUND_TRIP, STREAM, WRITE};
use super::halls::Placed;

/// Seconds between two heartbeats of a stream.
pub const HEARTBEAT: f64 = 30.0;
/// How often a second the head of a heard tenant is read on a node: twice to look, and every other second to trim.
pub const LOOKS: f64 = 2.5;
/// Heads in one statement.
const HEADS: f64 = 1_000.0;
/// What a frame on a ring costs beside its bytes.
const OVERHEAD: f64 = 160.0;
/// Frames on a ring at most.
const RING: f64 = 1_024.0;
const RING_BYTES: f64 = 1_048_576.0;
/// What a node tells of a tenant's listeners: ids in text, a number.
const COUNT: f64 = 45.0;
/// Seconds between two counts.
const COUNTED: f64 = 5.0;
/// Looks at a log by whoever tidies it, when there is nothing to do.
const TIDYING: f64 = 3.0;
/// Seconds between two rounds of tidying.
const ROUND: f64 = 60.0;

/// Memory of streams, the kernel's included.
pub fn memory(streams: f64) -> f64 {
    streams * (STREAM.si() + KERNEL.si())
}

/// The same with the relay off.
pub fn memory_without_relay(streams: f64) -> f64 {
    streams * (BODY_STREAM.si() + KERNEL.si())
}

/// Bits for so many events of this many bytes in so many writes.
pub fn network(events: f64, bytes: f64, writes: f64) -> f64 {
    (events * bytes + writes * HEADERS.si()) * 8.0
}

/// Processors for this many events a second to each of these streams, heartbeats included.
pub fn processors(streams: f64, events: f64) -> f64 {
    streams * (events + 1.0 / HEARTBEAT) * (WRITE.si() + FRAME.si())
}

/// Memory of a ring whose tenant's log has so many events.
pub fn ring(events: f64) -> f64 {
    (events.min(RING) * (EVENT.si() + OVERHEAD)).min(RING_BYTES)
}

/// How many of these tenants a node hears.
pub fn heard(tenants: f64, listeners: i32, nodes: f64, placed: Placed) -> f64 {
    match placed {
        Placed::Anywhere => tenants * (1.0 - (1.0 - 1.0 / nodes).powi(listeners)),
        Placed::ByTenant => tenants / nodes * BALANCE.value,
    }
}

/// Statements a second of a node that hears so many, and what they cost the database.
pub fn looks(heard: f64) -> (f64, f64) {
    ((heard / HEADS).ceil() * LOOKS, heard * LOOKS * HEAD.si())
}

/// Bytes a second each node hears of who is where.
pub fn counts(heard: f64, nodes: f64) -> f64 {
    heard * nodes * COUNT / COUNTED
}

/// How long a node tidies the logs of all tenants there are, one after another, and its statements a second.
pub fn tidying(tenants: f64) -> (f64, f64) {
    let statements = tenants * TIDYING;
    let seconds = statements * (ROUND_TRIP.si() + READ.si());
    (seconds, statements / seconds.max(ROUND))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(is: f64, should: f64) -> bool {
        (is / should - 1.0).abs() < 0.01
    }

    #[test]
    fn streams_add_up() {
        assert!(near(memory(1_000.0), 8.5e6) && near(memory_without_relay(1_000.0), 32e6));
        assert!(near(network(1_000.0, 650.0, 1_000.0), 5.92e6));
        assert!(near(processors(25_000.0, 1.0), 0.1576));
        assert_eq!((ring(10.0), ring(5_000.0)), (8_100.0, 829_440.0));
    }

    #[test]
    fn tenants_add_up() {
        assert!(near(heard(1_000.0, 2, 10.0, Placed::Anywhere), 190.0));
        assert!(near(heard(1_000.0, 2, 10.0, Placed::ByTenant), 125.0));
        assert_eq!(looks(2_500.0).0, 7.5);
        assert!(near(looks(100_000.0).1, 0.675));
        assert!(near(counts(1_000.0, 10.0), 90_000.0));
        // A thousand tenants a minute; a hundred thousand take three, and it never rests.
        assert!(
            near(tidying(1_000.0).1, 50.0) && near(tidying(100_000.0).0, 180.0) && near(tidying(100_000.0).1, 1_667.0)
        );
    }
}
