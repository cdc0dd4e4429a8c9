//! What every answer and every refusal looks like.

use reqwest::Method;
use serde_json::Value;
use tests::{Deed, Reply, Store, World, both, deed};

use super::{ADDRESSES, NOBODY};

fn fields(problem: &Value) -> Vec<&str> {
    let mut fields: Vec<_> = problem.as_object().expect("an object").keys().map(String::as_str).collect();
    fields.sort_unstable();
    fields
}

const NEEDED: [&str; 6] = ["code", "error", "requestId", "status", "title", "type"];

fn is_a_problem(reply: &Reply, more: &[&str]) {
    let problem = reply.json();
    let mut wanted = [&NEEDED[..], more].concat();
    wanted.sort_unstable();
    let mut told = fields(&problem);
    if !more.contains(&"detail") {
        told.retain(|field| *field != "detail");
    }
    assert_eq!(told, wanted, "{}: {problem}", reply.asked);
    assert_eq!(reply.header("content-type"), "application/problem+json", "{}", reply.asked);
}

both!(
    async fn a_problem_says_just_what_it_has_to(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let question = alice.asks("Why?").await;
        ana.freezes(&question).await;
        is_a_problem(&alice.may_not(Deed::get("/nowhere"), 404, "not_found").await, &[]);
        is_a_problem(&alice.may_not(Deed::new(Method::PUT, "/tags"), 405, "method_not_allowed").await, &[]);
        is_a_problem(&alice.may_not(deed::pin(question.id()), 401, "unauthenticated").await, &[]);
        is_a_problem(&ana.may_not(Deed::get("/auth/users"), 403, "forbidden").await, &[]);
        is_a_problem(&alice.may_not(deed::upvote(question.id()), 409, "question_frozen").await, &[]);
        let invalid = alice.may_not(deed::ask(""), 400, "invalid_request").await;
        is_a_problem(&invalid, &["errors"]);
        assert_eq!(fields(&invalid.json()["errors"][0]), ["code", "field", "message"]);
        let stale = deed::pin(question.id()).body(serde_json::json!({"version": 1}));
        is_a_problem(&ana.may_not(stale, 409, "version_conflict").await, &["current"]);
    }
);

both!(
    async fn a_problem_names_nothing_of_the_inside(store: Store) {
        let world = World::on(store).await;
        let alice = world.tenant("acme").await.participant("alice").await;
        for deed in [
            deed::ask("a\u{0}b"),
            deed::read("'; DROP TABLE question; --"),
            Deed::get("/questions?q=%27%25_%5C"),
            Deed::get("/questions?tag=%27%20OR%201=1"),
            Deed::get("/questions?cursor=cC4xLjI"),
            Deed::post("/questions").body(serde_json::json!({"body": 7, "teamId": "x"})),
        ] {
            let reply = alice.does(deed).await;
            assert!(reply.status < 500, "{}: {}", reply.asked, reply.text());
            for inside in ["SELECT", "sqlx", "SQL", "panick", ".rs", "entity", "struct ", "src/"] {
                assert!(!reply.text().contains(inside), "{}: {}", reply.asked, reply.text());
            }
        }
    }
);

both!(
    async fn each_answer_has_an_id_of_its_own(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let mut ids = std::collections::HashSet::new();
        for (address, _) in ADDRESSES.iter().filter(|(address, _)| *address != "/sse") {
            let path = address.replace("{}", NOBODY);
            let reply = acme.anonymous().does(Deed::get(path)).await;
            assert!(ids.insert(reply.header("x-request-id").to_owned()), "{}: twice", reply.asked);
        }
    }
);

both!(
    async fn no_answer_is_kept_by_a_cache_or_taken_for_another_type(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        for path in ["/questions", "/auth/me", "/nowhere", "/metrics", "/room"] {
            let reply = acme.anonymous().does(Deed::get(path)).await;
            assert_eq!(reply.header("x-content-type-options"), "nosniff", "{}", reply.asked);
            let kept = reply.header("cache-control");
            assert!(["no-store", "private, no-cache"].contains(&kept), "{}: {kept}", reply.asked);
        }
    }
);
