//! The participant's cookie: when it is given, what it looks like, and what it is good for.

use tests::{Deed, PASSWORD, Person, Reply, Store, World, both, deed};

fn given<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    let mut cookies = reply.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    cookies.find_map(|cookie| cookie.strip_prefix(name)?.strip_prefix('='))
}

/// The parts of a cookie after its value, sorted.
fn attributes(cookie: &str) -> Vec<String> {
    let mut parts: Vec<_> = cookie.split(';').skip(1).map(|part| part.trim().to_lowercase()).collect();
    parts.sort_unstable();
    parts
}

/// The value alone.
fn value(cookie: &str) -> &str {
    cookie.split(';').next().unwrap_or_default()
}

const NAME: &str = "openfloor_participant";

both!(
    async fn pages_and_me_and_unsafe_requests_give_it_and_reading_does_not(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let question = acme.participant("alice").await.asks("Why?").await;
        for (deed, gives) in [
            (Deed::get("/room"), true),
            (Deed::get("/room/hall"), true),
            (Deed::get("/moderate"), true),
            (Deed::get("/"), true),
            (Deed::get("/wall"), true),
            (Deed::get("/wall/hall"), true),
            (Deed::get("/admin"), true),
            (Deed::get("/plain/hall"), true),
            (Deed::get("/auth/me"), true),
            (deed::ask("Who?"), true),
            (deed::upvote(question.id()), true),
            (deed::pin(question.id()), true),
            (Deed::post("/auth/logout"), true),
            (Deed::post("/auth/login"), true),
            (Deed::get("/questions"), false),
            (deed::read(question.id()), false),
            (Deed::get("/tenant"), false),
            (Deed::get("/join/K7PM2X"), false),
            (Deed::get("/events"), false),
            (Deed::get("/health/live"), false),
            (Deed::get("/metrics"), false),
        ] {
            let reply = acme.anonymous().does(deed).await;
            assert_eq!(given(&reply, NAME).is_some(), gives, "{}", reply.asked);
        }
        let ear = acme.ear().await;
        assert_eq!(ear.head.header("set-cookie"), None);
        assert_eq!(ear.heard[0].json["as"], "anonymous");
    }
);

both!(
    async fn it_is_given_once_and_only_to_browsers(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let before = alice.cookies();
        for deed in [Deed::get("/auth/me"), Deed::get("/room"), deed::ask("Why?")] {
            assert_eq!(given(&alice.does(deed).await, NAME), None);
        }
        assert_eq!(alice.cookies(), before);
        let stranger = acme.anonymous().bearing("nonsense");
        assert_eq!(given(&stranger.does(Deed::get("/auth/me")).await, NAME), None);
    }
);

both!(
    async fn it_is_out_of_reach_of_scripts_and_other_sites(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let reply = acme.anonymous().does(Deed::get("/auth/me")).await;
        let cookie = given(&reply, NAME).expect("it is given");
        assert_eq!(attributes(cookie), ["httponly", "max-age=31536000", "path=/", "samesite=lax"]);
        let owner = acme.owner().await;
        let session = owner.logs_in("owner@acme.example", PASSWORD).await;
        let cookie = session.header("set-cookie");
        assert!(cookie.starts_with("openfloor_session_"), "{cookie}");
        assert_eq!(attributes(cookie), ["httponly", "max-age=1209600", "path=/", "samesite=lax"]);
    }
);

both!(
    async fn under_https_cookies_are_secure_and_bound_to_the_host(store: Store) {
        let world = World::on(store).with("OPENFLOOR_PUBLIC_URL", "https://ask.example").await;
        let body = serde_json::json!({"slug": "acme", "name": "Acme", "owner":
            {"email": "owner@acme.example", "name": "The owner", "password": PASSWORD}});
        let made = world.operator().does(Deed::post("/operator/tenants").body(body)).await.is(201).shown();
        let acme = world.known_tenant("acme", made.id());
        let login = acme.anonymous().logs_in("owner@acme.example", PASSWORD).await.is(200);
        let cookies: Vec<_> = login.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok()).collect();
        assert_eq!(cookies.len(), 2, "{cookies:?}");
        for cookie in &cookies {
            assert!(cookie.starts_with("__Host-openfloor_"), "{cookie}");
            let attributes = attributes(cookie);
            assert!(attributes.contains(&"secure".to_owned()) && attributes.contains(&"path=/".to_owned()), "{cookie}");
            assert!(attributes.contains(&"httponly".to_owned()), "{cookie}");
            assert!(attributes.contains(&"samesite=lax".to_owned()), "{cookie}");
            assert!(!attributes.iter().any(|part| part.starts_with("domain")), "{cookie}");
        }
        let pairs: Vec<_> = cookies.iter().map(|cookie| value(cookie)).collect();
        let me = |cookie: String| Deed::get("/auth/me").header("Cookie", &cookie);
        let known = acme.anonymous().does(me(pairs.join("; "))).await.is(200);
        assert_eq!(known.json()["role"], "owner");
        let plain = acme.anonymous().does(me(pairs.join("; ").replace("__Host-", ""))).await.is(200);
        assert_eq!(plain.json()["kind"], "participant", "a cookie without the prefix counts for nothing");
        assert!(given(&plain, "__Host-openfloor_participant").is_some());
    }
);

both!(
    async fn a_forged_one_is_replaced(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let question = alice.asks("Mine?").await;
        let cookie = alice.cookies().expect("a participant has a cookie");
        let (device, mark) = cookie.split_once('=').and_then(|(_, value)| value.split_once('.')).expect("two parts");
        let other = acme.participant("bob").await.cookies().expect("a participant has a cookie");
        let other_mark = other.rsplit('.').next().expect("two parts");
        for forged in [
            format!("{device}.{other_mark}"),
            format!("{device}."),
            device.to_owned(),
            format!(".{mark}"),
            format!("{device}.{mark}x"),
            format!("{device}.{}", "A".repeat(22)),
            "nonsense".to_owned(),
        ] {
            let deed = Deed::get("/auth/me").header("Cookie", &format!("{NAME}={forged}"));
            let reply = acme.anonymous().does(deed).await;
            assert!(given(&reply, NAME).is_some_and(|fresh| value(fresh) != forged), "{forged}");
            let edit = deed::edit(question.id(), "Taken!").header("Cookie", &format!("{NAME}={forged}"));
            acme.anonymous().may_not(edit, 403, "forbidden").await;
        }
    }
);

both!(
    async fn it_survives_restarts_and_a_new_secret_that_still_knows_the_old(store: Store) {
        let mut world = World::on(store).with("OPENFLOOR_SECRET", "the old secret of this server").await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let question = alice.asks("Mine?").await;
        alice.upvotes(&question).await;
        world.restarts_with("OPENFLOOR_SECRET", "a new secret for this server,the old secret of this server").await;
        let seen = alice.reads(&question).await;
        assert_eq!(seen["viewer"], serde_json::json!({"upvoted": true, "own": true}));
        // Whoever came by while both secrets counted is known by the new one alone.
        let (early, late) = (alice.cookies(), acme.participant("bob").await);
        drop(alice.am_i().await);
        assert_ne!(alice.cookies(), early, "the cookie is signed anew");
        let signed = alice.cookies();
        alice.upvotes(&late.asks("Another?").await).await;
        assert_eq!(alice.cookies(), signed, "and only once");
        world.restarts_with("OPENFLOOR_SECRET", "a new secret for this server").await;
        let seen = alice.reads(&question).await;
        assert_eq!(seen["viewer"], serde_json::json!({"upvoted": true, "own": true}));
        world.restarts_with("OPENFLOOR_SECRET", "a third secret that knows nobody").await;
        let seen = alice.reads(&question).await;
        assert_eq!(seen["viewer"], serde_json::json!({"upvoted": false, "own": false}));
    }
);

both!(
    async fn without_a_secret_one_is_made_and_kept(store: Store) {
        let mut world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let question = alice.asks("Mine?").await;
        world.restarts().await;
        assert_eq!(alice.reads(&question).await["viewer"]["own"], true);
    }
);

both!(
    async fn one_device_is_one_participant_at_every_door_of_the_site(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let alice: Person = acme.participant("alice").await;
        let before = alice.cookies();
        alice.visits(&bolt.slug).asks("Here too?").await;
        assert_eq!(alice.cookies(), before);
    }
);
