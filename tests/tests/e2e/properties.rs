//! Properties over random walks. The seeds are fixed; a failure names its own.

use std::cell::Cell;
use std::collections::BTreeMap;

use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::Value;
use tests::{
    Deed, Fold, Message, Person, Store, Tenant, Vectors, Walk, World, both, comparable, deed, environment, seq_of,
};

/// The seeds to walk by: fixed ones, or the one that `OPENFLOOR_TEST_SEED` names.
fn seeds() -> Vec<u64> {
    let given = environment("OPENFLOOR_TEST_SEED").map(|seed| seed.parse().expect("a seed is a number"));
    given.map_or_else(|| vec![1, 2], |seed| vec![seed])
}

/// Deeds of each walk: enough to meet most of what can happen, or as many as `OPENFLOOR_TEST_STEPS` says.
fn steps() -> usize {
    environment("OPENFLOOR_TEST_STEPS").map_or(80, |steps| steps.parse().expect("steps are a number"))
}

/// A crowd whose thumbs go up and down on whatever stands first.
async fn thumbs(tenant: &Tenant, stop: &Cell<bool>) {
    let crowd = tenant.crowd(8).await;
    join_all(crowd.iter().map(|guest| async {
        let mut up = true;
        while !stop.get() {
            if let Some(first) = guest.lists_by("limit=1&status=OPEN").await.ids().first() {
                let reply = guest.does(if up { deed::upvote(first) } else { deed::unvote(first) }).await;
                assert!(matches!(reply.status, 200 | 404 | 409), "{}: {}", reply.status, reply.text());
            }
            up = !up;
        }
    }))
    .await;
}

/// Every status there is.
const ALL: &str = "&status=UNDER_REVIEW,OPEN,ANSWERED,ARCHIVED,REJECTED";

/// Somebody who reads a list, and what that list has to be after the events he hears.
struct Watcher {
    person: Person,
    statuses: &'static str,
    list: fn(&Fold) -> Vec<Value>,
}

impl Watcher {
    async fn looks(&self) -> (i64, Vec<Value>) {
        let page = self.person.lists_by(&format!("limit=200{}", self.statuses)).await;
        assert!(page.next.is_none(), "the walk outgrew one page");
        (seq_of(&page.position), page.items.iter().map(comparable).collect())
    }

    /// Lists as often as it can until told to stop: what was seen at which place.
    async fn watches(&self, stop: &Cell<bool>) -> Vec<(i64, Vec<Value>)> {
        let mut seen = Vec::new();
        while !stop.get() {
            seen.push(self.looks().await);
        }
        seen
    }

    /// Folds all that he hears of the log, compares what he saw at each place, and gives the last of it.
    async fn compares(&self, start: &str, seen: Vec<(i64, Vec<Value>)>, seed: u64) -> Fold {
        let mut fold = Fold::default();
        let mut lists = BTreeMap::from([(seq_of(start), Vec::new())]);
        for event in self.person.polls_all(start, 100, "").await {
            fold.hears(&event).expect("it follows");
            lists.insert(event["seq"].as_i64().expect("an event has a number"), (self.list)(&fold));
        }
        assert!(seen.len() > 10, "{} saw only {} lists", self.person.name, seen.len());
        for (at, list) in seen.into_iter().chain([self.looks().await]) {
            let (_, expected) = lists.range(..=at).next_back().expect("the log begins at the start");
            assert_eq!(&list, expected, "seed {seed}, {} at {at}", self.person.name);
        }
        fold
    }
}

/// A whole collection, by id.
async fn items(tenant: &Tenant, path: &str) -> Vec<Value> {
    let listed = tenant.anonymous().does(Deed::get(path)).await.is(200).json();
    let mut items = listed["items"].as_array().expect("a collection has items").clone();
    items.sort_by_key(|item| item["id"].to_string());
    items
}

both!(
    async fn replaying_the_log_gives_the_lists_at_every_place(store: Store) {
        let world = World::on(store).with("OPENFLOOR_VOTE_WINDOW_MS", 20).await;
        for seed in seeds() {
            let acme = world.tenant(&format!("acme-{seed}")).await;
            let start = acme.position().await;
            let (mut one, mut two) = (Walk::of(&acme, seed).await, Walk::of(&acme, seed + 1_000).await);
            let everybody = Watcher { person: acme.anonymous(), statuses: "", list: Fold::popular };
            let staff = Watcher { person: acme.moderator().await, statuses: ALL, list: Fold::everything };
            let stop = Cell::new(false);
            let walking = async {
                tokio::join!(one.steps(steps()), two.steps(steps()));
                stop.set(true);
            };
            let (seen, all_seen, (), ()) =
                tokio::join!(everybody.watches(&stop), staff.watches(&stop), thumbs(&acme, &stop), walking);
            let fold = everybody.compares(&start, seen, seed).await;
            assert_eq!(items(&acme, "/tags").await, fold.tags(), "seed {seed}");
            assert_eq!(items(&acme, "/teams").await, fold.teams(), "seed {seed}");
            let events = staff.person.polls_all(&start, 100, "").await;
            Vectors { events, lists: all_seen.clone() }.record();
            let counts = staff.compares(&start, all_seen, seed).await.counts();
            let stats = staff.person.does(Deed::get("/stats")).await.is(200).json();
            for name in ["asked", "published", "declined", "answered"] {
                assert_eq!(stats[name], counts[name], "seed {seed}: {name}");
            }
            world.database().is_sound().await;
        }
    }
);

/// The pages' reducer is held to the same recording, in `web/test/vectors.test.ts`.
#[test]
fn a_recorded_meeting_folds_to_what_the_server_listed() {
    let recorded = Vectors::recorded();
    assert!(recorded.events.len() > 100 && recorded.lists.len() > 10, "hardly anything was recorded");
    recorded.hold();
}

/// An ear that is cut whenever the dice say so, also in the midst of what it hears.
async fn hears_with_cuts(tenant: &Tenant, start: &str, seed: u64, stop: &Cell<i64>) -> Vec<Message> {
    let mut rng = StdRng::seed_from_u64(seed);
    let filter = *["", "question:*", "question:upvoted,tag:*"].choose(&mut rng).expect("there are filters");
    let mut ear = tenant.ear().filter(filter).after(start).await;
    let mut heard: Vec<Message> = Vec::new();
    while stop.get() == 0 || ear.last_seq() < stop.get() {
        let message = ear.next().await.expect("the stream goes on");
        heard.extend(Some(message).filter(|message| message.seq.is_some()));
        if rng.random_bool(0.2) {
            let place = ear.position();
            let mut again = ear.cut().opens().await;
            assert_eq!(again.hears("connected").await.id, Some(place), "seed {seed}");
            ear = again;
        }
    }
    let all = tenant.anonymous().polls_all(start, 1_000, &format!("&events={filter}")).await;
    assert_eq!(heard.iter().map(|event| event.json.clone()).collect::<Vec<_>>(), all, "seed {seed}, {filter}");
    heard
}

both!(
    async fn any_schedule_of_cuts_gives_each_listener_each_event_once_in_order(store: Store) {
        let world = World::on(store).with("OPENFLOOR_SSE_HEARTBEAT_SECONDS", 0.2).await;
        for seed in seeds() {
            let acme = world.tenant(&format!("acme-{seed}")).await;
            let start = acme.position().await;
            let mut walk = Walk::of(&acme, seed).await;
            let (stop, still) = (Cell::new(0), Cell::new(false));
            let walking = async {
                walk.steps(60).await;
                still.set(true);
            };
            let meeting = async {
                tokio::join!(walking, thumbs(&acme, &still));
                stop.set(acme.head().await);
            };
            let listening = (0..6).map(|n| hears_with_cuts(&acme, &start, seed * 100 + n, &stop));
            let (told, ()) = tokio::join!(join_all(listening), meeting);
            assert!(told.iter().any(|events| events.len() > 20), "seed {seed}: hardly anything was heard");
        }
    }
);
