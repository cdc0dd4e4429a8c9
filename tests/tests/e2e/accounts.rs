//! Staff accounts: sessions, roles, and what ends when a credential does.

mod revocation;
mod roles;

use serde_json::json;
use tests::{Deed, PASSWORD, Store, World, both};

both!(
    async fn the_server_says_who_one_is(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let ear = acme.ear().await;
        assert_eq!(ear.heard[0].json["as"], "anonymous");
        let alice = acme.participant("alice").await;
        let me = alice.am_i().await;
        assert_eq!(me, json!({"kind": "participant", "role": null, "name": null, "permissions": ["ask", "upvote"]}));
        for role in ["moderator", "admin", "owner"] {
            let (person, account) = acme.staff(role).await;
            let me = person.am_i().await;
            assert_eq!((&me["kind"], &me["role"]), (&json!("staff"), &json!(role)));
            assert_eq!((&me["id"], &me["name"]), (&account["id"], &account["name"]));
            let may =
                |permission: &str| me["permissions"].as_array().is_some_and(|all| all.contains(&json!(permission)));
            assert!(may("answer") && may("pin"), "{me}");
            assert_eq!((may("users"), may("admins")), (role != "moderator", role == "owner"), "{me}");
            assert_eq!(person.ear().await.heard[0].json["as"], "staff");
        }
        let bearer = acme.anonymous().bearing("nonsense").am_i().await;
        assert_eq!(bearer, json!({"kind": "anonymous", "role": null, "name": null, "permissions": []}));
    }
);

both!(
    async fn an_unknown_address_and_a_wrong_password_are_told_alike(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let (gone, account) = acme.staff("moderator").await;
        acme.owner().await.changes_account(&account, json!({"active": false})).await;
        let mut told = Vec::new();
        for (tenant, email, password) in [
            (&acme, "owner@acme.example", "wrong"),
            (&acme, "owner@acme.example", ""),
            (&acme, "nobody@acme.example", PASSWORD),
            (&acme, "owner@bolt.example", PASSWORD),
            (&bolt, "owner@acme.example", PASSWORD),
            (&acme, account.text("email"), PASSWORD),
            (&acme, "", ""),
            (&acme, "' OR 1=1 --", PASSWORD),
        ] {
            let reply = tenant.anonymous().logs_in(email, password).await.refused(401, "unauthenticated");
            assert!(!reply.header("set-cookie").contains("session"), "{email}");
            told.push(reply.text().replace(reply.header("x-request-id"), ""));
        }
        told.dedup();
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(gone.am_i().await["kind"], "participant");
    }
);

both!(
    async fn an_address_is_known_in_any_case(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        drop(acme.anonymous().logs_in("  OWNER@Acme.Example ", PASSWORD).await.is(200));
        let made = acme.owner().await.hires("moderator", " Ana@ACME.example").await;
        assert_eq!(made.text("email"), "ana@acme.example");
        acme.signs_in("ana", "ana@acme.example").await;
        let again = json!({"email": "ANA@acme.example", "name": "Ana", "role": "moderator", "password": PASSWORD});
        acme.owner().await.may_not(Deed::post("/auth/users").body(again), 409, "email_taken").await;
    }
);

both!(
    async fn signing_out_ends_this_session_and_no_other(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let email = "owner@acme.example";
        let (here, there) = (acme.signs_in("here", email).await, acme.signs_in("there", email).await);
        let stolen = here.cookies().expect("a session is a cookie");
        here.logs_out().await;
        assert_eq!(here.am_i().await["kind"], "participant");
        let replayed = Deed::get("/auth/users").header("Cookie", &stolen);
        acme.anonymous().may_not(replayed, 401, "unauthenticated").await;
        assert_eq!(there.am_i().await["kind"], "staff");
        here.logs_out().await;
        drop(here.logs_in(email, PASSWORD).await.is(200));
        assert_eq!(here.am_i().await["role"], "owner");
    }
);

both!(
    async fn a_session_outlives_the_server_that_made_it(store: Store) {
        let mut world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let ana = acme.moderator().await;
        let alice = acme.participant("alice").await;
        let question = alice.asks("Why?").await;
        world.restarts().await;
        assert_eq!(ana.am_i().await["role"], "moderator");
        ana.pins(&question).await;
        world.restarts_with("OPENFLOOR_SECRET", "another secret than before").await;
        ana.unpins(&question).await;
    }
);

both!(
    async fn a_session_lasts_two_weeks(store: Store) {
        let world = World::on(store).await;
        let ana = world.tenant("acme").await.moderator().await;
        world.database().execute("UPDATE session SET expires_at = expires_at - 1209500000").await;
        assert_eq!(ana.am_i().await["kind"], "staff");
        world.database().execute("UPDATE session SET expires_at = expires_at - 200000").await;
        assert_eq!(ana.am_i().await["kind"], "participant");
        ana.may_not(Deed::get("/auth/users"), 401, "unauthenticated").await;
    }
);

both!(
    async fn accounts_are_listed_without_their_secrets(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ada, _) = acme.staff("admin").await;
        let made = ada.does(Deed::post("/auth/users").body(json!({"email": "ana@acme.example", "name": " Ana ",
            "role": "moderator", "password": PASSWORD})));
        let made = made.await.is(201);
        assert_eq!(made.header("location"), format!("/auth/users/{}", made.shown().id()));
        let list = ada.does(Deed::get("/auth/users")).await.is(200);
        let items = list.json()["items"].as_array().expect("a collection has items").clone();
        assert_eq!(items.len(), 3);
        assert!(items.contains(&made.json()), "{items:?}");
        for account in items {
            let mut fields: Vec<_> = account.as_object().expect("an object").keys().cloned().collect();
            fields.sort_unstable();
            assert_eq!(fields, ["active", "createdAt", "email", "id", "name", "role", "updatedAt"]);
        }
        assert!(!list.text().contains("argon2"));
    }
);
