//! Stopping in good order: every stream is told, then cut, inside the window.

use std::time::Duration;

use futures_util::future::join_all;
use tests::{Ear, End, Process, Store, Wire, World, both, in_time};

both!(
    async fn a_stream_is_told_to_come_back_and_cut_inside_the_window(store: Store) {
        let mut world = World::on(store).with("OPENFLOOR_DRAIN_SECONDS", 2).alone().await;
        let acme = world.tenant("acme").await;
        let mut ears = join_all((0..10).map(|_| async { acme.ear().await })).await;
        acme.participant("alice").await.asks("The last one").await;
        world.begins_to_stop();
        let began = tokio::time::Instant::now();
        let farewells = join_all(ears.iter_mut().map(Ear::ends)).await;
        let took = began.elapsed();
        let mut retries = Vec::new();
        for (last_words, end) in farewells {
            let kinds: Vec<_> = last_words.iter().map(|message| message.kind.as_str()).collect();
            assert_eq!(kinds, ["question:created", "draining"]);
            assert_eq!(end, End::Cut);
            retries.extend(last_words[1].retry);
        }
        assert!(took < Duration::from_millis(2_500), "the drain took {took:?}");
        assert_eq!(retries.len(), 10, "every stream is told when to come back");
        assert!(retries.iter().all(|retry| *retry <= 2_500), "{retries:?}");
        retries.sort_unstable();
        retries.dedup();
        assert!(retries.len() > 3, "the returns are not spread: {retries:?}");
        in_time("the server stops", world.stops()).await;
    }
);

both!(
    async fn whoever_asks_a_draining_node_learns_that_it_is_not_ready(store: Store) {
        let mut world = World::on(store).with("OPENFLOOR_DRAIN_SECONDS", 3).alone().await;
        let acme = world.tenant("acme").await;
        let request = format!("GET /health/ready HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", world.address);
        let mut before = Wire::to(*world).await;
        before.sends(&request).await;
        assert_eq!(before.reply().await.expect("a ready node answers").status, 200);
        let ears = join_all((0..8).map(|_| async { acme.ear().await })).await;
        world.begins_to_stop();
        let mut seen = Vec::new();
        in_time("readiness falls", async {
            while seen.last() != Some(&503) {
                let mut wire = Wire::to(*world).await;
                wire.sends(&request).await;
                seen.push(wire.reply().await.expect("a draining node still answers").status);
            }
        })
        .await;
        drop(ears);
    }
);

both!(
    async fn a_terminated_process_ends_well_and_its_streams_go_on_elsewhere(store: Store) {
        let mut process = Process::on(store).with("OPENFLOOR_DRAIN_SECONDS", 1).await;
        let acme = process.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let mut ear = acme.ear().await;
        alice.asks("Before").await;
        ear.hears("question:created").await;
        process.terminate().await;
        let (last_words, end) = ear.ends().await;
        assert_eq!(last_words.iter().map(|message| message.kind.as_str()).collect::<Vec<_>>(), ["draining"]);
        assert_eq!(end, End::Cut);
        assert!(process.has_stopped().await, "{}", process.printed());
        process.starts_again().await;
        let mut ear = ear.reconnects().await;
        alice.asks("After").await;
        assert_eq!(ear.hears("question:created").await.data()["body"], "After");
    }
);
