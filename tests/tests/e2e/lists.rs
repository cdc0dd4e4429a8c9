//! The list of questions: its orders, filters and pages.

use std::collections::HashSet;

use serde_json::json;
use tests::{Deed, Page, Person, Store, World, both};

fn bodies(page: &Page) -> Vec<&str> {
    page.items.iter().filter_map(|item| item["body"].as_str()).collect()
}

/// All pages of a list.
async fn all_pages(person: &Person, query: &str) -> Vec<serde_json::Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = person.lists_by(&format!("{query}{cursor}")).await;
        items.extend(page.items);
        match page.next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

both!(
    async fn pinned_come_first_then_the_order_asked_for_and_ties_oldest_first(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, bob, ana) =
            (acme.participant("alice").await, acme.participant("bob").await, acme.moderator().await);
        let mut questions = Vec::new();
        for body in ["a", "b", "c", "d", "e"] {
            questions.push(alice.asks(body).await);
        }
        bob.upvotes(&questions[3]).await;
        alice.upvotes(&questions[3]).await;
        bob.upvotes(&questions[1]).await;
        ana.pins(&questions[4]).await;
        ana.pins(&questions[2]).await;
        bob.upvotes(&questions[4]).await;
        assert_eq!(bodies(&alice.lists_by("sort=popular").await), ["e", "c", "d", "b", "a"]);
        assert_eq!(bodies(&alice.lists_by("").await), ["e", "c", "d", "b", "a"], "popular is the default");
        assert_eq!(bodies(&alice.lists_by("sort=recent").await), ["e", "c", "d", "b", "a"]);
        ana.unpins(&questions[4]).await;
        assert_eq!(bodies(&alice.lists_by("sort=popular").await), ["c", "d", "b", "e", "a"]);
        assert_eq!(bodies(&alice.lists_by("sort=recent").await), ["c", "e", "d", "b", "a"]);
    }
);

both!(
    async fn pages_of_any_size_show_every_question_once_in_order(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, ana) = (acme.participant("alice").await, acme.moderator().await);
        for n in 0..17 {
            let question = alice.asks(&format!("Question {n}")).await;
            if n % 3 == 0 {
                alice.upvotes(&question).await;
            }
            if n % 5 == 0 {
                ana.pins(&question).await;
            }
            if n % 4 == 0 {
                ana.answers(&question, "Yes.").await;
            }
        }
        for sort in ["popular", "recent"] {
            let whole = alice.lists_by(&format!("sort={sort}&limit=200")).await;
            assert_eq!((whole.items.len(), whole.next), (17, None));
            for limit in [1, 2, 5, 16, 17, 18] {
                let paged = all_pages(&alice, &format!("sort={sort}&limit={limit}")).await;
                assert_eq!(paged, whole.items, "{sort} by {limit}");
            }
        }
    }
);

both!(
    async fn what_moves_between_pages_is_caught_by_listening_from_the_first(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        for n in 0..6 {
            alice.asks(&format!("Question {n}")).await;
        }
        let first = alice.lists_by("limit=3").await;
        let last = alice.lists_by("limit=200").await.items.pop().expect("there are six");
        alice.upvotes(&tests::Shown(last.clone())).await;
        let second = alice.lists_by(&format!("limit=3&cursor={}", first.next.clone().expect("a second page"))).await;
        let mut ear = acme.ear().after(&first.position).await;
        let moved = ear.hears("question:upvoted").await;
        let mut known: HashSet<&str> = first.ids().into_iter().chain(second.ids()).collect();
        known.insert(moved.question());
        assert_eq!(known.len(), 6);
    }
);

both!(
    async fn filters_narrow_the_list(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (alice, admin) = (acme.participant("alice").await, acme.admin().await);
        let team = admin.founds("town-hall").await;
        let open = alice.asks("Open").await;
        let answered = alice.asks_in(&team, "Answered").await;
        admin.answers(&answered, "Yes.").await;
        let tagged = admin.tags(&open, "Product & Price").await;
        let tag = tagged["tags"][0]["id"].as_str().expect("a tag has an id").to_owned();
        let team = team.id();
        for (query, expected) in [
            ("status=OPEN".to_owned(), vec!["Open"]),
            ("status=ANSWERED".to_owned(), vec!["Answered"]),
            ("status=OPEN,ANSWERED".to_owned(), vec!["Open", "Answered"]),
            ("status=UNDER_REVIEW".to_owned(), vec![]),
            (format!("teamId={team}"), vec!["Answered"]),
            (format!("teamId={team}&status=OPEN"), vec![]),
            (format!("tag={tag}"), vec!["Open"]),
            (format!("tag={}", uuid::Uuid::now_v7()), vec![]),
            ("tag=no%20such".to_owned(), vec![]),
        ] {
            assert_eq!(bodies(&alice.lists_by(&query).await), expected, "{query}");
        }
    }
);

both!(
    async fn a_search_finds_parts_of_words_whatever_their_case(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        for body in ["Über den Preis?", "100% sure?", "under_score", "back\\slash", "It's a 'quote'"] {
            alice.asks(body).await;
        }
        for (query, expected) in [
            ("q=preis", vec!["Über den Preis?"]),
            ("q=%C3%9CBER", vec!["Über den Preis?"]),
            ("q=u%CC%88ber", vec!["Über den Preis?"]),
            ("q=rei%20%C3%BCber", vec!["Über den Preis?"]),
            ("q=%25", vec!["100% sure?"]),
            ("q=_", vec!["under_score"]),
            ("q=%5C", vec!["back\\slash"]),
            ("q='", vec!["It's a 'quote'"]),
            ("q=nothing", vec![]),
        ] {
            assert_eq!(bodies(&alice.lists_by(query).await), expected, "{query}");
        }
        assert_eq!(alice.lists_by("q=").await.items.len(), 5, "an empty search finds all");
    }
);

both!(
    async fn a_list_out_of_bounds_is_refused_by_the_name_of_its_field(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        for (query, field) in [
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("limit=x", "limit"),
            ("sort=newest", "sort"),
            ("status=GONE", "status"),
            ("cursor=nonsense", "cursor"),
        ] {
            let reply = acme.anonymous().does(Deed::get(format!("/questions?{query}"))).await.is(400);
            assert_eq!(reply.json()["errors"][0]["field"], field, "{query}: {}", reply.text());
        }
        let alice = acme.participant("alice").await;
        alice.asks("One").await;
        alice.asks("Two").await;
        let cursor = alice.lists_by("sort=popular&limit=1").await.next.expect("a second page");
        let crossed = Deed::get(format!("/questions?sort=recent&cursor={cursor}"));
        assert_eq!(alice.does(crossed).await.is(400).json()["errors"][0]["field"], json!("cursor"));
    }
);
