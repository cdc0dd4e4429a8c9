//! A credential of another tenant is exactly no credential.

use reqwest::Method;
use serde_json::json;
use tests::{Deed, Person, Store, Tenant, World, both, deed};

use crate::http_table::NOBODY;

/// One request for every kind of caller.
fn requests(question: &str) -> Vec<Deed> {
    vec![
        Deed::get("/auth/me"),
        Deed::get("/auth/users"),
        Deed::get("/questions?status=UNDER_REVIEW,REJECTED"),
        Deed::get("/stats"),
        deed::read(question),
        deed::edit(question, "Taken!"),
        deed::withdraw(question),
        deed::upvote(NOBODY),
        deed::pin(question),
        deed::answer(question, "So."),
        deed::approve(question),
        deed::archive(question),
        Deed::get("/audit"),
        deed::stage(NOBODY, None),
        Deed::post("/tags").body(json!({"name": "Tag"})),
        Deed::post("/teams").body(json!({"name": "Team"})),
        Deed::patch("/tenant").body(json!({"name": "Taken!"})),
        Deed::new(Method::DELETE, format!("/auth/users/{NOBODY}")),
    ]
}

/// Status, size and words of every answer.
async fn answers(person: &Person, question: &str, cookies: Option<&str>) -> Vec<(u16, usize, String)> {
    let mut answers = Vec::new();
    for mut deed in requests(question) {
        if let Some(cookies) = cookies {
            deed = deed.header("Cookie", cookies);
        }
        let reply = person.does(deed).await;
        let text = reply.text().replace(reply.header("x-request-id"), "");
        answers.push((reply.status, text.len(), text));
    }
    answers
}

/// A person's cookie of this kind, as a header says it.
fn cookie(person: &Person, kind: &str) -> String {
    let cookies = person.cookies().unwrap_or_else(|| panic!("{} has no cookie", person.name));
    let found = cookies.split("; ").find(|pair| pair.starts_with(kind));
    found.unwrap_or_else(|| panic!("no {kind} in {cookies}")).to_owned()
}

fn session_name(tenant: &Tenant) -> String {
    format!("openfloor_session_{}", tenant.id.replace('-', ""))
}

both!(
    async fn a_session_of_another_tenant_is_none(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let question = bolt.participant("bob").await.asks("Safe?").await;
        let plain = bolt.participant("a stranger").await;
        let device = cookie(&plain, "openfloor_participant");
        let without = answers(&plain, question.id(), None).await;
        for person in [acme.owner().await, acme.moderator().await] {
            let session = cookie(&person, &session_name(&acme));
            let token = session.split_once('=').expect("a cookie has a value").1;
            let forged = format!("{}={token}", session_name(&bolt));
            for cookies in [format!("{device}; {session}"), format!("{device}; {forged}")] {
                assert_eq!(answers(&bolt.anonymous(), question.id(), Some(&cookies)).await, without);
                let ear = bolt.ear().header("Cookie", &cookies).await;
                assert_eq!(ear.heard[0].json["as"], "participant");
            }
            let visitor = person.visits(&bolt.slug);
            assert_eq!(answers(&visitor, question.id(), None).await, without);
            drop(visitor.does(Deed::post("/auth/logout")).await.is(204));
            assert_eq!(person.am_i().await["kind"], "staff", "signing out there is not signing out here");
        }
        assert_eq!(plain.reads(&question).await.text("body"), "Safe?");
    }
);

both!(
    async fn the_same_account_in_two_tenants_is_two_accounts(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let both = "ana@both.example";
        acme.owner().await.hires("admin", both).await;
        bolt.owner().await.hires("moderator", both).await;
        let ana = acme.signs_in("ana", both).await;
        assert_eq!(ana.visits(&bolt.slug).am_i().await["kind"], "participant");
        drop(ana.visits(&bolt.slug).logs_in(both, tests::PASSWORD).await.is(200));
        assert_eq!(ana.am_i().await["role"], "admin");
        assert_eq!(ana.visits(&bolt.slug).am_i().await["role"], "moderator");
        ana.logs_out().await;
        assert_eq!(ana.am_i().await["kind"], "participant");
        assert_eq!(ana.visits(&bolt.slug).am_i().await["role"], "moderator");
    }
);

both!(
    async fn a_participant_owns_and_voted_for_nothing_elsewhere(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let alice = acme.participant("alice").await;
        let there = alice.visits(&bolt.slug);
        let here = alice.asks("Here?").await;
        let away = there.asks("There?").await;
        assert_eq!((alice.upvotes(&here).await.upvotes(), there.upvotes(&away).await.upvotes()), (1, 1));
        there.may_not(deed::read(here.id()), 404, "not_found").await;
        there.may_not(deed::upvote(here.id()), 404, "not_found").await;
        there.may_not(deed::withdraw(here.id()), 404, "not_found").await;
        assert_eq!(there.lists().await.ids(), [away.id()]);
        assert_eq!(alice.reads(&here).await["viewer"], json!({"upvoted": true, "own": true}));
    }
);

both!(
    async fn a_position_of_another_tenant_opens_nothing(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let (alice, bob) = (acme.participant("alice").await, bolt.participant("bob").await);
        for n in 0..5 {
            alice.asks(&format!("Question {n}?")).await;
        }
        let foreign = acme.position().await;
        let polled = bob.polls(&format!("after={foreign}")).await;
        assert!(polled.reset && polled.events.is_empty(), "{polled:?}");
        assert_eq!(polled.position, bolt.position().await);
        let mut ear = bob.ear().after(&foreign).await;
        assert_eq!(ear.hears("reset").await.json["position"], polled.position.as_str());
    }
);
