//! The audit: what staff did, for those who answer for it.

use serde_json::{Value, json};
use tests::{Deed, Person, Store, World, both, deed};

/// The actions of a page.
async fn actions(person: &Person, query: &str) -> Vec<String> {
    let (items, _) = person.audits(query).await;
    items.iter().map(|item| item["action"].as_str().expect("an action").to_owned()).collect()
}

fn status(status: &str, reason: Value) -> Value {
    json!({"status": status, "rejectionReason": reason})
}

both!(
    async fn every_deed_on_a_question_says_who_did_what_and_what_was_before(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ada, (ana, account)) =
            (acme.participant("alice").await, acme.admin().await, acme.staff("moderator").await);
        let team = ada.founds_reviewed("hall").await;
        let question = alice.asks_in(&team, "Watched?").await;
        ana.rejects(&question, "Why").await;
        ana.rejects(&question, "Why").await;
        ana.approves(&question).await;
        ana.stages(&team, &question).await;
        ana.archives(&question).await;
        ana.restores(&question).await;
        ana.restores(&question).await;
        ana.withdraws(&question).await;
        let expected = [
            ("question:deleted", json!({"body": "Watched?"}), Value::Null),
            ("question:restored", json!({"status": "ARCHIVED"}), json!({"status": "OPEN"})),
            ("question:archived", json!({"status": "OPEN"}), json!({"status": "ARCHIVED"})),
            ("question:approved", status("REJECTED", json!("Why")), status("OPEN", Value::Null)),
            ("question:rejected", status("UNDER_REVIEW", Value::Null), status("REJECTED", json!("Why"))),
        ];
        let (items, next) = ada.audits(&format!("questionId={}", question.id())).await;
        assert_eq!((items.len(), next), (expected.len(), None));
        for (item, (action, before, after)) in items.iter().zip(expected) {
            let fields: Vec<_> = item.as_object().expect("an object").keys().map(String::as_str).collect();
            assert_eq!(fields.len(), 7, "{fields:?}");
            assert_eq!((&item["action"], &item["before"], &item["after"]), (&json!(action), &before, &after));
            assert_eq!(item["by"], json!({"id": account.id(), "name": "The moderator"}));
            assert_eq!(item["subjectId"], question.id());
            assert!(item["id"].is_string() && item["at"].as_str().is_some_and(|at| at.ends_with('Z')), "{item}");
        }
        let (staged, _) = ada.audits("action=stage:changed").await;
        let on = |question: Value| json!({ "questionId": question });
        assert_eq!(staged.len(), 2, "put on stage, and cleared by the archive");
        for (item, before, after) in
            [(&staged[1], Value::Null, json!(question.id())), (&staged[0], json!(question.id()), Value::Null)]
        {
            assert_eq!((&item["before"], &item["after"]), (&on(before), &on(after)));
            assert_eq!((&item["subjectId"], &item["by"]["id"]), (&json!(team.id()), &json!(account.id())));
        }
    }
);

both!(
    async fn it_is_read_page_by_page_newest_first_and_by_who_and_what(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ada, (ana, account)) =
            (acme.participant("alice").await, acme.admin().await, acme.staff("moderator").await);
        let question = alice.asks("Watched?").await;
        for _ in 0..4 {
            ana.pins(&question).await;
            ada.unpins(&question).await;
        }
        let (all, next) = ada.audits("limit=200").await;
        assert_eq!(next, None);
        let (mut paged, mut before) = (Vec::new(), String::new());
        loop {
            let (items, next) = ada.audits(&format!("limit=3{before}")).await;
            assert!(items.len() == 3 || next.is_none());
            paged.extend(items);
            let Some(next) = next else { break };
            assert_eq!(paged.last().map(|item| &item["id"]), Some(&json!(next)));
            before = format!("&before={next}");
        }
        assert_eq!(paged, all);
        let mut sorted = all.clone();
        sorted.sort_by_key(|item| std::cmp::Reverse(item["id"].to_string()));
        assert_eq!(sorted, all);
        let by = format!("by={}", account.id());
        assert_eq!(actions(&ada, &by).await, ["question:pinned"; 4]);
        assert_eq!(actions(&ada, "action=question:unpinned").await, ["question:unpinned"; 4]);
        assert!(actions(&ada, &format!("{by}&action=question:unpinned")).await.is_empty());
        assert_eq!(actions(&ada, &format!("{by}&questionId={}&limit=2", question.id())).await.len(), 2);
        for (wrong, field) in [
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("before=7", "before"),
            ("questionId=no-uuid", "questionId"),
            ("by=ana", "by"),
        ] {
            let refused = ada.may_not(Deed::get(format!("/audit?{wrong}")), 400, "invalid_request").await;
            assert_eq!(refused.json()["errors"][0]["field"], field);
        }
        assert_eq!(ada.audits("before=&questionId=&by=&action=&limit=200").await.0, all, "empty is as if left out");
    }
);

both!(
    async fn a_moderator_sees_the_last_day_and_an_admin_all(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ada, ana) = (acme.participant("alice").await, acme.admin().await, acme.moderator().await);
        let question = alice.asks("Watched?").await;
        ana.pins(&question).await;
        let day = 24 * 60 * 60 * 1_000;
        world.database().execute(&format!("UPDATE audit SET created_at = created_at - {}", day - 60_000)).await;
        ana.unpins(&question).await;
        let query = format!("questionId={}", question.id());
        assert_eq!(actions(&ana, &query).await, ["question:unpinned", "question:pinned"]);
        let age = "UPDATE audit SET created_at = created_at - 120000 WHERE action = 'question:pinned'";
        world.database().execute(age).await;
        assert_eq!(actions(&ana, &query).await, ["question:unpinned"]);
        for person in [&ada, &acme.owner().await] {
            assert_eq!(actions(person, &query).await, ["question:unpinned", "question:pinned"], "{}", person.name);
        }
        let hired = "action=user:created&limit=1";
        assert!(ada.audits(hired).await.0[0]["after"]["email"].is_string());
        acme.owner().await.hires("moderator", "new@acme.example").await;
        assert!(!ana.audits(hired).await.0[0].to_string().contains("new@"), "no address of an account");
        for person in [&alice, &acme.anonymous()] {
            person.may_not(Deed::get("/audit"), 401, "unauthenticated").await;
        }
    }
);

both!(
    async fn a_refused_deed_and_another_tenants_deed_are_not_in_it(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let (alice, ada, bea) = (acme.participant("alice").await, acme.admin().await, bolt.admin().await);
        let question = alice.asks("Watched?").await;
        ada.may_not(deed::reject(question.id(), "No"), 409, "question_published").await;
        bea.may_not(deed::archive(question.id()), 404, "not_found").await;
        let query = format!("questionId={}", question.id());
        assert!(actions(&ada, &query).await.is_empty());
        ada.archives(&question).await;
        assert!(actions(&bea, &query).await.is_empty());
        let (items, _) = ada.audits("limit=1").await;
        let before = items[0]["id"].as_str().expect("an id");
        let (foreign, _) = bea.audits(&format!("limit=200&before={before}")).await;
        assert!(foreign.iter().all(|item| item["subjectId"] != question.id() && item["action"] != "question:archived"));
    }
);
