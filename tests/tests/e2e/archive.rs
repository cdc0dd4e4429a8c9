//! The archive: questions put away, and fetched back as they were.

use serde_json::{Value, json};
use tests::{Store, World, both, deed};

both!(
    async fn a_question_is_put_away_before_everybody_and_comes_back_whole(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob, ana) =
            (acme.participant("alice").await, acme.participant("bob").await, acme.moderator().await);
        let question = alice.asks("For later?").await;
        bob.upvotes(&question).await;
        let tagged = ana.tags(&question, "Product").await;
        let mut ears = [bob.ear().await, alice.ear().await, ana.ear().await];
        let archived = ana.archives(&question).await;
        assert_eq!((archived.text("status"), archived.version()), ("ARCHIVED", tagged.version() + 1));
        let told = json!({"questionId": question.id(), "status": "ARCHIVED", "version": archived.version()});
        for ear in &mut ears {
            assert_eq!(*ear.hears("question:archived").await.data(), told, "and not a word of what it says");
        }
        assert_eq!(ana.archives(&question).await.0, archived.0, "put away twice is put away once");
        assert!(bob.lists().await.items.is_empty() && alice.lists().await.items.is_empty());
        bob.may_not(deed::upvote(question.id()), 404, "not_found").await;
        for (person, deed) in [
            (&alice, deed::upvote(question.id())),
            (&ana, deed::upvote(question.id())),
            (&ana, deed::answer(question.id(), "So.")),
            (&ana, deed::reopen(question.id())),
        ] {
            person.may_not(deed, 409, "question_archived").await;
        }
        ana.edits(&question, "For now?").await;
        let restored = ana.restores(&question).await;
        let mut expected = tagged.0.clone();
        expected["body"] = json!("For now?");
        for field in ["version", "updatedAt"] {
            expected[field] = restored[field].clone();
        }
        assert_eq!((&restored.0, restored.version()), (&expected, archived.version() + 2));
        let told = json!({"questionId": question.id(), "status": "OPEN", "version": restored.version(),
            "question": restored.0});
        ears[1].hears("question:updated").await;
        ears[2].hears("question:updated").await;
        for ear in &mut ears {
            assert_eq!(*ear.hears("question:restored").await.data(), told);
        }
        assert_eq!(ana.restores(&question).await.0, restored.0, "restored twice is restored once");
        assert_eq!(bob.unvotes(&question).await.upvotes(), 0);
        for ear in &mut ears {
            ear.hears("question:upvoted").await;
        }
    }
);

both!(
    async fn an_answered_question_comes_back_answered(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let question = alice.asks("Answered?").await;
        let mut ear = acme.ear().filter("question:archived,question:restored").await;
        let answered = ana.answers(&question, "Yes.").await;
        ana.archives(&question).await;
        assert_eq!(ear.hears("question:archived").await.data()["status"], "ARCHIVED");
        let restored = ana.restores(&question).await;
        assert_eq!((restored.text("status"), restored.text("responseText")), ("ANSWERED", "Yes."));
        assert_eq!(restored["respondedAt"], answered["respondedAt"]);
        assert_eq!(ear.hears("question:restored").await.data()["status"], "ANSWERED");
        assert_eq!(ana.reopens(&question).await.text("status"), "OPEN");
    }
);

both!(
    async fn its_team_does_not_hear_what_is_done_in_the_archive(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ada) = (acme.participant("alice").await, acme.admin().await);
        let team = ada.founds("hall").await;
        let question = alice.asks_in(&team, "Put away?").await;
        let mut ear = acme.ear().team(&team).await;
        ada.archives(&question).await;
        ear.hears("question:archived").await;
        ada.pins(&question).await;
        ada.withdraws(&question).await;
        let fence = alice.asks_in(&team, "A fence?").await;
        assert_eq!(ear.hears("question:created").await.question(), fence.id());
        assert_eq!(ada.lists_by("status=ARCHIVED").await.items, Vec::<Value>::new());
    }
);
