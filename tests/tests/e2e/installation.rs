//! What `docker-compose.yml` describes, run without containers: a meeting goes on through nginx when a node is lost.

use std::time::Duration;

use serde_json::Value;
use tests::{Installation, Listener, Person, eventually, eventually_within, seq_of, streams_at};

async fn prometheus_sees_both_nodes(installation: &Installation) {
    let prometheus = installation.prometheus();
    eventually_within(Duration::from_secs(30), "both nodes are up", || async {
        let up = prometheus.numbers("up{job=\"openfloor\"}").await.expect("it parses");
        up == [1.0, 1.0]
    })
    .await;
    let rules = prometheus.tells("rules", &[]).await.expect("Prometheus tells its rules");
    assert!(rules["groups"].as_array().is_some_and(|groups| !groups.is_empty()), "{rules}");
}

async fn redis_wakes_the_nodes(installation: &Installation) {
    for node in installation.nodes() {
        let page = Person::new(node, "", "prometheus").does(tests::Deed::get("/metrics")).await.is(200).text();
        assert!(page.contains("openfloor_backplane_up{carrier=\"redis\"} 1\n"), "{page}");
    }
}

#[tokio::test]
async fn who_listens_through_nginx_misses_nothing_when_a_node_is_lost() {
    let installation = Installation::starts().await;
    let (front, nodes) = (installation.front(), installation.nodes());
    prometheus_sees_both_nodes(&installation).await;
    redis_wakes_the_nodes(&installation).await;
    let (mut listener, _) = Listener::opens(front, "demo", "--http2", None).await;
    front.asks("demo", "Before?").await;
    assert_eq!(listener.hears_of_a_question().await, "Before?");
    let place = listener.id.clone();
    eventually("one node has the stream", || async {
        streams_at(nodes[0], "demo").await + streams_at(nodes[1], "demo").await == 1.0
    })
    .await;
    let (lost, left) = if streams_at(nodes[0], "demo").await == 1.0 { (0, 1) } else { (1, 0) };
    installation.loses(lost).await;
    assert_eq!(listener.hears().await, Value::Null, "the stream ends with its node");
    front.asks("demo", "Meanwhile?").await;
    front.asks("demo", "And this?").await;
    let (mut back, _) = Listener::opens(front, "demo", "--http2", Some(&place)).await;
    for body in ["Meanwhile?", "And this?"] {
        assert_eq!(back.hears_of_a_question().await, body);
    }
    assert_eq!(seq_of(&back.id), seq_of(&place) + 2, "nothing missed and nothing twice");
    assert_eq!(streams_at(nodes[left], "demo").await, 1.0);
    installation.ends().await;
}
