//! The room without JavaScript: links and forms, for every browser there is.

mod refusals;

use tests::{Deed, Person, Reply, Shown, Store, World, both};

use crate::pages::is_let_in_by_its_policy;

/// Asks by the form.
fn ask(body: &str, key: &str) -> Deed {
    Deed::post("/plain/hall/ask").form(&[("key", key), ("body", body), ("authorName", "")])
}

/// Presses a vote button.
fn press(button: &str, question: &Shown) -> Deed {
    Deed::post("/plain/hall/vote").form(&[(button, question.id())])
}

/// Insists on being sent back, and goes there.
async fn goes_back(person: &Person, reply: Reply) -> Reply {
    let reply = reply.is(303);
    let to = reply.header("location").split('#').next().expect("an address").to_owned();
    assert!(to.starts_with("/plain/hall?tenantId=acme"), "{to}");
    person.does(Deed::get(to).without_tenant()).await.is(200)
}

/// The questions, in order, and the button under each, if there is one.
fn rows(reply: &Reply) -> Vec<(String, String)> {
    let html = reply.text();
    let rows = html.split("<li id=").skip(1);
    let body =
        |row: &str| row.split_once("<p>").and_then(|(_, rest)| rest.split_once("</p>")).expect("a body").0.to_owned();
    let button = |row: &str| {
        row.split_once("<button name=").map_or("", |(_, rest)| &rest[..rest.find(' ').unwrap_or(0)]).to_owned()
    };
    rows.map(|row| (body(row), button(row))).collect()
}

both!(
    async fn one_asks_and_votes_without_any_script(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let team = acme.admin().await.founds("hall").await;
        let (alice, bob) = (acme.anonymous(), acme.anonymous());
        let empty = alice.does(Deed::get("/plain/hall")).await.is(200);
        assert!(empty.text().contains("No questions yet."), "{}", empty.text());
        assert!(!empty.text().contains("<script"));
        let asked = alice
            .does(Deed::post("/plain/hall/ask").form(&[
                ("key", "k"),
                ("body", "Will the\r\nlate boat?"),
                ("authorName", " Kim "),
            ]))
            .await;
        let back = goes_back(&alice, asked).await;
        assert!(back.text().contains("Your question is in."), "{}", back.text());
        assert_eq!(rows(&back), [("Will the\nlate boat?".to_owned(), "up".to_owned())]);
        let listed = bob.lists_by(&format!("teamId={}", team.id())).await;
        assert_eq!((&listed.items[0]["authorName"], listed.items.len()), (&"Kim".into(), 1));
        let question = Shown(listed.items[0].clone());

        drop(bob.does(Deed::get("/plain/hall")).await.is(200));
        let voted = bob.does(press("up", &question)).await;
        assert!(voted.header("location").ends_with(&format!("#{}", question.id())), "back to the same question");
        let back = goes_back(&bob, voted).await;
        assert_eq!(rows(&back)[0].1, "down");
        assert!(back.text().contains("Take back · 1 vote<"), "{}", back.text());
        drop(goes_back(&bob, bob.does(press("up", &question)).await).await);
        assert_eq!(bob.reads(&question).await.upvotes(), 1, "one voter, one vote");
        let back = goes_back(&bob, bob.does(press("down", &question)).await).await;
        assert!(back.text().contains("Upvote · 0 votes<"), "{}", back.text());
    }
);

both!(
    async fn a_form_sent_twice_asks_once(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        acme.admin().await.founds("hall").await;
        let alice = acme.participant("alice").await;
        let form = alice.does(Deed::get("/plain/hall")).await.text();
        let key = form.split_once(r#"name=key value=""#).and_then(|(_, rest)| rest.split_once('"')).expect("a key").0;
        for _ in 0..2 {
            drop(goes_back(&alice, alice.does(ask("Once?", key)).await).await);
        }
        assert_eq!(alice.lists().await.items.len(), 1);
        drop(goes_back(&alice, alice.does(ask("Another, from the page before?", key)).await).await);
        drop(goes_back(&alice, alice.does(ask("Once?", "another key")).await).await);
        assert_eq!(alice.lists().await.items.len(), 3);
        let other = alice.does(Deed::get("/plain/hall")).await.text();
        assert!(!other.contains(key), "each form has a key of its own");
    }
);

both!(
    async fn fifty_questions_stand_on_a_page_and_a_link_leads_to_more(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let team = acme.admin().await.founds("hall").await;
        let alice = acme.participant("alice").await;
        for n in 0..53 {
            let body =
                format!("Number {n}: will the late boat come back, and if so, who pays for it and from which day?");
            alice.asks_in(&team, &body).await;
        }
        let page = alice.does(Deed::get("/plain/hall")).await.is(200);
        assert_eq!(rows(&page).len(), 50);
        assert!(page.body.len() < 15_000, "{} bytes", page.body.len());
        let html = page.text();
        let more = html.split(r#"<a href=""#).find(|part| part.contains("More questions")).expect("a link to more");
        let more = more.split('"').next().expect("an address").replace("&amp;", "&");
        let rest = alice.does(Deed::get(&more).without_tenant()).await.is(200);
        assert_eq!(
            rows(&rest).iter().map(|row| row.0[..9].to_owned()).collect::<Vec<_>>(),
            ["Number 50", "Number 51", "Number 52"]
        );
        assert!(!rest.text().contains("More questions"));
        let html = rest.text();
        let action = html.split(r#"action=""#).find(|part| part.contains("/vote")).expect("a form to vote");
        let action = action.split('"').next().expect("an address").replace("&amp;", "&");
        let last = alice.lists_by(&format!("teamId={}&sort=recent&limit=1", team.id())).await.items[0].clone();
        let vote = Deed::post(action).form(&[("up", last["id"].as_str().expect("an id"))]).without_tenant();
        let reply = alice.does(vote).await;
        assert!(reply.header("location").contains("after="), "back to the same page: {}", reply.header("location"));
    }
);

both!(
    async fn what_people_write_is_shown_and_nothing_of_it_runs(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let ada = acme.admin().await;
        let evil = r#"<img src=x onerror=alert(1)>"'</textarea></p><script>alert(1)</script>&amp;"#;
        let shown = "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&lt;/textarea&gt;&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;";
        let name = evil.chars().take(50).collect::<String>();
        let body = serde_json::json!({"name": evil, "slug": "hall", "description": evil});
        let team = ada.does(Deed::post("/teams").body(body)).await.is(201).shown();
        drop(ada.does(Deed::patch("/tenant").body(serde_json::json!({ "name": evil }))).await.is(200));
        let alice = acme.participant("alice").await;
        let form = [("key", evil), ("body", evil), ("authorName", &name)];
        drop(goes_back(&alice, alice.does(Deed::post("/plain/hall/ask").form(&form)).await).await);
        let asked = Shown(alice.lists_by(&format!("teamId={}", team.id())).await.items[0].clone());
        ada.answers(&asked, evil).await;
        let kept = alice
            .does(Deed::post("/plain/hall/ask").form(&[
                ("key", evil),
                ("body", &evil.repeat(20)),
                ("authorName", evil),
            ]))
            .await;
        let pages = [
            alice.does(Deed::get("/plain/hall")).await.is(200),
            alice.does(Deed::get("/plain")).await.is(200),
            alice.does(Deed::get(format!("/plain/{}", "%3Cscript%3E"))).await.is(404),
            alice
                .does(Deed::get("/plain/hall?after=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&said=%3Cscript%3E"))
                .await
                .is(200),
            kept.is(400),
        ];
        for page in pages {
            is_let_in_by_its_policy(&page);
            let html = page.text();
            for tag in ["<script", "<img", "onerror=alert(1)>"] {
                assert!(!html.contains(tag), "{}: {tag}: {html}", page.asked);
            }
        }
        assert!(alice.does(Deed::get("/plain/hall")).await.text().matches(shown).count() >= 4, "as it was written");
    }
);

both!(
    async fn the_rooms_of_an_organisation_are_listed(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.anonymous();
        assert!(alice.does(Deed::get("/plain")).await.is(200).text().contains("There are no rooms yet."));
        let ada = acme.admin().await;
        ada.founds("hall").await;
        ada.founds("foyer").await;
        for (path, status) in [("/plain", 200), ("/plain/nowhere", 404)] {
            let html = alice.does(Deed::get(path)).await.is(status).text();
            for slug in ["hall", "foyer"] {
                let link = format!(r#"<a href="/plain/{slug}?tenantId=acme">Team {slug}</a>"#);
                assert!(html.contains(&link), "{path}: {html}");
            }
            assert_eq!(html.contains("There is no such room here."), status == 404);
        }
    }
);
