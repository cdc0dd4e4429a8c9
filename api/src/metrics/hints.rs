//! The numbers of the backplane.

use prometheus::{IntCounter, IntGauge};

use super::Metrics;

/// Counts what nodes tell each other, over one carrier. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Hints {
    sent: IntCounter,
    received: IntCounter,
    stale: IntCounter,
    missed: IntCounter,
    failed: IntCounter,
    up: IntGauge,
}

impl Metrics {
    /// The numbers of this carrier, from 0.
    pub fn hints(&self, carrier: &str) -> Hints {
        let count = |outcome| self.hints.with_label_values(&[carrier, outcome]);
        Hints {
            sent: count("sent"),
            received: count("received"),
            stale: count("stale"),
            missed: count("missed"),
            failed: count("failed"),
            up: self.carriers.with_label_values(&[carrier]),
        }
    }
}

impl Hints {
    /// So many were told to other nodes.
    pub fn sent(&self, count: usize) {
        self.sent.inc_by(count as u64);
    }

    /// Another node told of something new to a ring of this one.
    pub fn received(&self) {
        self.received.inc();
    }

    /// Another node told a ring what it had: doubled, or late.
    pub fn stale(&self) {
        self.stale.inc();
    }

    /// Events were found by looking that nobody had told of.
    pub fn missed(&self) {
        self.missed.inc();
    }

    /// So many could not be told, or not be taken in.
    pub fn failed(&self, count: usize) {
        self.failed.inc_by(count as u64);
    }

    /// Whether nodes can wake each other.
    pub fn can_be_told(&self, up: bool) {
        self.up.set(up.into());
    }
}
