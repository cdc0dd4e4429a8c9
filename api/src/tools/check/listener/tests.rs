use super::*;

fn listener() -> Listener {
    let owner = Client::new(Arc::from([Node::at("http://127.0.0.1:9").unwrap()]), "x");
    let site = Site { slug: "x".into(), canary: "canary-mine".into(), owner };
    let nodes = Arc::from([Node::at("http://127.0.0.1:9").unwrap()]);
    Listener::new(1, 0, &site, &nodes, 0, watch::channel(None).1)
}

fn connected(at: &str) -> String {
    format!("id: {at}\ndata: {{\"type\":\"connected\",\"position\":\"{at}\",\"heartbeatMs\":2000}}\n\n")
}

fn event(seq: i64, words: &str) -> String {
    format!("id: e-{seq}\ndata: {{\"type\":\"question:created\",\"seq\":{seq},\"data\":\"{words}\"}}\n\n")
}

fn reset(reason: &str, at: &str) -> String {
    format!("id: {at}\ndata: {{\"type\":\"reset\",\"position\":\"{at}\",\"reason\":\"{reason}\"}}\n\n")
}

/// What all of these blocks together lead to.
fn told(blocks: &[String]) -> Result<Listener, String> {
    let mut listener = listener();
    for block in blocks {
        listener.take(block.as_bytes())?;
    }
    Ok(listener)
}

#[test]
fn what_is_as_it_should_be_is_noted() {
    let heartbeat = "id: e-6\ndata: {\"type\":\"heartbeat\"}\n\n".to_owned();
    let blocks = [connected("e-3"), event(4, "canary-mine"), event(5, ""), heartbeat, connected("e-6"), event(7, "")];
    let listener = told(&blocks).unwrap();
    let [span] = &listener.heard.spans[..] else { panic!("{:?}", listener.heard) };
    assert_eq!((span.from, span.to), (3, 7));
    assert_eq!(span.events.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [4, 5, 7]);
    let failover = [connected("e-3"), event(4, ""), connected("f-9"), reset("epoch", "f-9"), event(10, "")];
    let spans = told(&failover).unwrap().heard.spans;
    assert_eq!(spans.iter().map(|span| (span.from, span.to)).collect::<Vec<_>>(), [(3, 4), (9, 10)]);
}

#[test]
fn what_must_not_be_is_told_at_once() {
    for (blocks, why) in [
        (vec![connected("e-3"), event(4, ""), event(4, "")], "heard 4 after 4"),
        (vec![connected("e-3"), event(5, ""), event(4, "")], "heard 4 after 5"),
        (vec![connected("e-3"), event(4, "canary-yours")], "another tenant"),
        (vec![connected("e-3"), event(4, ""), connected("e-5"), event(6, "")], "was let in at e-5"),
        (vec![connected("e-3"), reset("trimmed", "e-9")], "was reset without need (trimmed)"),
        (vec![connected("e-3"), reset("epoch", "e-9")], "was reset without need (epoch)"),
        (vec![connected("e-3"), "data: {\n\n".into()], "no JSON"),
    ] {
        let error = told(&blocks).unwrap_err();
        assert!(error.contains(why), "{blocks:?}: {error}");
    }
}
