//! Who is here: counted by team, told now and then, never part of the log.

use serde_json::json;
use tests::{Ear, Shown, Store, World, both};

/// Hears on until it is told that so many are in the team.
async fn hears_of(ear: &mut Ear, team: Option<&Shown>, viewers: u64) {
    let wanted = json!({"teamId": team.map(Shown::id), "viewers": viewers});
    loop {
        let presence = ear.waits_for("presence").await;
        assert_eq!((&presence.id, presence.seq), (&None, None), "{}", presence.raw);
        assert!(presence.json["timestamp"].is_i64() && presence.json["tenantId"].is_string(), "{}", presence.raw);
        if presence.json["data"] == wanted {
            return;
        }
    }
}

both!(
    async fn the_streams_of_a_team_are_counted_as_they_come_and_go(store: Store) {
        let world = World::on(store).with("OPENFLOOR_PRESENCE_SECONDS", 0.1).await;
        let acme = world.tenant("acme").await;
        let admin = acme.admin().await;
        let (hall, other) = (admin.founds("town-hall").await, admin.founds("canteen").await);
        let mut first = acme.ear().team(&hall).await;
        hears_of(&mut first, Some(&hall), 1).await;
        let mut second = acme.ear().team(&hall).await;
        hears_of(&mut second, Some(&hall), 2).await;
        hears_of(&mut first, Some(&hall), 2).await;
        // Who hears the whole tenant hears of every team, and counts in none.
        let mut whole = admin.ear().await;
        let _elsewhere = acme.ear().team(&other).await;
        hears_of(&mut whole, Some(&other), 1).await;
        drop(second);
        hears_of(&mut whole, Some(&hall), 1).await;
        hears_of(&mut first, Some(&hall), 1).await;
        drop(first);
        hears_of(&mut whole, Some(&hall), 0).await;
        let nowhere = whole.heard.iter().filter(|message| message.json["data"]["teamId"].is_null());
        let nowhere: Vec<_> = nowhere.filter(|message| message.kind == "presence").collect();
        assert!(nowhere.iter().all(|message| message.json["data"]["viewers"] == 1), "only the admin is in no team");
    }
);

both!(
    async fn presence_obeys_the_filter_and_stays_in_its_tenant(store: Store) {
        let world = World::on(store).with("OPENFLOOR_PRESENCE_SECONDS", 0.1).await;
        let (acme, rival) = (world.tenant("acme").await, world.tenant("rival").await);
        let hall = acme.admin().await.founds("town-hall").await;
        let mut deaf = acme.ear().filter("question:*").await;
        let mut only = acme.ear().filter("presence").team(&hall).await;
        let mut foreign = rival.ear().await;
        hears_of(&mut only, Some(&hall), 1).await;
        let more = acme.ear().team(&hall).await;
        hears_of(&mut only, Some(&hall), 2).await;
        hears_of(&mut foreign, None, 1).await;
        drop(more);
        hears_of(&mut only, Some(&hall), 1).await;
        acme.participant("alice").await.asks("Who is here?").await;
        rival.participant("bob").await.asks("Who is there?").await;
        deaf.waits_for("question:created").await;
        foreign.waits_for("question:created").await;
        assert!(deaf.heard.iter().all(|message| message.kind != "presence"));
        assert!(foreign.heard.iter().all(|message| !message.raw.contains(hall.id())));
        assert!(only.heard.iter().all(|message| message.seq.is_none()));
        let position = only.position();
        assert_eq!(
            acme.participant("carol").await.polls(&format!("after={position}&events=presence")).await.events.len(),
            0
        );
    }
);
