//! Those who leave in the midst of something: what the server did is done whole, told to all and never half.

use std::cell::Cell;
use std::collections::HashSet;

use futures_util::future::join_all;
use tests::{Process, Store, Wire, World, both, deed, eventually};

both!(
    async fn what_is_committed_is_heard_though_its_asker_has_gone(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let mut ear = acme.ear().await;
        let site = *world;
        let asks_and_leaves = |n: usize| {
            let body = format!("{{\"body\":\"Gone {n}\"}}");
            let request = format!(
                "POST /questions?tenantId=acme HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n\r\n{body}",
                site.address,
                body.len()
            );
            async move {
                let mut wire = Wire::to(site).await;
                wire.sends(request).await;
            }
        };
        for round in 0..10 {
            join_all((0..12).map(|n| asks_and_leaves(round * 12 + n))).await;
        }
        let fence = acme.participant("alice").await.asks("A fence").await;
        let mut heard = HashSet::new();
        while !heard.contains(fence.id()) {
            heard.insert(ear.hears("question:created").await.question().to_owned());
        }
        // Some of those who left may still be under way; what is in the list has been or will be heard.
        let listed: Vec<String> = acme.anonymous().lists().await.ids().into_iter().map(str::to_owned).collect();
        while listed.iter().any(|id| !heard.contains(id)) {
            heard.insert(ear.hears("question:created").await.question().to_owned());
        }
        world.database().is_sound().await;
    }
);

both!(
    async fn a_terminated_process_answers_for_all_that_it_does(store: Store) {
        let mut process = Process::on(store).with("OPENFLOOR_DRAIN_SECONDS", 2).await;
        let acme = process.tenant("acme").await;
        let crowd = acme.crowd(6).await;
        let _ear = acme.ear().await;
        let answered = Cell::new(0);
        let meeting = join_all(crowd.iter().map(|guest| async {
            while let Some(reply) = guest.tries(deed::ask("To the very end")).await {
                match reply.status {
                    201 => answered.set(answered.get() + 1),
                    503 => {}
                    other => panic!("{other}: {}", reply.text()),
                }
            }
        }));
        let stopping = async {
            eventually("the meeting is busy", || async { answered.get() > 30 }).await;
            process.terminate().await;
        };
        tokio::join!(meeting, stopping);
        assert!(process.has_stopped().await, "{}", process.printed());
        let asked = process.database().number("SELECT COUNT(*) FROM question").await;
        assert_eq!(asked, answered.get(), "each question that was written was answered for");
    }
);
