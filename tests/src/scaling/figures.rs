//! Every figure the tables of `docs/scaling.md` are worked out from, and where it comes from. Put in your own, and run
//! `make scaling`.

/// What a figure stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Of the product.
    Measured,
    /// By nobody.
    Assumed,
}

#[derive(Clone, Copy, Debug)]
pub struct Figure {
    pub name: &'static str,
    pub value: f64,
    pub unit: &'static str,
    pub basis: Basis,
    pub from: &'static str,
}

const fn figure(name: &'static str, value: f64, unit: &'static str, basis: Basis, from: &'static str) -> Figure {
    Figure { name, value, unit, basis, from }
}

const fn measured(name: &'static str, value: f64, unit: &'static str, from: &'static str) -> Figure {
    figure(name, value, unit, Basis::Measured, from)
}

const fn assumed(name: &'static str, value: f64, unit: &'static str, from: &'static str) -> Figure {
    figure(name, value, unit, Basis::Assumed, from)
}

pub const WRITE: Figure = measured(
    "a write to a stream",
    6.0,
    "µs of CPU",
    "`openfloor load fanout`, 1 000 and 5 000 streams, an event alone: 4.3–7.5 µs in six runs",
);
pub const FRAME: Figure = measured(
    "an event more in a write",
    0.1,
    "µs of CPU",
    "the same with six or seven events in a write: 0.8–1 µs a delivery, which is the write's share",
);
pub const STREAM: Figure =
    measured("memory of a stream", 3.5, "KB", "`openfloor load idle`, 5 000 streams: 3.1–3.8 KB");
pub const RETURN: Figure =
    measured("a stream that comes back", 100.0, "µs of CPU", "`openfloor load storm`, 5 000 streams: 86–101 µs");
pub const BODY_WRITE: Figure = measured(
    "a write to a stream, relay off",
    13.0,
    "µs of CPU",
    "the same runs with `OPENFLOOR_RELAY=off`: 9.7–17 µs",
);
pub const BODY_FRAME: Figure =
    measured("an event more in it", 0.1, "µs of CPU", "with three or four events in a write: 2.9–4.5 µs a delivery");
pub const BODY_STREAM: Figure = measured("memory of a stream, relay off", 27.0, "KB", "as above: 25–30 KB");
pub const KERNEL: Figure =
    measured("kernel memory of a socket", 5.0, "KB", "growth of the kernel's slab, 5 000 sockets: 2.2–5 KB");
pub const EVENT: Figure =
    measured("an event on the wire", 650.0, "bytes", "`openfloor load fanout`: a question of 500 bytes of JSON");
pub const VOTE: Figure = measured("a vote's event on the wire", 230.0, "bytes", "counted: its text and its chunk");
pub const PAGE_NODE: Figure =
    measured("a room's page with 100 questions", 1.8, "ms of CPU", "300 pages one after another, PostgreSQL");
pub const PAGE_DATABASE: Figure = measured("the same in the database", 1.1, "ms of CPU", "its backends, in that run");
pub const PAGE_BYTES: Figure =
    measured("that page, compressed", 8.1, "KB", "in that run; scripts and styles are 24 KB more, once");
pub const LIST_NODE: Figure = measured("a list of 100 questions", 1.0, "ms of CPU", "300 lists likewise");
pub const LIST_DATABASE: Figure = measured("the same in the database", 0.84, "ms of CPU", "its backends, in that run");
pub const HEAD: Figure = measured(
    "a head in the look at all heads",
    2.7,
    "µs of the database's CPU",
    "1 000 of 100 000 rows in a statement, pgbench",
);
pub const READ: Figure = measured(
    "a read of the log",
    0.1,
    "ms of the database's CPU",
    "pgbench: 0.07 ms without what the epoch needs, rounded up",
);
pub const HINT: Figure = measured("NOTIFY until it is heard", 0.55, "ms", "PostgreSQL 15 on loopback, p50");
pub const HELD_QUICK: Figure = measured(
    "a tenant's counter row is held, quick disk",
    0.67,
    "ms",
    "pgbench, 32 clients, one row, flush of 0.4 ms: 1 500 commits/s",
);
pub const HELD_SLOW: Figure = measured(
    "a tenant's counter row is held, cloud disk or synchronous standby",
    5.7,
    "ms",
    "the same with a flush of 2 ms: 175 commits/s",
);
pub const ROUND_TRIP: Figure = assumed("node to database and back", 0.5, "ms", "one zone of a cloud");
pub const COMMIT: Figure = assumed("a deed in the database", 0.3, "ms of CPU", "6 to 8 statements and a commit");
pub const HEADERS: Figure =
    assumed("TCP, IP and Ethernet around a write", 90.0, "bytes", "headers with timestamps, the gap between frames");
pub const BALANCE: Figure =
    assumed("the fullest node, tenants hashed", 1.25, "× average", "`hash-balance-factor 125` holds it there");

pub const ALL: &[Figure] = &[
    WRITE,
    FRAME,
    STREAM,
    RETURN,
    BODY_WRITE,
    BODY_FRAME,
    BODY_STREAM,
    KERNEL,
    EVENT,
    VOTE,
    PAGE_NODE,
    PAGE_DATABASE,
    PAGE_BYTES,
    LIST_NODE,
    LIST_DATABASE,
    HEAD,
    READ,
    HINT,
    HELD_QUICK,
    HELD_SLOW,
    ROUND_TRIP,
    COMMIT,
    HEADERS,
    BALANCE,
];

impl Figure {
    /// In seconds or bytes.
    pub fn si(&self) -> f64 {
        match self.unit.split(' ').next() {
            Some("µs") => self.value / 1e6,
            Some("ms") => self.value / 1e3,
            Some("KB") => self.value * 1e3,
            _ => self.value,
        }
    }
}

#[test]
fn figures_are_in_seconds_and_bytes() {
    assert_eq!((WRITE.si(), LIST_NODE.si(), STREAM.si(), EVENT.si()), (6e-6, 1e-3, 3.5e3, 650.0));
}
