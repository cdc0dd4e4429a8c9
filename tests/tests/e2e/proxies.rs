//! Each shipped proxy before two nodes: streams are not held back, and who loses a node goes on at the other.

use std::time::Duration;

use serde_json::Value;
use tests::{Kind, Node, Proxy, Store, Tenant, World, eventually, in_time, seq_of};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout};

/// A listener behind a proxy: curl, which tells each line when it comes.
struct Listener {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// The last id heard.
    id: String,
}

impl Listener {
    /// Opens a stream in this version of HTTP, from a place on or from now, and hears the first event while the stream
    /// goes on. Says how long that took.
    async fn opens(proxy: &Proxy, version: &str, after: Option<&str>) -> (Self, Duration) {
        let mut curl = proxy.curl("/sse?tenantId=acme");
        curl.arg(version);
        if let Some(id) = after {
            curl.arg("--header").arg(format!("Last-Event-ID: {id}"));
        }
        let began = tokio::time::Instant::now();
        let mut child = curl.spawn().expect("curl can be run");
        let lines = BufReader::new(child.stdout.take().expect("it was piped")).lines();
        let mut listener = Self { child, lines, id: String::new() };
        let head = listener.line().await.unwrap_or_default();
        let wanted = if version == "--http2" { "HTTP/2 200" } else { "HTTP/1.1 200" };
        assert!(head.starts_with(wanted), "{head}");
        let first = listener.hears().await;
        assert_eq!(first["type"], "connected", "{first}");
        let ended = listener.child.try_wait().expect("a process can be asked");
        assert!(ended.is_none(), "the stream was told of after its end");
        (listener, began.elapsed())
    }

    async fn line(&mut self) -> Option<String> {
        in_time("another line", self.lines.next_line()).await.expect("a pipe can be read")
    }

    /// The next message that is no heartbeat; null when the stream has ended.
    async fn hears(&mut self) -> Value {
        while let Some(line) = self.line().await {
            if let Some(id) = line.strip_prefix("id: ") {
                id.clone_into(&mut self.id);
            } else if let Some(data) = line.strip_prefix("data: ") {
                let message: Value = serde_json::from_str(data).unwrap_or_else(|error| panic!("{data}: {error}"));
                if !["heartbeat", "presence"].contains(&message["type"].as_str().unwrap_or_default()) {
                    return message;
                }
            }
        }
        Value::Null
    }

    /// The body of the next question.
    async fn hears_of_a_question(&mut self) -> Value {
        let message = self.hears().await;
        assert_eq!(message["type"], "question:created", "{message}");
        message["data"]["body"].clone()
    }
}

/// What a single request behind the proxy is answered.
async fn status(proxy: &Proxy, path: &str, more: &[&str]) -> u16 {
    let answer = in_time("an answer", proxy.curl(path).args(more).output()).await.expect("curl can be run");
    let head = String::from_utf8_lossy(&answer.stdout).into_owned();
    head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{path}: {head}"))
}

async fn streams_at(node: &Node) -> f64 {
    let person = tests::Person::new(node.site(), "", "prometheus");
    let page = person.does(tests::Deed::get("/metrics")).await.is(200).text();
    let line = page.lines().find(|line| line.starts_with("openfloor_sse_connections{tenant=\"acme\"}"));
    line.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap_or_default()
}

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
    streams_are_passed_on_as_they_come(kind, &proxy, &acme).await;
    what_is_not_for_people_is_shut(&proxy).await;
    who_loses_a_node_goes_on_at_the_other(&proxy, &acme, nodes).await;
}

async fn streams_are_passed_on_as_they_come(kind: Kind, proxy: &Proxy, acme: &Tenant) {
    let alice = acme.participant("alice").await;
    for version in ["--http1.1", "--http2"] {
        let (mut listener, took) = Listener::opens(proxy, version, None).await;
        println!("{kind:?} {version}: the first event after {} ms, with curl's own start", took.as_millis());
        for body in ["One?", "Two?"] {
            alice.asks(body).await;
            assert_eq!(listener.hears_of_a_question().await, body);
        }
    }
}

async fn what_is_not_for_people_is_shut(proxy: &Proxy) {
    for shut in ["/metrics", "/operator/tenants"] {
        assert_eq!(status(proxy, shut, &[]).await, 404, "{shut}");
    }
    let ask = ["--json", r#"{"body":"Through the front door?"}"#];
    assert_eq!(status(proxy, "/questions?tenantId=acme", &ask).await, 201);
}

async fn who_loses_a_node_goes_on_at_the_other(proxy: &Proxy, acme: &Tenant, mut nodes: Vec<Node>) {
    let alice = acme.participant("alice").await;
    let (mut listener, _) = Listener::opens(proxy, "--http2", Some(&acme.position().await)).await;
    alice.asks("Before?").await;
    assert_eq!(listener.hears_of_a_question().await, "Before?");
    let place = listener.id.clone();
    // The streams from before are gone, or will be.
    eventually("one node has the stream", || async {
        streams_at(&nodes[0]).await + streams_at(&nodes[1]).await == 1.0
    })
    .await;
    let lost = if streams_at(&nodes[0]).await == 1.0 { nodes.remove(0) } else { nodes.remove(1) };
    drop(lost);
    assert_eq!(listener.hears().await, Value::Null, "the stream ends with its node");
    for body in ["Meanwhile?", "And this?"] {
        alice.asks(body).await;
    }
    let (mut back, took) = Listener::opens(proxy, "--http2", Some(&place)).await;
    println!("back at the other node after {} ms", took.as_millis());
    for body in ["Meanwhile?", "And this?"] {
        assert_eq!(back.hears_of_a_question().await, body);
    }
    assert_eq!(seq_of(&back.id), seq_of(&place) + 2, "nothing missed and nothing twice");
    assert_eq!(streams_at(&nodes[0]).await, 1.0);
    for _ in 0..4 {
        assert_eq!(status(proxy, "/questions?tenantId=acme", &[]).await, 200, "nobody sees that a node is gone");
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
