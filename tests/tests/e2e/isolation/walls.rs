//! Another tenant's things are as if they were not.

use serde_json::json;
use tests::{Deed, Person, Reply, Store, Tenant, World, both, deed};

use super::{Nest, is_silent};
use crate::http_table::{ADDRESSES, is_inside_a_tenant};

/// Ids of a question, a team, a tag and an account.
type Ids = [String; 4];

/// The address of these things.
fn filled(address: &str, [question, team, tag, account]: &Ids) -> String {
    let first = [("/questions", question), ("/teams", team), ("/tags", tag), ("/auth", account)];
    let id = first.into_iter().find_map(|(part, id)| address.starts_with(part).then_some(id)).unwrap_or(question);
    address.replace("/tags/{}", &format!("/tags/{tag}")).replace("{}", id)
}

/// Every request inside a tenant that names one of these things, by path, query or body; some on a question of the
/// caller's own.
fn about(ids: &Ids, own: &str) -> Vec<Deed> {
    let [question, team, tag, account] = ids;
    let everything = json!({"body": "Mine", "responseText": "Mine", "name": "Mine", "slug": "mine", "state": "closed",
        "role": "moderator", "active": false, "teamIds": [team], "decision": "reject", "reason": "Mine",
        "questionId": question});
    let mut deeds = Vec::new();
    let places = ADDRESSES.iter().filter(|(address, _)| is_inside_a_tenant(address) && address.contains("{}"));
    for (address, methods) in places {
        for method in *methods {
            let deed = Deed::new(method.parse().expect("a method"), filled(address, ids));
            deeds.extend([deed.clone(), deed.body(everything.clone())]);
        }
    }
    for path in ["/questions", "/events"] {
        for (name, id) in [("teamId", team), ("tag", tag), ("cursor", question), ("after", question), ("q", question)] {
            deeds.push(Deed::get(format!("{path}?{name}={id}")));
        }
    }
    for (name, id) in [("questionId", question), ("by", account), ("action", question)] {
        deeds.push(Deed::get(format!("/audit?{name}={id}")));
    }
    deeds.push(deed::ask_in(team, "Mine"));
    for question in [question, own] {
        deeds.extend([deed::tag_with(question, tag), deed::untag(question, tag)]);
    }
    deeds
}

/// What an answer says, apart from its own id and the time.
fn essence(reply: &Reply, ids: &Ids) -> (u16, String, Vec<(String, String)>) {
    let own = reply.header("x-request-id");
    let plain = |text: &str| ids.iter().fold(text.replace(own, "REQUEST"), |text, id| text.replace(id, "ID"));
    let told =
        reply.headers.iter().filter(|(name, _)| !["x-request-id", "date", "set-cookie"].contains(&name.as_str()));
    let told = told.map(|(name, value)| (name.to_string(), plain(&String::from_utf8_lossy(value.as_bytes()))));
    (reply.status, plain(&reply.text()), told.collect())
}

async fn everybody(tenant: &Tenant) -> Vec<Person> {
    let (owner, admin) = (tenant.owner().await, tenant.admin().await);
    vec![tenant.anonymous(), tenant.participant("bob").await, tenant.moderator().await, admin, owner]
}

/// Everything the tenant holds, as its admin sees it.
async fn contents(nest: &Nest) -> Vec<String> {
    let mut all = Vec::new();
    for path in ["/questions", "/tags", "/teams", "/tenant", "/stats", "/auth/users", "/audit?limit=200"] {
        all.push(nest.ada.does(Deed::get(path)).await.is(200).text());
    }
    all
}

both!(
    async fn a_foreign_id_is_answered_as_one_that_nothing_has(store: Store) {
        let world = World::on(store).await;
        let (nest, bolt) = (Nest::in_(world.tenant("acme").await).await, world.tenant("bolt").await);
        let before = contents(&nest).await;
        let (people, secrets) = (everybody(&bolt).await, nest.secrets());
        let ids = [&nest.question, &nest.team, &nest.tag, &nest.account].map(|thing| thing.id().to_owned());
        let random = [0; 4].map(|_| uuid::Uuid::now_v7().to_string());
        let own = people[1].asks("Mine?").await;
        for person in &people {
            for (foreign, unknown) in about(&ids, own.id()).into_iter().zip(about(&random, own.id())) {
                let (foreign, unknown) = (person.does(foreign).await, person.does(unknown).await);
                assert_eq!(essence(&foreign, &ids), essence(&unknown, &random), "{}", foreign.asked);
                assert!(foreign.status < 500, "{}: {}", foreign.asked, foreign.text());
                let told = foreign.text() + &format!("{:?}", foreign.headers);
                is_silent(&ids.iter().fold(told, |told, id| told.replace(id, "")), &secrets, &foreign.asked);
            }
        }
        assert_eq!(contents(&nest).await, before);
    }
);

both!(
    async fn no_list_page_search_or_number_tells_of_another_tenant(store: Store) {
        let world = World::on(store).await;
        let (nest, bolt) = (Nest::in_(world.tenant("acme").await).await, world.tenant("bolt").await);
        let secrets = nest.secrets();
        let (page, start) = (nest.alice.lists_by("limit=1").await, nest.tenant.position().await);
        for person in everybody(&bolt).await {
            for (address, methods) in ADDRESSES {
                if !methods.contains(&"GET") || *address == "/sse" {
                    continue;
                }
                for query in ["limit=200&status=OPEN,ANSWERED", "q=body&sort=recent", "events=*"] {
                    let path = format!("{}?{query}", address.replace("{}", nest.question.id()));
                    let reply = person.does(Deed::get(path)).await;
                    let mut told = reply.text() + &format!("{:?}", reply.headers);
                    // These lead on to another address, with the words they were asked with.
                    if ["/j/", "/room/", "/plain/{}/"].iter().any(|part| address.starts_with(part)) {
                        told = told.replace(nest.question.id(), "");
                    }
                    is_silent(&told, &secrets, &reply.asked);
                }
            }
            let listed = person.lists().await;
            assert!(listed.items.is_empty(), "{:?}", listed.items);
            let polled = person.polls(&format!("after={start}&wait=0")).await;
            assert!(polled.events.is_empty(), "{:?}", polled.events);
            let stats = person.does(Deed::get("/stats")).await.is(200).json();
            assert_eq!((&stats["asked"], &stats["answered"]), (&json!(0), &json!(0)), "{stats}");
        }
        assert_eq!(page.items.len(), 1);
    }
);

both!(
    async fn no_stream_or_poll_carries_a_byte_of_another_tenant(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let people = everybody(&bolt).await;
        let start = bolt.position().await;
        let mut ears = Vec::new();
        for person in &people {
            for hearing in [person.ear(), person.ear().after(&start), person.ear().filter("*,question:*")] {
                ears.push(hearing.await);
            }
        }
        let nest = Nest::in_(acme).await;
        let secrets = nest.secrets();
        let foreign = nest.tenant.position().await;
        for person in &people {
            ears.push(person.ear().after(&foreign).await);
            ears.push(person.ear().last_event_id(&foreign).await);
        }
        nest.sings().await;
        let fence = people[1].asks("A fence?").await;
        for ear in &mut ears {
            let head = format!("{:?}", ear.head);
            assert_eq!(ear.waits_for("question:created").await.question(), fence.id());
            let heard: String = ear.heard.iter().map(|message| message.raw.as_str()).collect();
            is_silent(&(head + &heard), &secrets, "a stream");
            assert!(ear.heard.iter().all(|message| message.json["tenantId"].as_str().is_none_or(|id| id == bolt.id)));
        }
        for person in &people {
            for after in [&start, &foreign] {
                let polled = person.does(Deed::get(format!("/events?after={after}&limit=1000"))).await.is(200);
                is_silent(&polled.text(), &secrets, "a poll");
            }
        }
    }
);

both!(
    async fn a_streams_id_is_no_handle_from_another_tenant(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let (alice, bob) = (acme.participant("alice").await, bolt.participant("bob").await);
        let mut ear = alice.ear().await;
        let nothing = json!({"events": ["nothing"]});
        let tune = |id: &str| Deed::post(format!("/sse/{id}/subscriptions")).body(nothing.clone());
        let foreign = bob.does(tune(&ear.client_id())).await;
        let unknown = bob.does(tune(&uuid::Uuid::new_v4().to_string())).await;
        assert_eq!((foreign.status, foreign.code()), (unknown.status, unknown.code()));
        let question = alice.asks("Still heard?").await;
        assert_eq!(ear.hears("question:created").await.question(), question.id());
    }
);
