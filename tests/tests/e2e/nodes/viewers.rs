//! Who is here, on all nodes together.

use serde_json::json;
use tests::{Carrier, Deed, Ear, Shown};

use super::Nodes;

/// Hears on until it is told that so many are in the team.
async fn hears_of(ear: &mut Ear, team: &Shown, viewers: u64) {
    let wanted = json!({"teamId": team.id(), "viewers": viewers});
    while ear.waits_for("presence").await.json["data"] != wanted {}
}

async fn the_streams_of_all_nodes_are_summed(carrier: Carrier) {
    let Nodes { nodes: [_a, mut b, c], tenants: [here, there, yonder] } = Nodes::<3>::over(carrier).await;
    let owner = here.owner().await;
    let hall = owner.founds("town-hall").await;
    let (mut first, _second) = (here.ear().team(&hall).await, here.ear().team(&hall).await);
    let (mut third, fourth) = (there.ear().team(&hall).await, yonder.ear().team(&hall).await);
    hears_of(&mut first, &hall, 4).await;
    hears_of(&mut third, &hall, 4).await;
    let stats = owner.does(Deed::get("/stats")).await.is(200).json();
    assert_eq!(stats["connections"], 4);
    // One goes, one node dies, one node stops in good order.
    let fifth = there.ear().team(&hall).await;
    hears_of(&mut first, &hall, 5).await;
    drop(fifth);
    hears_of(&mut first, &hall, 4).await;
    drop(c);
    hears_of(&mut first, &hall, 3).await;
    b.stops().await;
    hears_of(&mut first, &hall, 2).await;
    drop(fourth);
}

#[tokio::test]
async fn postgres() {
    the_streams_of_all_nodes_are_summed(Carrier::Postgres).await;
}

#[tokio::test]
async fn redis() {
    the_streams_of_all_nodes_are_summed(Carrier::Redis).await;
}
