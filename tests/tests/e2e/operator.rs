//! The operator: tenants made, renamed, suspended and erased from outside of all of them.

use std::time::Duration;

use serde_json::{Value, json};
use tests::{Deed, OPERATOR_TOKEN, PASSWORD, Person, Store, World, both, deed};
use tokio::time::Instant;

fn made(body: Value) -> Deed {
    Deed::post("/operator/tenants").body(body)
}

fn changed(slug: &str, body: Value) -> Deed {
    Deed::patch(format!("/operator/tenants/{slug}")).body(body)
}

async fn slugs(operator: &Person) -> Vec<String> {
    let list = operator.does(Deed::get("/operator/tenants")).await.is(200).json();
    let items = list["items"].as_array().expect("a collection has items");
    items.iter().map(|tenant| tenant["slug"].as_str().expect("a slug").to_owned()).collect()
}

both!(
    async fn only_the_exact_token_is_the_operators(store: Store) {
        let world = World::on(store).await;
        let owner = world.tenant("acme").await.owner().await;
        let nobody = Person::new(*world, "", "nobody");
        let basic = format!("Basic {OPERATOR_TOKEN}");
        let bearers = [format!("Bearer {OPERATOR_TOKEN}x"), "Bearer".to_owned(), basic, OPERATOR_TOKEN.to_owned()];
        for deed in [
            Deed::get("/operator/tenants"),
            made(json!({"slug": "evil", "name": "Evil"})),
            changed("acme", json!({"suspended": true})),
            Deed::delete("/operator/tenants/acme"),
        ] {
            nobody.may_not(deed.clone(), 401, "unauthenticated").await;
            owner.may_not(deed.clone(), 401, "unauthenticated").await;
            for bearer in &bearers {
                nobody.may_not(deed.clone().header("Authorization", bearer), 401, "unauthenticated").await;
            }
            let query = format!("{}?token={OPERATOR_TOKEN}&access_token={OPERATOR_TOKEN}", deed.path);
            nobody.may_not(Deed { path: query, ..deed }, 401, "unauthenticated").await;
        }
        assert_eq!(slugs(&world.operator()).await, ["acme", "default"]);
    }
);

both!(
    async fn a_tenant_is_made_with_its_owner(store: Store) {
        let world = World::on(store).await;
        let operator = world.operator();
        let owner = json!({"email": "Boss@Acme.example", "name": "The boss", "password": PASSWORD});
        let reply = operator.does(made(json!({"slug": "acme", "name": " Acme ", "owner": owner}))).await.is(201);
        assert_eq!(reply.header("location"), "/operator/tenants/acme");
        let tenant = reply.shown();
        assert_eq!((tenant.text("slug"), tenant.text("name")), ("acme", "Acme"));
        assert_eq!(tenant["suspended"], false);
        assert!(!reply.text().contains("boss"), "{}", reply.text());
        let acme = world.known_tenant("acme", tenant.id());
        assert_eq!(acme.signs_in("the boss", "boss@acme.example").await.am_i().await["role"], "owner");
        operator.may_not(made(json!({"slug": "acme", "name": "Other"})), 409, "slug_taken").await;
        drop(operator.does(made(json!({"slug": "bolt", "name": "Bolt"}))).await.is(201));
        assert_eq!(slugs(&operator).await, ["acme", "bolt", "default"]);
    }
);

both!(
    async fn a_tenant_without_a_sound_owner_is_not_made_at_all(store: Store) {
        let world = World::on(store).await;
        let operator = world.operator();
        for owner in [
            json!({}),
            json!({"email": "boss@acme.example", "name": "The boss"}),
            json!({"email": "boss", "name": "The boss", "password": PASSWORD}),
            json!({"email": "boss@acme.example", "name": "The boss", "password": "short"}),
        ] {
            operator
                .may_not(made(json!({"slug": "acme", "name": "Acme", "owner": owner})), 400, "invalid_request")
                .await;
        }
        assert_eq!(slugs(&operator).await, ["default"]);
    }
);

both!(
    async fn a_renamed_tenant_is_found_under_its_new_slug_only(store: Store) {
        let world = World::on(store).await;
        let (acme, operator) = (world.tenant("acme").await, world.operator());
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let question = alice.asks("Where are we?").await;
        let mut ear = alice.ear().await;
        world.tenant("bolt").await;
        operator.may_not(changed("acme", json!({"slug": "bolt"})), 409, "slug_taken").await;
        operator.may_not(changed("nowhere", json!({"slug": "x"})), 404, "tenant_not_found").await;
        let renamed = operator.does(changed("acme", json!({"slug": "apex", "name": "Apex"}))).await.is(200).shown();
        assert_eq!((renamed.text("slug"), renamed.text("name"), renamed.id()), ("apex", "Apex", acme.id.as_str()));
        let told = ear.hears("tenant:updated").await;
        assert_eq!((&told.data()["slug"], &told.data()["name"]), (&json!("apex"), &json!("Apex")));
        alice.may_not(Deed::get("/tenant"), 404, "tenant_not_found").await;
        let there = alice.visits("apex");
        assert_eq!(there.reads(&question).await["viewer"]["own"], true);
        assert_eq!(ana.visits("apex").am_i().await["role"], "moderator");
        assert_eq!(alice.visits(&acme.id).reads(&question).await.id(), question.id());
        there.asks("Is this Apex?").await;
        ear.hears("question:created").await;
        let fresh = world.tenant("acme").await;
        assert_ne!(fresh.id, acme.id);
        assert!(fresh.anonymous().lists().await.items.is_empty());
    }
);

both!(
    async fn a_change_that_changes_nothing_says_nothing(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let before = acme.position().await;
        let same = json!({"slug": "acme", "name": "The acme company", "suspended": false});
        for body in [same, json!({})] {
            drop(world.operator().does(changed("acme", body)).await.is(200));
        }
        assert_eq!(acme.position().await, before);
    }
);

both!(
    async fn a_suspended_tenant_is_not_there_until_it_is_resumed(store: Store) {
        let mut world = World::on(store).await;
        let (acme, bolt, operator) = (world.tenant("acme").await, world.tenant("bolt").await, world.operator());
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let question = alice.asks("Where did everybody go?").await;
        alice.upvotes(&question).await;
        let before = acme.position().await;
        let mut ears = vec![acme.ear().await, alice.ear().await, ana.ear().await];
        let mut other = bolt.ear().await;
        let since = Instant::now();
        let shut = operator.does(changed("acme", json!({"suspended": true}))).await.is(200).shown();
        assert_eq!(shut["suspended"], true);
        for ear in &mut ears {
            ear.is_cut().await;
        }
        assert!(since.elapsed() < Duration::from_secs(1), "streams ended after {:?}", since.elapsed());
        for _ in 0..2 {
            for person in [&alice, &ana, &ana.visits(&acme.id)] {
                for deed in [deed::ask("Anybody?"), deed::read(question.id()), Deed::get("/auth/me"), Deed::get("/sse")]
                {
                    person.may_not(deed, 404, "tenant_not_found").await;
                }
            }
            assert_eq!(alice.ear().is_refused().await.status, 404);
            world.restarts().await;
        }
        assert_eq!(slugs(&operator).await, ["acme", "bolt", "default"]);
        operator.may_not(made(json!({"slug": "acme", "name": "Acme"})), 409, "slug_taken").await;
        drop(operator.does(changed("acme", json!({"suspended": false}))).await.is(200));
        let seen = alice.reads(&question).await;
        assert_eq!((seen.upvotes(), &seen["viewer"]), (1, &json!({"upvoted": true, "own": true})));
        assert_eq!(ana.am_i().await["role"], "moderator");
        let mut ear = alice.ear().after(&before).await;
        let again = alice.asks("Back again?").await;
        assert_eq!(ear.hears("question:created").await.question(), again.id());
        bolt.participant("bob").await.asks("Did anything happen?").await;
        assert!(other.next().await.is_some_and(|message| message.kind == "draining" || message.seq.is_some()));
    }
);

both!(
    async fn an_erased_tenant_leaves_nothing_and_its_slug_is_free(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt, operator) = (world.tenant("acme").await, world.tenant("bolt").await, world.operator());
        let bob = bolt.participant("bob").await;
        let kept = bob.asks("Am I still here?").await;
        bob.upvotes(&kept).await;
        let ada = acme.admin().await;
        let team = ada.founds("hall").await;
        for n in 0..30 {
            let guest = acme.participant("guest").await;
            let deed = deed::ask_in(team.id(), &format!("Question {n}?")).key("k");
            let question = guest.does(deed).await.is(201).shown();
            guest.upvotes(&question).await;
            ada.tags(&question, "Tag").await;
            ada.answers(&question, "So.").await;
        }
        let mut ears = [acme.ear().await, ada.ear().await];
        let mut other = bob.ear().await;
        drop(operator.does(Deed::delete("/operator/tenants/acme")).await.is(204));
        for ear in &mut ears {
            ear.is_cut().await;
        }
        ada.may_not(Deed::get("/tenant"), 404, "tenant_not_found").await;
        ada.visits(&acme.id).may_not(Deed::get("/tenant"), 404, "tenant_not_found").await;
        for deed in [Deed::delete("/operator/tenants/acme"), changed("acme", json!({"suspended": false}))] {
            operator.may_not(deed, 404, "tenant_not_found").await;
        }
        assert_eq!(slugs(&operator).await, ["bolt", "default"]);
        for table in [
            "tenant_stream",
            "tenant_event",
            "team",
            "question",
            "upvote",
            "tag",
            "stage",
            "question_tag",
            "staff",
            "session",
            "audit",
            "idempotency",
        ] {
            let lost = format!("SELECT COUNT(*) FROM {table} WHERE tenant_id NOT IN (SELECT id FROM tenant)");
            assert_eq!(world.database().number(&lost).await, 0, "{table}");
        }
        let fresh = world.tenant("acme").await;
        assert_ne!(fresh.id, acme.id);
        assert!(fresh.anonymous().lists().await.items.is_empty());
        assert_eq!(ada.am_i().await["kind"], "participant", "a session ends with its tenant");
        assert_eq!(
            (bob.reads(&kept).await.upvotes(), bolt.owner().await.am_i().await["role"].as_str()),
            (1, Some("owner"))
        );
        let more = bob.asks("And now?").await;
        assert_eq!(other.hears("question:created").await.question(), more.id());
    }
);

both!(
    async fn a_suspended_tenant_can_be_erased(store: Store) {
        let world = World::on(store).await;
        let (acme, operator) = (world.tenant("acme").await, world.operator());
        acme.participant("alice").await.asks("Why?").await;
        drop(operator.does(changed("acme", json!({"suspended": true}))).await.is(200));
        drop(operator.does(Deed::delete("/operator/tenants/acme")).await.is(204));
        assert_eq!(slugs(&operator).await, ["default"]);
    }
);

both!(
    async fn the_operator_sees_nothing_inside(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let question = acme.participant("alice").await.asks("A secret?").await;
        let operator = world.operator().visits("acme");
        assert_eq!(operator.am_i().await["kind"], "anonymous");
        for deed in [Deed::get("/auth/users"), deed::pin(question.id()), deed::ask("Me?"), deed::upvote(question.id())]
        {
            operator.may_not(deed, 401, "unauthenticated").await;
        }
        let list = operator.does(Deed::get("/operator/tenants")).await.is(200).text();
        assert!(!list.contains("owner@") && !list.contains("secret"), "{list}");
    }
);
