//! Browsers that act for another site are refused.

use serde_json::json;
use tests::{Deed, Person, Store, World, both, deed};

use super::ADDRESSES;

/// What the headers say, and whether the request passes.
type Case<'a> = (Option<&'a str>, Option<&'a str>, bool);

fn said(mut deed: Deed, (site, origin, _): Case<'_>) -> Deed {
    if let Some(site) = site {
        deed = deed.header("Sec-Fetch-Site", site);
    }
    if let Some(origin) = origin {
        deed = deed.header("Origin", origin);
    }
    deed
}

async fn passes_or_not(person: &Person, cases: &[Case<'_>]) {
    let login = Deed::post("/auth/login").body(json!({"email": "nobody@acme.example", "password": "wrong"}));
    for case in cases {
        let asked = person.does(said(deed::ask("Why?"), *case)).await;
        let signed_in = person.does(said(login.clone(), *case)).await;
        if case.2 {
            assert_eq!((asked.status, signed_in.status), (201, 401), "{case:?}: {}", asked.text());
        } else {
            drop(asked.refused(403, "cross_site"));
            drop(signed_in.refused(403, "cross_site"));
        }
        drop(person.does(said(Deed::get("/questions"), *case)).await.is(200));
    }
}

both!(
    async fn unsafe_requests_pass_from_here_and_from_no_browser(store: Store) {
        let world = World::on(store).await;
        let alice = world.tenant("acme").await.participant("alice").await;
        let here = world.url("");
        let other_port = format!("http://{}:1", world.address.ip());
        let cases: &[Case<'_>] = &[
            (None, None, true),
            (Some("same-origin"), None, true),
            (Some("none"), None, true),
            (Some("same-origin"), Some("https://evil.example"), true),
            (Some("cross-site"), None, false),
            (Some("same-site"), None, false),
            (Some("nonsense"), None, false),
            (Some("cross-site"), Some("https://evil.example"), false),
            (Some("same-site"), Some("https://evil.example"), false),
            (None, Some("https://evil.example"), false),
            (None, Some("null"), false),
            (None, Some(""), false),
            (None, Some(&other_port), false),
            (None, Some(&here), true),
            (Some("cross-site"), Some(&here), true),
        ];
        passes_or_not(&alice, cases).await;
    }
);

both!(
    async fn with_a_public_url_only_that_is_here(store: Store) {
        let world = World::on(store).with("OPENFLOOR_PUBLIC_URL", "http://ask.example/").await;
        let alice = world.tenant("acme").await.participant("alice").await;
        let host = world.url("");
        let cases: &[Case<'_>] = &[
            (None, Some("http://ask.example"), true),
            (Some("same-site"), Some("http://ask.example"), true),
            (None, Some("https://ask.example"), false),
            (None, Some("http://ask.example.evil.example"), false),
            (None, Some("http://ask.example:8080"), false),
            (None, Some(&host), false),
        ];
        passes_or_not(&alice, cases).await;
    }
);

both!(
    async fn a_listed_origin_passes(store: Store) {
        let world = World::on(store).with("OPENFLOOR_CORS_ORIGINS", "https://one.example,https://two.example").await;
        let alice = world.tenant("acme").await.participant("alice").await;
        let cases: &[Case<'_>] = &[
            (Some("cross-site"), Some("https://one.example"), true),
            (None, Some("https://two.example"), true),
            (Some("cross-site"), Some("https://three.example"), false),
            (Some("cross-site"), None, false),
        ];
        passes_or_not(&alice, cases).await;
    }
);

both!(
    async fn a_refused_request_does_nothing_on_any_unsafe_route(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (owner, alice) = (acme.owner().await, acme.participant("alice").await);
        let question = alice.asks("Still here?").await;
        let before = acme.position().await;
        for (address, methods) in ADDRESSES {
            for method in methods.iter().filter(|method| **method != "GET") {
                let path = address.replace("{}", question.id());
                let deed = Deed::new(method.parse().expect("a method"), path).body(json!({"body": "x", "name": "x"}));
                owner.may_not(deed.header("Sec-Fetch-Site", "cross-site"), 403, "cross_site").await;
            }
        }
        assert_eq!(acme.position().await, before);
        assert_eq!(owner.am_i().await["kind"], "staff");
    }
);

both!(
    async fn who_brings_an_authorization_is_no_browser_led_astray(store: Store) {
        let world = World::on(store).await;
        let far = |deed: Deed| deed.header("Sec-Fetch-Site", "cross-site").header("Origin", "https://evil.example");
        let made = far(Deed::post("/operator/tenants").body(json!({"slug": "acme", "name": "Acme"})));
        drop(world.operator().does(made).await.is(201));
        let stranger = world.known_tenant("acme", "").anonymous().bearing("nonsense");
        stranger.may_not(far(deed::ask("Why?")), 401, "unauthenticated").await;
    }
);
