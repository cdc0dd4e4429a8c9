//! The first bytes of a stream, its headers and its heartbeats.

use std::collections::{BTreeSet, HashSet};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Deed, Store, Wire, World, both};

fn fields(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

both!(
    async fn the_first_words_say_where_and_for_whom(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let position = acme.position().await;
        let mut seen = HashSet::new();
        for (hearing, kind) in [(acme.ear(), "anonymous"), (alice.ear(), "participant"), (ana.ear(), "staff")] {
            let mut ear = hearing.opens().await;
            let connected = ear.next().await.expect("a stream says something at once");
            let said = &connected.json;
            let all = ["type", "tenantId", "clientId", "as", "heartbeatMs", "timestamp", "position"];
            assert_eq!(fields(said), BTreeSet::from(all));
            assert_eq!((&said["type"], &said["as"]), (&"connected".into(), &kind.into()));
            assert_eq!(said["tenantId"], acme.id.as_str());
            assert_eq!(said["heartbeatMs"], 30_000);
            assert_eq!(said["position"], position.as_str());
            assert_eq!(connected.id.as_deref(), Some(position.as_str()));
            assert!(said["timestamp"].as_u64().is_some_and(|at| at > 1_600_000_000_000));
            assert!(connected.retry.is_some(), "a reconnection time comes first");
            assert!(seen.insert(ear.client_id()), "a client id is its own");
        }
    }
);

both!(
    async fn reconnection_times_are_spread(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let ears = join_all((0..12).map(|_| async { acme.ear().await })).await;
        let times: HashSet<u64> = ears.iter().filter_map(|ear| ear.heard[0].retry).collect();
        assert!(times.len() > 3, "the times are nearly the same: {times:?}");
        assert!(times.iter().all(|time| (1_000..=5_000).contains(time)), "{times:?}");
    }
);

both!(
    async fn an_old_protocol_gets_a_stream_without_chunks(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let mut ear = acme.ear().in_http_1_0().await;
        assert_eq!(ear.head.header("transfer-encoding"), None);
        acme.participant("alice").await.asks("Still heard?").await;
        ear.hears("question:created").await;
    }
);

both!(
    async fn a_heartbeat_comes_with_an_id_only_from_the_head(store: Store) {
        let world = World::on(store).with("OPENFLOOR_SSE_HEARTBEAT_SECONDS", 0.3).await;
        let acme = world.tenant("acme").await;
        let mut ear = acme.ear().await;
        assert_eq!(ear.heard[0].json["heartbeatMs"], 300);
        for _ in 0..3 {
            let beat = ear.next().await.expect("the stream goes on");
            assert_eq!(beat.kind, "heartbeat");
            assert_eq!(fields(&beat.json), BTreeSet::from(["type", "tenantId", "data", "timestamp"]));
            assert_eq!(fields(beat.data()), BTreeSet::from(["timestamp"]));
            assert_eq!(beat.json["tenantId"], acme.id.as_str());
            assert_eq!(beat.id, Some(ear.position()));
        }
    }
);

both!(
    async fn a_heartbeat_carries_the_place_past_what_was_filtered_out(store: Store) {
        let world = World::on(store).with("OPENFLOOR_SSE_HEARTBEAT_SECONDS", 0.3).await;
        let acme = world.tenant("acme").await;
        let mut ear = acme.ear().filter("tag:*").await;
        acme.participant("alice").await.asks("Not for this ear").await;
        let position = acme.position().await;
        while ear.position() != position {
            assert_eq!(ear.next().await.expect("the stream goes on").kind, "heartbeat");
        }
        let mut ear = ear.cut().opens().await;
        assert_eq!(ear.hears("connected").await.id, Some(position));
    }
);

both!(
    async fn the_stream_is_told_apart_from_a_page_by_its_headers_alone(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        // The exact headers are checked by every ear that opens; here, that compression leaves the stream alone.
        let mut ear = acme.ear().header("Accept-Encoding", "gzip, br").await;
        assert_eq!(ear.head.header("content-encoding"), None);
        acme.participant("alice").await.asks("Heard in plain?").await;
        ear.hears("question:created").await;
    }
);

both!(
    async fn an_unknown_tenant_is_404_and_not_a_stream(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let nobody = world.known_tenant("nobody", "");
        let reply = nobody.ear().is_refused().await;
        assert_eq!(reply.status, 404);
        assert!(String::from_utf8_lossy(&reply.body).contains("tenant_not_found"));
        let by_id = world.known_tenant(&acme.id, &acme.id);
        by_id.ear().await;
    }
);

both!(
    async fn a_stream_may_follow_other_requests_on_its_connection(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let mut wire = Wire::to(*world).await;
        for _ in 0..2 {
            wire.sends(format!("GET /tenant?tenantId=acme HTTP/1.1\r\nHost: {}\r\n\r\n", world.address)).await;
            assert_eq!(wire.reply().await.expect("an answer").status, 200);
        }
        let mut ear = acme.ear().opens_on(wire).await;
        ear.hears("connected").await;
        acme.participant("alice").await.asks("Heard?").await;
        ear.hears("question:created").await;
        drop(
            world.operator().does(Deed::patch("/operator/tenants/acme").body(json!({"suspended": true}))).await.is(200),
        );
        ear.is_cut().await;
    }
);
