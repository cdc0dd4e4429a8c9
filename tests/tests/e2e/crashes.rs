//! `kill -9` in the midst of a meeting: whatever was acknowledged is there, and listeners go on as if nothing were.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use futures_util::future::join_all;
use serde_json::Value;
use tests::{Ear, Message, Person, Process, Shown, Store, Tenant, both, deed, eventually};

/// What the server has acknowledged.
#[derive(Default)]
struct Ledger {
    asked: RefCell<Vec<String>>,
    upvoted: RefCell<HashSet<(usize, String)>>,
    deeds: Cell<usize>,
}

/// Asks and upvotes until the server is gone.
async fn is_busy(ledger: &Ledger, number: usize, guest: &Person) {
    loop {
        let text = format!("{} asks {}", guest.name, ledger.deeds.get());
        let Some(reply) = guest.tries(deed::ask(&text)).await else { return };
        let mine = reply.is(201).shown().id().to_owned();
        ledger.asked.borrow_mut().push(mine);
        ledger.deeds.set(ledger.deeds.get() + 1);
        let known = ledger.asked.borrow().clone();
        for question in known.iter().rev().take(3) {
            let Some(reply) = guest.tries(deed::upvote(question)).await else { return };
            drop(reply.is(200));
            ledger.upvoted.borrow_mut().insert((number, question.clone()));
            ledger.deeds.set(ledger.deeds.get() + 1);
        }
    }
}

/// Listens until the connection is gone, and gives what it takes to come back.
async fn listens(mut ear: Ear, heard: &mut Vec<Message>) -> tests::Hearing {
    heard.extend(ear.ends().await.0);
    ear.cut()
}

async fn keeps_its_word(tenant: &Tenant, ledger: &Ledger, crowd: &[Person]) {
    let (asked, upvoted) = (ledger.asked.borrow().clone(), ledger.upvoted.borrow().clone());
    for id in asked {
        tenant.anonymous().reads(&Shown(serde_json::json!({"id": id}))).await;
    }
    for (number, id) in upvoted {
        let read = crowd[number].reads(&Shown(serde_json::json!({"id": id}))).await;
        assert_eq!(read["viewer"]["upvoted"], true, "an acknowledged vote is gone");
    }
}

both!(
    async fn a_killed_server_comes_back_with_all_it_acknowledged(store: Store) {
        let mut process = Process::on(store).with("OPENFLOOR_VOTE_WINDOW_MS", 10).await;
        let acme = process.tenant("acme").await;
        let crowd = acme.crowd(6).await;
        let start = acme.position().await;
        let ledger = Ledger::default();
        let (mut hearing, mut heard) = (acme.ear().after(&start), Vec::new());
        for _ in 0..3 {
            let enough = ledger.deeds.get() + 60;
            let meeting = join_all(crowd.iter().enumerate().map(|(n, guest)| is_busy(&ledger, n, guest)));
            let listening = async { listens(hearing.await, &mut heard).await };
            let killing = async {
                eventually("the meeting is busy", || async { ledger.deeds.get() >= enough }).await;
                process.kill_9().await;
            };
            let (_, back, ()) = tokio::join!(meeting, listening, killing);
            hearing = back;
            process.starts_again().await;
            keeps_its_word(&acme, &ledger, &crowd).await;
        }
        let log = acme.anonymous().polls_all(&start, 1_000, "").await;
        let head = log.last().and_then(|event| event["seq"].as_i64()).expect("the log is not empty");
        heard.extend(hearing.await.all_until(head).await);
        let heard: Vec<Value> = heard.into_iter().filter(|m| m.seq.is_some()).map(|m| m.json).collect();
        assert_eq!(heard, log, "each event once, in order, across three crashes");
        process.database().is_sound().await;
    }
);
