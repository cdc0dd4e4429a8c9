//! SSE clients that others wrote hear what our own ear hears, across a restart of the server.

use futures_util::future::join_all;
use tests::{ForeignEar, Store, World, both, foreign_clients};

both!(
    async fn foreign_clients_hear_each_event_once_across_a_restart(store: Store) {
        let mut world = World::on(store).with("OPENFLOOR_DRAIN_SECONDS", 1).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let start = acme.position().await;
        alice.asks("Before anybody listens, in any script: Übung 🙋 \u{2028}").await;
        let url = world.url(&format!("/sse?tenantId=acme&after={start}"));
        let mut ears = join_all(foreign_clients().map(|script| ForeignEar::opens(script, &url))).await;
        for ear in &mut ears {
            let (id, connected) = ear.next().await;
            assert_eq!((connected["type"].as_str(), id.as_str()), (Some("connected"), start.as_str()));
        }
        alice.asks("Before the restart").await;
        world.restarts().await;
        alice.asks("After the restart").await;
        let mut own = acme.ear().after(&start).await;
        let expected: Vec<_> =
            own.all_until(3).await.into_iter().map(|event| (event.id.unwrap_or_default(), event.json)).collect();
        for ear in &mut ears {
            assert_eq!(ear.events_until(3).await, expected);
        }
    }
);
