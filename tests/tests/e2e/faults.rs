//! The database breaks off in the midst of a meeting: nothing acknowledged is lost, nothing is told as a fault of
//! ours, and the streams go on.

use std::cell::{Cell, RefCell};

use futures_util::future::join_all;
use tests::{Store, World, deed, eventually};

/// Ends every other connection to this database.
const BREAK: &str = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";

mod a_meeting_outlives_its_database_connections {
    use super::*;

    #[tokio::test]
    async fn postgres() {
        let world = World::on(Store::Postgres).with("OPENFLOOR_VOTE_WINDOW_MS", 5).await;
        let acme = world.tenant("acme").await;
        let (crowd, start) = (acme.crowd(6).await, acme.position().await);
        let mut ear = acme.ear().await;
        let (asked, stop) = (RefCell::new(Vec::new()), Cell::new(false));
        let meeting = join_all(crowd.iter().map(|guest| async {
            while !stop.get() {
                let reply = guest.does(deed::ask("Still there?")).await;
                assert!(matches!(reply.status, 201 | 503), "{}: {}", reply.status, reply.text());
                if reply.status == 201 {
                    let question = reply.shown();
                    let vote = guest.does(deed::upvote(question.id())).await;
                    assert!(matches!(vote.status, 200 | 503), "{}: {}", vote.status, vote.text());
                    asked.borrow_mut().push((question.id().to_owned(), vote.status == 200));
                }
            }
        }));
        let breaking = async {
            for round in 1..=4 {
                eventually("the meeting goes on", || async { asked.borrow().len() > round * 15 }).await;
                world.database().number(BREAK).await;
            }
            let before = asked.borrow().len();
            eventually("the meeting goes on", || async { asked.borrow().len() > before + 15 }).await;
            stop.set(true);
        };
        tokio::join!(meeting, breaking);
        let listed = acme.anonymous().polls_all(&start, 1_000, "").await;
        let head = listed.last().and_then(|event| event["seq"].as_i64()).expect("the log is not empty");
        let heard: Vec<_> = ear.all_until(head).await.into_iter().map(|event| event.json).collect();
        assert_eq!(heard, listed, "the stream goes on and tells the log");
        for (id, upvoted) in asked.into_inner() {
            let question = acme.anonymous().does(deed::read(&id)).await.is(200).shown();
            assert!(!upvoted || question.upvotes() == 1, "an acknowledged vote is gone");
        }
        world.database().is_sound().await;
    }
}
