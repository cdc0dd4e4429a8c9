//! The tenant as its people see it, and its settings.

use serde_json::json;
use tests::{Deed, Store, World, both, deed};

both!(
    async fn everybody_sees_the_public_part(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let public = json!({"id": acme.id, "slug": "acme", "name": "The acme company", "ownUpvotes": true});
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
        assert_eq!(changed, json!({"id": acme.id, "slug": "acme", "name": "Acme & Co", "ownUpvotes": false}));
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
