//! What a load measured: a table for people, one line of JSON for machines.

use std::fmt::{Display, Formatter};

use serde_json::{Map, Value};

/// Figures by name, in order, each with its unit.
#[derive(Clone, Debug, Default)]
pub struct Figures(Vec<(String, f64, &'static str)>);

impl Figures {
    pub(super) fn note(&mut self, name: impl Into<String>, figure: f64, unit: &'static str) {
        self.0.push((name.into(), figure, unit));
    }

    /// Median, 95th and 99th of a hundred and the greatest of these microseconds, as milliseconds.
    pub(super) fn note_latency(&mut self, of: &str, mut micros: Vec<u32>) {
        micros.sort_unstable();
        let nth = |part: f64| {
            // As many as fit a machine's memory are counted exactly.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a length")]
            let index = (micros.len() as f64 * part) as usize;
            micros.get(index.min(micros.len().saturating_sub(1))).map_or(f64::NAN, |micros| f64::from(*micros) / 1e3)
        };
        for (name, part) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0)] {
            self.note(format!("{of} {name}"), nth(part), "ms");
        }
    }

    /// One object of all figures, by name; what could not be measured is null.
    pub fn json(&self) -> Value {
        Value::Object(self.0.iter().map(|(name, figure, _)| (name.clone(), (*figure).into())).collect::<Map<_, _>>())
    }
}

impl Display for Figures {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let width = self.0.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or_default();
        for (index, (name, figure, unit)) in self.0.iter().enumerate() {
            let line = if index == 0 { "" } else { "\n" };
            let decimals = if figure.fract() == 0.0 || figure.abs() >= 1_000.0 { 0 } else { 2 };
            write!(f, "{line}{name:width$}  {figure:>12.decimals$} {unit}")?;
        }
        Ok(())
    }
}
