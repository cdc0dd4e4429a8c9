//! Who may change the words of a question that is reviewed.

use serde_json::json;
use tests::{Deed, Store, World, both, deed};

both!(
    async fn an_author_rewords_what_waits_and_nothing_that_was_reviewed(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob, ada) = (acme.participant("alice").await, acme.participant("bob").await, acme.admin().await);
        let team = ada.founds_reviewed("hall").await;
        let question = alice.asks_in(&team, "Frist?").await;
        let mut staff = ada.ear().await;
        let edited = alice.edits(&question, "First?").await;
        assert_eq!((edited.text("body"), edited.text("status")), ("First?", "UNDER_REVIEW"));
        assert_eq!(*staff.hears("question:updated").await.data(), edited.0);
        bob.may_not(deed::edit(question.id(), "Mine?"), 404, "not_found").await;
        ada.approves(&question).await;
        let edit = deed::edit(question.id(), "Second?");
        alice.may_not(edit.clone(), 409, "question_reviewed").await;
        bob.may_not(edit.clone(), 403, "forbidden").await;
        ada.answers(&question, "Yes.").await;
        alice.may_not(edit.clone(), 409, "question_reviewed").await;
        ada.archives(&question).await;
        alice.may_not(edit.clone(), 409, "question_archived").await;
        ada.restores(&question).await;
        ada.reopens(&question).await;
        assert_eq!(ada.edits(&question, "Worded by a moderator?").await.text("status"), "OPEN");
        ada.changes_team(&team, json!({"moderation": "off"})).await;
        assert_eq!(alice.does(edit).await.is(200).shown().text("body"), "Second?");
    }
);

both!(
    async fn what_was_declined_keeps_the_words_it_was_declined_for(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ada) = (acme.participant("alice").await, acme.admin().await);
        let team = ada.founds_reviewed("hall").await;
        let question = alice.asks_in(&team, "Rude?").await;
        ada.rejects(&question, "Be kind").await;
        alice.may_not(deed::edit(question.id(), "Kind?"), 409, "question_rejected").await;
        assert_eq!(alice.reads(&question).await.text("rejectionReason"), "Be kind");
        alice.withdraws(&question).await;
        alice.may_not(deed::read(question.id()), 404, "not_found").await;
    }
);

both!(
    async fn words_that_changed_under_the_moderators_eyes_are_not_published(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ada) = (acme.participant("alice").await, acme.admin().await);
        let team = ada.founds_reviewed("hall").await;
        let question = alice.asks_in(&team, "Harmless?").await;
        let edited = alice.edits(&question, "Harmful!").await;
        let seen = json!({"decision": "approve", "version": question.version()});
        let refused = ada
            .may_not(Deed::post(format!("/questions/{}/review", question.id())).body(seen), 409, "version_conflict")
            .await;
        assert_eq!(refused.json()["current"], edited.0);
        assert_eq!(ada.reads(&question).await.text("status"), "UNDER_REVIEW");
    }
);
