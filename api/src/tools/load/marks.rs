//! What a load carries in its texts, so that whoever hears one knows whose it is, which, and how old.

use std::fmt::{Display, Formatter};

use memchr::memmem;

const BEGIN: &[u8] = b"load=";
/// `load=TTTT.NNNNNNNN.MMMMMMMMMMMMMM;`
const LENGTH: usize = BEGIN.len() + 4 + 1 + 8 + 1 + 14 + 1;

/// One published text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// The tenant's number, below 10 000.
    pub(super) tenant: usize,
    /// Counts the tenant's texts from one.
    pub(super) number: u32,
    /// Microseconds after the beginning of the load.
    pub(super) at: u64,
}

impl Mark {
    /// The first mark in this line.
    pub(super) fn find(line: &[u8]) -> Option<Self> {
        let from = memmem::find(line, BEGIN)?;
        let text = std::str::from_utf8(line.get(from..from + LENGTH)?).ok()?;
        let mut fields = text.strip_prefix("load=")?.strip_suffix(';')?.split('.');
        let (tenant, number, at) = (fields.next()?, fields.next()?, fields.next()?);
        Some(Self { tenant: tenant.parse().ok()?, number: number.parse().ok()?, at: at.parse().ok()? })
    }
}

impl Display for Mark {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "load={:04}.{:08}.{:014};", self.tenant, self.number, self.at)
    }
}

/// What one listener heard of its tenant's texts, which are numbered without a gap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hearing {
    /// The greatest number heard.
    pub(super) last: u32,
    /// How many were heard.
    pub(super) heard: u32,
    /// Numbers passed over and not heard since.
    pub(super) missed: u32,
    /// Heard twice.
    pub(super) doubled: u32,
    /// Heard after a greater one.
    pub(super) disordered: u32,
}

impl Hearing {
    /// Takes one down.
    pub(super) fn hear(&mut self, number: u32) {
        self.heard += 1;
        if number > self.last {
            self.missed += number - self.last - 1;
            self.last = number;
        } else if self.missed > 0 {
            // Either of the two is a fault; which one it is, is not worth a list of all numbers.
            self.missed -= 1;
            self.disordered += 1;
        } else {
            self.doubled += 1;
        }
    }

    /// How many of so many are still to be heard.
    pub(super) fn lacks(&self, published: u32) -> u32 {
        published.saturating_sub(self.last) + self.missed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_in_the_event_that_carries_it() {
        let mark = Mark { tenant: 7, number: 1_234, at: 56_789_012 };
        let line = format!("data: {{\"type\":\"question:created\",\"data\":{{\"body\":\"{mark} and more\"}}}}");
        assert_eq!(Mark::find(line.as_bytes()), Some(mark));
        assert_eq!(mark.to_string().len(), LENGTH);
        for other in ["", "load=", "data: load=0007.00001234.", "load=000x.00001234.00000056789012;"] {
            assert_eq!(Mark::find(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn whatever_is_amiss_is_counted() {
        let heard = |numbers: &[u32]| {
            let mut hearing = Hearing::default();
            numbers.iter().for_each(|number| hearing.hear(*number));
            (hearing.lacks(5), hearing.doubled, hearing.disordered)
        };
        assert_eq!(heard(&[1, 2, 3, 4, 5]), (0, 0, 0));
        assert_eq!(heard(&[1, 2, 3]), (2, 0, 0));
        assert_eq!(heard(&[1, 2, 4, 5]), (1, 0, 0));
        assert_eq!(heard(&[1, 2, 2, 3, 4, 5]), (0, 1, 0));
        assert_eq!(heard(&[1, 3, 2, 4, 5]), (0, 0, 1));
    }
}
