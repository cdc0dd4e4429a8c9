//! A change of an older picture than the current one is refused and shows what is.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Deed, Store, World, both};

both!(
    async fn a_stale_version_is_refused_with_the_current_question(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let team = acme.admin().await.founds_reviewed("hall").await;
        let question = alice.asks_in(&team, "Why?").await;
        let tagged = ana.tags(&question, "Product").await;
        let tag = tagged["tags"][0]["id"].as_str().expect("a tag has an id");
        let at = |method: Method, part: &str, mut body: Value, version: i64| {
            body["version"] = json!(version);
            Deed::new(method, format!("/questions/{}{part}", question.id())).body(body)
        };
        let deeds = [
            (Method::POST, "/review".to_owned(), json!({"decision": "reject", "reason": "No"})),
            (Method::POST, "/review".to_owned(), json!({"decision": "approve"})),
            (Method::POST, "/upvote".to_owned(), json!({})),
            (Method::DELETE, "/upvote".to_owned(), json!({})),
            (Method::PATCH, String::new(), json!({"body": "Why not?"})),
            (Method::POST, "/answer".to_owned(), json!({"responseText": "So."})),
            (Method::DELETE, "/answer".to_owned(), json!({})),
            (Method::DELETE, format!("/tags/{tag}"), json!({})),
            (Method::POST, "/tags".to_owned(), json!({"name": "Product"})),
            (Method::POST, "/pin".to_owned(), json!({})),
            (Method::DELETE, "/pin".to_owned(), json!({})),
            (Method::POST, "/freeze".to_owned(), json!({})),
            (Method::DELETE, "/freeze".to_owned(), json!({})),
            (Method::POST, "/archive".to_owned(), json!({})),
            (Method::DELETE, "/archive".to_owned(), json!({})),
            (Method::DELETE, String::new(), json!({})),
        ];
        for (method, part, body) in deeds {
            let mut current = ana.reads(&question).await.0;
            let version = current["version"].as_i64().expect("a version is a number");
            let fields = current.as_object_mut().expect("an object");
            fields.remove("viewer");
            fields.remove("position");
            for wrong in [version - 1, version + 1, 0, -1] {
                let stale = at(method.clone(), &part, body.clone(), wrong);
                let refused = ana.may_not(stale, 409, "version_conflict").await;
                assert_eq!(refused.json()["current"], current, "{}", refused.asked);
            }
            assert_eq!(ana.reads(&question).await.version(), version);
            let reply = ana.does(at(method, &part, body, version)).await;
            assert!((200..300).contains(&reply.status), "{}: {}", reply.asked, reply.text());
        }
    }
);

both!(
    async fn an_upvote_makes_a_moderators_picture_stale(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let question = alice.asks("Why?").await;
        acme.participant("bob").await.upvotes(&question).await;
        let deed = tests::deed::answer(question.id(), "So.");
        let deed = deed.body(json!({"responseText": "So.", "version": question.version()}));
        let refused = ana.may_not(deed, 409, "version_conflict").await;
        assert_eq!(refused.json()["current"]["upvotes"], 1);
    }
);

both!(
    async fn of_two_that_change_the_same_version_one_wins(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let question = alice.asks("Why?").await;
        let edits = (0..6).map(|n| {
            let body = json!({"body": format!("Edit {n}"), "version": 1});
            ana.does(Deed::patch(format!("/questions/{}", question.id())).body(body))
        });
        let replies = futures_util::future::join_all(edits).await;
        let mut statuses: Vec<_> = replies.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409, 409, 409, 409, 409]);
        assert_eq!(ana.reads(&question).await.version(), 2);
    }
);
