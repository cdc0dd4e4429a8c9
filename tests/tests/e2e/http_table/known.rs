//! Which addresses and methods there are.

use reqwest::Method;
use tests::{Deed, Store, Wire, World, both};

use super::{ADDRESSES, NOBODY};

both!(
    async fn an_unknown_address_is_404(store: Store) {
        let world = World::on(store).await;
        let somebody = world.tenant("acme").await.anonymous();
        let unknown = [
            "/nowhere",
            "/questions/no-uuid",
            "/QUESTIONS",
            "/questions/{}/nothing",
            "/questions/{}/pin/pin",
            "/questions/{}/review/approve",
            "/questions/no-uuid/archive",
            "/teams/no-uuid/stage",
            "/audit/{}",
            "/questions/{}/tags/no-uuid",
            "/tags/no-uuid",
            "/teams/no-uuid",
            "/auth",
            "/auth/users/no-uuid",
            "/sse/no-uuid/subscriptions",
            "/sse/{}",
            "/operator",
            "/health",
            "/metrics/more",
            "/assets/none.js",
            "/moderate/more",
        ];
        for path in unknown {
            let path = path.replace("{}", NOBODY);
            let refused = somebody.may_not(Deed::get(&path), 404, "not_found").await;
            assert!(refused.header("allow").is_empty(), "{}", refused.asked);
        }
    }
);

both!(
    async fn every_address_refuses_the_methods_it_does_not_know_and_says_which_it_does(store: Store) {
        let world = World::on(store).await;
        let somebody = world.tenant("acme").await.anonymous();
        for (address, known) in ADDRESSES {
            let path = address.replace("{}", NOBODY);
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"] {
                if !known.contains(&method) {
                    let deed = Deed::new(method.parse().expect("a method"), &path);
                    let refused = somebody.may_not(deed, 405, "method_not_allowed").await;
                    assert_eq!(refused.header("allow"), known.join(", "), "{}", refused.asked);
                }
            }
        }
    }
);

both!(
    async fn a_head_says_what_a_get_would_without_its_body(store: Store) {
        let world = World::on(store).await;
        let somebody = world.tenant("acme").await.participant("somebody").await;
        for (address, known) in ADDRESSES {
            if !known.contains(&"GET") || *address == "/sse" {
                continue;
            }
            let path = address.replace("{}", NOBODY);
            let got = somebody.does(Deed::get(&path)).await;
            let head = somebody.does(Deed::new(Method::HEAD, &path)).await;
            assert_eq!((head.status, head.body.len()), (got.status, 0), "{}", head.asked);
            assert_eq!(head.header("content-type"), got.header("content-type"), "{}", head.asked);
        }
        let mut wire = Wire::to(somebody.site()).await;
        wire.sends("HEAD /health/live HTTP/1.1\r\nHost: x\r\n\r\nGET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert_eq!(wire.head().await.expect("a head").status, 200);
        let after = wire.reply().await.expect("the next answer comes right after the head");
        assert_eq!((after.status, after.body.first()), (200, Some(&b'{')));
    }
);

both!(
    async fn a_connect_is_refused_and_harms_nobody(store: Store) {
        let world = World::on(store).await;
        for line in ["CONNECT example.com:443 HTTP/1.1", "CONNECT /questions HTTP/1.1", "CONNECT * HTTP/1.1"] {
            let mut wire = Wire::to(*world).await;
            wire.sends(format!("{line}\r\nHost: example.com\r\nConnection: close\r\n\r\n")).await;
            let refused = wire.reply().await.unwrap_or_else(|| panic!("no answer to {line}"));
            assert!((400..500).contains(&refused.status), "{line}: {refused:?}");
        }
        let somebody = world.tenant("acme").await.anonymous();
        drop(somebody.does(Deed::get("/health/live")).await.is(200));
    }
);

both!(
    async fn odd_targets_are_answered(store: Store) {
        let world = World::on(store).await;
        let odd = [
            ("OPTIONS * HTTP/1.1", 404..=405),
            ("GET http://example.com/health/live HTTP/1.1", 200..=200),
            ("GET http://example.com HTTP/1.1", 200..=200),
            ("GET //questions HTTP/1.1", 404..=404),
            ("GET /../questions HTTP/1.1", 404..=404),
            ("GET /%00 HTTP/1.1", 404..=404),
            ("GET /questions/%f0%9f HTTP/1.1", 404..=404),
            ("GET /health/live? HTTP/1.1", 200..=200),
            ("GET /health/live?%zz=%&&==& HTTP/1.1", 200..=200),
        ];
        for (line, statuses) in odd {
            let mut wire = Wire::to(*world).await;
            wire.sends(format!("{line}\r\nHost: x\r\nConnection: close\r\n\r\n")).await;
            let reply = wire.reply().await.unwrap_or_else(|| panic!("no answer to {line}"));
            assert!(statuses.contains(&reply.status), "{line}: {reply:?}");
            assert!(reply.header("x-request-id").is_some(), "{line}: {reply:?}");
        }
    }
);
