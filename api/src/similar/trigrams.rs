//! Texts by their trigrams: which are like another, rare trigrams counting for more.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::{QuestionId, TeamId};

/// Characters of a text that are looked at; the rest of a long question says little about its likeness.
const MOST_CHARACTERS: usize = 300;
/// Texts that are looked at closely after the first count.
const CLOSE: usize = 40;
/// Likeness from which two texts are told of together, 0 to 1.
const ALIKE: f64 = 0.34;
/// How much of a difference is put down to the typed text rather than the other: who types is not done yet.
const TYPED: f64 = 0.75;

/// Three characters, 21 bits each.
type Trigram = u64;

/// An inverted index: trigram → the texts that have it.
#[derive(Debug, Default)]
pub struct Trigrams {
    slots: BTreeMap<QuestionId, u32>,
    texts: HashMap<u32, Text>,
    having: HashMap<Trigram, Vec<u32>>,
    next: u32,
}

#[derive(Debug)]
struct Text {
    id: QuestionId,
    team: Option<TeamId>,
    trigrams: Box<[Trigram]>,
}

impl Trigrams {
    /// Adds a folded text, or takes its new words.
    pub fn insert(&mut self, id: QuestionId, team: Option<TeamId>, folded: &str) {
        self.remove(id);
        let slot = self.next;
        self.next = self.next.wrapping_add(1);
        let trigrams: Box<[Trigram]> = trigrams(folded).into_iter().collect();
        for trigram in &trigrams {
            self.having.entry(*trigram).or_default().push(slot);
        }
        self.slots.insert(id, slot);
        self.texts.insert(slot, Text { id, team, trigrams });
    }

    /// Forgets the oldest until so many are left; ids sort by age.
    pub fn keep_newest(&mut self, most: usize) {
        while self.slots.len() > most
            && let Some(oldest) = self.slots.keys().next().copied()
        {
            self.remove(oldest);
        }
    }

    /// Forgets a text.
    pub fn remove(&mut self, id: QuestionId) {
        let Some(text) = self.slots.remove(&id).and_then(|slot| Some((slot, self.texts.remove(&slot)?))) else {
            return;
        };
        let (slot, Text { trigrams, .. }) = text;
        for trigram in trigrams {
            if let Some(slots) = self.having.get_mut(&trigram) {
                slots.retain(|other| *other != slot);
                if slots.is_empty() {
                    self.having.remove(&trigram);
                }
            }
        }
    }

    /// The texts like this folded one, the likest first; of this team, if one is given.
    ///
    /// Likeness is Tversky's index over trigrams weighted by rarity (A. Tversky, *Features of similarity*, 1977): what
    /// both have, over that and the differences, those of the unfinished typed text counting more.
    pub fn nearest(&self, folded: &str, team: Option<TeamId>, most: usize) -> Vec<QuestionId> {
        let typed = trigrams(folded);
        let mut shared: HashMap<u32, f64> = HashMap::new();
        for trigram in &typed {
            let weight = self.weight(*trigram);
            for slot in self.having.get(trigram).into_iter().flatten() {
                *shared.entry(*slot).or_default() += weight;
            }
        }
        let here = |slot: &u32| self.texts.get(slot).filter(|text| team.is_none() || text.team == team);
        let mut candidates: Vec<(f64, &Text)> =
            shared.iter().filter_map(|(slot, both)| here(slot).map(|text| (*both, text))).collect();
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
        candidates.truncate(CLOSE);
        let whole: f64 = typed.iter().map(|trigram| self.weight(*trigram)).sum();
        let likeness = |both: f64, text: &Text| {
            let other: f64 = text.trigrams.iter().map(|trigram| self.weight(*trigram)).sum();
            both / (both + TYPED * (whole - both) + (1.0 - TYPED) * (other - both)).max(f64::MIN_POSITIVE)
        };
        let mut alike: Vec<(f64, QuestionId)> =
            candidates.into_iter().map(|(both, text)| (likeness(both, text), text.id)).collect();
        alike.retain(|(likeness, _)| *likeness >= ALIKE);
        alike.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        alike.into_iter().take(most).map(|(_, id)| id).collect()
    }

    fn weight(&self, trigram: Trigram) -> f64 {
        let having = self.having.get(&trigram).map_or(0, Vec::len);
        (1.0 + (1.0 + self.texts.len() as f64) / (1.0 + having as f64)).ln()
    }
}

/// The trigrams of each word with a space before and after it, as PostgreSQL's `pg_trgm` takes them; of scripts
/// without spaces, those of the whole run.
fn trigrams(folded: &str) -> BTreeSet<Trigram> {
    let head: String = folded.chars().take(MOST_CHARACTERS).collect();
    let mut found = BTreeSet::new();
    for word in head.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let padded: Vec<char> = [' '].into_iter().chain(word.chars()).chain([' ']).collect();
        let packed = |three: &[char]| three.iter().fold(0, |sum, c| (sum << 21) | Trigram::from(u32::from(*c)));
        found.extend(padded.windows(3).map(packed));
    }
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn filled(texts: &[&str]) -> (Trigrams, Vec<QuestionId>) {
        let mut index = Trigrams::default();
        let ids: Vec<QuestionId> = (1..).map(|n| QuestionId(Uuid::from_u128(n))).take(texts.len()).collect();
        for (id, text) in ids.iter().zip(texts) {
            index.insert(*id, None, &crate::text::folded(text));
        }
        (index, ids)
    }

    #[test]
    fn the_same_matter_in_other_words_is_found_and_another_is_not() {
        let (index, ids) = filled(&[
            "Will the late boat come back in winter?",
            "When do we get the new roster?",
            "Can we have the roster four weeks ahead?",
            "Why was the bonus paid in full?",
            "冬の最終便は戻りますか?",
        ]);
        assert_eq!(index.nearest("will the late boats come back", None, 3).first(), Some(&ids[0]));
        assert_eq!(index.nearest("roster four weeks in advance", None, 3).first(), Some(&ids[2]));
        assert_eq!(index.nearest("最終便は戻りますか", None, 3).first(), Some(&ids[4]));
        assert!(index.nearest("Is there parking for bicycles", None, 3).is_empty());
        assert!(index.nearest("??", None, 3).is_empty());
    }

    #[test]
    fn what_was_reworded_or_removed_is_not_found_by_its_old_words() {
        let (mut index, ids) = filled(&["Will the late boat come back?"]);
        index.insert(ids[0], None, "who waters the plants");
        assert!(index.nearest("will the late boat come back?", None, 3).is_empty());
        assert_eq!(index.nearest("who waters the plants?", None, 3), ids);
        index.remove(ids[0]);
        index.remove(ids[0]);
        assert!(index.nearest("who waters the plants?", None, 3).is_empty());
        assert!(index.having.is_empty() && index.texts.is_empty() && index.slots.is_empty());
    }

    #[test]
    fn a_team_bounds_the_search() {
        let (mut index, ids) = filled(&["will the late boat come back"]);
        let team = Some(TeamId(Uuid::from_u128(9)));
        assert!(index.nearest("the late boat comes back", team, 3).is_empty());
        index.insert(ids[0], team, "will the late boat come back");
        assert_eq!(index.nearest("the late boat comes back", team, 3), ids);
    }
}
