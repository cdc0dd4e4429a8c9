//! Who hears what: the same live, replayed and polled.

use serde_json::Value;
use tests::{Hearing, Store, Walk, World, both};

fn said(block: &str) -> Value {
    let data = block.split_once("data: ").map_or("", |(_, data)| data.trim_end());
    serde_json::from_str(data).expect("an event is JSON")
}

/// What this kind of listener heard live, hears replayed, and is told by polling.
async fn agrees(hearing: Hearing, live: Vec<String>, start: &str, polled: Vec<Value>, head: i64) {
    let replayed = hearing.after(start).await.all_until(head).await;
    let replayed: Vec<String> = replayed.into_iter().map(|event| event.raw).collect();
    assert_eq!(replayed, live);
    assert_eq!(polled, live.iter().map(|block| said(block)).collect::<Vec<_>>());
}

both!(
    async fn live_replayed_and_polled_events_agree_for_every_audience(store: Store) {
        let world = World::on(store).with("OPENFLOOR_SSE_HEARTBEAT_SECONDS", 0.3).await;
        let acme = world.tenant("acme").await;
        let mut walk = Walk::of(&acme, 7).await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let start = acme.position().await;
        let filters = ["", "question:*", "question:upvoted,tag:*", "team:*"];
        let people = [acme.anonymous(), alice, ana];
        let mut ears = Vec::new();
        for person in &people {
            for filter in filters {
                ears.push((person, filter, person.ear().filter(filter).await));
            }
        }
        walk.steps(80).await;
        let head = acme.head().await;
        for (person, filter, mut ear) in ears {
            let live = ear.all_until(head).await.into_iter().map(|event| event.raw).collect();
            let polled = person.polls_all(&start, 7, &format!("&events={filter}")).await;
            agrees(person.ear().filter(filter), live, &start, polled, head).await;
        }
    }
);
