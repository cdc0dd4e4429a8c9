//! What the plain room refuses: told on the page, in its words, with what was written kept.

use serde_json::json;
use tests::{Deed, Store, World, both};

use super::{ask, press, rows};
use crate::isolation::{Nest, is_silent};

both!(
    async fn a_text_that_will_not_do_is_kept_and_its_field_named(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        acme.admin().await.founds("hall").await;
        let alice = acme.participant("alice").await;
        let (long, name) = ("too long ".repeat(120), "n".repeat(61));
        for (body, author, field, why) in [
            ("", "Kim", "body", "Please write something."),
            (" \r\n ", "Kim", "body", "Please write something."),
            (&long, "Kim", "body", "This is too long."),
            ("bell \u{7}", "Kim", "body", "This contains characters"),
            ("Why?", &name, "authorName", "This is too long."),
        ] {
            let form = [("key", "the key"), ("body", body), ("authorName", author)];
            let reply = alice.does(Deed::post("/plain/hall/ask").form(&form)).await.is(400);
            let html = reply.text();
            assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
            assert!(html.contains(&format!("<p id={field}-error role=alert>{why}")), "{html}");
            assert!(html.contains(&format!(" aria-invalid=true aria-describedby={field}-error")), "{html}");
            assert!(html.contains(&format!("\n{body}</textarea>")), "the question is kept: {html}");
            assert!(html.contains(&format!(r#"value="{author}""#)), "the name is kept: {html}");
            assert!(html.contains(r#"name=key value="the key""#), "it is still the same deed: {html}");
        }
        assert!(alice.lists().await.items.is_empty());
    }
);

both!(
    async fn a_vote_that_does_not_count_is_explained(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ada, alice) = (acme.admin().await, acme.participant("alice").await);
        let team = ada.founds("hall").await;
        let (frozen, answered) = (alice.asks_in(&team, "Frozen?").await, alice.asks_in(&team, "Answered?").await);
        let gone = alice.asks_in(&team, "Gone?").await;
        ada.freezes(&frozen).await;
        ada.answers(&answered, "So.").await;
        alice.withdraws(&gone).await;
        for (question, status, why) in [
            (&frozen, 409, "This question is frozen"),
            (&answered, 409, "This question is answered"),
            (&gone, 404, "This question is no longer here."),
        ] {
            let reply = alice.does(press("up", question)).await.is(status);
            assert!(reply.text().contains(&format!("<p role=alert>{why}")), "{}", reply.text());
            assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        }
        for form in [&[][..], &[("up", "no-uuid")], &[("down", "")]] {
            drop(alice.does(Deed::post("/plain/hall/vote").form(form)).await.is(404));
        }
        let page = alice.does(Deed::get("/plain/hall")).await;
        assert!(rows(&page).iter().all(|row| row.1.is_empty()), "no buttons: {:?}", rows(&page));
        assert!(page.text().contains("<blockquote><b>Answer</b><p>So.</p></blockquote>"), "{}", page.text());
    }
);

both!(
    async fn a_closed_room_has_no_forms_and_takes_nothing(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ada, alice) = (acme.admin().await, acme.participant("alice").await);
        let team = ada.founds("hall").await;
        let question = alice.asks_in(&team, "Before?").await;
        ada.changes_team(&team, json!({"state": "vote-only"})).await;
        let html = alice.does(Deed::get("/plain/hall")).await.is(200).text();
        assert!(!html.contains("<textarea") && html.contains("<button name=up"), "{html}");
        let reply = alice.does(ask("Now?", "k")).await.is(409);
        assert!(reply.text().contains("Questions are closed in this room."), "{}", reply.text());
        ada.changes_team(&team, json!({"state": "closed"})).await;
        let html = alice.does(Deed::get("/plain/hall")).await.is(200).text();
        assert!(!html.contains("<textarea") && !html.contains("<button"), "{html}");
        let reply = alice.does(press("up", &question)).await.is(409);
        assert!(reply.text().contains("<p role=alert>This room is closed."), "{}", reply.text());
    }
);

both!(
    async fn another_sites_form_is_refused(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let team = acme.admin().await.founds("hall").await;
        let alice = acme.participant("alice").await;
        let question = alice.asks_in(&team, "Mine?").await;
        for deed in [ask("Theirs?", "k"), press("up", &question)] {
            for (name, value) in [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")] {
                alice.may_not(deed.clone().header(name, value), 403, "cross_site").await;
            }
        }
        assert_eq!(alice.lists().await.items.len(), 1);
        assert_eq!(alice.reads(&question).await.upvotes(), 0);
        drop(alice.does(ask("Mine too?", "k").header("Sec-Fetch-Site", "same-origin")).await.is(303));
    }
);

both!(
    async fn nobody_reaches_into_another_organisation(store: Store) {
        let world = World::on(store).await;
        let nest = Nest::in_(world.tenant("bolt").await).await;
        let acme = world.tenant("acme").await;
        acme.admin().await.founds("hall").await;
        let (alice, position) = (acme.participant("alice").await, nest.tenant.position().await);
        let elsewhere = format!("/plain/{}/ask", nest.team.text("slug"));
        for deed in [
            press("up", &nest.question),
            press("down", &nest.question),
            Deed::post(elsewhere).form(&[("body", "Hello?"), ("key", "k")]),
        ] {
            let reply = alice.does(deed).await.is(404);
            is_silent(&reply.text(), &nest.secrets(), &reply.asked);
        }
        assert_eq!(nest.tenant.position().await, position);
        assert!(alice.lists().await.items.is_empty());
    }
);
