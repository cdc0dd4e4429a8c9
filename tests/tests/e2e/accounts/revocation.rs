//! What ends when a session, a role or an account does: at once, and nothing else.

use std::time::Duration;

use serde_json::json;
use tests::{Deed, Ear, Person, Shown, Store, Tenant, World, both, deed};
use tokio::time::Instant;

/// Somebody who moderates, with open streams, and somebody else's streams that have to go on.
struct Scene {
    tenant: Tenant,
    owner: Person,
    ana: Person,
    account: Shown,
    ears: Vec<Ear>,
    bystanders: Vec<Ear>,
    alice: Person,
}

impl Scene {
    async fn in_(world: &World) -> Self {
        Self::of(world, "acme").await
    }

    async fn of(world: &World, slug: &str) -> Self {
        let tenant = world.tenant(slug).await;
        let (owner, alice) = (tenant.owner().await, tenant.participant("alice").await);
        let (ana, account) = tenant.staff("moderator").await;
        let position = tenant.position().await;
        let ears = vec![ana.ear().await, ana.ear().after(&position).await, ana.ear().filter("tag:*").await];
        let bystanders = vec![owner.ear().await, alice.ear().await, tenant.ear().await];
        Self { tenant, owner, ana, account, ears, bystanders, alice }
    }

    /// Whoever did it has just done it: her streams end within a second, and nobody else's do.
    async fn only_hers_end(&mut self, since: Instant) {
        for ear in &mut self.ears {
            ear.is_cut().await;
        }
        assert!(since.elapsed() < Duration::from_secs(1), "her streams ended after {:?}", since.elapsed());
        let question = self.alice.asks("Who is still here?").await;
        for ear in &mut self.bystanders {
            assert_eq!(ear.hears("question:created").await.question(), question.id());
        }
    }

    /// An unsafe and a safe request of hers, refused so.
    async fn she_is_refused(&self, status: u16, code: &str) {
        let tag = Deed::post("/tags").body(json!({"name": "Hers"}));
        self.ana.may_not(tag, status, code).await;
        self.ana.may_not(Deed::get("/auth/users"), status, code).await;
    }
}

both!(
    async fn signing_out_ends_the_streams_of_that_session(store: Store) {
        let world = World::on(store).await;
        let mut scene = Scene::in_(&world).await;
        let elsewhere = scene.tenant.signs_in("ana elsewhere", scene.account.text("email")).await;
        scene.bystanders.push(elsewhere.ear().await);
        let cookies = scene.ana.cookies().expect("a session is a cookie");
        let since = Instant::now();
        scene.ana.logs_out().await;
        scene.only_hers_end(since).await;
        scene.she_is_refused(401, "unauthenticated").await;
        let reopened = scene.tenant.ear().header("Cookie", &cookies).await;
        assert_eq!(reopened.heard[0].json["as"], "participant");
        assert_eq!(elsewhere.am_i().await["kind"], "staff");
    }
);

both!(
    async fn a_deactivated_account_ends_with_all_its_sessions(store: Store) {
        let world = World::on(store).await;
        for (slug, by_delete) in [("acme", true), ("bolt", false)] {
            let mut scene = Scene::of(&world, slug).await;
            let elsewhere = scene.tenant.signs_in("ana elsewhere", scene.account.text("email")).await;
            scene.ears.push(elsewhere.ear().await);
            let path = format!("/auth/users/{}", scene.account.id());
            let since = Instant::now();
            if by_delete {
                drop(scene.owner.does(Deed::delete(path)).await.is(204));
            } else {
                scene.owner.changes_account(&scene.account, json!({"active": false})).await;
            }
            scene.only_hers_end(since).await;
            scene.she_is_refused(401, "unauthenticated").await;
            assert_eq!(elsewhere.am_i().await["kind"], "participant");
            let email = scene.account.text("email");
            drop(scene.ana.logs_in(email, tests::PASSWORD).await.refused(401, "unauthenticated"));
            scene.owner.changes_account(&scene.account, json!({"active": true})).await;
            assert_eq!(scene.ana.am_i().await["kind"], "participant", "what ended does not come back by itself");
            drop(scene.ana.logs_in(email, tests::PASSWORD).await.is(200));
        }
    }
);

both!(
    async fn another_role_counts_at_once_and_ends_the_streams_of_the_old(store: Store) {
        let world = World::on(store).await;
        let mut scene = Scene::in_(&world).await;
        scene.ana.may_not(Deed::get("/auth/users"), 403, "forbidden").await;
        let since = Instant::now();
        scene.owner.changes_account(&scene.account, json!({"role": "admin"})).await;
        drop(scene.ana.does(Deed::get("/auth/users")).await.is(200));
        assert_eq!(scene.ana.am_i().await["role"], "admin");
        scene.only_hers_end(since).await;
        scene.ears = vec![scene.ana.ear().await];
        let since = Instant::now();
        scene.owner.changes_account(&scene.account, json!({"role": "moderator"})).await;
        scene.ana.may_not(Deed::get("/auth/users"), 403, "forbidden").await;
        scene.only_hers_end(since).await;
    }
);

both!(
    async fn another_name_ends_nothing(store: Store) {
        let world = World::on(store).await;
        let mut scene = Scene::in_(&world).await;
        scene.owner.changes_account(&scene.account, json!({"name": "Ana the Second"})).await;
        let question = scene.alice.asks("Who is still here?").await;
        scene.ears[0].hears("question:created").await;
        assert_eq!(scene.ana.am_i().await["name"], "Ana the Second");
        let answered = scene.ana.answers(&question, "I am.").await;
        assert_eq!(answered.text("respondedBy"), "Ana the Second");
    }
);

both!(
    async fn a_participant_keeps_what_is_his_whatever_happens_to_staff(store: Store) {
        let world = World::on(store).await;
        let mut scene = Scene::in_(&world).await;
        let hers = scene.ana.asks("Asked as staff?").await;
        let before = scene.alice.asks("Mine?").await;
        let since = Instant::now();
        drop(scene.owner.does(Deed::delete(format!("/auth/users/{}", scene.account.id()))).await.is(204));
        for ear in &mut scene.ears {
            ear.is_cut().await;
        }
        assert!(since.elapsed() < Duration::from_secs(1));
        // The device is still a participant; what the account asked is not the device's.
        let own = scene.ana.asks("Asked as a guest?").await;
        scene.ana.edits(&own, "Asked as a guest, once?").await;
        scene.ana.may_not(deed::edit(hers.id(), "Mine?"), 403, "forbidden").await;
        scene.alice.edits(&before, "Mine still?").await;
        scene.alice.upvotes(&before).await;
        assert_eq!(scene.alice.reads(&before).await["viewer"], json!({"upvoted": true, "own": true}));
    }
);

both!(
    async fn who_signs_in_reads_on_as_a_participant_until_the_stream_is_opened_anew(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let guest = acme.participant("guest").await;
        let ear = guest.ear().await;
        assert_eq!(ear.heard[0].json["as"], "participant");
        drop(guest.logs_in("owner@acme.example", tests::PASSWORD).await.is(200));
        assert_eq!(guest.ear().await.heard[0].json["as"], "staff");
        drop(ear);
    }
);

both!(
    async fn nobody_hears_of_a_revocation(store: Store) {
        let world = World::on(store).await;
        let mut scene = Scene::in_(&world).await;
        let start = scene.tenant.position().await;
        scene.ana.logs_out().await;
        scene.owner.changes_account(&scene.account, json!({"role": "admin"})).await;
        drop(scene.owner.does(Deed::delete(format!("/auth/users/{}", scene.account.id()))).await.is(204));
        let question = scene.alice.asks("What happened?").await;
        for ear in &mut scene.bystanders {
            assert_eq!(ear.hears("question:created").await.question(), question.id());
        }
        for person in [&scene.owner, &scene.alice] {
            let events = person.polls_all(&start, 1_000, "").await;
            assert_eq!(events.len(), 1, "{events:?}");
        }
        let mut late = scene.owner.ear().after(&start).await;
        assert_eq!(late.hears("question:created").await.question(), question.id());
    }
);
