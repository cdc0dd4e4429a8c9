//! The pages: what each visitor gets inlined, and the policy that lets in exactly that.

mod assets;
mod look;
mod snapshot;

use base64::Engine as _;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tests::{Deed, Person, Reply, Store, World, both};

/// Every page of an organisation.
const PAGES: [&str; 7] = ["/", "/room", "/room/hall", "/moderate", "/wall", "/wall/hall", "/admin"];

/// The content of an element with this opening tag.
fn inside<'a>(html: &'a str, open: &str, close: &str) -> Option<&'a str> {
    html.split_once(open)?.1.split_once(close).map(|(content, _)| content)
}

/// The JSON that a page carries under this id.
fn carried(reply: &Reply, id: &str) -> Option<Value> {
    let html = reply.text();
    let json = inside(&html, &format!(r#"<script type="application/json" id="{id}">"#), "</script>")?;
    Some(serde_json::from_str(json).unwrap_or_else(|error| panic!("{}: {id}: {error}: {json}", reply.asked)))
}

/// A page somebody looks at.
async fn looks(person: &Person, path: &str) -> Reply {
    person.does(Deed::get(path)).await.is(200)
}

/// The contents of all elements of this name without `src`, as the browser sees them.
fn inlined<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let elements = html.split(&open).skip(1).filter_map(|rest| rest.split_once('>'));
    let own = elements.filter(|(attributes, _)| !attributes.contains("src="));
    own.map(|(_, rest)| rest.split_once(&close).expect("it is closed").0).collect()
}

/// Insists that the policy names exactly what is inlined, byte for byte, and opens no other way.
pub fn is_let_in_by_its_policy(reply: &Reply) {
    let (html, policy) = (reply.text(), reply.header("content-security-policy"));
    for (element, rule) in [("script", "script-src"), ("style", "style-src")] {
        let rule = policy.split(';').map(str::trim).find(|part| part.starts_with(rule)).unwrap_or_default();
        let hash = |text: &&str| {
            format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text)))
        };
        let wanted: Vec<String> = inlined(&html, element).iter().map(hash).collect();
        let named: Vec<&str> = rule.split(' ').filter(|source| source.starts_with("'sha256-")).collect();
        assert_eq!(named, wanted, "{}: {rule}", reply.asked);
    }
    for closed in ["default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"] {
        assert!(policy.contains(closed), "{}: {policy}", reply.asked);
    }
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{}: {policy}", reply.asked);
    // What stands in quotes is a value and runs nothing.
    let tags = html.split('<').skip(1).map(|part| part.split('>').next().unwrap_or_default());
    let names: Vec<String> = tags.map(|tag| tag.split('"').step_by(2).collect()).collect();
    for handler in [" onclick", " onload", " onerror", " style", "javascript:"] {
        assert!(!names.iter().any(|tag| tag.contains(handler)), "{}: {handler}", reply.asked);
    }
}

both!(
    async fn a_page_runs_what_it_was_given_and_nothing_else(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ada, alice) = (acme.admin().await, acme.participant("alice").await);
        let team = ada.founds("hall").await;
        alice.asks_in(&team, "</script><script>alert(1)</script><!-- <style>*{display:none}</style> ü 🎈").await;
        let brand = Deed::patch("/tenant").body(serde_json::json!({"brandColor": "#0B6655", "name": "</style>&<!--"}));
        drop(ada.does(brand).await.is(200));
        for path in PAGES.iter().chain(&["/plain", "/plain/hall", "/plain/nowhere"]) {
            for person in [&acme.anonymous(), &alice, &ada] {
                let reply = person.does(Deed::get(*path)).await;
                is_let_in_by_its_policy(&reply);
                assert!(!reply.text().contains("<script>"), "{}", reply.asked);
                assert!(reply.text().contains("--brand:#0B6655}"), "{}", reply.asked);
            }
        }
    }
);

both!(
    async fn a_page_is_its_visitors_own(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        for path in PAGES.iter().chain(&["/plain", "/plain/hall"]) {
            let reply = acme.anonymous().does(Deed::get(*path)).await;
            assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{path}");
            assert_eq!(reply.header("cache-control"), "private, no-cache", "{path}");
            assert_eq!(reply.header("vary"), "Accept-Language, Cookie", "{path}");
        }
    }
);

both!(
    async fn an_address_that_nobody_knows_is_told_to_a_browser_on_a_page_and_to_a_program_as_a_problem(store: Store) {
        let world = World::on(store).await;
        let visitor = world.tenant("acme").await.anonymous();
        let page = visitor.does(Deed::get("/nowhere").header("accept", "text/html,*/*;q=0.8")).await.is(404);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(page.text().contains("There is nothing at this address."), "{}", page.text());
        is_let_in_by_its_policy(&page);
        let problem = visitor.does(Deed::get("/nowhere")).await.is(404);
        assert_eq!(problem.header("content-type"), "application/problem+json");
    }
);

both!(
    async fn who_looks_for_nobody_is_told_on_a_page(store: Store) {
        let world = World::on(store).await;
        world.tenant("acme").await;
        let lost = Person::new(*world, "nowhere", "somebody lost");
        for path in PAGES.iter().chain(&["/plain", "/plain/hall"]) {
            let reply = lost.does(Deed::get(*path)).await.is(404);
            assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{path}");
            assert!(reply.text().contains("There is nothing at this address."), "{}", reply.text());
            assert!(reply.text().contains(r#"<a href="/">Enter a code</a>"#), "{}", reply.text());
            is_let_in_by_its_policy(&reply);
        }
    }
);

both!(
    async fn without_a_default_tenant_the_front_door_is_open_and_the_rest_asks_which(store: Store) {
        let world = World::on(store).with("OPENFLOOR_DEFAULT_TENANT", "").await;
        let stranger = Person::new(*world, "", "a stranger");
        let door = looks(&stranger, "/").await;
        assert_eq!(carried(&door, "words").expect("it has words")["lang"], "en");
        for path in PAGES.iter().filter(|path| **path != "/") {
            let reply = stranger.does(Deed::get(*path)).await.is(400);
            assert!(reply.text().contains("which organisation"), "{}", reply.text());
        }
    }
);
