//! What nodes say, as text: `1 <node> heads <tenant>:<position> …` and `1 <node> here <tenant>:<team>:<viewers> …`,
//! where the team is `-` for none. What cannot be read is passed over, so that a later version may say more.

use std::fmt;
use std::str::FromStr;

use entity::{TeamId, TenantId};

use crate::event::Position;

/// The first word; another one is another version.
const VERSION: &str = "1";
/// Bytes said at once at most: PostgreSQL takes less than 8 000.
const MOST_BYTES: usize = 7_900;

/// One run of one server: drawn at its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Node(u64);

impl Node {
    /// A node nobody has heard of.
    pub fn random() -> Self {
        Self(rand::random())
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Node {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(text, 16).map(Self)
    }
}

/// How many streams a node has open in a team; in no single one, if there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Here {
    /// The tenant.
    pub tenant: TenantId,
    /// The team.
    pub team: Option<TeamId>,
    /// The streams.
    pub viewers: usize,
}

/// What was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// These tenants are at these places; none, when a node only shows that it is there.
    Heads(Vec<(TenantId, Position)>),
    /// So many are here.
    Here(Vec<Here>),
}

/// Heads as texts, none over the bound; one text without heads if there are none.
pub(super) fn heads(node: Node, heads: impl IntoIterator<Item = (TenantId, Position)>) -> Vec<String> {
    texts(node, "heads", heads.into_iter().map(|(tenant, position)| format!("{tenant}:{position}")))
}

/// Counts as texts, none over the bound.
pub(super) fn here(node: Node, counts: impl IntoIterator<Item = Here>) -> Vec<String> {
    let team = |team: Option<TeamId>| team.map_or_else(|| "-".to_owned(), |team| team.to_string());
    texts(node, "here", counts.into_iter().map(|h| format!("{}:{}:{}", h.tenant, team(h.team), h.viewers)))
}

/// Who says what; nothing if it is not understood.
pub(super) fn understood(text: &str) -> Option<(Node, Said)> {
    let mut words = text.split(' ');
    words.next().filter(|version| *version == VERSION)?;
    let node = words.next()?.parse().ok()?;
    let said = match words.next()? {
        "heads" => Said::Heads(words.map(head).collect::<Option<_>>()?),
        "here" => Said::Here(words.map(count).collect::<Option<_>>()?),
        _ => return None,
    };
    Some((node, said))
}

fn texts(node: Node, topic: &str, words: impl Iterator<Item = String>) -> Vec<String> {
    let empty = format!("{VERSION} {node} {topic}");
    let mut texts = vec![empty.clone()];
    for word in words {
        if texts.last().is_some_and(|text| text.len() + 1 + word.len() > MOST_BYTES) {
            texts.push(empty.clone());
        }
        if let Some(text) = texts.last_mut() {
            text.push(' ');
            text.push_str(&word);
        }
    }
    texts
}

fn head(word: &str) -> Option<(TenantId, Position)> {
    let (tenant, position) = word.split_once(':')?;
    Some((tenant.parse().ok()?, position.parse().ok()?))
}

fn count(word: &str) -> Option<Here> {
    let mut parts = word.split(':');
    let tenant = parts.next()?.parse().ok()?;
    let team = match parts.next()? {
        "-" => None,
        team => Some(team.parse().ok()?),
    };
    Some(Here { tenant, team, viewers: parts.next()?.parse::<u32>().ok()?.try_into().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Epoch;

    fn tenant(n: u128) -> TenantId {
        TenantId(uuid::Uuid::from_u128(n))
    }

    fn position(seq: i64) -> Position {
        Position { epoch: Epoch(0x9f31_c2aa), seq }
    }

    #[test]
    fn what_is_said_is_understood() {
        let node = Node::random();
        let said = vec![(tenant(1), position(41)), (tenant(2), position(7))];
        assert_eq!(
            heads(node, said.clone()).iter().map(|t| understood(t)).collect::<Vec<_>>(),
            [Some((node, Said::Heads(said)))]
        );
        let counts = vec![
            Here { tenant: tenant(1), team: None, viewers: 3 },
            Here { tenant: tenant(1), team: Some(TeamId(uuid::Uuid::from_u128(9))), viewers: 0 },
        ];
        assert_eq!(understood(&here(node, counts.clone())[0]), Some((node, Said::Here(counts))));
        assert_eq!(understood(&heads(node, [])[0]), Some((node, Said::Heads(vec![]))));
    }

    #[test]
    fn what_is_not_understood_is_passed_over() {
        for text in
            ["", "hello", "2 00000000000000ff heads", "1 xyz heads", "1 ff songs", "1 ff heads x", "1 ff here x:y"]
        {
            assert_eq!(understood(text), None, "{text}");
        }
    }

    #[test]
    fn however_much_there_is_to_say_no_text_is_too_long() {
        let all: Vec<_> = (0..1_000).map(|n| (tenant(n), position(i64::MAX))).collect();
        let texts = heads(Node::random(), all.clone());
        assert!(texts.len() > 1 && texts.iter().all(|text| text.len() < 8_000));
        let heard = texts.iter().filter_map(|text| understood(text)).flat_map(|(_, said)| match said {
            Said::Heads(heads) => heads,
            Said::Here(_) => vec![],
        });
        assert_eq!(heard.collect::<Vec<_>>(), all);
    }
}
