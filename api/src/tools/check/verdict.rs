//! Judges what was done and heard by what the log says.

use std::collections::HashMap;
use std::ops::Bound::{Excluded, Included};

use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;
use tokio::time::Instant;

use super::fold::{Fold, comparable};
use super::history::{Deeds, Findings, Log, place};
use super::listener::{Bytes, Heard, hash};
use super::{PATIENCE, Site, text};

/// Every status a question can have, and pages as long as they may be.
const EVERYTHING: &str = "/questions?status=UNDER_REVIEW,OPEN,ANSWERED,ARCHIVED,REJECTED&limit=200";

/// Judges one tenant.
///
/// # Errors
/// The first thing that must not be, or what could not be looked at.
pub(super) async fn judge<'a>(
    site: &Site,
    log: &Log,
    public: &Log,
    deeds: &Deeds,
    index: usize,
    heard: impl Iterator<Item = &'a Heard>,
    findings: &mut Findings,
) -> Result<(), String> {
    let broken = |why: String| format!("VIOLATION: tenant {}: {why}", site.slug);
    let fold = folded(log, public).map_err(broken)?;
    acknowledged(log, deeds, index).map_err(broken)?;
    let mut bytes: Bytes =
        log.events.iter().map(|(seq, event)| (*seq, (usize::MAX, hash(&event.to_string())))).collect();
    for listener in heard {
        listened(if listener.staff { log } else { public }, listener, &mut bytes).map_err(broken)?;
        findings.listeners += 1;
        findings.connections += listener.connections;
        findings.resets += listener.spans.len().saturating_sub(1);
        findings.heard += listener.spans.iter().map(|span| span.events.len()).sum::<usize>();
    }
    findings.events += log.events.len();
    lists(site, log, &fold).await?;
    votes(site, deeds, index, &fold, findings).await
}

/// What the log adds up to. On the way: everybody is told what everybody may see, before or after, and no more.
fn folded(log: &Log, public: &Log) -> Result<Fold, String> {
    let mut fold = Fold::default();
    for (seq, event) in &log.events {
        let question = subject(event);
        let before = fold.shows(question);
        fold.hears(event)?;
        let shown = before || fold.shows(question) || !text(&event["type"]).starts_with("question:");
        match public.events.get(seq) {
            Some(told) if shown && told == event => {}
            None if !shown => {}
            told => return Err(format!("whether all are told of {event} is {shown}, but they are told {told:?}")),
        }
    }
    Ok(fold)
}

/// The question an event is about.
fn subject(event: &Value) -> &str {
    let data = &event["data"];
    data["questionId"].as_str().or(data["id"].as_str()).unwrap_or_default()
}

/// Each acknowledged deed is in the log once: by its text, where it has one of its own, and by the version it made.
fn acknowledged(log: &Log, deeds: &Deeds, site: usize) -> Result<(), String> {
    let mut texts: HashMap<(&str, &str), usize> = HashMap::new();
    let mut versions: HashMap<(&str, i64), i64> = HashMap::new();
    for (seq, event) in &log.events {
        let data = &event["data"];
        let kind = text(&event["type"]);
        let own = match kind {
            "question:created" | "question:updated" => text(&data["body"]),
            "question:answered" => text(&data["responseText"]),
            _ => "",
        };
        *texts.entry((kind, own)).or_default() += 1;
        let question = subject(event);
        if let Some(version) = data["version"].as_i64()
            && let Some(before) = versions.insert((question, version), *seq)
        {
            return Err(format!("events {before} and {seq} both tell of version {version} of {question}"));
        }
    }
    for deed in &deeds.of(site).deeds {
        if let Some((kind, own)) = &deed.told_by {
            let times = texts.get(&(*kind, own.as_str())).copied().unwrap_or_default();
            let least = usize::from(deed.acknowledged.is_some());
            if times > 1 || times < least {
                return Err(format!("{} '{own}' is {times} times in the log; it was {deed:?}", deed.what));
            }
        }
        if let Some((question, Some(version))) = &deed.acknowledged
            && !versions.contains_key(&(question.as_str(), *version))
        {
            return Err(format!("no event tells of version {version} of {question}, which was acknowledged: {deed:?}"));
        }
    }
    Ok(())
}

/// Each span holds exactly the log's events, as everybody heard them.
fn listened(log: &Log, listener: &Heard, bytes: &mut Bytes) -> Result<(), String> {
    let number = listener.number;
    for span in &listener.spans {
        let mut heard = span.events.iter();
        let stood = span.to.min(log.head).max(span.from);
        for (seq, event) in log.events.range((Excluded(span.from), Included(stood))) {
            match heard.next() {
                Some((got, _)) if got == seq => {}
                Some((got, _)) if got > seq => return Err(format!("listener {number} missed {seq} ({event})")),
                Some((got, _)) => return Err(format!("listener {number} heard {got}, which is not in the log")),
                None => return Err(format!("listener {number} stands at {} and missed {seq} ({event})", span.to)),
            }
        }
        if let Some((got, _)) = heard.next() {
            return Err(format!("listener {number} heard {got}, which is not in the log"));
        }
        for (seq, hash) in &span.events {
            let (first, said) = *bytes.entry(*seq).or_insert((number, *hash));
            if said != *hash {
                return Err(format!("listeners {first} and {number} heard different bytes for {seq}"));
            }
        }
    }
    Ok(())
}

/// Every node lists what the log adds up to.
async fn lists(site: &Site, log: &Log, fold: &Fold) -> Result<(), String> {
    let expected = fold.everything();
    let mut rng = StdRng::seed_from_u64(0);
    for node in 0..site.owner.nodes() {
        let (mut cursor, mut listed) = (String::new(), Vec::<Value>::new());
        loop {
            let path = format!("{EVERYTHING}{cursor}");
            let page = site.owner.insist_at(node, &mut rng, &path, Instant::now() + PATIENCE).await?;
            if place(text(&page["position"])).is_none_or(|(_, seq)| seq != log.head) {
                return Err(format!("node {node} lists as of {} and not of {}", page["position"], log.head));
            }
            listed.extend(page["items"].as_array().into_iter().flatten().map(comparable));
            let Some(next) = page["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        if listed == expected {
            continue;
        }
        let differs = listed.iter().zip(&expected).find(|(shown, folded)| shown != folded);
        return Err(match differs {
            Some((shown, folded)) => format!("VIOLATION: node {node} lists\n{shown}\nwhere the log says\n{folded}"),
            None => format!("VIOLATION: node {node} lists {} questions, the log has {}", listed.len(), expected.len()),
        });
    }
    Ok(())
}

/// Each count is the number of voters whose last word was yes.
async fn votes(site: &Site, deeds: &Deeds, index: usize, fold: &Fold, findings: &mut Findings) -> Result<(), String> {
    let (votes, voters) = {
        let here = deeds.of(index);
        (here.votes.clone(), here.voters.clone())
    };
    // So many voters said yes, and of so many more nobody can tell: an archived question shows no voter its vote.
    let mut yes: HashMap<String, (i64, i64)> = HashMap::new();
    let mut rng = StdRng::seed_from_u64(0);
    for ((question, voter), vote) in votes {
        let up = if vote.sure {
            Some(vote.up)
        } else {
            findings.unsure += 1;
            let path = format!("/questions/{question}");
            let shown = voters[voter].look(&mut rng, &path, Instant::now() + PATIENCE).await?;
            shown.map(|question| question["viewer"]["upvoted"] == true)
        };
        let (sure, open) = yes.entry(question).or_default();
        *sure += i64::from(up == Some(true));
        *open += i64::from(up.is_none());
    }
    for question in fold.everything() {
        let (id, counted) = (text(&question["id"]), question["upvotes"].as_i64().unwrap_or_default());
        let (sure, open) = yes.get(id).copied().unwrap_or_default();
        if !(sure..=sure + open).contains(&counted) {
            let said = format!("{sure} voters, {open} of unknown mind, {counted} votes");
            return Err(format!("VIOLATION: tenant {}: {said}: {question}", site.slug));
        }
        findings.votes += counted;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
