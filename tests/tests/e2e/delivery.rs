//! Delivery: each event reaches each listener once, in order, with the same bytes for all.

use std::collections::HashSet;

use futures_util::future::join_all;
use tests::{Store, World, both};

both!(
    async fn an_upvote_is_heard_by_its_tenant_and_by_no_other(store: Store) {
        let world = World::on(store).await;
        let (acme, other) = (world.tenant("acme").await, world.tenant("other").await);
        let (alice, bob) = (acme.participant("alice").await, acme.participant("bob").await);
        let question = alice.asks("When do we ship?").await;
        let (mut ear, mut foreign) = (acme.ear().await, other.ear().await);
        bob.upvotes(&question).await;
        let upvoted = ear.hears("question:upvoted").await;
        assert_eq!(upvoted.question(), question.id());
        assert_eq!(upvoted.data()["upvotes"], 1);
        other.participant("carol").await.asks("A fence").await;
        foreign.hears("question:created").await;
    }
);

both!(
    async fn a_list_and_the_stream_after_its_position_miss_nothing_and_double_nothing(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let crowd = acme.crowd(4).await;
        let asking = join_all(crowd.iter().map(|guest| async move {
            for n in 0..12 {
                guest.asks(&format!("{} asks {n}", guest.name)).await;
            }
        }));
        let listening = join_all((0..6).map(|_| async {
            let page = acme.anonymous().lists().await;
            let ear = acme.ear().after(&page.position).await;
            (page, ear)
        }));
        let (_, listeners) = tokio::join!(asking, listening);
        let all: HashSet<String> = acme.anonymous().lists().await.ids().into_iter().map(str::to_owned).collect();
        assert_eq!(all.len(), 48);
        for (page, mut ear) in listeners {
            let mut known: HashSet<String> = page.ids().into_iter().map(str::to_owned).collect();
            while known.len() < all.len() {
                let created = ear.hears("question:created").await;
                assert!(known.insert(created.question().to_owned()), "doubled: {}", created.raw);
            }
            assert_eq!(known, all);
        }
    }
);

both!(
    async fn numbers_are_dense_and_the_blocks_are_the_same_for_all(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let mut ears = vec![acme.ear().await, alice.ear().await, ana.ear().await];
        let question = alice.asks("One?").await;
        ana.upvotes(&question).await;
        ana.tags(&question, "Product").await;
        ana.pins(&question).await;
        ana.answers(&question, "Yes.").await;
        ana.reopens(&question).await;
        let head = acme.head().await;
        let mut stories = Vec::new();
        for ear in &mut ears {
            let start = ear.last_seq();
            let events = ear.all_until(head).await;
            let numbers: Vec<_> = events.iter().filter_map(|event| event.seq).collect();
            assert_eq!(numbers, (start + 1..=head).collect::<Vec<_>>());
            stories.push(events.into_iter().map(|event| event.raw).collect::<Vec<_>>());
        }
        assert_eq!(stories[0], stories[1]);
        assert_eq!(stories[0], stories[2]);
    }
);

both!(
    async fn events_are_about_the_question_and_never_about_the_viewer(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let mut ear = alice.ear().await;
        let question = alice.asks("Mine?").await;
        alice.edits(&question, "Mine still?").await;
        for kind in ["question:created", "question:updated"] {
            let event = ear.hears(kind).await;
            assert!(event.data().get("viewer").is_none() && event.data().get("position").is_none(), "{}", event.raw);
            assert_eq!(event.json["tenantId"], acme.id.as_str());
        }
    }
);

both!(
    async fn no_text_can_break_out_of_its_event(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let mut ear = acme.ear().await;
        let text = "a\n\nid: 00000000-9\ndata: {\"type\":\"busy\"}\n\n: comment\u{2028}\u{2029}\u{feff}end";
        acme.participant("mallory").await.asks(text).await;
        assert_eq!(ear.hears("question:created").await.data()["body"], text);
        acme.participant("alice").await.asks("A fence").await;
        ear.hears("question:created").await;
    }
);

both!(
    async fn three_hundred_ears_hear_every_event(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let mut ears = join_all((0..300).map(|_| async { acme.ear().await })).await;
        let alice = acme.participant("alice").await;
        for n in 0..10 {
            alice.asks(&format!("Question {n}")).await;
        }
        let told = join_all(ears.iter_mut().map(|ear| ear.all_until(10))).await;
        assert!(told.iter().all(|events| events.len() == 10));
    }
);
