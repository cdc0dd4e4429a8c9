//! Streams that lost their node come back to the others.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::chance::{Chance, Delays};
use super::figures::RETURN;
use super::moment::Moment;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// Connections are cut: the page comes back within a second.
    Killed,
    /// Let go over half of ten seconds, each told when to come back.
    Drained,
    /// Nobody says a word: the page notices after two and a half heartbeats of silence.
    Vanished,
}

#[derive(Clone, Copy, Debug)]
pub struct Storm {
    pub lost: Lost,
    pub streams: usize,
    /// Nodes they come to.
    pub nodes: usize,
    pub cores: usize,
    /// Share of the processors that has other work.
    pub busy: f64,
}

#[derive(Debug)]
pub struct Weathered {
    /// From the loss until a stream is open again.
    pub back: Delays,
    /// From its first byte until it is open.
    pub waits: Delays,
    /// Most that came to all nodes in a second.
    pub peak: f64,
}

fn comes_back(lost: Lost, chance: &mut Chance) -> f64 {
    match lost {
        Lost::Killed => chance.unit(),
        Lost::Drained => 5.0 * chance.unit() + 0.25 + 9.75 * chance.unit() + chance.unit(),
        // Heard last at a heartbeat, which was up to 30 s ago.
        Lost::Vanished => 75.0 - 30.0 * chance.unit() + chance.unit(),
    }
}

/// Nodes are alike: one is looked at.
pub fn weather(storm: &Storm, chance: &mut Chance) -> Weathered {
    let here = storm.streams / storm.nodes;
    let mut coming: Vec<f64> = (0..here).map(|_| comes_back(storm.lost, chance)).collect();
    coming.sort_by(f64::total_cmp);
    let each = RETURN.si() / (1.0 - storm.busy);
    let mut free: BinaryHeap<_> = (0..storm.cores).map(|_| Reverse(Moment(0.0))).collect();
    let (mut back, mut waits, mut peak, mut first) = (Delays::default(), Delays::default(), 0, 0);
    for (n, at) in coming.iter().enumerate() {
        let idle = free.pop().map_or(0.0, |Reverse(Moment(at))| at);
        let open = idle.max(*at) + each;
        free.push(Reverse(Moment(open)));
        back.note(open, 1.0);
        waits.note(open - at, 1.0);
        while coming[first] < at - 1.0 {
            first += 1;
        }
        peak = peak.max(n - first + 1);
    }
    Weathered { back, waits, peak: peak as f64 * storm.nodes as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_storm_that_fits_waits_for_nothing_and_one_that_does_not_for_its_work() {
        let calm = Storm { lost: Lost::Killed, streams: 10_000, nodes: 10, cores: 2, busy: 0.0 };
        let weathered = weather(&calm, &mut Chance::seeded(1));
        assert!(weathered.waits.within(0.99) < 0.001 && weathered.back.within(1.0) < 1.02);
        assert_eq!(weathered.peak, 10_000.0);
        // 20 000 × 0.1 ms on one free processor of two take 2 s.
        let wild = Storm { streams: 200_000, busy: 0.5, ..calm };
        let last = weather(&wild, &mut Chance::seeded(1)).back.within(1.0);
        assert!((last - 2.0).abs() < 0.1, "{last}");
    }

    #[test]
    fn a_drain_is_over_in_sixteen_seconds_and_silence_is_noticed_in_seventy_six() {
        let mut chance = Chance::seeded(1);
        for _ in 0..1_000 {
            assert!((0.25..16.0).contains(&comes_back(Lost::Drained, &mut chance)));
            assert!((45.0..76.0).contains(&comes_back(Lost::Vanished, &mut chance)));
        }
    }
}
