//! What a listener asks for: types, prefixes, teams. Replay obeys as live delivery does.

use serde_json::json;
use tests::{Deed, Message, Person, Shown, Store, Tenant, World, both};

/// One event of nearly every type.
async fn everything_happens(tenant: &Tenant) -> (Shown, Shown) {
    let (alice, admin) = (tenant.participant("alice").await, tenant.admin().await);
    let team = admin.founds("town-hall").await;
    let question = alice.asks("Without a team").await;
    let inside = alice.asks_in(&team, "In the team").await;
    for asked in [&question, &inside] {
        admin.upvotes(asked).await;
        let tagged = admin.tags(asked, "Product").await;
        admin.untags(asked, Shown(tagged["tags"][0].clone()).id()).await;
        admin.pins(asked).await;
        admin.freezes(asked).await;
        admin.thaws(asked).await;
        admin.edits(asked, "Reworded").await;
        admin.answers(asked, "Yes.").await;
        admin.reopens(asked).await;
    }
    renames_tag(&admin).await;
    admin.changes_team(&team, json!({"description": "Every Tuesday"})).await;
    drop(admin.does(Deed::patch("/tenant").body(json!({"name": "Acme, renamed"}))).await.is(200));
    admin.withdraws(&question).await;
    (team, inside)
}

async fn renames_tag(admin: &Person) {
    let tag = admin.creates_tag("Budget", "#112233").await;
    let path = format!("/tags/{}", tag.id());
    drop(admin.does(Deed::patch(path.as_str()).body(json!({"name": "Money"}))).await.is(200));
    drop(admin.does(Deed::delete(path)).await.is(204));
}

fn kinds(events: &[Message]) -> Vec<&str> {
    events.iter().map(|event| event.kind.as_str()).collect()
}

both!(
    async fn types_and_prefixes_pass_live_and_replayed_alike(store: Store) {
        let world = World::on(store).with("OPENFLOOR_SSE_HEARTBEAT_SECONDS", 0.3).await;
        let acme = world.tenant("acme").await;
        let filters = [
            ("question:created", vec!["question:created"]),
            ("question:created,question:pinned", vec!["question:created", "question:pinned"]),
            ("question:*", vec!["question:"]),
            ("tag:*,team:*", vec!["tag:", "team:"]),
            ("tenant:updated,nonsense,question:", vec!["tenant:updated"]),
            ("*", vec![""]),
        ];
        let start = acme.position().await;
        let mut live = Vec::new();
        for (filter, _) in &filters {
            live.push(acme.ear().filter(filter).await);
        }
        everything_happens(&acme).await;
        let head = acme.head().await;
        let all = acme.ear().after(&start).await.all_until(head).await;
        for ((filter, passing), mut ear) in filters.iter().zip(live) {
            let wanted: Vec<_> =
                all.iter().filter(|event| passing.iter().any(|pass| event.kind.starts_with(pass))).cloned().collect();
            assert!(!wanted.is_empty(), "{filter}");
            let heard = ear.all_until(head).await;
            assert_eq!(kinds(&heard), kinds(&wanted), "live through {filter}");
            let replayed = acme.ear().filter(filter).after(&start).await.all_until(head).await;
            assert_eq!(kinds(&replayed), kinds(&wanted), "replayed through {filter}");
        }
    }
);

both!(
    async fn a_team_filter_passes_its_questions_and_all_that_is_not_a_teams(store: Store) {
        let world = World::on(store).with("OPENFLOOR_SSE_HEARTBEAT_SECONDS", 0.3).await;
        let acme = world.tenant("acme").await;
        let other = acme.admin().await.founds("other").await;
        let start = acme.position().await;
        let mut elsewhere = acme.ear().team(&other).await;
        let (team, inside) = everything_happens(&acme).await;
        let head = acme.head().await;
        let all = acme.ear().after(&start).await.all_until(head).await;
        let inside = |event: &&Message| !event.kind.starts_with("question:") || event.question() == inside.id();
        let wanted: Vec<_> = all.iter().filter(inside).cloned().collect();
        assert!(wanted.iter().any(|event| event.kind == "tag:created"));
        assert!(wanted.iter().any(|event| event.kind == "tenant:updated"));
        let heard = acme.ear().team(&team).after(&start).await.all_until(head).await;
        assert_eq!(kinds(&heard), kinds(&wanted));
        let heard = elsewhere.all_until(head).await;
        assert!(heard.iter().all(|event| !event.kind.starts_with("question:")), "{:?}", kinds(&heard));
        assert!(heard.iter().any(|event| event.kind == "team:updated"));
    }
);

both!(
    async fn an_unknown_or_foreign_team_is_404(store: Store) {
        let world = World::on(store).await;
        let (acme, other) = (world.tenant("acme").await, world.tenant("other").await);
        let foreign = other.admin().await.founds("theirs").await;
        let random = uuid::Uuid::now_v7().to_string();
        for id in [foreign.id(), &random, "nonsense"] {
            let reply = acme.ear().query("teamId", id).is_refused().await;
            assert_eq!(reply.status, 404, "{id}");
            assert!(String::from_utf8_lossy(&reply.body).contains("team_not_found"), "{id}");
            let alice = acme.anonymous();
            drop(alice.may_not(Deed::get(format!("/events?teamId={id}")), 404, "team_not_found").await);
            drop(alice.may_not(Deed::get(format!("/questions?teamId={id}")), 404, "team_not_found").await);
        }
    }
);

both!(
    async fn a_filter_never_hides_what_the_stream_says_of_itself(store: Store) {
        let world = World::on(store).with("OPENFLOOR_SSE_HEARTBEAT_SECONDS", 0.3).await;
        let acme = world.tenant("acme").await;
        let mut ear = acme.ear().filter("tag:created").after("nonsense").opens().await;
        let heard = [ear.next().await, ear.next().await, ear.next().await];
        let mut heard: Vec<String> = heard.into_iter().flatten().map(|message| message.kind).collect();
        heard.sort();
        assert_eq!(heard, ["connected", "heartbeat", "reset"]);
    }
);
