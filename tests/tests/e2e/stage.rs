//! The stage: what a team's wall shows as being answered.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Deed, Person, Shown, Store, World, both, deed};

use crate::http_table::NOBODY;

/// What the team has on stage, as everybody reads it: alone, and in the list.
async fn on_stage(person: &Person, team: &Shown) -> Value {
    let read = person.does(Deed::get(format!("/teams/{}", team.id()))).await.is(200).json();
    let list = person.does(Deed::get("/teams")).await.is(200).json();
    let listed = list["items"].as_array().and_then(|teams| teams.iter().find(|listed| listed["id"] == team.id()));
    assert_eq!(listed, Some(&read));
    read["stageQuestionId"].clone()
}

both!(
    async fn a_question_comes_on_stage_and_leaves_it_and_everybody_hears(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ada, ana) = (acme.participant("alice").await, acme.admin().await, acme.moderator().await);
        let (team, other) = (ada.founds("hall").await, ada.founds("foyer").await);
        let (first, second) = (alice.asks_in(&team, "First?").await, alice.asks_in(&team, "Second?").await);
        ana.answers(&second, "Yes.").await;
        let (mut ear, mut inside, mut outside) =
            (acme.ear().await, acme.ear().team(&team).await, acme.ear().team(&other).await);
        let position = acme.position().await;
        for (question, on) in
            [(Some(&first), json!(first.id())), (Some(&second), json!(second.id())), (None, json!(null))]
        {
            let staged = ana.does(deed::stage(team.id(), question.map(Shown::id))).await.is(200).json();
            assert_eq!(staged, json!({"teamId": team.id(), "questionId": on}));
            assert_eq!(*ear.hears("stage:changed").await.data(), staged);
            assert_eq!(*inside.hears("stage:changed").await.data(), staged);
            assert_eq!(on_stage(&alice, &team).await, on);
            let position = acme.position().await;
            ana.does(deed::stage(team.id(), question.map(Shown::id))).await.is(200).json();
            assert_eq!(acme.position().await, position, "the same again is nothing");
        }
        assert_eq!(alice.reads(&first).await.version(), 1, "no question changes with it");
        alice.asks_in(&other, "A fence?").await;
        outside.hears("question:created").await;
        let polled = alice.polls(&format!("after={position}&events=stage:*")).await;
        assert_eq!(polled.kinds(), ["stage:changed"; 3]);
    }
);

both!(
    async fn each_team_has_a_stage_of_its_own(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ada) = (acme.participant("alice").await, acme.admin().await);
        let (team, other) = (ada.founds("hall").await, ada.founds("foyer").await);
        let (here, there) = (alice.asks_in(&team, "Here?").await, alice.asks_in(&other, "There?").await);
        ada.stages(&team, &here).await;
        ada.stages(&other, &there).await;
        assert_eq!(on_stage(&alice, &team).await, here.id());
        assert_eq!(on_stage(&alice, &other).await, there.id());
        let renamed = ada.changes_team(&team, json!({"name": "Hall 2"})).await;
        assert_eq!(renamed["stageQuestionId"], here.id(), "a change of the team leaves the stage alone");
        ada.clears_the_stage(&team).await;
        assert_eq!(on_stage(&alice, &other).await, there.id());
    }
);

both!(
    async fn only_a_public_question_of_the_team_comes_on_stage(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let (alice, ada) = (acme.participant("alice").await, acme.admin().await);
        let (team, reviewed) = (ada.founds("hall").await, ada.founds_reviewed("desk").await);
        let question = alice.asks_in(&team, "Mine?").await;
        let foreign = bolt.participant("bob").await.asks("Theirs?").await;
        let (nowhere, elsewhere) = (alice.asks("Nowhere?").await, alice.asks_in(&reviewed, "Elsewhere?").await);
        ada.stages(&team, &question).await;
        let position = acme.position().await;
        for (id, status, code) in [
            (NOBODY, 404, "not_found"),
            (foreign.id(), 404, "not_found"),
            (nowhere.id(), 409, "question_elsewhere"),
            (elsewhere.id(), 409, "question_elsewhere"),
        ] {
            ada.may_not(deed::stage(team.id(), Some(id)), status, code).await;
        }
        ada.may_not(deed::stage(reviewed.id(), Some(elsewhere.id())), 409, "question_under_review").await;
        ada.may_not(deed::stage(NOBODY, Some(question.id())), 404, "not_found").await;
        assert_eq!(acme.position().await, position);
        ada.rejects(&elsewhere, "No").await;
        ada.may_not(deed::stage(reviewed.id(), Some(elsewhere.id())), 409, "question_rejected").await;
        ada.approves(&elsewhere).await;
        ada.stages(&reviewed, &elsewhere).await;
        ada.archives(&elsewhere).await;
        ada.may_not(deed::stage(reviewed.id(), Some(elsewhere.id())), 409, "question_archived").await;
        assert_eq!(on_stage(&alice, &team).await, question.id());
    }
);

both!(
    async fn what_is_put_away_or_withdrawn_leaves_the_stage_in_the_same_breath(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ada) = (acme.participant("alice").await, acme.admin().await);
        let team = ada.founds("hall").await;
        let asked = join_all((0..3).map(|_| alice.asks_in(&team, "On stage?"))).await;
        let mut ear = acme.ear().team(&team).await;
        let empty = json!({"teamId": team.id(), "questionId": null});
        let put_away = deed::archive(asked[0].id());
        for (person, question, deed, kind) in [
            (&ada, &asked[0], put_away, "question:archived"),
            (&ada, &asked[1], deed::withdraw(asked[1].id()), "question:deleted"),
            (&alice, &asked[2], deed::withdraw(asked[2].id()), "question:deleted"),
        ] {
            ada.stages(&team, question).await;
            ear.hears("stage:changed").await;
            let before = acme.head().await;
            assert!(person.does(deed).await.status < 300);
            let cleared = ear.hears("stage:changed").await;
            assert_eq!(*cleared.data(), empty);
            let gone = ear.hears(kind).await;
            assert_eq!((cleared.seq, gone.seq), (Some(before + 1), Some(before + 2)));
            assert_eq!(cleared.json["timestamp"], gone.json["timestamp"], "one transaction");
            assert_eq!(on_stage(&alice, &team).await, Value::Null);
        }
        ada.restores(&asked[0]).await;
        assert_eq!(on_stage(&alice, &team).await, Value::Null, "it comes back to the list, not to the stage");
        let unstaged = alice.asks_in(&team, "Never on stage?").await;
        ada.archives(&unstaged).await;
        for kind in ["question:restored", "question:created", "question:archived"] {
            ear.hears(kind).await;
        }
    }
);

both!(
    async fn whatever_happens_at_once_the_stage_shows_what_the_log_says(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ada, ana) = (acme.participant("alice").await, acme.admin().await, acme.moderator().await);
        let team = ada.founds("hall").await;
        let start = acme.position().await;
        let asked = join_all((0..4).map(|n| alice.asks_in(&team, ["A?", "B?", "C?", "D?"][n]))).await;
        let deeds = (0..6).flat_map(|_| &asked).flat_map(|question| {
            let name = Deed::patch(format!("/teams/{}", team.id())).body(json!({"name": question.text("body")}));
            let id = question.id();
            [deed::stage(team.id(), Some(id)), deed::archive(id), name, deed::restore(id), deed::stage(team.id(), None)]
        });
        let replies = join_all(deeds.zip([&ada, &ana].into_iter().cycle()).map(|(deed, staff)| staff.does(deed))).await;
        for reply in replies {
            assert!(matches!(reply.status, 200 | 403 | 409), "{}: {}", reply.asked, reply.text());
        }
        let mut staged = Value::Null;
        for event in alice.polls_all(&start, 1_000, "&events=stage:*,team:*,question:archived").await {
            match event["type"].as_str() {
                Some("stage:changed") => staged = event["data"]["questionId"].clone(),
                Some("team:updated") => assert_eq!(event["data"]["stageQuestionId"], staged, "{event}"),
                _ => assert_ne!(event["data"]["questionId"], staged, "{event}"),
            }
        }
        assert_eq!(on_stage(&alice, &team).await, staged);
        world.database().is_sound().await;
    }
);
