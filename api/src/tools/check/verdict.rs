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
mod tests {
    use serde_json::json;

    use super::super::history::Deed;
    use super::super::listener::Span;
    use super::*;

    fn question(version: i64, body: &str) -> Value {
        json!({"id": "q", "body": body, "status": "OPEN", "upvotes": 0, "version": version})
    }

    fn event(seq: i64, kind: &str, data: &Value) -> (i64, Value) {
        (seq, json!({"type": kind, "seq": seq, "data": data}))
    }

    /// A question is asked, reworded and upvoted; what has number 3 is nobody's.
    fn log() -> Log {
        let voted = json!({"questionId": "q", "upvotes": 1, "version": 3});
        let events = [
            event(1, "question:created", &question(1, "Why?")),
            event(2, "question:updated", &question(2, "Why not?")),
            event(4, "question:upvoted", &voted),
        ];
        Log { head: 4, events: events.into() }
    }

    fn public() -> Log {
        log()
    }

    fn heard(numbers: &[i64]) -> Heard {
        let log = log();
        let bytes = |seq: &i64| (*seq, log.events.get(seq).map_or(0, |event| hash(&event.to_string())));
        let events = numbers.iter().map(bytes).collect();
        let span = Span { from: 0, to: 4, events, epoch: "e".into() };
        Heard { number: 7, site: 0, staff: true, spans: vec![span], connections: 1 }
    }

    fn bytes() -> Bytes {
        log().events.iter().map(|(seq, event)| (*seq, (usize::MAX, hash(&event.to_string())))).collect()
    }

    fn done(acknowledged: Option<(&str, i64)>, body: &str) -> Deeds {
        let deeds = Deeds::new(1);
        let acknowledged = acknowledged.map(|(question, version)| (question.to_owned(), Some(version)));
        let told_by = Some(("question:updated", body.to_owned()));
        deeds.of(0).deeds.push(Deed { what: "edit", told_by, acknowledged });
        deeds
    }

    #[test]
    fn a_listener_who_heard_all_is_right_and_every_other_is_found_out() {
        listened(&log(), &heard(&[1, 2, 4]), &mut bytes()).unwrap();
        let mut came_last = heard(&[]);
        came_last.spans[0].from = 4;
        listened(&log(), &came_last, &mut bytes()).unwrap();
        for (numbers, why) in [
            (&[1, 4][..], "missed 2"),
            (&[1, 2], "missed 4"),
            (&[2, 4], "missed 1"),
            (&[1, 2, 3, 4], "heard 3, which is not in the log"),
        ] {
            let error = listened(&log(), &heard(numbers), &mut bytes()).unwrap_err();
            assert!(error.contains(why), "{numbers:?}: {error}");
        }
        let mut other = heard(&[1, 2, 4]);
        other.spans[0].events[1].1 += 1;
        assert!(listened(&log(), &other, &mut bytes()).unwrap_err().contains("different bytes for 2"));
    }

    #[test]
    fn what_was_acknowledged_is_in_the_log_once() {
        acknowledged(&log(), &done(Some(("q", 2)), "Why not?"), 0).unwrap();
        acknowledged(&log(), &done(None, "Never said"), 0).unwrap();
        let lost = acknowledged(&log(), &done(Some(("q", 2)), "Never said"), 0).unwrap_err();
        assert!(lost.contains("0 times"), "{lost}");
        let lost = acknowledged(&log(), &done(Some(("q", 9)), "Why not?"), 0).unwrap_err();
        assert!(lost.contains("no event tells of version 9"), "{lost}");
        let mut twice = log();
        twice.events.extend([event(5, "question:updated", &question(4, "Why not?"))]);
        let doubled = acknowledged(&twice, &done(None, "Why not?"), 0).unwrap_err();
        assert!(doubled.contains("2 times"), "{doubled}");
        twice.events.extend([event(6, "question:updated", &question(4, "And?"))]);
        let doubled = acknowledged(&twice, &done(None, "Never said"), 0).unwrap_err();
        assert!(doubled.contains("events 5 and 6 both tell of version 4"), "{doubled}");
    }

    #[test]
    fn a_log_that_does_not_add_up_or_tells_too_much_is_found_out() {
        folded(&log(), &public()).unwrap();
        let mut holed = log();
        holed.events.remove(&2);
        assert!(folded(&holed, &public()).unwrap_err().contains("left out"));
        let mut silent = public();
        silent.events.remove(&2);
        assert!(folded(&log(), &silent).unwrap_err().contains("they are told None"));
        let hidden = json!({"questionId": "q", "status": "ARCHIVED", "version": 4});
        let pinned = json!({"questionId": "q", "isPinned": true, "version": 5});
        let behind = [event(5, "question:archived", &hidden), event(6, "question:pinned", &pinned)];
        let (mut all, mut told) = (log(), public());
        all.events.extend(behind.clone());
        told.events.extend(behind);
        assert!(folded(&all, &told).unwrap_err().contains("is false, but they are told Some"));
        told.events.remove(&6);
        folded(&all, &told).unwrap();
    }
}
