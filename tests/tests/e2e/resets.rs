//! Places that cannot be continued: the stream says so in itself, never by its status, and goes on from now.

use tests::{Store, Tenant, World, both, eventually};

/// Opens after a place, hears why not, and that it goes on.
async fn resets(tenant: &Tenant, place: &str, reason: &str) {
    let alice = tenant.participant("alice").await;
    let now = tenant.position().await;
    for hearing in [tenant.ear().after(place), tenant.ear().last_event_id(place)] {
        let mut ear = hearing.opens().await;
        let mut reset = ear.next().await.expect("a stream says something");
        if reset.kind == "connected" {
            assert_eq!(reset.id.as_ref(), Some(&now));
            reset = ear.next().await.expect("a stream says why it was reset");
        } else {
            ear.hears("connected").await;
        }
        assert_eq!(reset.kind, "reset", "{}", reset.raw);
        assert_eq!(reset.json["reason"], reason, "{place}: {}", reset.raw);
        assert_eq!(reset.json["position"], now.as_str());
        assert_eq!(reset.id.as_ref(), Some(&now));
        drop(ear);
    }
    let polled = alice.polls(&format!("after={place}")).await;
    assert!(polled.reset && polled.events.is_empty());
    assert_eq!(polled.position, now);
    let mut ear = tenant.ear().after(place).opens().await;
    alice.asks("Does it go on?").await;
    ear.waits_for("question:created").await;
}

both!(
    async fn a_place_of_another_epoch_is_reset(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        acme.participant("alice").await.asks("One").await;
        resets(&acme, "00000000-0", "epoch").await;
        let other = world.tenant("other").await;
        resets(&acme, &other.position().await, "epoch").await;
    }
);

both!(
    async fn a_place_that_was_never_reached_is_reset(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let position = acme.position().await;
        let (epoch, _) = position.split_once('-').expect("a position has an epoch");
        // Whoever makes one up bothers nobody else.
        let mut ear = acme.ear().await;
        resets(&acme, &format!("{epoch}-1000"), "ahead").await;
        ear.hears("question:created").await;
    }
);

both!(
    async fn a_place_that_is_no_place_is_reset(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        for wrong in ["nonsense", "-1", "12", "zzzzzzzz-1", "00000000-", "00000000-9999999999999999999999", "null"] {
            resets(&acme, wrong, "malformed").await;
        }
    }
);

both!(
    async fn a_place_that_was_trimmed_is_reset(store: Store) {
        let mut world = World::on(store).with("OPENFLOOR_LOG_RETENTION", "5,30d").await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let ear = acme.ear().await;
        let start = acme.position().await;
        for n in 0..30 {
            alice.asks(&format!("Question {n}")).await;
        }
        let trimmed = "SELECT COUNT(*) FROM tenant_stream WHERE floor_seq >= 20";
        eventually("the log is trimmed", || async { world.database().number(trimmed).await == 1 }).await;
        drop(ear);
        // What a ring still holds may be continued; a fresh ring has only the log.
        world.restarts().await;
        resets(&acme, &start, "trimmed").await;
    }
);

both!(
    async fn a_tenant_made_anew_begins_another_epoch(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        acme.participant("alice").await.asks("One").await;
        let position = acme.position().await;
        let erased = world.operator().does(tests::Deed::delete("/operator/tenants/acme")).await;
        assert!((200..300).contains(&erased.status), "{}", erased.text());
        let acme = world.tenant("acme").await;
        resets(&acme, &position, "epoch").await;
    }
);

both!(
    async fn an_ear_that_slept_past_what_is_kept_is_reset_on_its_way(store: Store) {
        // Who takes nothing for a whole heartbeat may be given up; the sleeper is to sleep as long as it takes.
        let world = World::on(store).with("OPENFLOOR_SSE_HEARTBEAT_SECONDS", 300);
        let world = world.with("OPENFLOOR_LOG_RETENTION", "20,30d").await;
        let acme = world.tenant("acme").await;
        let (mut sleeper, long) = (acme.ear().hard_of_hearing().await, "🙋".repeat(1_000));
        let crowd = acme.crowd(6).await;
        futures_util::future::join_all(crowd.iter().map(|guest| async {
            for _ in 0..150 {
                guest.asks(&long).await;
            }
        }))
        .await;
        // Beyond what the ring and the sockets hold, well short of what was asked.
        let trimmed = "SELECT COUNT(*) FROM tenant_stream WHERE floor_seq >= 800";
        eventually("the log is trimmed", || async { world.database().number(trimmed).await == 1 }).await;
        let mut next = 1;
        let reset = loop {
            let message = sleeper.next().await.expect("the stream goes on");
            let Some(seq) = message.seq else { break message };
            assert_eq!(seq, next, "an event was left out without a word");
            next += 1;
            assert!(next <= 900, "everything was heard: the sleeper's buffers are too deep for this test");
        };
        assert_eq!((reset.kind.as_str(), &reset.json["reason"]), ("reset", &"trimmed".into()), "{}", reset.raw);
        assert_eq!(reset.id, Some(acme.position().await));
        crowd[0].asks("Live again").await;
        assert_eq!(sleeper.hears("question:created").await.seq, Some(901));
    }
);

both!(
    async fn a_header_that_is_no_text_is_no_place(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let mut wire = tests::Wire::to(*world).await;
        wire.sends(format!("GET /sse?tenantId=acme HTTP/1.1\r\nHost: {}\r\nLast-Event-ID: ", world.address)).await;
        wire.sends([0xe9, 0xff, b'\r', b'\n', b'\r', b'\n']).await;
        assert_eq!(wire.head().await.expect("an answer").status, 200);
        let said = |wire: &mut tests::Wire| String::from_utf8_lossy(wire.ahead()).into_owned();
        tests::in_time("the first words", async {
            while !said(&mut wire).contains("timestamp") && wire.reads_on().await {}
        })
        .await;
        acme.participant("alice").await.asks("A fence").await;
        tests::in_time("a fence", async { while !said(&mut wire).contains("A fence") && wire.reads_on().await {} })
            .await;
        let heard = said(&mut wire);
        assert!(heard.contains(r#""type":"reset""#) && heard.contains(r#""reason":"malformed""#), "{heard}");
    }
);
