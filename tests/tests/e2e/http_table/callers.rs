//! Who may call what: 401 without a credential, 403 with too low a role, 404 for what is not there.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Deed, Person, Store, World, both};

use super::NOBODY;

/// The least a caller has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Least {
    Anyone,
    Participant,
    Moderator,
    Admin,
    Operator,
}

/// Every route that asks who calls: the request, the least caller, and what the least caller is told.
fn table() -> Vec<(Method, &'static str, Value, Least, u16)> {
    use Least::{Admin, Anyone, Moderator, Operator, Participant};
    let user = json!({"email": "x", "name": "X", "role": "moderator", "password": "long enough"});
    vec![
        (Method::GET, "/questions", Value::Null, Anyone, 200),
        (Method::GET, "/questions/{}", Value::Null, Anyone, 404),
        (Method::GET, "/tags", Value::Null, Anyone, 200),
        (Method::GET, "/teams", Value::Null, Anyone, 200),
        (Method::GET, "/teams/{}", Value::Null, Anyone, 404),
        (Method::GET, "/tenant", Value::Null, Anyone, 200),
        (Method::GET, "/stats", Value::Null, Anyone, 200),
        (Method::GET, "/events", Value::Null, Anyone, 200),
        (Method::GET, "/auth/me", Value::Null, Anyone, 200),
        (Method::POST, "/auth/logout", Value::Null, Anyone, 204),
        (Method::POST, "/questions", json!({"body": "Why?"}), Participant, 201),
        (Method::PATCH, "/questions/{}", json!({"body": "Why?"}), Participant, 404),
        (Method::DELETE, "/questions/{}", Value::Null, Participant, 404),
        (Method::POST, "/questions/{}/upvote", Value::Null, Participant, 404),
        (Method::DELETE, "/questions/{}/upvote", Value::Null, Participant, 404),
        (Method::POST, "/questions/{}/answer", json!({"responseText": "So."}), Moderator, 404),
        (Method::DELETE, "/questions/{}/answer", Value::Null, Moderator, 404),
        (Method::POST, "/questions/{}/tags", json!({"name": "Tag"}), Moderator, 404),
        (Method::DELETE, "/questions/{}/tags/{}", Value::Null, Moderator, 404),
        (Method::POST, "/questions/{}/pin", Value::Null, Moderator, 404),
        (Method::DELETE, "/questions/{}/pin", Value::Null, Moderator, 404),
        (Method::POST, "/questions/{}/freeze", Value::Null, Moderator, 404),
        (Method::DELETE, "/questions/{}/freeze", Value::Null, Moderator, 404),
        (Method::POST, "/questions/{}/review", json!({"decision": "approve"}), Moderator, 404),
        (Method::POST, "/questions/{}/archive", Value::Null, Moderator, 404),
        (Method::DELETE, "/questions/{}/archive", Value::Null, Moderator, 404),
        (Method::PUT, "/teams/{}/stage", json!({"questionId": null}), Moderator, 404),
        (Method::GET, "/audit", Value::Null, Moderator, 200),
        (Method::POST, "/tags", json!({"name": "  "}), Moderator, 400),
        (Method::PATCH, "/tags/{}", json!({"name": "Tag"}), Moderator, 404),
        (Method::DELETE, "/tags/{}", Value::Null, Moderator, 404),
        (Method::POST, "/teams", json!({"name": "  "}), Admin, 400),
        (Method::PATCH, "/teams/{}", json!({"name": "Team"}), Admin, 404),
        (Method::DELETE, "/teams/{}", Value::Null, Admin, 404),
        (Method::PATCH, "/tenant", json!({}), Admin, 200),
        (Method::GET, "/auth/users", Value::Null, Admin, 200),
        (Method::POST, "/auth/users", user, Admin, 400),
        (Method::PATCH, "/auth/users/{}", json!({"name": "X"}), Admin, 404),
        (Method::DELETE, "/auth/users/{}", Value::Null, Admin, 404),
        (Method::GET, "/operator/tenants", Value::Null, Operator, 200),
        (Method::POST, "/operator/tenants", json!({"slug": " ", "name": "X"}), Operator, 400),
        (Method::PATCH, "/operator/tenants/{}", json!({"name": "X"}), Operator, 404),
        (Method::DELETE, "/operator/tenants/{}", Value::Null, Operator, 404),
    ]
}

fn deed(method: &Method, path: &str, body: &Value) -> Deed {
    let deed = Deed::new(method.clone(), path.replace("{}", NOBODY));
    if body.is_null() { deed } else { deed.body(body.clone()) }
}

/// Asks everything as somebody of this standing, who is staff or not.
async fn keeps_to_the_table(person: &Person, standing: Least, is_staff: bool) {
    for (method, path, body, least, told) in table() {
        if path == "/auth/logout" && is_staff {
            continue;
        }
        let reply = person.does(deed(&method, path, &body)).await;
        if standing >= least && least != Least::Operator {
            assert_eq!(reply.status, told, "{}: {}", reply.asked, reply.text());
        } else if is_staff && least != Least::Operator {
            drop(reply.refused(403, "forbidden"));
        } else {
            drop(reply.refused(401, "unauthenticated"));
        }
    }
}

both!(
    async fn a_participant_asks_and_upvotes(store: Store) {
        let acme = World::on(store).await;
        let acme = (acme.tenant("acme").await, acme);
        keeps_to_the_table(&acme.0.participant("alice").await, Least::Participant, false).await;
        // Somebody without a cookie becomes a participant with the first unsafe request.
        keeps_to_the_table(&acme.0.anonymous(), Least::Participant, false).await;
    }
);

both!(
    async fn a_moderator_runs_the_questions(store: Store) {
        let world = World::on(store).await;
        let ana = world.tenant("acme").await.moderator().await;
        keeps_to_the_table(&ana, Least::Moderator, true).await;
    }
);

both!(
    async fn an_admin_and_an_owner_run_the_tenant(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        keeps_to_the_table(&acme.admin().await, Least::Admin, true).await;
        keeps_to_the_table(&acme.owner().await, Least::Admin, true).await;
    }
);

both!(
    async fn a_bearer_nobody_knows_is_nobody_whatever_cookies_come_along(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        for person in [acme.anonymous(), acme.participant("alice").await, acme.owner().await] {
            for token in ["nonsense", "", tests::OPERATOR_TOKEN] {
                for (method, path, body, least, told) in table() {
                    let asked = deed(&method, path, &body).header("Authorization", &format!("Bearer {token}"));
                    let reply = person.does(asked).await;
                    if least == Least::Anyone || (least == Least::Operator && token == tests::OPERATOR_TOKEN) {
                        assert_eq!(reply.status, told, "{}: {}", reply.asked, reply.text());
                    } else {
                        drop(reply.refused(401, "unauthenticated"));
                    }
                }
            }
        }
    }
);

both!(
    async fn the_operator_is_nobody_where_no_token_is_set(store: Store) {
        let world = World::on(store).with("OPENFLOOR_OPERATOR_TOKEN", "").await;
        for token in ["", "nonsense", tests::OPERATOR_TOKEN] {
            let pretender = Person::new(*world, "", "a pretender").bearing(token);
            pretender.may_not(Deed::get("/operator/tenants"), 401, "unauthenticated").await;
        }
    }
);

both!(
    async fn what_is_somebody_elses_is_403_and_what_is_not_there_is_404(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob) = (acme.participant("alice").await, acme.participant("bob").await);
        let question = alice.asks("Mine?").await;
        bob.may_not(tests::deed::edit(question.id(), "No?"), 403, "forbidden").await;
        bob.may_not(tests::deed::withdraw(question.id()), 403, "forbidden").await;
        bob.may_not(tests::deed::edit(NOBODY, "No?"), 404, "not_found").await;
        assert_eq!(bob.reads(&question).await.text("body"), "Mine?");
    }
);

both!(
    async fn a_team_nobody_knows_is_404_wherever_it_is_named(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        for team in [NOBODY, "no-uuid"] {
            for path in ["/questions", "/events", "/sse"] {
                alice.may_not(Deed::get(format!("{path}?teamId={team}")), 404, "team_not_found").await;
            }
        }
        alice.may_not(tests::deed::ask_in(NOBODY, "Where?"), 404, "team_not_found").await;
    }
);
