//! Language and theme: what was chosen, else what the browser says.

use tests::{Deed, Reply, Store, World, both};

use super::{carried, inside};

fn root(reply: &Reply) -> String {
    let html = reply.text();
    inside(&html, "<html ", ">").expect("a page has a root").to_owned()
}

both!(
    async fn the_language_is_the_cookies_else_the_browsers_else_english(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        acme.admin().await.founds("hall").await;
        for (cookie, accepts, lang) in [
            (None, None, "en"),
            (None, Some("de-AT,de;q=0.9,en;q=0.8"), "de"),
            (None, Some("sv,ja;q=0.5,fr;q=0.4"), "ja"),
            (None, Some("sv"), "en"),
            (Some("pt"), Some("de"), "pt"),
            (Some("xx"), Some("es"), "es"),
            (Some("\"><script>"), None, "en"),
        ] {
            for path in ["/", "/room/hall", "/moderate", "/wall", "/admin", "/plain/hall"] {
                let mut deed = Deed::get(path);
                if let Some(cookie) = cookie {
                    deed = deed.header("Cookie", &format!("openfloor_lang={cookie}"));
                }
                if let Some(accepts) = accepts {
                    deed = deed.header("Accept-Language", accepts);
                }
                let reply = acme.anonymous().does(deed).await.is(200);
                assert_eq!(root(&reply), format!(r#"lang="{lang}""#), "{path} {cookie:?} {accepts:?}");
                if let Some(words) = carried(&reply, "words") {
                    assert_eq!(words["lang"], lang, "{path}");
                    assert!(words["words"].is_object(), "{path}: {words}");
                }
            }
        }
    }
);

both!(
    async fn the_theme_is_the_cookies_else_the_systems(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        acme.admin().await.founds("hall").await;
        for (cookie, attributes) in [
            ("openfloor_theme=dark", r#"lang="en" data-theme="dark""#),
            ("openfloor_lang=de; openfloor_theme=light", r#"lang="de" data-theme="light""#),
            ("openfloor_theme=pink", r#"lang="en""#),
            ("openfloor_theme=", r#"lang="en""#),
        ] {
            for path in ["/", "/room/hall", "/wall/hall", "/plain/hall"] {
                let reply = acme.anonymous().does(Deed::get(path).header("Cookie", cookie)).await.is(200);
                assert_eq!(root(&reply), attributes, "{path}");
            }
        }
    }
);

both!(
    async fn the_plain_room_speaks_the_visitors_language(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let team = acme.admin().await.founds("hall").await;
        let alice = acme.participant("alice").await;
        let question = alice.asks_in(&team, "Warum?").await;
        alice.upvotes(&question).await;
        for (lang, ask, votes) in [
            ("en", "Your question", "1 vote<"),
            ("de", "Ihre Frage", "1 Stimme<"),
            ("fr", "Votre question", "1 voix<"),
            ("ja", "質問する", "1 票<"),
        ] {
            let reply = acme.anonymous().does(Deed::get("/plain/hall").header("Accept-Language", lang)).await.is(200);
            assert!(reply.text().contains(ask) && reply.text().contains(votes), "{lang}: {}", reply.text());
            let room = acme.anonymous().does(Deed::get("/room/hall").header("Accept-Language", lang)).await.is(200);
            let html = room.text();
            let way = inside(&html, "<noscript>", "</noscript>").expect("there is a way out");
            assert!(way.starts_with(r#"<a href="/plain/hall?tenantId=acme">"#), "{lang}: {way}");
        }
    }
);

both!(
    async fn a_page_is_named_in_the_visitors_language_and_says_so_where_it_needs_scripts(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        acme.admin().await.founds("hall").await;
        for (path, lang, title, unscripted) in [
            ("/", "de", "Teilnehmen", "Diese Seite braucht JavaScript."),
            ("/moderate", "fr", "Modération", "Cette page a besoin de JavaScript."),
            ("/wall/hall", "en", "Now answering", "This page needs JavaScript."),
            ("/admin", "es", "Administración", "Esta página necesita JavaScript."),
        ] {
            let html = acme.anonymous().does(Deed::get(path).header("Accept-Language", lang)).await.is(200).text();
            let shown = inside(&html, "<title>", "</title>").expect("a page has a title");
            assert_eq!(shown, format!("{title} · Openfloor"), "{path}");
            assert_eq!(inside(&html, "<noscript>", "</noscript>"), Some(unscripted), "{path}");
        }
    }
);
