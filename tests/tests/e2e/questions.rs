//! Questions: asked, read, reworded, withdrawn.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Deed, Store, World, both, deed};

const FIELDS: [&str; 24] = [
    "id",
    "tenantId",
    "teamId",
    "body",
    "authorName",
    "status",
    "upvotes",
    "isPinned",
    "pinnedBy",
    "pinnedAt",
    "isFrozen",
    "frozenBy",
    "frozenAt",
    "responseText",
    "respondedAt",
    "respondedBy",
    "rejectionReason",
    "tags",
    "mergedInto",
    "createdAt",
    "updatedAt",
    "version",
    "viewer",
    "position",
];

fn fields(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn is_time(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    let form = b"0000-00-00T00:00:00.000Z";
    text.len() == form.len()
        && text.bytes().zip(form).all(|(byte, like)| if *like == b'0' { byte.is_ascii_digit() } else { byte == *like })
}

both!(
    async fn a_fresh_question_has_the_shape_of_the_contract(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let mut ear = acme.ear().await;
        let asking = Deed::post("/questions").body(json!({"body": "When?", "authorName": "Alice", "extra": 1}));
        let reply = alice.does(asking).await.is(201);
        let question = reply.shown();
        assert_eq!(reply.header("location"), format!("/questions/{}", question.id()));
        assert_eq!(fields(&question), FIELDS[..22].iter().copied().collect());
        let id = uuid::Uuid::parse_str(question.id()).expect("ids are UUIDs");
        assert_eq!(id.get_version_num(), 7);
        assert_eq!((question.text("body"), question.text("authorName")), ("When?", "Alice"));
        assert_eq!((question.text("tenantId"), question.text("status")), (acme.id.as_str(), "OPEN"));
        assert_eq!((question.upvotes(), question.version()), (0, 1));
        assert_eq!((&question["isPinned"], &question["isFrozen"]), (&json!(false), &json!(false)));
        for empty in [
            "teamId",
            "pinnedBy",
            "pinnedAt",
            "frozenBy",
            "frozenAt",
            "responseText",
            "respondedAt",
            "respondedBy",
            "rejectionReason",
            "mergedInto",
        ] {
            assert_eq!(question[empty], Value::Null, "{empty}");
        }
        assert_eq!(question["tags"], json!([]));
        assert!(is_time(&question["createdAt"]) && is_time(&question["updatedAt"]), "{:?}", question.0);
        assert_eq!(*ear.hears("question:created").await.data(), question.0, "the event says the same");
    }
);

both!(
    async fn a_reading_adds_the_viewer_and_the_position(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob) = (acme.participant("alice").await, acme.participant("bob").await);
        let question = alice.asks("Whose?").await;
        bob.upvotes(&question).await;
        for (reader, upvoted, own) in [(&alice, false, true), (&bob, true, false), (&acme.anonymous(), false, false)] {
            let read = reader.reads(&question).await;
            assert_eq!(fields(&read), FIELDS.into());
            assert_eq!(read["viewer"], json!({"upvoted": upvoted, "own": own}), "{}", reader.name);
            assert_eq!(read["position"], acme.position().await.as_str());
            let listed = reader.lists().await.items.remove(0);
            assert_eq!(fields(&listed), FIELDS[..23].iter().copied().collect());
            assert_eq!(listed["viewer"], read["viewer"], "{}", reader.name);
        }
    }
);

both!(
    async fn an_author_may_reword_until_another_joins_or_it_is_answered(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob) = (acme.participant("alice").await, acme.participant("bob").await);
        let ana = acme.moderator().await;
        let mut ear = acme.ear().filter("question:updated").await;
        let question = alice.asks("Frist?").await;
        alice.upvotes(&question).await;
        let edited = alice.edits(&question, "First?").await;
        assert_eq!((edited.text("body"), edited.upvotes(), edited.version()), ("First?", 1, 3));
        assert_eq!(*ear.hears("question:updated").await.data(), edited.0);
        drop(bob.may_not(deed::edit(question.id(), "Mine now"), 403, "forbidden").await);
        bob.upvotes(&question).await;
        drop(alice.does(deed::edit(question.id(), "Something else")).await.is(409));
        let answered = alice.asks("Answered?").await;
        ana.answers(&answered, "Yes.").await;
        drop(alice.may_not(deed::edit(answered.id(), "Something else"), 409, "question_answered").await);
        assert_eq!(ana.edits(&question, "Reworded by a moderator").await.upvotes(), 2);
        assert_eq!(ear.hears("question:updated").await.data()["body"], "Reworded by a moderator");
    }
);

both!(
    async fn an_author_may_withdraw_the_own_question_and_a_moderator_any(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob) = (acme.participant("alice").await, acme.participant("bob").await);
        let mut ear = acme.ear().filter("question:deleted").await;
        for remover in [&alice, &acme.moderator().await] {
            let question = alice.asks("Gone soon").await;
            bob.upvotes(&question).await;
            drop(bob.may_not(deed::withdraw(question.id()), 403, "forbidden").await);
            remover.withdraws(&question).await;
            assert_eq!(*ear.hears("question:deleted").await.data(), json!({"questionId": question.id()}));
            drop(alice.may_not(deed::read(question.id()), 404, "not_found").await);
            drop(remover.may_not(deed::withdraw(question.id()), 404, "not_found").await);
            drop(bob.may_not(deed::upvote(question.id()), 404, "not_found").await);
        }
        assert!(alice.lists().await.items.is_empty());
        assert_eq!(world.database().number("SELECT COUNT(*) FROM upvote").await, 0);
    }
);

both!(
    async fn a_rewording_that_changes_nothing_leaves_no_trace(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let question = alice.asks("The same").await;
        let before = acme.position().await;
        assert_eq!(alice.edits(&question, "  The same ").await.0, question.0);
        assert_eq!(acme.position().await, before);
    }
);

both!(
    async fn somebody_without_a_cookie_asks_and_is_the_author_from_then_on(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let carol = acme.anonymous();
        assert_eq!(carol.reads(&carol.asks("Who am I?").await).await["viewer"]["own"], true);
        assert_eq!(carol.am_i().await["kind"], "participant");
        let cookie = carol.cookies().expect("a cookie was given");
        assert!(cookie.starts_with("openfloor_participant="), "{cookie}");
    }
);
