//! Tags: kept by moderators, put on questions, seen by everybody.

use serde_json::{Value, json};
use tests::{Deed, Shown, Store, World, both, deed};

fn change(tag: &Shown, change: Value) -> Deed {
    Deed::patch(format!("/tags/{}", tag.id())).body(change)
}

both!(
    async fn a_tag_is_made_changed_and_removed_and_no_questions_version_moves(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ana, alice) = (acme.moderator().await, acme.participant("alice").await);
        let mut ear = acme.ear().await;
        let made = ana.does(Deed::post("/tags").body(json!({"name": " Product ", "color": "#3b82f6"}))).await.is(201);
        let tag = made.shown();
        assert_eq!(made.header("location"), format!("/tags/{}", tag.id()));
        assert_eq!(tag.0, json!({"id": tag.id(), "name": "Product", "color": "#3B82F6"}));
        assert_eq!(ear.hears("tag:created").await.data(), &tag.0);
        let question = alice.asks("Why?").await;
        let tagged = ana.does(deed::tag_with(question.id(), tag.id())).await.is(200).shown();
        ear.hears("question:created").await;
        assert_eq!(ear.hears("question:tagged").await.data()["tags"], json!([tag.0]));

        let changed = ana.does(change(&tag, json!({"name": "Produce", "color": "#000000"}))).await.is(200).shown();
        assert_eq!(changed.0, json!({"id": tag.id(), "name": "Produce", "color": "#000000"}));
        assert_eq!(ear.hears("tag:updated").await.data(), &changed.0);
        let seen = alice.reads(&question).await;
        assert_eq!((&seen["tags"], seen.version()), (&json!([changed.0]), tagged.version()));
        let position = acme.position().await;
        drop(ana.does(change(&tag, json!({"name": "Produce"}))).await.is(200));
        assert_eq!(acme.position().await, position, "a change that changes nothing");

        let remove = Deed::delete(format!("/tags/{}", tag.id()));
        drop(ana.does(remove.clone()).await.is(204));
        assert_eq!(ear.hears("tag:deleted").await.data()["id"], tag.id());
        let seen = alice.reads(&question).await;
        assert_eq!((&seen["tags"], seen.version()), (&json!([]), tagged.version()));
        ana.may_not(remove, 404, "not_found").await;
        ana.may_not(change(&tag, json!({"name": "X"})), 404, "not_found").await;
        ana.may_not(deed::tag_with(question.id(), tag.id()), 404, "not_found").await;
        ana.may_not(deed::untag(question.id(), tag.id()), 404, "not_found").await;
    }
);

both!(
    async fn a_name_is_taken_once_whatever_its_case(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let (ana, alice) = (acme.moderator().await, acme.participant("alice").await);
        let tag = ana.creates_tag("Ökologie", "#112233").await;
        let other = ana.creates_tag("Other", "#112233").await;
        for name in ["Ökologie", "ökologie", " ÖKOLOGIE", "O\u{308}kologie"] {
            ana.may_not(Deed::post("/tags").body(json!({ "name": name })), 409, "tag_exists").await;
            ana.may_not(change(&other, json!({ "name": name })), 409, "tag_exists").await;
            let question = alice.asks("Why?").await;
            assert_eq!(ana.tags(&question, name).await["tags"][0]["id"], tag.id());
        }
        drop(ana.does(change(&tag, json!({"name": "ÖKOLOGIE"}))).await.is(200));
        bolt.moderator().await.creates_tag("Ökologie", "#112233").await;
    }
);

both!(
    async fn tagging_by_a_new_name_makes_the_tag(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ana, alice) = (acme.moderator().await, acme.participant("alice").await);
        let question = alice.asks("Why?").await;
        let mut ear = acme.ear().await;
        let deed = Deed::post(format!("/questions/{}/tags", question.id()));
        let tagged = ana.does(deed.body(json!({"name": "New", "color": "#abcdef"}))).await.is(200).shown();
        let made = ear.hears("tag:created").await.data().clone();
        assert_eq!((&made["name"], &made["color"]), (&json!("New"), &json!("#ABCDEF")));
        let told = ear.hears("question:tagged").await;
        assert_eq!((told.question(), &told.data()["tags"]), (question.id(), &json!([made])));
        assert_eq!((&tagged["tags"], &tagged["version"]), (&told.data()["tags"], &told.data()["version"]));
        ana.tags(&question, "new").await;
        assert_eq!(ana.reads(&question).await.version(), tagged.version(), "it bears it already");
        let untagged = ana.untags(&question, made["id"].as_str().expect("an id")).await;
        assert_eq!((&untagged["tags"], untagged.version()), (&json!([]), tagged.version() + 1));
        assert_eq!(ear.hears("question:untagged").await.data()["tags"], json!([]));
        let again = ana.untags(&question, made["id"].as_str().expect("an id")).await;
        assert_eq!(again.version(), untagged.version());
        assert_eq!(alice.does(Deed::get("/tags")).await.is(200).json()["items"], json!([made]));
    }
);

both!(
    async fn a_question_bears_twenty_tags(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ana, alice) = (acme.moderator().await, acme.participant("alice").await);
        let question = alice.asks("Why?").await;
        for n in (0..20).rev() {
            ana.tags(&question, &format!("Tag {n:02}")).await;
        }
        ana.may_not(deed::tag(question.id(), "Tag 20"), 409, "too_many_tags").await;
        let seen = ana.tags(&question, "tag 07").await;
        let names: Vec<_> = seen["tags"].as_array().expect("tags").iter().map(|tag| tag["name"].clone()).collect();
        assert_eq!(names, (0..20).map(|n| json!(format!("Tag {n:02}"))).collect::<Vec<_>>());
        let tags = ana.does(Deed::get("/tags")).await.is(200).json();
        assert_eq!(tags["items"].as_array().map(Vec::len), Some(20), "the refused one was not made");
    }
);

both!(
    async fn a_tenant_has_five_hundred_tags(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ana, alice) = (acme.moderator().await, acme.participant("alice").await);
        ana.creates_tag("Tag 0", "#112233").await;
        let id = if store == Store::Sqlite { "randomblob(16)" } else { "gen_random_uuid()" };
        let fill = format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 499) INSERT INTO tag \
             SELECT tenant_id, {id}, 'Tag ' || i, 'tag ' || i, color, created_at FROM tag, n"
        );
        world.database().execute(&fill).await;
        let question = alice.asks("Why?").await;
        ana.may_not(Deed::post("/tags").body(json!({"name": "One more"})), 409, "too_many_tags").await;
        ana.may_not(deed::tag(question.id(), "One more"), 409, "too_many_tags").await;
        ana.tags(&question, "Tag 7").await;
        let tags = ana.does(Deed::get("/tags")).await.is(200).json();
        assert_eq!(tags["items"].as_array().map(Vec::len), Some(500));
    }
);

both!(
    async fn tags_are_for_moderators_to_keep(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let (tag, question) = (ana.creates_tag("Tag", "#112233").await, alice.asks("Why?").await);
        for deed in [
            Deed::post("/tags").body(json!({"name": "Mine"})),
            change(&tag, json!({"name": "Mine"})),
            Deed::delete(format!("/tags/{}", tag.id())),
            deed::tag_with(question.id(), tag.id()),
            deed::untag(question.id(), tag.id()),
        ] {
            alice.may_not(deed, 401, "unauthenticated").await;
        }
        assert_eq!(alice.does(Deed::get("/tags")).await.is(200).json()["items"], json!([tag.0]));
    }
);
