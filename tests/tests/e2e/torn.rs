//! A copy of SQLite's files that lost its end: it is a whole database of an earlier moment, and nobody takes it for the
//! one he listened to.

use std::cell::Cell;

use futures_util::future::join_all;
use serde_json::Value;
use tests::{Database, Node, OPERATOR_TOKEN, Person, Process, Store, Tenant, deed, eventually, in_time};

/// The head of SQLite's log of writes, and each page in it with its own.
const HEAD: usize = 32;
const FRAME: usize = 24 + 4_096;

/// What was in the log, and where it was listened to.
struct Before {
    log: Vec<Value>,
    start: String,
    epoch: String,
}

impl Before {
    fn place(&self, seq: i64) -> String {
        format!("{}-{seq}", self.epoch)
    }

    fn head(&self) -> i64 {
        last(&self.log)
    }
}

fn last(log: &[Value]) -> i64 {
    log.last().and_then(|event| event["seq"].as_i64()).unwrap_or_default()
}

/// Asks and upvotes until the server is gone.
async fn is_busy(guest: &Person, deeds: &Cell<usize>) {
    while let Some(reply) = guest.tries(deed::ask("Is this kept?")).await {
        let question = reply.is(201).shown();
        let Some(vote) = guest.tries(deed::upvote(question.id())).await else { return };
        drop(vote.is(200));
        deeds.set(deeds.get() + 2);
    }
}

/// Who comes back to the copy, and to where it has.
async fn goes_on(acme: &Tenant, before: &Before, here: i64) {
    for place in [here, (here + last(&before.log[..1])) / 2] {
        let mut ear = acme.ear().last_event_id(&before.place(place)).await;
        assert_eq!(ear.position(), before.place(place));
        let heard: Vec<_> = ear.all_until(here).await.into_iter().map(|event| event.json).collect();
        let told =
            before.log.iter().filter(|event| event["seq"].as_i64().is_some_and(|seq| seq > place && seq <= here));
        assert!(heard.iter().eq(told), "after {place}: {heard:#?}");
    }
}

/// Who heard what is lost is reset, also when the log has grown past that place again: for that the epoch was renewed.
async fn is_told_so(copy: &Database, acme: &Tenant, before: &Before, here: i64) {
    let mut ahead = acme.ear().last_event_id(&before.place(before.head())).await;
    assert_eq!(ahead.hears("reset").await.json["reason"], "ahead");
    let said = copy.administers(&["epoch", "renew", "--tenant", "acme"]).await;
    assert_eq!(said.trim(), "renewed the epochs of 1 tenants");
    assert_eq!(ahead.hears("reset").await.json["reason"], "epoch");
    let alice = acme.participant("alice").await;
    for _ in here..=before.head() {
        alice.asks("Again?").await;
    }
    for lost in [here + 1, before.head()] {
        let mut ear = acme.ear().last_event_id(&before.place(lost)).await;
        assert_eq!(ear.hears("reset").await.json["reason"], "epoch", "at {lost} of {here}");
        assert!(acme.anonymous().polls(&format!("after={}", before.place(lost))).await.reset);
    }
    let last = ahead.all_until(acme.head().await).await.last().and_then(|event| event.seq);
    assert_eq!(last, Some(acme.head().await), "and goes on");
}

/// A server on this copy: how far its log goes.
async fn stands_on(copy: &Database, id: &str, before: &Before) -> i64 {
    let node = Node::over(copy, &[("OPENFLOOR_OPERATOR_TOKEN", OPERATOR_TOKEN)]).await;
    let wrong = "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
    assert_eq!(copy.number(wrong).await, 0, "the file is whole");
    copy.is_sound().await;
    let acme = node.site().known_tenant("acme", id);
    let log = acme.anonymous().polls_all(&before.start, 1_000, "").await;
    assert!(before.log.starts_with(&log), "a prefix, without a gap");
    let here = acme.head().await;
    assert_eq!(here, last(&log).max(tests::seq_of(&before.start)));
    if !log.is_empty() {
        goes_on(&acme, before, here).await;
    }
    if here < before.head() {
        is_told_so(copy, &acme, before, here).await;
    }
    copy.is_sound().await;
    here
}

#[tokio::test]
async fn a_copy_without_its_end_is_an_earlier_moment_and_says_so() {
    let mut process = Process::on(Store::Sqlite).with("OPENFLOOR_VOTE_WINDOW_MS", 5).await;
    let acme = process.tenant("acme").await;
    acme.participant("alice").await.asks("Is this kept?").await;
    // Ended well, it leaves one file: what comes now is in the log of writes alone.
    process.terminate().await;
    assert!(process.has_stopped().await);
    process.starts_again().await;
    let start = acme.position().await;
    let (crowd, deeds) = (acme.crowd(4).await, Cell::new(0));
    let meeting = join_all(crowd.iter().map(|guest| is_busy(guest, &deeds)));
    let killing = async {
        eventually("the meeting is busy", || async { deeds.get() >= 60 }).await;
        process.kill_9().await;
    };
    tokio::join!(meeting, killing);

    let whole = process.database().torn(|_| {});
    let node = Node::over(&whole, &[]).await;
    let log = node.site().known_tenant("acme", &acme.id).anonymous().polls_all(&start, 1_000, "").await;
    assert!(log.len() >= deeds.get(), "what was acknowledged is there");
    drop(node);
    let epoch = start.split('-').next().expect("a position has an epoch").to_owned();
    let before = Before { log, start, epoch };

    let mut size = 0;
    drop(process.database().torn(|wal| size = wal.len()));
    let half = (size - HEAD) / FRAME / 2;
    let cuts = [0, HEAD - 5, HEAD, HEAD + half * FRAME, HEAD + half * FRAME + 9, HEAD + half * FRAME + 2_000];
    let cuts = cuts.into_iter().chain([size - 3 * FRAME - 1, size - FRAME / 2, size - 1, size]);
    let mut heads = Vec::new();
    for cut in cuts {
        let copy = process.database().torn(|wal| wal.truncate(cut));
        heads.push(Box::pin(in_time("a copy is tried", stands_on(&copy, &acme.id, &before))).await);
    }
    assert!(heads.is_sorted(), "the more is there, the more is told: {heads:?}");
    assert_eq!((heads[0], heads[9]), (tests::seq_of(&before.start), before.head()), "{heads:?}");
    assert!(heads[3] > heads[0] && heads[3] < heads[9], "half of it is lost: {heads:?}");
    // A byte that is not what was written: what comes after it is not believed.
    for from_end in [FRAME * 4 + 100, 100] {
        let copy = process.database().torn(|wal| wal[size - from_end] ^= 0x10);
        let here = Box::pin(in_time("a copy is tried", stands_on(&copy, &acme.id, &before))).await;
        assert!(here >= heads[3] && here < before.head(), "{here} of {}", before.head());
    }
}
