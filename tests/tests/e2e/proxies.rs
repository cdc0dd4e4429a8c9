//! Each shipped proxy before two nodes: streams are not held back, and who loses a node goes on at the other.

use serde_json::Value;
use tests::{Front, Kind, Listener, Node, Proxy, Store, Tenant, World, eventually, seq_of, streams_at};

/// Behind this proxy, asked through a node beside it, a listener hears all of it on whichever node there is.
async fn serves(kind: Kind) {
    let world = World::on(Store::Postgres).await;
    let acme = world.tenant("acme").await;
    let settings = [("OPENFLOOR_TRUSTED_PROXIES", "127.0.0.1"), ("OPENFLOOR_DATABASE_CONNECTIONS", "4")];
    let mut nodes = Vec::new();
    for _ in 0..2 {
        nodes.push(Node::over(world.database(), &settings).await);
    }
    let proxy = Proxy::before(kind, [nodes[0].site(), nodes[1].site()]).await;
    let front = proxy.front();
    streams_are_passed_on_as_they_come(kind, front, &acme).await;
    what_is_not_for_people_is_shut(front).await;
    who_loses_a_node_goes_on_at_the_other(front, &acme, nodes).await;
}

async fn streams_are_passed_on_as_they_come(kind: Kind, front: Front, acme: &Tenant) {
    let alice = acme.participant("alice").await;
    for version in ["--http1.1", "--http2"] {
        let (mut listener, took) = Listener::opens(front, "acme", version, None).await;
        println!("{kind:?} {version}: the first event after {} ms, with curl's own start", took.as_millis());
        for body in ["One?", "Two?"] {
            alice.asks(body).await;
            assert_eq!(listener.hears_of_a_question().await, body);
        }
    }
}

async fn what_is_not_for_people_is_shut(front: Front) {
    for shut in ["/metrics", "/operator/tenants"] {
        assert_eq!(front.status(shut, &[]).await, 404, "{shut}");
    }
    front.asks("acme", "Through the front door?").await;
}

async fn who_loses_a_node_goes_on_at_the_other(front: Front, acme: &Tenant, mut nodes: Vec<Node>) {
    let alice = acme.participant("alice").await;
    let (mut listener, _) = Listener::opens(front, "acme", "--http2", Some(&acme.position().await)).await;
    alice.asks("Before?").await;
    assert_eq!(listener.hears_of_a_question().await, "Before?");
    let place = listener.id.clone();
    // The streams from before are gone, or will be.
    eventually("one node has the stream", || async {
        streams_at(nodes[0].site(), "acme").await + streams_at(nodes[1].site(), "acme").await == 1.0
    })
    .await;
    let lost = if streams_at(nodes[0].site(), "acme").await == 1.0 { nodes.remove(0) } else { nodes.remove(1) };
    drop(lost);
    assert_eq!(listener.hears().await, Value::Null, "the stream ends with its node");
    for body in ["Meanwhile?", "And this?"] {
        alice.asks(body).await;
    }
    let (mut back, took) = Listener::opens(front, "acme", "--http2", Some(&place)).await;
    println!("back at the other node after {} ms", took.as_millis());
    for body in ["Meanwhile?", "And this?"] {
        assert_eq!(back.hears_of_a_question().await, body);
    }
    assert_eq!(seq_of(&back.id), seq_of(&place) + 2, "nothing missed and nothing twice");
    assert_eq!(streams_at(nodes[0].site(), "acme").await, 1.0);
    for _ in 0..4 {
        assert_eq!(front.status("/questions?tenantId=acme", &[]).await, 200, "nobody sees that a node is gone");
    }
}

#[tokio::test]
async fn nginx_passes_streams_on_and_finds_the_other_node() {
    serves(Kind::Nginx).await;
}

#[tokio::test]
async fn haproxy_passes_streams_on_and_finds_the_other_node() {
    serves(Kind::Haproxy).await;
}

#[tokio::test]
async fn caddy_passes_streams_on_and_finds_the_other_node() {
    serves(Kind::Caddy).await;
}
