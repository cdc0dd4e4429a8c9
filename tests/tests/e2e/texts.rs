//! Texts: trimmed, normalized, bounded in graphemes and bytes, free of control characters.

use serde_json::{Value, json};
use tests::{Deed, Store, World, both, deed};

const FAMILY: &str = "👨‍👩‍👧‍👦";

both!(
    async fn a_text_is_kept_trimmed_and_normalized(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        for (given, kept) in [
            ("  When?\n\n", "When?"),
            ("Cafe\u{301}?", "Café?"),
            ("a\nb\tc", "a\nb\tc"),
            ("\u{2003}wide\u{a0}", "wide"),
            ("<script>alert(1)</script> & 'quotes' \"\\", "<script>alert(1)</script> & 'quotes' \"\\"),
            (FAMILY, FAMILY),
        ] {
            let question = alice.asks(given).await;
            assert_eq!(question.text("body"), kept);
            assert_eq!(alice.reads(&question).await.text("body"), kept);
        }
    }
);

both!(
    async fn a_question_is_bounded_in_graphemes_and_in_bytes(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        alice.asks(&"x".repeat(1_000)).await;
        alice.asks(&"e\u{301}".repeat(1_000)).await;
        alice.asks(&FAMILY.repeat(300)).await;
        for (text, code) in [
            ("x".repeat(1_001), "too_long"),
            (FAMILY.repeat(400), "too_long"),
            (String::new(), "too_short"),
            (" \n\t ".to_owned(), "too_short"),
        ] {
            drop(alice.does(deed::ask(&text)).await.blames("body", code));
        }
    }
);

both!(
    async fn every_other_text_fits_up_to_its_bound(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, admin) = (acme.participant("alice").await, acme.admin().await);
        let named = |name: String| Deed::post("/questions").body(json!({"body": "Fine", "authorName": name}));
        let question = alice.does(named(FAMILY.repeat(15))).await.is(201).shown();
        drop(alice.does(named("x".repeat(60))).await.is(201));
        assert_eq!(alice.does(named("  ".into())).await.is(201).shown()["authorName"], Value::Null);
        admin.answers(&question, &"x".repeat(5_000)).await;
        admin.answers(&question, &"🙋".repeat(5_000)).await;
        admin.tags(&question, &"🙋".repeat(40)).await;
        let team = json!({"name": "🙋".repeat(100), "slug": "a".repeat(63)});
        drop(admin.does(Deed::post("/teams").body(team)).await.is(201));
        drop(alice.does(Deed::get(format!("/questions?q={}", "x".repeat(200)))).await.is(200));
    }
);
