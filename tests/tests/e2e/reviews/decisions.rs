//! What becomes of a question in the queue.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Deed, Store, World, both, deed};

use super::{counts, declined};

both!(
    async fn a_question_waits_for_a_moderator_and_is_then_everybodys(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob, ada) = (acme.participant("alice").await, acme.participant("bob").await, acme.admin().await);
        let team = ada.founds_reviewed("hall").await;
        let (mut own, mut other, mut staff) = (alice.ear().await, bob.ear().await, ada.ear().await);
        let question = alice.asks_in(&team, "May I?").await;
        assert_eq!((question.text("status"), question.version()), ("UNDER_REVIEW", 1));
        for ear in [&mut own, &mut staff] {
            assert_eq!(*ear.hears("question:submitted").await.data(), question.0);
        }
        assert_eq!(counts(&bob).await, [1, 0, 0, 0]);
        let published = ada.approves(&question).await;
        assert_eq!((published.text("status"), published.version()), ("OPEN", 2));
        assert_eq!((&published["createdAt"], &published["body"]), (&question["createdAt"], &question["body"]));
        for ear in [&mut own, &mut staff, &mut other] {
            assert_eq!(*ear.hears("question:created").await.data(), published.0);
        }
        assert_eq!(counts(&bob).await, [1, 1, 0, 0]);
        assert_eq!(bob.lists().await.ids(), [question.id()]);
        assert_eq!(bob.upvotes(&question).await.upvotes(), 1);
    }
);

both!(
    async fn a_declined_question_tells_its_author_why_and_may_be_published_after_all(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob, ada) = (acme.participant("alice").await, acme.participant("bob").await, acme.admin().await);
        let team = ada.founds_reviewed("hall").await;
        let question = alice.asks_in(&team, "Whose fault?").await;
        let (mut own, mut other, mut staff) = (alice.ear().await, bob.ear().await, ada.ear().await);
        let rejected = ada.rejects(&question, "  No names, please. ").await;
        assert_eq!((rejected.text("status"), rejected.text("rejectionReason")), ("REJECTED", "No names, please."));
        assert_eq!(ada.rejects(&question, "No names, please.").await.0, rejected.0, "the same again is nothing");
        let again = ada.rejects(&question, "No names.").await;
        let silent = ada.does(deed::reject(question.id(), " ")).await.is(200).shown();
        assert_eq!((again.version(), silent.version(), &silent["rejectionReason"]), (3, 4, &Value::Null));
        for ear in [&mut own, &mut staff] {
            for told in [&rejected, &again, &silent] {
                assert_eq!(*ear.hears("question:rejected").await.data(), declined(told));
            }
        }
        assert_eq!(counts(&bob).await, [1, 0, 1, 0], "declined once, however often it is said");
        assert_eq!(alice.lists_by("status=REJECTED").await.ids(), [question.id()]);
        ada.rejects(&question, "Later").await;
        own.hears("question:rejected").await;
        let published = ada.approves(&question).await;
        assert_eq!((published.text("status"), &published["rejectionReason"]), ("OPEN", &Value::Null));
        for ear in [&mut own, &mut other] {
            assert_eq!(*ear.hears("question:created").await.data(), published.0);
        }
        assert_eq!(counts(&bob).await, [1, 1, 0, 0]);
    }
);

both!(
    async fn what_was_declined_by_mistake_waits_in_the_queue_again(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob, ada) = (acme.participant("alice").await, acme.participant("bob").await, acme.admin().await);
        let team = ada.founds_reviewed("hall").await;
        let question = alice.asks_in(&team, "Whose fault?").await;
        ada.rejects(&question, "No names, please.").await;
        let (mut own, mut other, mut staff) = (alice.ear().await, bob.ear().await, ada.ear().await);
        let waiting = ada.does(deed::requeue(question.id())).await.is(200).shown();
        assert_eq!((waiting.text("status"), &waiting["rejectionReason"]), ("UNDER_REVIEW", &Value::Null));
        for ear in [&mut own, &mut staff] {
            assert_eq!(*ear.hears("question:submitted").await.data(), waiting.0);
        }
        let position = acme.position().await;
        assert_eq!(ada.does(deed::requeue(question.id())).await.is(200).shown().0, waiting.0, "it waits already");
        assert_eq!(acme.position().await, position);
        assert_eq!(counts(&bob).await, [1, 0, 0, 0]);
        alice.may_not(deed::requeue(question.id()), 401, "unauthenticated").await;
        let published = ada.approves(&question).await;
        assert_eq!(*other.hears("question:created").await.data(), published.0, "the queue stayed unheard");
        ada.may_not(deed::requeue(question.id()), 409, "question_published").await;
        ada.archives(&question).await;
        ada.may_not(deed::requeue(question.id()), 409, "question_archived").await;
    }
);

both!(
    async fn what_is_published_is_approved_already_and_cannot_be_declined(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let question = alice.asks("Out?").await;
        let position = acme.position().await;
        assert_eq!(ana.approves(&question).await.0, question.0);
        ana.may_not(deed::reject(question.id(), "Too late"), 409, "question_published").await;
        assert_eq!(acme.position().await, position);
        let answered = ana.answers(&question, "So.").await;
        assert_eq!(ana.approves(&question).await.0, answered.0);
        ana.may_not(deed::reject(question.id(), "Too late"), 409, "question_published").await;
        ana.archives(&question).await;
        ana.may_not(deed::approve(question.id()), 409, "question_archived").await;
        ana.may_not(deed::reject(question.id(), "Too late"), 409, "question_archived").await;
        assert_eq!(counts(&alice).await, [1, 1, 0, 1]);
    }
);

both!(
    async fn in_the_queue_it_takes_marks_and_words_but_no_votes_answer_archive_or_stage(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob, ada) = (acme.participant("alice").await, acme.participant("bob").await, acme.admin().await);
        let team = ada.founds_reviewed("hall").await;
        let mut other = bob.ear().await;
        let question = alice.asks_in(&team, "May I?").await;
        for (reject, code) in [(false, "question_under_review"), (true, "question_rejected")] {
            if reject {
                ada.rejects(&question, "No").await;
            }
            let id = question.id();
            for deed in [deed::upvote(id), deed::answer(id, "So."), deed::archive(id), deed::stage(team.id(), Some(id))]
            {
                ada.may_not(deed, 409, code).await;
            }
            alice.may_not(deed::upvote(id), 409, code).await;
            bob.may_not(deed::upvote(id), 404, "not_found").await;
            let position = acme.position().await;
            assert_eq!(ada.restores(&question).await, ada.restores(&question).await, "it is not archived");
            assert_eq!(acme.position().await, position);
        }
        ada.tags(&question, "Later").await;
        ada.pins(&question).await;
        ada.freezes(&question).await;
        ada.edits(&question, "May we?").await;
        let published = ada.approves(&question).await;
        assert_eq!(other.hears("tag:created").await.data()["name"], "Later");
        assert_eq!(*other.hears("question:created").await.data(), published.0);
        let shown = (published.text("body"), &published["isPinned"], &published["isFrozen"]);
        assert_eq!(shown, ("May we?", &json!(true), &json!(true)));
    }
);

both!(
    async fn switching_reviews_on_and_off_leaves_the_queue_as_it_is(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ada) = (acme.participant("alice").await, acme.admin().await);
        let team = ada.founds("hall").await;
        let free = alice.asks_in(&team, "Free?").await;
        let mut ear = acme.ear().await;
        ada.changes_team(&team, json!({"moderation": "all"})).await;
        assert_eq!(ear.hears("team:updated").await.data()["moderation"], "all");
        let waiting = alice.asks_in(&team, "Waiting?").await;
        let elsewhere = alice.asks("Elsewhere?").await;
        ada.changes_team(&team, json!({"moderation": "off"})).await;
        let late = alice.asks_in(&team, "Late?").await;
        let statuses = [&free, &waiting, &elsewhere, &late].map(|question| question.text("status").to_owned());
        assert_eq!(statuses, ["OPEN", "UNDER_REVIEW", "OPEN", "OPEN"]);
        assert_eq!(ear.hears("question:created").await.question(), elsewhere.id());
        ear.hears("team:updated").await;
        assert_eq!(ear.hears("question:created").await.question(), late.id());
        assert_eq!(ada.lists_by("status=UNDER_REVIEW").await.ids(), [waiting.id()], "it stays in the queue");
        ada.approves(&waiting).await;
        assert_eq!(ear.hears("question:created").await.question(), waiting.id());
        assert_eq!(counts(&alice).await, [4, 4, 0, 0]);
        let flagged = Deed::patch(format!("/teams/{}", team.id())).body(json!({"moderation": "flagged"}));
        drop(ada.does(flagged).await.blames("moderation", "not_available"));
    }
);

both!(
    async fn what_staff_ask_in_a_reviewed_team_is_reviewed_too(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ada, ana) = (acme.admin().await, acme.moderator().await);
        let team = ada.founds_reviewed("hall").await;
        let question = ana.asks_in(&team, "Read by whom?").await;
        assert_eq!(question.text("status"), "UNDER_REVIEW");
        assert_eq!(ana.approves(&question).await.text("status"), "OPEN");
    }
);

both!(
    async fn of_many_reviews_at_once_each_counts_once(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (crowd, ada) = (acme.crowd(5).await, acme.admin().await);
        let (ana, team) = (acme.moderator().await, ada.founds_reviewed("hall").await);
        let asked = join_all(crowd.iter().map(|guest| guest.asks_in(&team, "Now?"))).await;
        let deeds = asked.iter().flat_map(|question| {
            let id = question.id();
            [
                deed::approve(id),
                deed::reject(id, "No"),
                deed::reject(id, "No, no"),
                deed::approve(id),
                deed::archive(id),
            ]
        });
        join_all(deeds.zip([&ada, &ana].into_iter().cycle()).map(|(deed, staff)| staff.does(deed))).await;
        join_all(asked.iter().take(2).map(|question| ana.withdraws(question))).await;
        let [asked, published, declined, answered] = counts(&ana).await;
        let left = |status: &str| format!("limit=200&status={status}");
        let rejected = ana.lists_by(&left("REJECTED")).await.items.len();
        let out = ana.lists_by(&left("OPEN,ARCHIVED")).await.items.len();
        assert_eq!((asked, answered, asked - published - declined), (5, 0, 0), "everything was decided");
        assert!(usize::try_from(declined).is_ok_and(|all| all >= rejected && all <= rejected + 2));
        assert!(usize::try_from(published).is_ok_and(|all| all >= out && all <= out + 2));
        world.database().is_sound().await;
    }
);

both!(
    async fn counts_outlive_the_questions(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ada) = (acme.participant("alice").await, acme.admin().await);
        let team = ada.founds_reviewed("hall").await;
        let asked = join_all((0..4).map(|_| alice.asks_in(&team, "Remembered?"))).await;
        ada.rejects(&asked[1], "No").await;
        for question in &asked[2..] {
            ada.approves(question).await;
        }
        ada.answers(&asked[3], "Yes.").await;
        ada.archives(&asked[2]).await;
        ada.archives(&asked[3]).await;
        assert_eq!(counts(&alice).await, [4, 2, 1, 1], "the archive keeps its answers");
        for question in &asked {
            alice.withdraws(question).await;
        }
        assert_eq!(counts(&alice).await, [4, 2, 1, 0]);
    }
);
