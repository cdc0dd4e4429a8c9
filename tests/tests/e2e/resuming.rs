//! Coming back: a listener that was away goes on where it was.

use futures_util::future::join_all;
use tests::{Store, Tenant, World, both};

both!(
    async fn an_ear_that_comes_back_hears_what_it_missed_and_nothing_twice(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let mut ear = acme.ear().await;
        alice.asks("First").await;
        ear.hears("question:created").await;
        let (left_at, away) = (ear.position(), ear.cut());
        alice.asks("Second").await;
        alice.asks("Third").await;
        let mut ear = away.opens().await;
        assert_eq!(ear.hears("connected").await.id, Some(left_at), "connected says where the stream goes on");
        assert_eq!(ear.hears("question:created").await.data()["body"], "Second");
        assert_eq!(ear.hears("question:created").await.data()["body"], "Third");
        alice.asks("Fourth").await;
        assert_eq!(ear.hears("question:created").await.data()["body"], "Fourth");
    }
);

both!(
    async fn the_header_wins_over_the_query_and_the_alias_is_heard(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let start = acme.position().await;
        alice.asks("First").await;
        let middle = acme.position().await;
        alice.asks("Second").await;
        let mut by_header = acme.ear().after(&start).last_event_id(&middle).await;
        assert_eq!(by_header.hears("question:created").await.data()["body"], "Second");
        let mut by_query = acme.ear().after(&start).await;
        assert_eq!(by_query.hears("question:created").await.data()["body"], "First");
        let mut by_alias = acme.ear().query("lastEventId", &middle).await;
        assert_eq!(by_alias.hears("question:created").await.data()["body"], "Second");
        let mut both = acme.ear().query("lastEventId", &start).after(&middle).await;
        assert_eq!(both.hears("question:created").await.data()["body"], "Second", "`after` wins over its alias");
    }
);

both!(
    async fn without_a_position_the_stream_begins_now(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        alice.asks("Before").await;
        let position = acme.position().await;
        let mut ear = acme.ear().await;
        assert_eq!(ear.position(), position);
        alice.asks("After").await;
        assert_eq!(ear.hears("question:created").await.data()["body"], "After");
    }
);

both!(
    async fn a_restart_of_the_server_loses_no_place(store: Store) {
        let mut world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let mut ear = acme.ear().await;
        alice.asks("Before the restart").await;
        ear.hears("question:created").await;
        let away = ear.cut();
        alice.asks("While away").await;
        world.restarts().await;
        let mut ear = away.await;
        assert_eq!(ear.hears("question:created").await.data()["body"], "While away");
        alice.asks("After the restart").await;
        assert_eq!(ear.hears("question:created").await.data()["body"], "After the restart");
    }
);

/// Questions that are long enough for a few hundred of them to push a place off the ring.
async fn storms(tenant: &Tenant, count: usize) {
    let (crowd, long) = (tenant.crowd(6).await, "🙋".repeat(1_000));
    join_all(crowd.iter().map(|guest| async {
        for _ in 0..count / crowd.len() {
            guest.asks(&long).await;
        }
    }))
    .await;
}

both!(
    async fn a_long_absence_is_read_from_the_log_page_by_page(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let start = acme.position().await;
        storms(&acme, 600).await;
        let mut ear = acme.ear().after(&start).await;
        assert_eq!(ear.all_until(600).await.len(), 600);
        acme.participant("alice").await.asks("Live again").await;
        assert_eq!(ear.hears("question:created").await.seq, Some(601));
    }
);

both!(
    async fn an_ear_that_sleeps_through_a_storm_delays_nobody_and_reads_on(store: Store) {
        // Who takes nothing for a whole heartbeat may be given up; the sleeper is to sleep as long as it takes.
        let world = World::on(store).with("OPENFLOOR_SSE_HEARTBEAT_SECONDS", 300).await;
        let acme = world.tenant("acme").await;
        let (mut sleeper, mut awake) = (acme.ear().hard_of_hearing().await, acme.ear().await);
        let (_, heard) = tokio::join!(storms(&acme, 600), awake.all_until(600));
        assert_eq!(heard.len(), 600);
        assert_eq!(sleeper.all_until(600).await.len(), 600, "what fell off the ring comes from the log");
        acme.participant("alice").await.asks("Live again").await;
        sleeper.hears("question:created").await;
    }
);
