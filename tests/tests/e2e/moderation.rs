//! What moderators do to questions: answer, reopen, pin, freeze, tag.

use serde_json::{Value, json};
use tests::{Shown, Store, World, both, deed};

fn part(question: &Shown, fields: &[&str]) -> Value {
    let mut data = json!({"questionId": question.id(), "version": question.version()});
    for field in fields {
        data[*field] = question[*field].clone();
    }
    data
}

both!(
    async fn an_answer_is_given_reworded_and_taken_back(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let question = alice.asks("When?").await;
        let mut ear = acme.ear().await;
        let answered = ana.answers(&question, "  Tomorrow. ").await;
        assert_eq!((answered.text("status"), answered.text("responseText")), ("ANSWERED", "Tomorrow."));
        assert_eq!(answered.text("respondedBy"), "The moderator");
        assert!(answered["respondedAt"].is_string() && answered.version() == 2);
        assert_eq!(*ear.hears("question:answered").await.data(), answered.0);
        let reworded = ana.answers(&question, "Today!").await;
        assert_eq!((reworded.text("responseText"), reworded.version()), ("Today!", 3));
        assert_eq!(*ear.hears("question:answered").await.data(), reworded.0);
        ana.answers(&question, "Today!").await;
        let reopened = ana.reopens(&question).await;
        assert_eq!((reopened.text("status"), reopened.version()), ("OPEN", 4));
        for gone in ["responseText", "respondedAt", "respondedBy"] {
            assert_eq!(reopened[gone], Value::Null, "{gone}");
        }
        assert_eq!(*ear.hears("question:reopened").await.data(), part(&reopened, &["status"]));
        assert_eq!(ana.reopens(&question).await.0, reopened.0, "reopening an open one changes nothing");
        alice.asks("A fence").await;
        ear.hears("question:created").await;
    }
);

both!(
    async fn a_pin_and_a_freeze_are_set_once_and_taken_off_once(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let question = alice.asks("Important?").await;
        let mut ear = acme.ear().await;
        let pinned = ana.pins(&question).await;
        assert_eq!((&pinned["isPinned"], pinned.text("pinnedBy")), (&json!(true), "The moderator"));
        assert_eq!(ana.pins(&question).await.0, pinned.0, "pinning twice changes nothing");
        let marks = ["isPinned", "pinnedBy", "pinnedAt"];
        assert_eq!(*ear.hears("question:pinned").await.data(), part(&pinned, &marks));
        let unpinned = ana.unpins(&question).await;
        assert_eq!((&unpinned["pinnedBy"], &unpinned["pinnedAt"]), (&Value::Null, &Value::Null));
        assert_eq!(*ear.hears("question:pinned").await.data(), part(&unpinned, &marks));
        ana.unpins(&question).await;
        let frozen = ana.freezes(&question).await;
        assert_eq!((&frozen["isFrozen"], frozen.text("frozenBy")), (&json!(true), "The moderator"));
        ana.freezes(&question).await;
        let marks = ["isFrozen", "frozenBy", "frozenAt"];
        assert_eq!(*ear.hears("question:frozen").await.data(), part(&frozen, &marks));
        drop(ana.may_not(deed::answer(question.id(), "Too cold"), 409, "question_frozen").await);
        let thawed = ana.thaws(&question).await;
        assert_eq!(*ear.hears("question:frozen").await.data(), part(&thawed, &marks));
        assert_eq!(thawed.version(), 5);
        ana.answers(&question, "Warm again").await;
        ear.hears("question:answered").await;
    }
);

both!(
    async fn a_question_is_tagged_by_name_or_by_id(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let question = alice.asks("About what?").await;
        let known = ana.creates_tag("Budget", "#112233").await;
        let mut ear = acme.ear().await;
        let tagged = ana.does(deed::tag_with(question.id(), known.id())).await.is(200).shown();
        assert_eq!(tagged["tags"], json!([{"id": known.id(), "name": "Budget", "color": "#112233"}]));
        assert_eq!(*ear.hears("question:tagged").await.data(), part(&tagged, &["tags"]));
        assert_eq!(ana.tags(&question, "budget").await.0, tagged.0, "the same tag by its name, whatever its case");
        let twice = ana.tags(&question, "Product").await;
        assert_eq!(twice["tags"].as_array().map(Vec::len), Some(2));
        let made = ear.hears("tag:created").await;
        assert_eq!(made.data()["name"], "Product");
        assert_eq!(*ear.hears("question:tagged").await.data(), part(&twice, &["tags"]));
        let untagged = ana.untags(&question, known.id()).await;
        assert_eq!(untagged["tags"], json!([made.data()]));
        assert_eq!(*ear.hears("question:untagged").await.data(), part(&untagged, &["tags"]));
        ana.untags(&question, known.id()).await;
        alice.asks("A fence").await;
        ear.hears("question:created").await;
        let random = uuid::Uuid::now_v7().to_string();
        drop(ana.may_not(deed::tag_with(question.id(), &random), 404, "not_found").await);
        drop(ana.may_not(deed::tag_with(&random, known.id()), 404, "not_found").await);
    }
);

both!(
    async fn staff_deeds_are_audited_and_participants_deeds_are_not(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let audited = || world.database().number("SELECT COUNT(*) FROM audit");
        let before = audited().await;
        let question = alice.asks("Watched?").await;
        alice.upvotes(&question).await;
        alice.edits(&question, "Watched still?").await;
        assert_eq!(audited().await, before);
        ana.pins(&question).await;
        ana.pins(&question).await;
        ana.answers(&question, "Only us.").await;
        assert_eq!(audited().await, before + 2);
    }
);
