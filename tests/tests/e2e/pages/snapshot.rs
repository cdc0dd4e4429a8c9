//! What a page carries: the list as it is at a place in the log, for this visitor, and nothing that is not his.

use serde_json::{Value, json};
use tests::{Deed, Person, Reply, Shown, Store, World, both, deed};

use super::{carried, looks};
use crate::isolation::{CANARY, Nest, is_silent};

fn snapshot(reply: &Reply) -> Value {
    carried(reply, "snapshot").unwrap_or_else(|| panic!("{}: no snapshot", reply.asked))
}

async fn list(person: &Person, query: &str) -> Value {
    person.does(Deed::get(format!("/questions?limit=100&{query}"))).await.is(200).json()
}

both!(
    async fn a_room_carries_its_list_and_the_place_it_was_read_at(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ada, alice, bob) = (acme.admin().await, acme.participant("alice").await, acme.participant("bob").await);
        let (hall, other) = (ada.founds("hall").await, ada.founds("other").await);
        let first = alice.asks_in(&hall, "First?").await;
        let second = bob.asks_in(&hall, "Second?").await;
        alice.asks_in(&other, "Elsewhere?").await;
        bob.asks("Without a team?").await;
        alice.upvotes(&second).await;
        ada.pins(&first).await;
        ada.tags(&second, "Product").await;
        for person in [&alice, &bob, &ada] {
            for (path, query, team) in [
                ("/room/hall", format!("teamId={}", hall.id()), json!(hall.id())),
                ("/wall/other", format!("teamId={}", other.id()), json!(other.id())),
                ("/room", String::new(), Value::Null),
                ("/wall", String::new(), Value::Null),
            ] {
                let seen = snapshot(&looks(person, path).await);
                assert_eq!(seen["questions"], list(person, &query).await, "{path}");
                assert_eq!(seen["teamId"], team, "{path}");
                assert_eq!(seen["me"], person.am_i().await);
                assert_eq!(seen["tenant"], person.does(Deed::get("/tenant")).await.json());
                assert_eq!(seen["teams"], person.does(Deed::get("/teams")).await.json()["items"]);
                assert_eq!(seen["origin"], world.url(""));
            }
        }
        let mine = snapshot(&looks(&alice, "/room/hall").await);
        assert_eq!(mine["questions"]["items"][0]["viewer"], json!({"upvoted": false, "own": true}));
        assert_eq!(mine["questions"]["items"][1]["viewer"], json!({"upvoted": true, "own": false}));
    }
);

both!(
    async fn who_listens_after_a_page_misses_and_repeats_nothing(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ada, alice) = (acme.admin().await, acme.participant("alice").await);
        let hall = ada.founds("hall").await;
        alice.asks_in(&hall, "Before?").await;
        let seen = snapshot(&looks(&alice, "/room/hall").await);
        let later = alice.asks_in(&hall, "After?").await;
        let place = seen["questions"]["position"].as_str().expect("a place");
        let mut ear = alice.ear().after(place).await;
        assert_eq!(ear.hears("question:created").await.data()["id"], later.id());
        assert_eq!(seen["questions"]["items"].as_array().map(Vec::len), Some(1));
    }
);

both!(
    async fn a_room_that_is_not_there_carries_no_questions(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        acme.participant("alice").await.asks("Somewhere?").await;
        for path in ["/room/nowhere", "/wall/nowhere", "/room/%3Cb%3E"] {
            let seen = snapshot(&looks(&acme.anonymous(), path).await);
            assert_eq!((&seen["teamId"], &seen["questions"]), (&Value::Null, &Value::Null), "{path}");
        }
    }
);

both!(
    async fn the_desks_carry_questions_for_staff_only(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        alice.asks("Why?").await;
        let ana = acme.moderator().await;
        for path in ["/moderate", "/admin"] {
            let seen = snapshot(&looks(&ana, path).await);
            assert_eq!(seen["questions"], list(&ana, "").await, "{path}");
            assert_eq!(seen["me"]["role"], "moderator", "{path}");
            let seen = snapshot(&looks(&alice, path).await);
            assert_eq!((&seen["questions"], &seen["me"]["kind"]), (&Value::Null, &json!("participant")), "{path}");
        }
        assert_eq!(carried(&looks(&ana, "/").await, "snapshot"), None);
    }
);

both!(
    async fn a_page_carries_a_hundred_questions_and_where_the_next_begin(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let crowd = acme.crowd(8).await;
        for n in 0..104 {
            crowd[n % crowd.len()].asks(&format!("Number {n}?")).await;
        }
        let seen = snapshot(&looks(&crowd[0], "/room").await);
        let questions = &seen["questions"];
        assert_eq!(questions["items"].as_array().map(Vec::len), Some(100));
        let next = questions["nextCursor"].as_str().expect("there are more");
        assert_eq!(list(&crowd[0], &format!("cursor={next}")).await["items"].as_array().map(Vec::len), Some(4));
    }
);

both!(
    async fn nothing_unpublished_and_nothing_of_others_is_in_it(store: Store) {
        let world = World::on(store).await;
        let nest = Nest::in_(world.tenant("acme").await).await;
        let bolt = world.tenant("bolt").await;
        let (bob, boss) = (bolt.participant("bob").await, bolt.admin().await);
        let hall = boss.founds("hall").await;
        for (status, body) in [("REJECTED", "Rejected?"), ("UNDER_REVIEW", "Unread?"), ("ARCHIVED", "Archived?")] {
            let question = bolt.participant("carol").await.asks_in(&hall, body).await;
            let sql = format!("UPDATE question SET status = '{status}' WHERE body = '{}'", question.text("body"));
            world.database().execute(&sql).await;
        }
        let shown: Shown = bob.asks_in(&hall, "Shown?").await;
        let team = nest.team.text("slug");
        for person in [bolt.anonymous(), bob.clone(), boss, nest.alice.visits("bolt"), nest.ada.visits("bolt")] {
            for path in ["/room", "/room/hall", "/wall/hall", "/moderate", "/admin", "/", "/plain", "/plain/hall"] {
                let reply = looks(&person, path).await;
                is_silent(&reply.text(), &nest.secrets(), path);
                for hidden in ["Rejected?", "Unread?", "Archived?"] {
                    assert!(!reply.text().contains(hidden), "{} shows {hidden}", reply.asked);
                }
            }
            let seen = snapshot(&looks(&person, "/room/hall").await);
            assert_eq!(seen["questions"]["items"][0]["id"], shown.id());
            assert_eq!(seen["questions"]["items"].as_array().map(Vec::len), Some(1));
            for path in [format!("/room/{team}"), format!("/wall/{team}"), format!("/plain/{team}")] {
                let reply = person.does(Deed::get(&path)).await;
                let told = reply.text().replace(team, "");
                assert!(!told.to_lowercase().contains(CANARY), "{told}");
            }
        }
    }
);

both!(
    async fn what_people_write_ends_no_element(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let words = "</script><script>alert(1)</script> <!--<script> ]]> \u{2028} & \\u003c \"'";
        let asked = alice.does(deed::ask(words)).await.is(201).shown();
        let reply = looks(&alice, "/room").await;
        assert_eq!(snapshot(&reply)["questions"]["items"][0]["body"], asked["body"]);
        assert!(!reply.text().contains("<script>alert"), "{}", reply.text());
        assert!(reply.text().contains("\\u003c/script>"), "{}", reply.text());
    }
);

both!(
    async fn a_page_comes_without_a_database_too(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        acme.admin().await.founds("hall").await;
        drop(looks(&acme.anonymous(), "/room/hall").await);
        let gone = "ALTER TABLE team RENAME TO gone";
        world.database().execute(gone).await;
        for path in ["/", "/room/hall", "/moderate", "/wall", "/admin"] {
            let reply = looks(&acme.anonymous(), path).await;
            assert!(carried(&reply, "words").is_some(), "{path}");
            assert_eq!(carried(&reply, "snapshot"), None, "{path}");
        }
        let refused = acme.anonymous().does(Deed::get("/plain/hall")).await.is(500);
        assert_eq!(refused.header("content-type"), "text/html; charset=utf-8");
        assert!(refused.text().contains("try again"), "{}", refused.text());
    }
);
