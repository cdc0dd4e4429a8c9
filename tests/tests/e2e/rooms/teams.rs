//! Teams: founded, changed, opened and closed, and removed once they are empty.

use serde_json::{Value, json};
use tests::{Deed, Person, Store, World, both, deed};

async fn names(person: &Person) -> Vec<String> {
    let list = person.does(Deed::get("/teams")).await.is(200).json();
    let items = list["items"].as_array().expect("a collection has items");
    items.iter().map(|team| team["name"].as_str().expect("a name").to_owned()).collect()
}

both!(
    async fn a_team_is_founded_read_changed_and_removed_and_everybody_hears(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ada, alice) = (acme.admin().await, acme.participant("alice").await);
        let mut ear = acme.ear().await;
        let body = json!({"name": " Town hall ", "slug": "town-hall", "description": "Everybody\ncomes"});
        let made = ada.does(Deed::post("/teams").body(body)).await.is(201);
        let team = made.shown();
        assert_eq!(made.header("location"), format!("/teams/{}", team.id()));
        assert_eq!((team.text("name"), team.text("slug")), ("Town hall", "town-hall"));
        assert_eq!((team.text("description"), team.text("tenantId")), ("Everybody\ncomes", acme.id.as_str()));
        assert_eq!((team.text("state"), team.text("moderation")), ("open", "off"));
        assert!(team["stageQuestionId"].is_null());
        assert_eq!(ear.hears("team:created").await.data(), &team.0);
        let path = format!("/teams/{}", team.id());
        assert_eq!(alice.does(Deed::get(&path)).await.is(200).json(), team.0);
        assert_eq!(names(&alice).await, ["Town hall"]);

        let changed = ada.changes_team(&team, json!({"name": "Foyer", "slug": "foyer", "description": ""})).await;
        assert_eq!((changed.text("name"), changed.text("slug")), ("Foyer", "foyer"));
        assert!(changed["description"].is_null());
        assert_eq!(changed["joinCode"], team["joinCode"]);
        assert_eq!(ear.hears("team:updated").await.data(), &changed.0);
        let position = acme.position().await;
        assert_eq!(ada.changes_team(&team, json!({"name": "Foyer"})).await, changed);
        assert_eq!(acme.position().await, position, "a change that changes nothing");

        drop(ada.does(Deed::delete(&path)).await.is(204));
        assert_eq!(ear.hears("team:deleted").await.data()["id"], team.id());
        alice.may_not(Deed::get(&path), 404, "not_found").await;
        ada.may_not(Deed::delete(&path), 404, "not_found").await;
        ada.may_not(Deed::patch(&path).body(json!({"name": "X"})), 404, "not_found").await;
        assert!(names(&alice).await.is_empty());
    }
);

both!(
    async fn a_slug_is_made_from_the_name_and_taken_once(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let ada = acme.admin().await;
        let founded = |name: &str| Deed::post("/teams").body(json!({ "name": name }));
        for (name, slug) in [("Ask the CEO!", "ask-the-ceo"), ("Harbour Staff – Øst", "harbour-staff-ost")] {
            assert_eq!(ada.does(founded(name)).await.is(201).shown().text("slug"), slug);
        }
        let odd = ada.does(founded("会議")).await.is(201).shown();
        assert!(!odd.text("slug").is_empty());
        let hall = ada.founds("hall").await;
        ada.may_not(founded("hall"), 409, "slug_taken").await;
        ada.may_not(Deed::post("/teams").body(json!({"name": "X", "slug": "hall"})), 409, "slug_taken").await;
        let onto = Deed::patch(format!("/teams/{}", odd.id())).body(json!({"slug": "hall"}));
        ada.may_not(onto, 409, "slug_taken").await;
        bolt.admin().await.founds("hall").await;
        drop(ada.does(Deed::delete(format!("/teams/{}", hall.id()))).await.is(204));
        ada.founds("hall").await;
    }
);

both!(
    async fn join_codes_are_unique_on_the_server_and_easy_to_read(store: Store) {
        let world = World::on(store).await;
        let mut codes = std::collections::HashSet::new();
        for slug in ["acme", "bolt"] {
            let ada = world.tenant(slug).await.admin().await;
            for n in 0..5 {
                let team = ada.founds(&format!("team-{n}")).await;
                let code = team.text("joinCode").to_owned();
                assert!(!code.is_empty() && !code.contains(['0', '1', 'O', 'I', 'L']), "{code}");
                assert!(codes.insert(code));
            }
        }
    }
);

both!(
    async fn a_team_with_questions_is_not_removed(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ada, alice) = (acme.admin().await, acme.participant("alice").await);
        let team = ada.founds("hall").await;
        let question = alice.asks_in(&team, "Is anybody here?").await;
        let remove = Deed::delete(format!("/teams/{}", team.id()));
        ada.may_not(remove.clone(), 409, "team_not_empty").await;
        ada.answers(&question, "Yes.").await;
        ada.may_not(remove.clone(), 409, "team_not_empty").await;
        alice.withdraws(&question).await;
        drop(ada.does(remove).await.is(204));
        alice.may_not(deed::ask_in(team.id(), "And now?"), 404, "team_not_found").await;
    }
);

both!(
    async fn a_team_is_removed_or_asked_in_but_never_both(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ada, alice) = (acme.admin().await, acme.participant("alice").await);
        for n in 0..8 {
            let team = ada.founds(&format!("team-{n}")).await;
            let removing = ada.does(Deed::delete(format!("/teams/{}", team.id())));
            let asking = alice.does(deed::ask_in(team.id(), "In time?"));
            let (removed, asked) = tokio::join!(removing, asking);
            match (removed.status, asked.status) {
                (409, 201) => drop(removed.refused(409, "team_not_empty")),
                (204, 404) => drop(asked.refused(404, "team_not_found")),
                other => panic!("{other:?}: {} {}", removed.text(), asked.text()),
            }
        }
    }
);

both!(
    async fn the_state_says_what_the_audience_may_do(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ada, alice) = (acme.admin().await, acme.participant("alice").await);
        let (team, other) = (ada.founds("hall").await, ada.founds("other").await);
        let question = alice.asks_in(&team, "Before?").await;
        let mut ear = alice.ear().team(&team).await;
        for (state, asks, votes) in [
            ("vote-only", Some("team_vote_only"), None),
            ("closed", Some("team_closed"), Some("team_closed")),
            ("open", None, None),
        ] {
            ada.changes_team(&team, json!({ "state": state })).await;
            assert_eq!(ear.hears("team:updated").await.data()["state"], state);
            let ask = alice.does(deed::ask_in(team.id(), "Now?")).await;
            let votes_now = [deed::upvote(question.id()), deed::unvote(question.id())];
            match asks {
                None => {
                    drop(ask.is(201));
                    ear.hears("question:created").await;
                }
                Some(code) => drop(ask.refused(409, code)),
            }
            for vote in votes_now {
                let reply = alice.does(vote).await;
                match votes {
                    None => {
                        drop(reply.is(200));
                        ear.hears("question:upvoted").await;
                    }
                    Some(code) => drop(reply.refused(409, code)),
                }
            }
            alice.asks_in(&other, "Here?").await;
            alice.asks("Without a team?").await;
        }
    }
);

both!(
    async fn a_closed_team_is_still_moderated_and_its_authors_still_withdraw(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ada, alice) = (acme.admin().await, acme.participant("alice").await);
        let team = ada.founds("hall").await;
        let (first, second) = (alice.asks_in(&team, "First?").await, alice.asks_in(&team, "Second?").await);
        ada.changes_team(&team, json!({"state": "closed"})).await;
        ada.pins(&first).await;
        ada.answers(&first, "So.").await;
        ada.may_not(deed::ask_in(team.id(), "Me too?"), 409, "team_closed").await;
        alice.withdraws(&second).await;
        let listed = alice.lists_by(&format!("teamId={}", team.id())).await;
        assert_eq!(listed.ids(), [first.id()]);
    }
);

both!(
    async fn teams_are_for_admins_to_run(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let team = acme.admin().await.founds("hall").await;
        let path = format!("/teams/{}", team.id());
        let body: Value = json!({"name": "Mine", "state": "closed"});
        for deed in [Deed::post("/teams").body(body.clone()), Deed::patch(&path).body(body), Deed::delete(&path)] {
            acme.moderator().await.may_not(deed.clone(), 403, "forbidden").await;
            acme.participant("alice").await.may_not(deed, 401, "unauthenticated").await;
        }
        assert_eq!(names(&acme.anonymous()).await, ["Team hall"]);
    }
);
