//! Upvotes: one voter, one vote, whatever the concurrency.

use futures_util::future::join_all;
use serde_json::json;
use tests::{Store, World, both, deed};

both!(
    async fn fifty_thumbs_at_once_are_fifty_votes(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let question = acme.participant("alice").await.asks("Popular?").await;
        let crowd = acme.crowd(50).await;
        let mut ear = acme.ear().await;
        let began = tokio::time::Instant::now();
        // Each presses thrice; two presses are one too many.
        join_all((0..150).map(|n| crowd[n % 50].upvotes(&question))).await;
        let windows = i64::try_from(began.elapsed().as_millis() / 100).expect("a short time") + 2;
        let after = crowd[0].reads(&question).await;
        assert_eq!(after.upvotes(), 50);
        assert_eq!(world.database().number("SELECT COUNT(*) FROM upvote").await, 50);
        let mut events = 0;
        loop {
            let upvoted = ear.hears("question:upvoted").await;
            events += 1;
            if upvoted.data()["version"] == after["version"] {
                assert_eq!(upvoted.data()["upvotes"], 50);
                break;
            }
        }
        assert!(events <= windows, "{events} events in {windows} windows of 100 ms");
    }
);

both!(
    async fn the_count_is_the_number_of_those_whose_thumb_is_up(store: Store) {
        let world = World::on(store).with("OPENFLOOR_VOTE_WINDOW_MS", 5).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let questions = [alice.asks("One?").await, alice.asks("Two?").await, alice.asks("Three?").await];
        let crowd = acme.crowd(20).await;
        let toggling = crowd.iter().enumerate().map(|(n, guest)| {
            let questions = &questions;
            async move {
                for round in 0..9 {
                    let question = &questions[(n + round) % 3];
                    let vote = guest.upvotes(question).await;
                    assert_eq!(vote["upvoted"], true);
                    if (n + round) % 2 == 0 {
                        assert_eq!(guest.unvotes(question).await["upvoted"], false);
                    }
                }
            }
        });
        join_all(toggling).await;
        for question in &questions {
            let up = join_all(crowd.iter().map(|guest| guest.reads(question))).await;
            let up = up.iter().filter(|read| read["viewer"]["upvoted"] == true).count();
            let count = alice.reads(question).await.upvotes();
            assert_eq!(usize::try_from(count), Ok(up));
        }
        world.database().is_sound().await;
    }
);

both!(
    async fn a_vote_that_changes_nothing_leaves_no_trace(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob) = (acme.participant("alice").await, acme.participant("bob").await);
        let question = alice.asks("Once?").await;
        let mut ear = acme.ear().await;
        let untouched = bob.unvotes(&question).await;
        assert_eq!((untouched.upvotes(), untouched.version()), (0, 1));
        let vote = bob.upvotes(&question).await;
        let id = question.id();
        let expected = json!({"id": vote["id"], "questionId": id, "upvotes": 1, "upvoted": true, "version": 2});
        assert_eq!(vote.0, expected);
        assert_eq!(bob.upvotes(&question).await.0, vote.0, "the same again");
        let upvoted = ear.hears("question:upvoted").await;
        assert_eq!(*upvoted.data(), json!({"questionId": id, "upvotes": 1, "version": 2}));
        let back = bob.unvotes(&question).await;
        assert_eq!((back.upvotes(), back.version(), &back["upvoted"]), (0, 3, &json!(false)));
        assert_eq!(ear.hears("question:upvoted").await.data()["upvotes"], 0);
        bob.unvotes(&question).await;
        alice.asks("A fence").await;
        ear.hears("question:created").await;
    }
);

both!(
    async fn what_takes_no_votes_says_why(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (bob, admin) = (acme.participant("bob").await, acme.admin().await);
        let team = admin.founds("town-hall").await;
        let (frozen, answered) = (bob.asks("Frozen").await, bob.asks("Answered").await);
        let inside = bob.asks_in(&team, "Inside").await;
        bob.upvotes(&frozen).await;
        admin.freezes(&frozen).await;
        admin.answers(&answered, "Yes.").await;
        let refused = [(&frozen, "question_frozen"), (&answered, "question_answered"), (&inside, "team_closed")];
        admin.changes_team(&team, json!({"state": "closed"})).await;
        for (question, code) in refused {
            drop(bob.may_not(deed::upvote(question.id()), 409, code).await);
            drop(admin.may_not(deed::upvote(question.id()), 409, code).await);
        }
        drop(bob.may_not(deed::unvote(frozen.id()), 409, "question_frozen").await);
        assert_eq!(bob.reads(&frozen).await.upvotes(), 1);
        admin.changes_team(&team, json!({"state": "vote-only"})).await;
        assert_eq!(bob.upvotes(&inside).await.upvotes(), 1, "a vote-only team takes votes");
        admin.thaws(&frozen).await;
        assert_eq!(bob.unvotes(&frozen).await.upvotes(), 0);
        let random = uuid::Uuid::now_v7().to_string();
        drop(bob.may_not(deed::upvote(&random), 404, "not_found").await);
    }
);

both!(
    async fn staff_vote_with_their_account_from_any_browser(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let question = acme.participant("alice").await.asks("One vote each").await;
        let (ana, account) = acme.staff("moderator").await;
        let elsewhere = acme.signs_in("ana elsewhere", account.text("email")).await;
        assert_eq!(ana.upvotes(&question).await.upvotes(), 1);
        assert_eq!(elsewhere.upvotes(&question).await.upvotes(), 1);
        assert_eq!(elsewhere.reads(&question).await["viewer"]["upvoted"], true);
    }
);

both!(
    async fn votes_survive_a_new_signing_secret(store: Store) {
        let mut world = World::on(store).with("OPENFLOOR_SECRET", "the-first-secret-0123456789abcdef").await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let question = alice.asks("Still mine?").await;
        alice.upvotes(&question).await;
        let both = "the-second-secret-0123456789abcde,the-first-secret-0123456789abcdef";
        world.restarts_with("OPENFLOOR_SECRET", both).await;
        assert_eq!(alice.reads(&question).await["viewer"], json!({"upvoted": true, "own": true}));
        assert_eq!(alice.upvotes(&question).await.upvotes(), 1);
    }
);
