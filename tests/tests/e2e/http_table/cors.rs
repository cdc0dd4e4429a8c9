//! Which origins may read what the server says.

use reqwest::Method;
use tests::{Deed, Reply, Store, World, both, deed};

use super::{ADDRESSES, NOBODY};

const LISTED: &str = "https://wall.example";

fn is_shared(reply: &Reply) -> bool {
    let shared = reply.header("access-control-allow-origin") == LISTED;
    if shared {
        let exposed = reply.header("access-control-expose-headers");
        assert_eq!(exposed, "Location, Retry-After, X-Request-Id", "{}", reply.asked);
    } else {
        let told = reply.headers.keys().find(|name| name.as_str().starts_with("access-control"));
        assert_eq!(told, None, "{}", reply.asked);
    }
    shared
}

both!(
    async fn a_listed_origin_reads_answers_and_errors_alike(store: Store) {
        let world = World::on(store).with("OPENFLOOR_CORS_ORIGINS", format!("https://other.example,{LISTED}")).await;
        let alice = world.tenant("acme").await.participant("alice").await;
        let large = serde_json::json!({"body": "x".repeat(70_000)});
        for (status, deed) in [
            (200, Deed::get("/questions")),
            (201, deed::ask("Why?")),
            (400, deed::ask("")),
            (400, Deed::get("/questions").header("X-Tenant-Id", "other")),
            (401, deed::pin(NOBODY)),
            (404, Deed::get("/nowhere")),
            (404, deed::read(NOBODY)),
            (405, Deed::new(Method::PUT, "/questions")),
            (413, Deed::post("/questions").body(large)),
            (200, Deed::get("/metrics")),
        ] {
            let reply = alice.does(deed.clone().header("Origin", LISTED)).await.is(status);
            assert!(is_shared(&reply), "{}: {:?}", reply.asked, reply.headers);
            let varies = reply.headers.get_all("vary").iter().any(|vary| vary == "Origin" || vary == "origin");
            assert!(varies, "{}: {:?}", reply.asked, reply.headers);
            let unnamed = alice.does(deed.clone()).await;
            assert!(!is_shared(&unnamed), "{}", unnamed.asked);
            for origin in ["https://evil.example", "null", "https://wall.example.evil.example", "http://wall.example"] {
                let reply = alice.does(deed.clone().header("Origin", origin)).await;
                assert!(!is_shared(&reply), "{}", reply.asked);
            }
        }
        let ear = alice.ear().header("Origin", LISTED).await;
        assert_eq!(ear.head.header("access-control-allow-origin"), Some(LISTED));
        let ear = alice.ear().header("Origin", "https://evil.example").await;
        assert_eq!(ear.head.header("access-control-allow-origin"), None);
    }
);

both!(
    async fn a_preflight_tells_a_listed_origin_what_it_may_send(store: Store) {
        let world = World::on(store).with("OPENFLOOR_CORS_ORIGINS", LISTED).await;
        let somebody = world.tenant("acme").await.anonymous();
        for (address, methods) in ADDRESSES {
            let asks = |origin| {
                Deed::new(Method::OPTIONS, address.replace("{}", NOBODY))
                    .header("Origin", origin)
                    .header("Access-Control-Request-Method", methods[0])
                    .header("Access-Control-Request-Headers", "content-type,idempotency-key")
            };
            let reply = somebody.does(asks(LISTED)).await;
            assert!((200..300).contains(&reply.status), "{}: {}", reply.asked, reply.status);
            assert!(is_shared(&reply), "{}", reply.asked);
            let allowed = reply.header("access-control-allow-headers");
            let headers = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Tenant-Id";
            assert_eq!(allowed, headers, "{}", reply.asked);
            for method in *methods {
                let allowed = reply.header("access-control-allow-methods");
                assert!(allowed.split(", ").any(|known| known == *method), "{}: {allowed}", reply.asked);
            }
            assert!(!is_shared(&somebody.does(asks("https://evil.example")).await));
        }
    }
);

both!(
    async fn without_a_list_nobody_is_told(store: Store) {
        let world = World::on(store).await;
        let somebody = world.tenant("acme").await.anonymous();
        for origin in [LISTED, "null", "*"] {
            assert!(!is_shared(&somebody.does(Deed::get("/questions").header("Origin", origin)).await));
        }
    }
);
