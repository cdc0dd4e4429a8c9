//! Changing what a live stream hears.

use serde_json::{Value, json};
use tests::{Deed, Person, Store, World, both};

async fn subscribes(person: &Person, client: &str, wanted: Value) {
    let reply = person.does(Deed::post(format!("/sse/{client}/subscriptions")).body(wanted)).await;
    assert!((200..300).contains(&reply.status), "{}: {}", reply.asked, reply.text());
}

both!(
    async fn a_live_stream_hears_what_it_now_asks_for(store: Store) {
        let world = World::on(store).alone().await;
        let acme = world.tenant("acme").await;
        let (alice, admin) = (acme.participant("alice").await, acme.admin().await);
        let mut ear = alice.ear().filter("tag:*").await;
        let client = ear.client_id();
        alice.asks("Not heard").await;
        admin.creates_tag("One", "#112233").await;
        ear.hears("tag:created").await;
        subscribes(&alice, &client, json!({"events": ["question:*"]})).await;
        admin.creates_tag("Two", "#112233").await;
        alice.asks("Heard").await;
        assert_eq!(ear.hears("question:created").await.data()["body"], "Heard");
        subscribes(&alice, &client, json!({"events": ["*"]})).await;
        admin.creates_tag("Three", "#112233").await;
        ear.hears("tag:created").await;
    }
);

both!(
    async fn a_live_stream_moves_from_team_to_team(store: Store) {
        let world = World::on(store).alone().await;
        let acme = world.tenant("acme").await;
        let (alice, admin) = (acme.participant("alice").await, acme.admin().await);
        let (red, blue) = (admin.founds("red").await, admin.founds("blue").await);
        let mut ear = alice.ear().team(&red).await;
        let client = ear.client_id();
        subscribes(&alice, &client, json!({"teamIds": [blue.id()]})).await;
        alice.asks_in(&red, "To the red").await;
        alice.asks_in(&blue, "To the blue").await;
        assert_eq!(ear.hears("question:created").await.data()["body"], "To the blue");
        subscribes(&alice, &client, json!({"teamIds": [blue.id(), red.id()]})).await;
        alice.asks_in(&red, "To the red again").await;
        assert_eq!(ear.hears("question:created").await.data()["body"], "To the red again");
        subscribes(&alice, &client, json!({"teamIds": ["*"]})).await;
        alice.asks("To nobody").await;
        assert_eq!(ear.hears("question:created").await.data()["body"], "To nobody");
    }
);

both!(
    async fn a_stream_is_changed_by_nobody_who_does_not_hold_its_id(store: Store) {
        let world = World::on(store).alone().await;
        let (acme, other) = (world.tenant("acme").await, world.tenant("other").await);
        let mut ear = acme.ear().await;
        let client = ear.client_id();
        let wanted = || json!({"events": ["tag:*"]});
        let change = |client: &str| Deed::post(format!("/sse/{client}/subscriptions")).body(wanted());
        let alice = acme.participant("alice").await;
        drop(alice.may_not(change(&uuid::Uuid::new_v4().to_string()), 409, "wrong_node").await);
        drop(other.participant("bob").await.may_not(change(&client), 409, "wrong_node").await);
        let foreign = other.admin().await.founds("theirs").await;
        let theirs = Deed::post(format!("/sse/{client}/subscriptions")).body(json!({"teamIds": [foreign.id()]}));
        drop(alice.may_not(theirs, 404, "team_not_found").await);
        alice.asks("Still heard").await;
        ear.hears("question:created").await;
        drop(ear);
        tests::eventually("the stream is forgotten", || async {
            alice.does(change(&client)).await.code() == "wrong_node"
        })
        .await;
    }
);
