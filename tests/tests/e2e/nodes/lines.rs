//! The line between the nodes breaks, or says nothing: what happens is heard all the same, and the line is rebuilt.

use tests::{Carrier, Ear, Person, Redis, Site, Store, World, eventually};

use super::{Nodes, can_be_woken};

/// Ends the connections that carry hints.
const BREAK: &str = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
                     WHERE datname = current_database() AND application_name = 'openfloor backplane'";

/// Asks on one node until the other one is woken; whatever happens, each question is heard.
async fn hints_are_heard_again(site: Site, alice: &Person, ear: &mut Ear) {
    let before = site.hints("received").await;
    let mut looks = tokio::time::interval(std::time::Duration::from_millis(50));
    tests::in_time("hints are heard again", async {
        while site.hints("received").await == before {
            looks.tick().await;
            let question = alice.asks("Can you hear me?").await;
            assert_eq!(ear.hears("question:created").await.question(), question.id());
        }
    })
    .await;
}

#[tokio::test]
async fn without_any_hint_what_happens_is_found_by_looking() {
    let deaf = World::on(Store::Postgres).over(Carrier::Postgres).await;
    let acme = deaf.tenant("acme").await;
    can_be_woken(&deaf).await;
    let mute = deaf.joined().over(Carrier::None).await;
    let mut ear = acme.ear().await;
    let alice = acme.on(*mute).participant("alice").await;
    for n in 1..=3 {
        let question = alice.asks("Can you hear me?").await;
        assert_eq!(ear.hears("question:created").await.question(), question.id());
        eventually("it counts as missed", || async { deaf.hints("missed").await >= f64::from(n) }).await;
    }
    assert_eq!(deaf.hints("received").await, 0.0);
    assert_eq!(
        deaf.number("openfloor_backplane_hints_total{carrier=\"postgres\",outcome=\"missed\"}").await,
        Some(3.0)
    );
}

#[tokio::test]
async fn a_broken_listen_connection_is_rebuilt() {
    let Nodes { nodes, tenants: [here, there] } = Nodes::<2>::over(Carrier::Postgres).await;
    let (alice, mut ear) = (here.participant("alice").await, there.ear().await);
    hints_are_heard_again(*nodes[1], &alice, &mut ear).await;
    for _ in 0..2 {
        assert!(nodes[0].database().number(BREAK).await >= 2, "each node has a line");
        let question = alice.asks("Still there?").await;
        assert_eq!(ear.hears("question:created").await.question(), question.id());
        hints_are_heard_again(*nodes[1], &alice, &mut ear).await;
    }
}

#[tokio::test]
async fn a_redis_that_dies_makes_no_node_unready_and_is_found_again() {
    let mut redis = Redis::starts().await;
    let founding = World::on(Store::Postgres).with("OPENFLOOR_BACKPLANE", "redis").with("REDIS_URL", redis.url());
    let Nodes { nodes, tenants: [here, there] } = Nodes::<2>::founded(founding.alone().await).await;
    let (alice, mut ear) = (here.participant("alice").await, there.ear().await);
    hints_are_heard_again(*nodes[1], &alice, &mut ear).await;
    redis.kill_9().await;
    for node in &nodes {
        eventually("it is noticed", || async { node.health().await["checks"]["backplane"] == "down" }).await;
        assert_eq!(node.health().await["status"], "ready");
        assert_eq!(node.number("openfloor_backplane_up{carrier=\"redis\"}").await, Some(0.0));
    }
    let missed = nodes[1].hints("missed").await;
    let question = alice.asks("Still there?").await;
    assert_eq!(ear.hears("question:created").await.question(), question.id());
    eventually("it counts as missed", || async { nodes[1].hints("missed").await > missed }).await;
    redis.starts_again().await;
    for node in &nodes {
        can_be_woken(node).await;
    }
    hints_are_heard_again(*nodes[1], &alice, &mut ear).await;
}

#[tokio::test]
async fn a_redis_that_is_not_there_keeps_nobody_from_starting() {
    let world = World::on(Store::Postgres).with("REDIS_URL", "redis://127.0.0.1:1").alone().await;
    let acme = world.tenant("acme").await;
    let mut ear = acme.ear().await;
    acme.participant("alice").await.asks("Alone?").await;
    ear.hears("question:created").await;
    eventually("it says so", || async { world.health().await["checks"]["backplane"] == "down" }).await;
}
