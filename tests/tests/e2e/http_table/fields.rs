//! What is wrong with a body or a query is told with the field's name.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Deed, Person, Store, World, both};

use super::NOBODY;

/// A request that would do, and for each field what would not: a value (`Null` for a field left out) and the word.
type Fields = Vec<(&'static str, Vec<(Value, &'static str)>)>;

fn text(required: bool, most: usize) -> Vec<(Value, &'static str)> {
    let mut wrong = vec![
        (json!(7), "invalid_type"),
        (json!(["x"]), "invalid_type"),
        (json!({"x": 1}), "invalid_type"),
        (json!("x".repeat(most + 1)), "too_long"),
        (json!("a\u{0}b"), "control_character"),
        (json!("a\u{1b}[0m"), "control_character"),
        (json!("a\u{85}b"), "control_character"),
        (json!("a\u{7f}b"), "control_character"),
    ];
    if required {
        wrong.extend([(Value::Null, "required"), (json!(""), "too_short"), (json!(" \n\t "), "too_short")]);
    }
    wrong
}

fn typed(wrong: &[Value]) -> Vec<(Value, &'static str)> {
    wrong.iter().map(|value| (value.clone(), "invalid_type")).collect()
}

fn slug() -> Vec<(Value, &'static str)> {
    let odd = [json!(""), json!("Town"), json!("a b"), json!("ü"), json!("a".repeat(64)), json!(NOBODY)];
    let mut wrong: Vec<_> = odd.into_iter().map(|value| (value, "invalid_slug")).collect();
    wrong.push((json!(7), "invalid_type"));
    wrong
}

fn choice() -> Vec<(Value, &'static str)> {
    vec![(json!(7), "invalid_type"), (json!("something"), "invalid_value"), (json!(""), "invalid_value")]
}

fn color() -> Vec<(Value, &'static str)> {
    let odd = [json!("red"), json!("#12345"), json!("#1234567"), json!("#GGGGGG"), json!("")];
    let mut wrong: Vec<_> = odd.into_iter().map(|value| (value, "invalid_color")).collect();
    wrong.push((json!(7), "invalid_type"));
    wrong
}

fn version() -> Vec<(Value, &'static str)> {
    typed(&[json!("1"), json!(1.5), json!([])])
}

async fn blames(person: &Person, method: Method, path: &str, good: &Value, fields: Fields) {
    for (field, wrong) in fields {
        for (value, code) in wrong {
            let mut body = good.clone();
            let fields = body.as_object_mut().expect("bodies are objects");
            fields.remove(field);
            if !value.is_null() {
                fields.insert(field.to_owned(), value.clone());
            }
            let mut reply = person.does(Deed::new(method.clone(), path).body(body)).await;
            reply.asked += &format!(" with {field} = {:.60}", value.to_string());
            drop(reply.refused(400, "invalid_request").blames(field, code));
        }
    }
}

both!(
    async fn of_questions(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let question = alice.asks("Good?").await;
        let at = |part: &str| format!("/questions/{}{part}", question.id());
        let mut body = text(true, 1_000);
        body.push((json!("👨‍👩‍👧‍👦".repeat(400)), "too_long"));
        let mut answer = text(true, 5_000);
        answer.push((json!("👨‍👩‍👧‍👦".repeat(2_000)), "too_long"));
        let team = typed(&[json!(7), json!("no-uuid"), json!("")]);
        let fields = vec![("body", body.clone()), ("authorName", text(false, 60)), ("teamId", team)];
        blames(&alice, Method::POST, "/questions", &json!({"body": "Good?"}), fields).await;
        let fields = vec![("body", body), ("version", version())];
        blames(&alice, Method::PATCH, &at(""), &json!({"body": "Good?"}), fields).await;
        let fields = vec![("responseText", answer), ("version", version())];
        blames(&ana, Method::POST, &at("/answer"), &json!({"responseText": "Yes."}), fields).await;
        let tag = typed(&[json!(7), json!("no-uuid")]);
        blames(&ana, Method::POST, &at("/tags"), &json!({}), vec![("tagId", tag)]).await;
        let mut name = text(true, 40);
        name.retain(|(_, code)| *code != "required");
        let fields = vec![("name", name), ("color", color()), ("version", version())];
        blames(&ana, Method::POST, &at("/tags"), &json!({"name": "Tag"}), fields).await;
        for either in [json!({}), json!({"name": "Tag", "tagId": NOBODY})] {
            drop(ana.does(Deed::post(at("/tags")).body(either)).await.blames("tagId", "required"));
        }
        let mut decision = choice();
        decision.push((Value::Null, "required"));
        let fields = vec![("decision", decision), ("reason", text(false, 300)), ("version", version())];
        blames(&ana, Method::POST, &at("/review"), &json!({"decision": "reject"}), fields).await;
        for (method, part) in [
            (Method::DELETE, ""),
            (Method::DELETE, "/answer"),
            (Method::POST, "/pin"),
            (Method::DELETE, "/pin"),
            (Method::POST, "/freeze"),
            (Method::DELETE, "/freeze"),
            (Method::POST, "/archive"),
            (Method::DELETE, "/archive"),
        ] {
            blames(&ana, method, &at(part), &json!({}), vec![("version", version())]).await;
        }
        assert_eq!(alice.reads(&question).await.version(), 1);
        assert_eq!(alice.lists().await.items.len(), 1);
    }
);

both!(
    async fn of_rooms(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let ada = acme.admin().await;
        let (team, tag) = (ada.founds("hall").await, ada.creates_tag("Tag", "#112233").await);
        let optional = |mut wrong: Vec<(Value, &'static str)>| {
            wrong.retain(|(_, code)| *code != "required");
            wrong
        };
        let teams = |name| {
            let about = text(false, 1_000);
            vec![
                ("name", name),
                ("slug", slug()),
                ("description", about),
                ("state", choice()),
                ("moderation", choice()),
            ]
        };
        blames(&ada, Method::POST, "/teams", &json!({"name": "Hall"}), teams(text(true, 100))).await;
        let path = format!("/teams/{}", team.id());
        blames(&ada, Method::PATCH, &path, &json!({}), teams(optional(text(true, 100)))).await;
        let fields = vec![("name", text(true, 40)), ("color", color())];
        blames(&ada, Method::POST, "/tags", &json!({"name": "Other"}), fields).await;
        let fields = vec![("name", optional(text(true, 40))), ("color", color())];
        blames(&ada, Method::PATCH, &format!("/tags/{}", tag.id()), &json!({}), fields).await;
        let mut on_stage = typed(&[json!(7), json!("no-uuid"), json!("")]);
        on_stage.push((Value::Null, "required"));
        let path = format!("/teams/{}/stage", team.id());
        blames(&ada, Method::PUT, &path, &json!({}), vec![("questionId", on_stage)]).await;
        let switch = typed(&[json!("yes"), json!(1)]);
        let fields = vec![("name", optional(text(true, 100))), ("ownUpvotes", switch), ("brandColor", color())];
        blames(&ada, Method::PATCH, "/tenant", &json!({}), fields).await;
        let names = typed(&[json!(7), json!("question:*")]);
        let fields = vec![("events", names.clone()), ("teamIds", names)];
        blames(&ada, Method::POST, &format!("/sse/{NOBODY}/subscriptions"), &json!({}), fields).await;
    }
);

both!(
    async fn of_accounts_and_tenants(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (owner, (_, account)) = (acme.owner().await, acme.staff("moderator").await);
        let needed = || vec![(Value::Null, "required"), (json!(7), "invalid_type")];
        let good = json!({"email": "new@acme.example", "name": "New", "role": "moderator", "password": "long enough"});
        let fields = vec![("email", needed()), ("password", needed())];
        blames(&owner, Method::POST, "/auth/login", &json!({"email": "a@b", "password": "x"}), fields).await;
        let mut email = needed();
        email.extend(["", "nobody", "@", "a@", "@b", "a b@c", "a@b@c"].map(|odd| (json!(odd), "invalid_email")));
        let mut role = needed();
        role.extend(choice());
        let mut password = needed();
        password.extend([(json!("short"), "too_short"), (json!("x".repeat(513)), "too_long")]);
        let fields = vec![("email", email), ("name", text(true, 60)), ("role", role), ("password", password)];
        blames(&owner, Method::POST, "/auth/users", &good, fields).await;
        let mut name = text(true, 60);
        name.retain(|(_, code)| *code != "required");
        let fields = vec![("role", choice()), ("active", typed(&[json!("no"), json!(0)])), ("name", name)];
        blames(&owner, Method::PATCH, &format!("/auth/users/{}", account.id()), &json!({}), fields).await;

        let operator = world.operator();
        let mut named = slug();
        named.push((Value::Null, "required"));
        let fields = vec![("slug", named), ("name", text(true, 100)), ("owner", typed(&[json!(7), json!("x")]))];
        blames(&operator, Method::POST, "/operator/tenants", &json!({"slug": "new", "name": "New"}), fields).await;
        let mut name = text(true, 100);
        name.retain(|(_, code)| *code != "required");
        let shut = typed(&[json!("yes"), json!(1)]);
        let fields = vec![("slug", slug()), ("name", name), ("suspended", shut)];
        blames(&operator, Method::PATCH, "/operator/tenants/acme", &json!({}), fields).await;
    }
);

both!(
    async fn of_queries(store: Store) {
        let world = World::on(store).await;
        let somebody = world.tenant("acme").await.anonymous();
        let long = format!("/questions?q={}", "x".repeat(201));
        for (path, field) in [
            ("/questions?limit=0", "limit"),
            ("/questions?limit=201", "limit"),
            ("/questions?limit=-1", "limit"),
            ("/questions?limit=many", "limit"),
            ("/questions?limit=99999999999999999999", "limit"),
            ("/questions?sort=best", "sort"),
            ("/questions?status=LOST", "status"),
            ("/questions?status=OPEN,", "status"),
            ("/questions?cursor=nonsense", "cursor"),
            ("/questions?cursor=%F0%9F%92%A9", "cursor"),
            ("/questions?q=a%00b", "q"),
            (&long, "q"),
            ("/events?limit=0", "limit"),
            ("/events?limit=1001", "limit"),
            ("/events?wait=26", "wait"),
            ("/events?wait=-1", "wait"),
            ("/events?wait=soon", "wait"),
        ] {
            let refused = somebody.may_not(Deed::get(path), 400, "invalid_request").await;
            assert_eq!(refused.json()["errors"][0]["field"], field, "{}", refused.asked);
        }
    }
);

both!(
    async fn unknown_fields_are_ignored_and_texts_are_kept_trimmed_and_composed(store: Store) {
        let world = World::on(store).await;
        let alice = world.tenant("acme").await.participant("alice").await;
        let body =
            json!({"body": "  Cafe\u{301}?\r\nYes\tor no?  ", "authorName": "  ", "status": "ANSWERED", "id": 7});
        let asked = alice.does(Deed::post("/questions").body(body)).await.is(201).shown();
        assert_eq!(asked.text("body"), "Café?\nYes\tor no?");
        assert!(asked["authorName"].is_null());
        assert_eq!(asked.text("status"), "OPEN");
        let most = json!({"body": "é".repeat(1_000), "authorName": "é".repeat(60)});
        drop(alice.does(Deed::post("/questions").body(most)).await.is(201));
    }
);
