//! Limits and spent tickets: told in the stream, because a browser gives up for ever on any status but 200.

use tests::{End, Hearing, Store, World, both, eventually};

async fn is_busy(hearing: Hearing) {
    let mut ear = hearing.opens().await;
    let busy = ear.next().await.expect("a stream says why it ends");
    assert_eq!(busy.kind, "busy", "{}", busy.raw);
    assert!(busy.retry.is_some_and(|retry| (5_000..=15_000).contains(&retry)), "{:?}", busy.retry);
    assert_eq!(ear.ends().await.1, End::Cut);
}

async fn is_let_in(hearing: Hearing) -> bool {
    let mut ear = hearing.opens().await;
    ear.next().await.is_some_and(|message| message.kind == "connected")
}

both!(
    async fn a_participant_has_so_many_streams_and_no_more(store: Store) {
        let world = World::on(store).with("OPENFLOOR_MAX_CONNECTIONS_PER_PARTICIPANT", 1).await;
        let acme = world.tenant("acme").await;
        let (alice, bob) = (acme.participant("alice").await, acme.participant("bob").await);
        let first = alice.ear().await;
        is_busy(alice.ear()).await;
        bob.ear().await;
        drop(first);
        eventually("the seat is free again", || is_let_in(alice.ear())).await;
    }
);

both!(
    async fn a_tenant_has_so_many_streams_and_no_more(store: Store) {
        let world = World::on(store).with("OPENFLOOR_MAX_CONNECTIONS_PER_TENANT", 2).await;
        let (acme, other) = (world.tenant("acme").await, world.tenant("other").await);
        let (_first, second) = (acme.ear().await, acme.ear().await);
        is_busy(acme.ear()).await;
        other.ear().await;
        drop(second);
        eventually("the seat is free again", || is_let_in(acme.ear())).await;
    }
);

both!(
    async fn an_address_has_so_many_streams_and_no_more(store: Store) {
        let world = World::on(store).with("OPENFLOOR_MAX_CONNECTIONS_PER_ADDRESS", 1).await;
        let (acme, other) = (world.tenant("acme").await, world.tenant("other").await);
        let first = acme.ear().await;
        is_busy(other.ear()).await;
        drop(first);
        eventually("the seat is free again", || is_let_in(other.ear())).await;
    }
);

both!(
    async fn a_process_has_so_many_streams_and_no_more(store: Store) {
        let world = World::on(store).with("OPENFLOOR_MAX_CONNECTIONS", 1).await;
        let (acme, other) = (world.tenant("acme").await, world.tenant("other").await);
        let _first = acme.ear().await;
        is_busy(other.ear()).await;
        acme.participant("alice").await.asks("Pages and deeds go on?").await;
    }
);

both!(
    async fn a_ticket_or_token_that_counts_for_nothing_is_told_so(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let ana = acme.moderator().await;
        for (name, value) in [("ticket", "spent"), ("token", "a.b.c")] {
            let mut ear = ana.ear().query(name, value).opens().await;
            let expired = ear.next().await.expect("a stream says why it ends");
            assert_eq!(expired.raw.trim_end(), "data: {\"type\":\"expired\"}");
            assert_eq!(ear.ends().await.1, End::Cut);
        }
    }
);
