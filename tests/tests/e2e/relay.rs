//! A stream's socket after it has left the HTTP server: what a peer does with it is nothing that anybody else notices.

use serde_json::json;
use tests::{Store, World, both, eventually};

async fn listeners(world: &World) -> f64 {
    world.number("openfloor_sse_connections{tenant=\"acme\"}").await.unwrap_or_default()
}

both!(
    async fn what_a_listener_says_meanwhile_is_thrown_away(store: Store) {
        let world = World::on(store).alone().await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        // Another request right behind the first one, in the same packet, and one later.
        let mut ear = acme.ear().opens_with("GET /tenant?tenantId=acme HTTP/1.1\r\nHost: x\r\n\r\n").await;
        ear.hears("connected").await;
        for n in 0..3 {
            let question = alice.asks("Heard?").await;
            assert_eq!(ear.hears("question:created").await.question(), question.id());
            assert!(ear.says(format!("GET /health/live?{n} HTTP/1.1\r\nHost: x\r\n\r\n")).await);
        }
        assert_eq!(listeners(&world).await, 1.0);
    }
);

both!(
    async fn a_listener_who_does_not_stop_talking_is_cut(store: Store) {
        let world = World::on(store).with("OPENFLOOR_RELAY", "on").alone().await;
        let acme = world.tenant("acme").await;
        let (mut chatty, mut quiet) = (acme.ear().await, acme.ear().await);
        while chatty.says("word ".repeat(4_000)).await {}
        eventually("it is let go", || async { listeners(&world).await == 1.0 }).await;
        acme.participant("alice").await.asks("Heard?").await;
        quiet.hears("question:created").await;
    }
);

both!(
    async fn a_listener_who_hangs_up_half_is_let_go(store: Store) {
        let world = World::on(store).alone().await;
        let acme = world.tenant("acme").await;
        let mut ear = acme.ear().await;
        assert_eq!(listeners(&world).await, 1.0);
        ear.says_no_more().await;
        eventually("it is let go", || async { listeners(&world).await == 0.0 }).await;
    }
);

both!(
    async fn a_reader_that_takes_nothing_is_cut_when_its_account_is_gone(store: Store) {
        let world = World::on(store).alone().await;
        let acme = world.tenant("acme").await;
        let (ana, account) = acme.staff("moderator").await;
        let asleep = ana.ear().hard_of_hearing().await;
        let alice = acme.participant("alice").await;
        // More than two sockets hold.
        let long = "word ".repeat(190);
        for _ in 0..300 {
            alice.asks(&long).await;
        }
        assert_eq!(listeners(&world).await, 1.0);
        acme.owner().await.changes_account(&account, json!({"active": false})).await;
        eventually("it is cut", || async { listeners(&world).await == 0.0 }).await;
        drop(asleep);
    }
);

both!(
    async fn streams_that_stay_with_the_http_server_are_the_same(store: Store) {
        let world = World::on(store).with("OPENFLOOR_RELAY", "off").alone().await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let mut ear = acme.ear().await;
        let question = alice.asks("Heard?").await;
        assert_eq!(ear.hears("question:created").await.question(), question.id());
        let away = ear.cut();
        let missed = alice.asks("Missed?").await;
        let mut ear = away.await;
        assert_eq!(ear.hears("question:created").await.question(), missed.id());
    }
);
