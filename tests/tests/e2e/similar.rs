//! Questions like the one being typed.

use tests::{Deed, Person, Shown, Store, World, both};

async fn like(person: &Person, text: &str) -> Vec<Shown> {
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("q", text).finish();
    let reply = person.does(Deed::get(format!("/questions/similar?{query}"))).await.is(200);
    reply.json()["items"].as_array().expect("items").iter().cloned().map(Shown).collect()
}

fn ids(found: &[Shown]) -> Vec<&str> {
    found.iter().map(Shown::id).collect()
}

both!(
    async fn what_was_asked_in_other_words_is_found_by_whoever_types_it_again(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob, admin) = (acme.participant("alice").await, acme.participant("bob").await, acme.admin().await);
        let boat = alice.asks("Will the late boat come back in winter?").await;
        let roster = alice.asks("Can we have the roster four weeks ahead?").await;
        bob.upvotes(&boat).await;
        let found = like(&bob, "will the late boats come back").await;
        assert_eq!(ids(&found), [boat.id()]);
        assert_eq!(found[0]["viewer"]["upvoted"], true);
        assert_eq!(found[0]["upvotes"], 1);
        assert!(found[0].0.get("author").is_none());
        assert!(like(&bob, "Is there parking for bicycles?").await.is_empty());
        assert!(like(&bob, "").await.is_empty());
        // It follows what happens: new words, deletions.
        admin.edits(&roster, "Who waters the plants over the holidays?").await;
        assert!(like(&bob, "roster four weeks ahead").await.is_empty());
        assert_eq!(ids(&like(&bob, "who waters our plants").await), [roster.id()]);
        alice.withdraws(&boat).await;
        assert!(like(&bob, "will the late boat come back").await.is_empty());
        drop(
            bob.may_not(Deed::get(format!("/questions/similar?q={}", "x".repeat(1_001))), 400, "invalid_request").await,
        );
        drop(bob.may_not(Deed::get("/questions/similar?teamId=none&q=boat"), 404, "team_not_found").await);
    }
);

both!(
    async fn likeness_ends_at_the_team_and_at_the_tenant(store: Store) {
        let world = World::on(store).await;
        let (acme, rival) = (world.tenant("acme").await, world.tenant("rival").await);
        let (hall, canteen) =
            (acme.admin().await.founds("town-hall").await, acme.admin().await.founds("canteen").await);
        let alice = acme.participant("alice").await;
        let soup = alice.asks_in(&canteen, "Why is the soup always cold?").await;
        let within =
            |team: &Shown| Deed::get(format!("/questions/similar?q=the+soup+is+always+cold&teamId={}", team.id()));
        let count = async |deed| alice.does(deed).await.is(200).json()["items"].as_array().map_or(9, Vec::len);
        assert_eq!(count(within(&canteen)).await, 1);
        assert_eq!(count(within(&hall)).await, 0);
        assert_eq!(ids(&like(&alice, "why is the soup cold?").await), [soup.id()]);
        assert!(like(&rival.participant("bob").await, "why is the soup cold?").await.is_empty());
    }
);
