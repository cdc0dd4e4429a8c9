//! Doing the same again with the same key does nothing again.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use tests::{Deed, Person, Store, World, both, deed};

/// Does it twice: the second answer is the first, and nothing happens.
async fn twice_is_once(person: &Person, deed: Deed) {
    let first = person.does(deed.clone()).await;
    assert!((200..300).contains(&first.status), "{}: {}", first.asked, first.text());
    let position = person.position().await;
    let second = person.does(deed).await;
    assert_eq!((second.status, &second.body), (first.status, &first.body), "{}", first.asked);
    for header in ["location", "content-type"] {
        assert_eq!(second.header(header), first.header(header), "{}: {header}", first.asked);
    }
    assert_eq!(person.position().await, position, "{}: something happened", first.asked);
}

both!(
    async fn the_same_key_gives_the_same_answer_and_no_second_effect(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ada) = (acme.participant("alice").await, acme.admin().await);
        let question = alice.asks("Why?").await;
        let (team, tag) = (ada.founds("hall").await, ada.creates_tag("Tag", "#112233").await);
        twice_is_once(&alice, deed::ask("Asked once?").key("ask")).await;
        twice_is_once(&alice, deed::edit(question.id(), "Why not?").key("edit")).await;
        twice_is_once(&alice, deed::upvote(question.id()).key("up")).await;
        twice_is_once(&alice, deed::unvote(question.id()).key("down")).await;
        twice_is_once(&ada, deed::pin(question.id()).key("pin")).await;
        twice_is_once(&ada, deed::unpin(question.id()).key("unpin")).await;
        twice_is_once(&ada, deed::freeze(question.id()).key("freeze")).await;
        twice_is_once(&ada, deed::thaw(question.id()).key("thaw")).await;
        twice_is_once(&ada, deed::tag(question.id(), "New").key("tag")).await;
        twice_is_once(&ada, deed::tag_with(question.id(), tag.id()).key("tag with")).await;
        twice_is_once(&ada, deed::untag(question.id(), tag.id()).key("untag")).await;
        twice_is_once(&ada, deed::answer(question.id(), "So.").key("answer")).await;
        twice_is_once(&ada, deed::reopen(question.id()).key("reopen")).await;
        twice_is_once(&ada, deed::archive(question.id()).key("archive")).await;
        twice_is_once(&ada, deed::restore(question.id()).key("restore")).await;
        let reviewed = ada.founds_reviewed("foyer-1").await;
        let waiting = alice.asks_in(&reviewed, "Me too?").await;
        twice_is_once(&ada, deed::reject(waiting.id(), "No").key("reject")).await;
        twice_is_once(&ada, deed::approve(waiting.id()).key("approve")).await;
        twice_is_once(&ada, deed::stage(reviewed.id(), Some(waiting.id())).key("stage")).await;
        twice_is_once(&ada, deed::stage(reviewed.id(), None).key("clear")).await;
        twice_is_once(&ada, Deed::post("/tags").body(json!({"name": "Other"})).key("make a tag")).await;
        twice_is_once(&ada, Deed::patch(format!("/tags/{}", tag.id())).body(json!({"name": "T"})).key("rename")).await;
        twice_is_once(&ada, Deed::delete(format!("/tags/{}", tag.id())).key("drop a tag")).await;
        twice_is_once(&ada, Deed::post("/teams").body(json!({"name": "Foyer"})).key("found")).await;
        twice_is_once(&ada, Deed::patch(format!("/teams/{}", team.id())).body(json!({"name": "H"})).key("name")).await;
        twice_is_once(&ada, Deed::delete(format!("/teams/{}", team.id())).key("drop a team")).await;
        twice_is_once(&ada, Deed::patch("/tenant").body(json!({"name": "Acme & Co"})).key("tenant")).await;
        twice_is_once(&alice, deed::withdraw(question.id()).key("withdraw")).await;
    }
);

both!(
    async fn an_answer_is_kept_as_it_was_whatever_happened_since(store: Store) {
        let mut world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob) = (acme.participant("alice").await, acme.participant("bob").await);
        let question = alice.asks("Why?").await;
        let first = alice.does(deed::upvote(question.id()).key("k")).await.is(200);
        bob.upvotes(&question).await;
        alice.unvotes(&question).await;
        world.restarts().await;
        let again = alice.does(deed::upvote(question.id()).key("k")).await.is(200);
        assert_eq!(again.body, first.body);
        let seen = alice.reads(&question).await;
        assert_eq!((seen.upvotes(), &seen["viewer"]["upvoted"]), (1, &json!(false)));
    }
);

both!(
    async fn another_request_under_the_same_key_is_a_mismatch(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let question = alice.asks("Why?").await;
        let other = alice.asks("How?").await;
        drop(alice.does(deed::ask("First?").key("k")).await.is(201));
        for deed in [
            deed::ask("Second?"),
            deed::edit(question.id(), "First?"),
            deed::upvote(question.id()),
            deed::withdraw(question.id()),
        ] {
            alice.may_not(deed.key("k"), 422, "idempotency_mismatch").await;
        }
        drop(alice.does(deed::upvote(question.id()).key("vote")).await.is(200));
        alice.may_not(deed::unvote(question.id()).key("vote"), 422, "idempotency_mismatch").await;
        alice.may_not(deed::upvote(other.id()).key("vote"), 422, "idempotency_mismatch").await;
        drop(ana.does(deed::answer(question.id(), "So.").key("a")).await.is(200));
        ana.may_not(deed::answer(question.id(), "Or so.").key("a"), 422, "idempotency_mismatch").await;
        ana.may_not(deed::archive(question.id()).key("a"), 422, "idempotency_mismatch").await;
        ana.may_not(deed::approve(question.id()).key("a"), 422, "idempotency_mismatch").await;
        assert_eq!(alice.lists().await.items.len(), 3);
        assert_eq!(alice.reads(&question).await.upvotes(), 1);
    }
);

both!(
    async fn refusals_are_not_kept(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ada) = (acme.participant("alice").await, acme.admin().await);
        let team = ada.founds("hall").await;
        let question = alice.asks_in(&team, "Why?").await;
        ada.changes_team(&team, json!({"state": "closed"})).await;
        let ask = deed::ask_in(team.id(), "And now?").key("ask");
        let vote = deed::upvote(question.id()).key("vote");
        for _ in 0..2 {
            alice.may_not(ask.clone(), 409, "team_closed").await;
            alice.may_not(vote.clone(), 409, "team_closed").await;
        }
        alice.may_not(deed::ask("").key("empty"), 400, "invalid_request").await;
        ada.changes_team(&team, json!({"state": "open"})).await;
        drop(alice.does(ask).await.is(201));
        assert_eq!(alice.does(vote).await.is(200).shown().upvotes(), 1);
        drop(alice.does(deed::ask("Full?").key("empty")).await.is(201));
    }
);

both!(
    async fn keys_are_the_callers_and_the_tenants_own(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let (alice, bob) = (acme.participant("alice").await, acme.participant("bob").await);
        let (ana, ben) = (acme.moderator().await, acme.moderator().await);
        let people = [alice.clone(), bob, ana, ben, alice.visits(&bolt.slug)];
        let mut ids = std::collections::HashSet::new();
        for person in &people {
            let asked = person.does(deed::ask("Why?").key("k")).await.is(201).shown();
            assert!(ids.insert(asked.id().to_owned()), "{} was given somebody else's answer", person.name);
        }
        let question = alice.asks("Me?").await;
        for (n, person) in (1..).zip(&people[..4]) {
            assert_eq!(person.does(deed::upvote(question.id()).key("v")).await.is(200).shown().upvotes(), n);
        }
    }
);

both!(
    async fn keys_are_bounded_and_reading_takes_none(store: Store) {
        let world = World::on(store).await;
        let alice = world.tenant("acme").await.participant("alice").await;
        drop(alice.does(deed::ask("Why?").key(&"k".repeat(200))).await.is(201));
        let refused = alice.may_not(deed::ask("Why?").key(&"k".repeat(201)), 400, "invalid_request").await;
        assert_eq!(refused.json()["errors"][0]["field"], "Idempotency-Key");
        let before = alice.does(Deed::get("/questions").key("read")).await.is(200);
        alice.asks("More?").await;
        let after = alice.does(Deed::get("/questions").key("read")).await.is(200);
        assert_ne!(before.body, after.body);
    }
);

both!(
    async fn at_the_same_moment_the_same_key_still_does_it_once(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let question = alice.asks("Why?").await;
        let deeds = [
            (&alice, deed::ask("At once?").key("ask")),
            (&ana, deed::answer(question.id(), "So.").key("answer")),
            (&ana, Deed::new(Method::DELETE, format!("/questions/{}/answer", question.id())).key("reopen")),
            (&alice, deed::upvote(question.id()).key("vote")),
        ];
        for (person, deed) in deeds {
            let replies = join_all((0..8).map(|_| person.does(deed.clone()))).await;
            for reply in &replies {
                assert!((200..300).contains(&reply.status), "{}: {} {}", reply.asked, reply.status, reply.text());
                assert_eq!((reply.status, &reply.body), (replies[0].status, &replies[0].body), "{}", reply.asked);
            }
        }
        assert_eq!(alice.lists().await.items.len(), 2);
        assert_eq!(alice.reads(&question).await.upvotes(), 1);
    }
);

both!(
    async fn the_operator_does_nothing_twice_either(store: Store) {
        let world = World::on(store).await;
        let operator = world.operator();
        let make = |slug: &str| Deed::post("/operator/tenants").body(json!({"slug": slug, "name": "The acme company"}));
        let made = join_all((0..10).map(|_| operator.does(make("acme").key("make")))).await;
        for reply in &made {
            assert_eq!((reply.status, &reply.body), (201, &made[0].body), "{}", reply.text());
            assert_eq!(reply.header("location"), "/operator/tenants/acme");
        }
        drop(operator.may_not(make("other").key("make"), 422, "idempotency_mismatch").await);
        drop(operator.may_not(make("acme").key("again"), 409, "slug_taken").await);
        drop(operator.does(make("other").key("again")).await.is(201));
        let rename = Deed::patch("/operator/tenants/acme").body(json!({"name": "Acme"}));
        let renamed = operator.does(rename.clone().key("rename")).await.is(200);
        drop(operator.does(Deed::patch("/operator/tenants/acme").body(json!({"name": "Acme & Co"}))).await.is(200));
        assert_eq!(operator.does(rename.key("rename")).await.is(200).body, renamed.body);
        for _ in 0..2 {
            drop(operator.does(Deed::delete("/operator/tenants/acme").key("erase")).await.is(204));
        }
        drop(operator.may_not(Deed::delete("/operator/tenants/acme"), 404, "tenant_not_found").await);
    }
);
