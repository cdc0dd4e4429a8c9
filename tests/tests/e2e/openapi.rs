//! The interface as the server tells it. That it is true is held up by every other story: see `tests/src/interface.rs`.

use serde_json::Value;
use tests::{Deed, Store, World};

const COPY: &str = include_str!("../../../docs/openapi.json");

fn methods(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object().expect("paths").iter();
    let of = |(path, item): (&String, &Value)| {
        let methods: Vec<_> = item.as_object().expect("methods").keys().cloned().collect();
        methods.into_iter().map(|method| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
    };
    paths.flat_map(of).collect()
}

#[tokio::test]
async fn the_server_tells_what_the_published_copy_tells() {
    let world = World::on(Store::Sqlite).await;
    let reply = world.tenant("acme").await.anonymous().does(Deed::get("/openapi.json").without_tenant()).await.is(200);
    let copy: Value = serde_json::from_str(COPY).expect("the copy is JSON");
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.json(), copy);
    assert!(copy["openapi"].as_str().is_some_and(|version| version.starts_with("3.1.")));
}

#[tokio::test]
async fn the_interface_can_be_read_without_a_script_and_without_another_host() {
    let world = World::on(Store::Sqlite).await;
    let page = world.tenant("acme").await.anonymous().does(Deed::get("/docs").without_tenant()).await.is(200);
    assert!(page.header("content-type").starts_with("text/html"));
    let (policy, text) = (page.header("content-security-policy"), page.text());
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("script") && !policy.contains("http"), "{policy}");
    assert!(!text.contains("<script") && !text.contains("http://") && !text.contains("https://"));
    let copy: Value = serde_json::from_str(COPY).expect("the copy is JSON");
    for (method, path) in methods(&copy) {
        assert!(text.contains(&format!("<h3>{method} {path}</h3>")), "{method} {path}");
    }
    for name in copy["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(text.contains(&format!("<section id=\"{name}\">")), "{name}");
    }
}
