//! Bodies and heads that are too large, broken or missing.

use serde_json::json;
use tests::{Deed, Site, Store, Wire, WireReply, World, both, deed};

/// The largest body.
const MOST: usize = 64 << 10;

async fn answered(site: Site, request: impl AsRef<[u8]>) -> WireReply {
    let mut wire = Wire::to(site).await;
    wire.pushes(request).await;
    wire.reply().await.expect("there is an answer")
}

/// A request with this body, which is sent with its length or in chunks.
fn posted(body: &str, chunk: Option<usize>) -> String {
    let head = "POST /questions?tenantId=acme HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    let Some(chunk) = chunk else { return format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()) };
    let chunks: Vec<_> = body
        .as_bytes()
        .chunks(chunk)
        .map(|part| format!("{:x}\r\n{}\r\n", part.len(), String::from_utf8_lossy(part)))
        .collect();
    format!("{head}Transfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n", chunks.concat())
}

fn code(reply: &WireReply) -> String {
    assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{reply:?}");
    assert!(reply.header("x-request-id").is_some(), "{reply:?}");
    let problem: serde_json::Value = serde_json::from_slice(&reply.body).expect("a problem is JSON");
    assert_eq!(problem["requestId"].as_str(), reply.header("x-request-id"));
    problem["code"].as_str().unwrap_or_default().to_owned()
}

both!(
    async fn a_body_over_its_bound_is_413_with_a_length_and_in_chunks(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let sized = |size: usize| format!("{}{}", r#"{"body":"Why?"}"#, " ".repeat(size - 15));
        for chunk in [None, Some(1_000), Some(MOST * 2)] {
            assert_eq!(answered(*world, posted(&sized(MOST), chunk)).await.status, 201, "{chunk:?}");
            let refused = answered(*world, posted(&sized(MOST + 1), chunk)).await;
            assert_eq!((refused.status, code(&refused).as_str()), (413, "too_large"), "{chunk:?}");
        }
        let mut wire = Wire::to(*world).await;
        wire.pushes(posted(&sized(20 << 20), None)).await;
        assert_eq!(acme.anonymous().lists().await.items.len(), 3);
    }
);

both!(
    async fn a_body_that_is_no_json_object_is_400(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        for broken in
            ["{", "nope", r#"{"body":}"#, r#"{"body":"x"} x"#, r#"{"body":"x"}{}"#, "7", "\"x\"", "[]", "null"]
        {
            for chunk in [None, Some(1)] {
                let refused = answered(*world, posted(broken, chunk)).await;
                assert_eq!((refused.status, code(&refused).as_str()), (400, "invalid_request"), "{broken}");
            }
        }
        let head =
            "POST /questions?tenantId=acme HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 12\r\n\r\n";
        let refused = answered(*world, [head.as_bytes(), b"{\"body\":\"\xff\"}"].concat()).await;
        assert_eq!((refused.status, code(&refused).as_str()), (400, "invalid_request"));
        assert!(acme.anonymous().lists().await.items.is_empty());
    }
);

both!(
    async fn an_array_is_not_taken_for_the_fields_in_their_order(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        alice.may_not(Deed::post("/questions").body(json!(["Why?", null, null])), 400, "invalid_request").await;
    }
);

both!(
    async fn a_missing_body_is_an_empty_object_whatever_its_type_says(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        let question = alice.asks("Why?").await;
        let typed = |deed: Deed| deed.header("Content-Type", "application/json");
        drop(alice.does(typed(deed::upvote(question.id()))).await.is(200));
        drop(ana.does(typed(deed::pin(question.id()))).await.is(200));
        drop(alice.does(typed(Deed::post("/questions"))).await.blames("body", "required"));
        drop(alice.does(typed(Deed::get("/questions"))).await.is(200));
    }
);

both!(
    async fn a_huge_head_is_refused_and_harms_nobody(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let long = "x".repeat(300_000);
        let many: String = (0..5_000).map(|n| format!("X-{n}: y\r\n")).collect();
        for (path, more) in [
            ("/health/live", format!("X-Long: {long}\r\n")),
            ("/health/live", format!("Cookie: a={long}\r\n")),
            ("/health/live", many),
            (&format!("/{long}"), String::new()),
        ] {
            let mut wire = Wire::to(*world).await;
            wire.pushes(format!("GET {path} HTTP/1.1\r\nHost: x\r\n{more}Connection: close\r\n\r\n")).await;
            if let Some(refused) = wire.head().await {
                assert!((400..500).contains(&refused.status), "{refused:?}");
            }
        }
        drop(acme.anonymous().does(Deed::get("/questions")).await.is(200));
    }
);

both!(
    async fn a_broken_cookie_is_no_cookie(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        for cookie in
            ["openfloor_participant", "=;=;;", "openfloor_participant=a.b", "openfloor_participant=.", "\u{e9}"]
        {
            let deed = Deed::get("/questions").header("Cookie", cookie);
            drop(acme.anonymous().does(deed).await.is(200));
        }
    }
);
