//! The long poll: the stream's twin for where streams are blocked.

use std::time::Duration;

use serde_json::Value;
use tests::{Deed, Store, World, both};

both!(
    async fn a_poll_tells_what_the_stream_tells(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let start = acme.position().await;
        let question = alice.asks("One?").await;
        ana.pins(&question).await;
        let mut ear = acme.ear().after(&start).await;
        let heard: [Value; 2] = [ear.hears("question:created").await.json, ear.hears("question:pinned").await.json];
        let polled = alice.polls(&format!("after={start}")).await;
        assert_eq!(polled.events, heard);
        assert_eq!(polled.position, ear.position());
        assert!(!polled.reset);
        let nothing = alice.polls(&format!("after={}", polled.position)).await;
        assert!(nothing.events.is_empty() && !nothing.reset);
        assert_eq!(nothing.position, polled.position);
    }
);

both!(
    async fn a_poll_waits_for_the_next_event(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let start = acme.position().await;
        let query = format!("after={start}&wait=9");
        let began = tokio::time::Instant::now();
        let (polled, _) =
            tokio::join!(alice.polls(&query), async { acme.participant("bob").await.asks("At last").await });
        assert_eq!(polled.kinds(), ["question:created"]);
        assert!(began.elapsed() < Duration::from_secs(8), "the poll sat its time out");
    }
);

both!(
    async fn a_poll_that_waits_in_vain_says_so_in_time(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let start = acme.position().await;
        let polled = acme.anonymous().polls(&format!("after={start}&wait=1")).await;
        assert!(polled.events.is_empty() && !polled.reset);
        assert_eq!(polled.position, start);
    }
);

both!(
    async fn pages_of_any_size_tell_the_same_story(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let start = acme.position().await;
        for n in 0..23 {
            alice.asks(&format!("Question {n}")).await;
        }
        let whole = alice.polls_all(&start, 1_000, "").await;
        assert_eq!(whole.len(), 23);
        for limit in [1, 2, 10, 23, 24] {
            assert_eq!(alice.polls_all(&start, limit, "").await, whole, "by {limit}");
        }
    }
);

both!(
    async fn what_a_filter_hides_still_moves_the_position(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let start = acme.position().await;
        alice.asks("Hidden").await;
        let polled = alice.polls(&format!("after={start}&events=tag:*")).await;
        assert!(polled.events.is_empty());
        assert_eq!(polled.position, acme.position().await);
    }
);

both!(
    async fn without_a_position_a_poll_begins_now(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        alice.asks("Before").await;
        let polled = alice.polls("wait=0").await;
        assert!(polled.events.is_empty() && !polled.reset);
        assert_eq!(polled.position, acme.position().await);
    }
);

both!(
    async fn a_poll_out_of_bounds_is_refused_by_the_name_of_its_field(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        for (query, field) in [("wait=26", "wait"), ("wait=x", "wait"), ("limit=1001", "limit"), ("limit=0", "limit")] {
            let reply = acme.anonymous().does(Deed::get(format!("/events?{query}"))).await.is(400);
            assert_eq!(reply.json()["errors"][0]["field"], field, "{query}: {}", reply.text());
        }
    }
);
