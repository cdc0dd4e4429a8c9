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
