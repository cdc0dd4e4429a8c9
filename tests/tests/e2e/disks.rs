//! A disk that is full: what cannot be kept is refused and can be sent again, and everything else goes on.

use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;
use tests::{Carrier, Cluster, Ear, Fault, Message, Person, Reply, Tenant, deed, eventually};

/// Words that fill a disk.
fn long() -> String {
    "🙋".repeat(1_000)
}

/// Asks until it is refused; what was kept, and the refusal.
async fn asks_until_refused(alice: &Person) -> (Vec<String>, Reply) {
    let mut kept = Vec::new();
    loop {
        let reply = alice.does(deed::ask(&long())).await;
        if reply.status != 201 {
            return (kept, reply);
        }
        kept.push(reply.shown().id().to_owned());
    }
}

fn is_a_refusal(reply: &Reply) {
    assert_eq!((reply.status, reply.json()["code"].as_str()), (503, Some("unavailable")), "{}", reply.text());
    assert_eq!(reply.header("retry-after"), "1", "{:?}", reply.headers);
}

async fn database(cluster: &Cluster) -> Value {
    cluster.site().health().await["checks"]["database"].clone()
}

/// The questions in the log, and that this ear heard the log.
async fn asked(acme: &Tenant, start: &str, ear: &mut Ear) -> Vec<String> {
    let log = acme.anonymous().polls_all(start, 1_000, "").await;
    let head = log.last().and_then(|event| event["seq"].as_i64()).expect("the log is not empty");
    ear.all_until(head).await;
    let heard = ear.heard.iter().filter(|message| message.seq.is_some());
    assert_eq!(heard.map(|message| message.json.clone()).collect::<Vec<_>>(), log);
    let asked = ear.heard.iter().filter(|message| message.kind == "question:created");
    asked.map(Message::question).map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn a_full_disk_of_sqlites_refuses_deeds_and_nothing_else() {
    let mut cluster = Cluster::of_one().await;
    let acme = cluster.site().tenant("acme").await;
    let (alice, start, mut ear) = (acme.participant("alice").await, acme.position().await, acme.ear().await);
    let first = alice.asks("Is there room?").await;
    cluster.disk().expect("this test needs a disk of its own: run it as root").is_full().await;
    let (mut kept, refusal) = asks_until_refused(&alice).await;
    kept.insert(0, first.id().to_owned());
    is_a_refusal(&refusal);
    // A failed commit must not leave anything behind that later deeds are swallowed by.
    for _ in 0..20 {
        is_a_refusal(&alice.does(deed::ask(&long())).await);
    }
    is_a_refusal(&alice.does(deed::upvote(first.id())).await);
    assert_eq!(database(&cluster).await, "full");
    assert_eq!(cluster.site().health().await["status"], "ready", "lists and streams go on");
    assert_eq!(asked(&acme, &start, &mut ear).await, kept);
    ear.waits_for("heartbeat").await;
    let mut late = acme.ear().after(&start).await;
    assert_eq!(asked(&acme, &start, &mut late).await, kept);

    cluster.has_room().await;
    eventually("room is found without anybody's deed", || async { database(&cluster).await == "ok" }).await;
    kept.push(alice.asks("Is there room again?").await.id().to_owned());
    assert_eq!(alice.upvotes(&first).await.upvotes(), 1);
    assert_eq!(asked(&acme, &start, &mut ear).await, kept);
    // All of that is on the disk and not only in a transaction somebody forgot.
    drop((ear, late));
    cluster.suffers(Fault::NodeKilled, &mut StdRng::seed_from_u64(1)).await;
    assert_eq!(asked(&acme, &start, &mut acme.ear().after(&start).await).await, kept);
    assert_eq!(alice.reads(&first).await.upvotes(), 1);
}

#[tokio::test]
async fn a_postgres_whose_disk_was_full_comes_back_with_all_that_was_acknowledged() {
    let mut cluster = Cluster::of(1, Carrier::Postgres, false).await;
    let acme = cluster.site().tenant("acme").await;
    let (alice, start, mut ear) = (acme.participant("alice").await, acme.position().await, acme.ear().await);
    cluster.disk().expect("this test needs a disk of its own: run it as root").is_full().await;
    let (mut kept, refusal) = asks_until_refused(&alice).await;
    is_a_refusal(&refusal);
    eventually("it tells", || async { database(&cluster).await != "ok" }).await;
    // The database may be gone by now; the stream is not.
    ear.waits_for("heartbeat").await;

    cluster.has_room().await;
    eventually("the database is found again", || async { database(&cluster).await == "ok" }).await;
    kept.push(alice.asks("Is there room again?").await.id().to_owned());
    let told = asked(&acme, &start, &mut ear).await;
    // The one that was refused may have been kept: nobody could know.
    assert_eq!(told.iter().filter(|id| kept.contains(id)).collect::<Vec<_>>(), kept.iter().collect::<Vec<_>>());
    assert!(told.len() <= kept.len() + 1, "{} asked, {} told", kept.len(), told.len());
}
