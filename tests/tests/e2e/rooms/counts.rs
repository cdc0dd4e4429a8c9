//! The tenant's counts: exact at every moment.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Deed, Person, Store, World, both, deed, eventually};

async fn counts(person: &Person) -> Value {
    person.does(Deed::get("/stats")).await.is(200).json()
}

/// Asked and answered, as everybody is told.
async fn asked_and_answered(person: &Person) -> (i64, i64) {
    let counts = counts(person).await;
    let number = |field: &str| counts[field].as_i64().unwrap_or_else(|| panic!("no {field}: {counts}"));
    assert_eq!(number("published"), number("asked"), "nothing is reviewed here");
    assert_eq!(number("declined"), 0);
    (number("asked"), number("answered"))
}

both!(
    async fn they_follow_every_deed(store: Store) {
        let mut world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        assert_eq!(asked_and_answered(&alice).await, (0, 0));
        let (first, second) = (alice.asks("First?").await, alice.asks("Second?").await);
        assert_eq!(asked_and_answered(&alice).await, (2, 0));
        ana.answers(&first, "So.").await;
        assert_eq!(asked_and_answered(&alice).await, (2, 1));
        ana.answers(&first, "Or so.").await;
        ana.answers(&first, "Or so.").await;
        assert_eq!(asked_and_answered(&alice).await, (2, 1), "an edit is no second answer");
        ana.answers(&second, "Yes.").await;
        assert_eq!(asked_and_answered(&alice).await, (2, 2));
        ana.reopens(&first).await;
        ana.reopens(&first).await;
        assert_eq!(asked_and_answered(&alice).await, (2, 1));
        ana.withdraws(&second).await;
        assert_eq!(asked_and_answered(&alice).await, (2, 0), "an answered question that is gone is not answered");
        alice.withdraws(&first).await;
        assert_eq!(asked_and_answered(&alice).await, (2, 0));
        alice.may_not(deed::ask(""), 400, "invalid_request").await;
        world.restarts().await;
        assert_eq!(asked_and_answered(&alice).await, (2, 0));
    }
);

both!(
    async fn they_are_exact_whatever_happens_at_once(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (crowd, ana) = (acme.crowd(6).await, acme.moderator().await);
        let asked = join_all(crowd.iter().map(|guest| guest.asks("At once?"))).await;
        let deeds = asked.iter().flat_map(|question| {
            let id = question.id();
            [deed::answer(id, "So."), deed::answer(id, "Or so."), deed::reopen(id), deed::answer(id, "Then so.")]
        });
        join_all(deeds.map(|deed| ana.does(deed))).await;
        join_all(asked.iter().take(2).map(|question| ana.withdraws(question))).await;
        let listed = ana.lists().await;
        let answered = listed.items.iter().filter(|question| question["status"] == "ANSWERED").count();
        assert_eq!(asked_and_answered(&ana).await, (6, i64::try_from(answered).expect("a small number")));
    }
);

both!(
    async fn they_stand_at_a_position_of_the_log(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        alice.asks("Why?").await;
        assert_eq!(counts(&alice).await["position"], acme.position().await.as_str());
    }
);

both!(
    async fn staff_see_how_many_listen(store: Store) {
        let world = World::on(store).alone().await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let _elsewhere = bolt.ear().await;
        let ears = [acme.ear().await, alice.ear().await, ana.ear().await];
        assert_eq!(counts(&ana).await["connections"], 3);
        assert!(counts(&alice).await.get("connections").is_none());
        assert!(counts(&acme.anonymous()).await.get("connections").is_none());
        drop(ears);
        eventually("nobody listens", || async { counts(&ana).await["connections"] == json!(0) }).await;
    }
);
