//! The tenant as its people see it, and its settings.

use serde_json::{Value, json};
use tests::{Deed, Store, World, both, deed};

both!(
    async fn everybody_sees_the_public_part(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let public = json!({"id": acme.id, "slug": "acme", "name": "The acme company", "ownUpvotes": true,
            "brandColor": null});
        for person in [acme.anonymous(), acme.participant("alice").await, acme.owner().await] {
            assert_eq!(person.does(Deed::get("/tenant")).await.is(200).json(), public);
        }
    }
);

both!(
    async fn settings_are_an_admins_and_everybody_hears(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ada, mut ear) = (acme.admin().await, acme.ear().await);
        let settings = Deed::patch("/tenant").body(json!({"name": " Acme & Co ", "ownUpvotes": false, "slug": "evil"}));
        acme.moderator().await.may_not(settings.clone(), 403, "forbidden").await;
        acme.participant("alice").await.may_not(settings.clone(), 401, "unauthenticated").await;
        let changed = ada.does(settings.clone()).await.is(200).json();
        assert_eq!(
            changed,
            json!({"id": acme.id, "slug": "acme", "name": "Acme & Co", "ownUpvotes": false,
            "brandColor": null})
        );
        assert_eq!(ear.hears("tenant:updated").await.data(), &changed);
        assert_eq!(acme.anonymous().does(Deed::get("/tenant")).await.is(200).json(), changed);
        let position = acme.position().await;
        drop(ada.does(settings).await.is(200));
        drop(ada.does(Deed::patch("/tenant")).await.is(200));
        assert_eq!(acme.position().await, position, "a change that changes nothing");
    }
);

both!(
    async fn a_tenant_can_forbid_upvotes_of_ones_own(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob, ada) = (acme.participant("alice").await, acme.participant("bob").await, acme.admin().await);
        let (early, late) = (alice.asks("Early?").await, alice.asks("Late?").await);
        assert_eq!(alice.upvotes(&early).await.upvotes(), 1);
        let setting = |allowed: bool| Deed::patch("/tenant").body(json!({ "ownUpvotes": allowed }));
        drop(ada.does(setting(false)).await.is(200));
        alice.may_not(deed::upvote(late.id()), 409, "own_question").await;
        assert_eq!(bob.upvotes(&late).await.upvotes(), 1);
        let own = ada.asks("Staff too?").await;
        ada.may_not(deed::upvote(own.id()), 409, "own_question").await;
        assert_eq!(alice.unvotes(&early).await.upvotes(), 0);
        alice.may_not(deed::upvote(early.id()), 409, "own_question").await;
        drop(ada.does(setting(true)).await.is(200));
        assert_eq!(alice.upvotes(&late).await.upvotes(), 2);
    }
);

both!(
    async fn a_brand_colour_is_kept_told_and_taken_away_again(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ada, mut ear) = (acme.admin().await, acme.ear().await);
        let wears = |color: Value| Deed::patch("/tenant").body(json!({ "brandColor": color }));
        acme.moderator().await.may_not(wears(json!("#0B6655")), 403, "forbidden").await;
        let changed = ada.does(wears(json!("#0b6655"))).await.is(200).json();
        assert_eq!(changed["brandColor"], "#0B6655");
        assert_eq!(ear.hears("tenant:updated").await.data(), &changed);
        assert_eq!(acme.anonymous().does(Deed::get("/tenant")).await.is(200).json(), changed);
        let renamed = ada.does(Deed::patch("/tenant").body(json!({"name": "Acme"}))).await.is(200).json();
        assert_eq!(renamed["brandColor"], "#0B6655", "a field that is absent stays");
        ear.hears("tenant:updated").await;
        let plain = ada.does(wears(Value::Null)).await.is(200).json();
        assert_eq!(plain["brandColor"], Value::Null);
        assert_eq!(ear.hears("tenant:updated").await.data(), &plain);
        let position = acme.position().await;
        drop(ada.does(wears(Value::Null)).await.is(200));
        assert_eq!(acme.position().await, position, "a change that changes nothing");
    }
);

both!(
    async fn a_brand_colour_can_be_read_on_white(store: Store) {
        let world = World::on(store).await;
        let ada = world.tenant("acme").await.admin().await;
        let wears = |color: Value| Deed::patch("/tenant").body(json!({ "brandColor": color }));
        for (color, code) in [
            (json!("#777777"), "low_contrast"),
            (json!("#FF0000"), "low_contrast"),
            (json!("#FFFFFF"), "low_contrast"),
            (json!("green"), "invalid_color"),
            (json!("#0B665"), "invalid_color"),
            (json!("#0B6655;}"), "invalid_color"),
            (json!("#é0B66"), "invalid_color"),
            (json!(""), "invalid_color"),
            (json!(7), "invalid_type"),
        ] {
            drop(ada.does(wears(color)).await.blames("brandColor", code));
        }
        for color in ["#767676", "#000000", "#0000FF"] {
            assert_eq!(ada.does(wears(json!(color))).await.is(200).json()["brandColor"], color);
        }
    }
);
