//! Chance that is the same in every run, and what came of it by how often it came.

/// SplitMix64: small, and the same everywhere and for ever.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1, 1 excluded.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn below(&mut self, most: usize) -> usize {
        (self.unit() * most as f64) as usize
    }

    /// Between two happenings that do not know of each other.
    pub fn pause(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }
}

/// How often which delay came, to a fiftieth.
#[derive(Clone, Debug, Default)]
pub struct Delays {
    counts: Vec<f64>,
    sum: f64,
}

/// Delays below are all alike.
const LEAST: f64 = 1e-5;
const STEP: f64 = 1.02;

impl Delays {
    pub fn note(&mut self, seconds: f64, times: f64) {
        let n = (seconds.max(LEAST) / LEAST).ln() / STEP.ln();
        let n = n as usize;
        if self.counts.len() <= n {
            self.counts.resize(n + 1, 0.0);
        }
        self.counts[n] += times;
        self.sum += times;
    }

    /// The delay that this share of all does not exceed.
    pub fn within(&self, share: f64) -> f64 {
        let mut left = self.sum * share;
        for (n, count) in self.counts.iter().enumerate() {
            left -= count;
            if left <= 0.0 {
                return LEAST * STEP.powi(n as i32) * STEP.sqrt();
            }
        }
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_the_same_in_every_run_and_fair() {
        assert_eq!(Chance::seeded(1).next(), Chance::seeded(1).next());
        let mut chance = Chance::seeded(7);
        let mean = |draw: &mut dyn FnMut() -> f64| (0..20_000).map(|_| draw()).sum::<f64>() / 20_000.0;
        assert!((mean(&mut || chance.unit()) - 0.5).abs() < 0.01);
        assert!((mean(&mut || chance.pause(3.0)) - 3.0).abs() < 0.1);
    }

    #[test]
    fn a_percentile_is_what_was_noted() {
        let mut delays = Delays::default();
        delays.note(0.001, 98.0);
        delays.note(0.5, 2.0);
        assert!((delays.within(0.5) / 0.001 - 1.0).abs() < 0.02);
        assert!((delays.within(0.99) / 0.5 - 1.0).abs() < 0.02);
    }
}
