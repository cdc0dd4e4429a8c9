//! Several nodes over one PostgreSQL database are one server: whatever carries the hints, and also if nothing does.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Carrier, Deed, Ear, End, PASSWORD, Store, Tenant, World, deed, eventually, over_each};

mod lines;
mod reads;
mod viewers;

/// Nodes over one database, and a tenant as each of them shows it.
struct Nodes<const N: usize> {
    nodes: [World; N],
    tenants: [Tenant; N],
}

impl<const N: usize> Nodes<N> {
    async fn over(carrier: Carrier) -> Self {
        Self::founded(World::on(Store::Postgres).over(carrier).with("OPENFLOOR_PRESENCE_SECONDS", 0.1).await).await
    }

    /// With nodes like this first one.
    async fn founded(first: World) -> Self {
        let acme = first.tenant("acme").await;
        let mut nodes = vec![first];
        while nodes.len() < N {
            nodes.push(nodes[0].joined().await);
        }
        for node in &nodes {
            can_be_woken(node).await;
        }
        let tenants = nodes.iter().map(|node| acme.on(**node)).collect::<Vec<_>>();
        Self { nodes: nodes.try_into().expect("as many"), tenants: tenants.try_into().expect("as many") }
    }
}

async fn can_be_woken(node: &World) {
    eventually("the node can be woken", || async { node.health().await["checks"]["backplane"] == "ok" }).await;
}

/// The events it hears up to this number, as the log tells them.
async fn hears_all(ear: &mut Ear, head: i64) -> Vec<Value> {
    ear.all_until(head).await.into_iter().map(|event| event.json).collect()
}

over_each!(
    async fn what_happens_on_one_node_is_heard_on_all_once_and_in_order(carrier: Carrier) {
        let Nodes { nodes, tenants } = Nodes::<3>::over(carrier).await;
        let start = tenants[0].position().await;
        let mut ears = [tenants[0].ear().await, tenants[1].ear().await, tenants[2].ear().await];
        // The third node only listens.
        join_all((0..6).map(|n| {
            let tenant = &tenants[n % 2];
            async move {
                let guest = tenant.participant(&format!("guest {n}")).await;
                for _ in 0..10 {
                    let question = guest.asks("Heard everywhere?").await;
                    guest.upvotes(&question).await;
                }
            }
        }))
        .await;
        let head = tenants[0].head().await;
        let heard = join_all(ears.iter_mut().map(|ear| hears_all(ear, head))).await;
        let told = tenants[1].anonymous().polls_all(&start, 1_000, "").await;
        assert_eq!(told.len(), usize::try_from(head).expect("a number"));
        assert!(heard.iter().all(|events| *events == told), "{heard:#?}");
        if carrier != Carrier::None {
            assert!(nodes[2].hints("received").await > 0.0, "it was not woken");
            assert!(nodes[0].hints("sent").await > 0.0 && nodes[2].hints("failed").await == 0.0);
        }
        nodes[0].database().is_sound().await;
    }
);

over_each!(
    async fn votes_through_all_nodes_are_counted_exactly(carrier: Carrier) {
        let Nodes { nodes, tenants } = Nodes::<2>::over(carrier).await;
        let [here, there] = &tenants;
        let question = here.participant("alice").await.asks("Popular?").await;
        let mut ear = there.ear().await;
        // Everybody presses on both nodes at once, and a third of them takes it back.
        join_all(here.crowd(30).await.iter().enumerate().map(|(n, guest)| {
            let (question, elsewhere) = (&question, guest.on(*nodes[1]));
            async move {
                tokio::join!(guest.upvotes(question), elsewhere.upvotes(question));
                if n % 3 == 0 {
                    assert_eq!(elsewhere.unvotes(question).await["upvoted"], false);
                }
                assert_eq!(guest.reads(question).await["viewer"]["upvoted"], n % 3 != 0);
            }
        }))
        .await;
        let after = there.anonymous().reads(&question).await;
        assert_eq!(after.upvotes(), 20);
        loop {
            let upvoted = ear.hears("question:upvoted").await;
            if upvoted.data()["version"] == after["version"] {
                assert_eq!(upvoted.data()["upvotes"], 20);
                break;
            }
        }
        nodes[0].database().is_sound().await;
    }
);

over_each!(
    async fn who_is_revoked_on_one_node_is_cut_on_the_other(carrier: Carrier) {
        let Nodes { nodes, tenants: [here, there] } = Nodes::<2>::over(carrier).await;
        let (ana, account) = here.staff("moderator").await;
        let ana = ana.on(*nodes[1]);
        let (mut hers, mut others) = (ana.ear().await, there.ear().await);
        let began = tokio::time::Instant::now();
        here.owner().await.changes_account(&account, json!({"active": false})).await;
        hers.is_cut().await;
        assert!(began.elapsed().as_secs_f64() < 1.5, "it took {:?}", began.elapsed());
        drop(ana.may_not(Deed::post("/tags").body(json!({"name": "Hers"})), 401, "unauthenticated").await);
        let question = here.participant("alice").await.asks("Who is still here?").await;
        assert_eq!(others.hears("question:created").await.question(), question.id());
    }
);

over_each!(
    async fn a_tenant_that_is_suspended_on_one_node_is_shut_on_the_other(carrier: Carrier) {
        let Nodes { nodes, tenants: [_, there] } = Nodes::<2>::over(carrier).await;
        let mut ear = there.ear().await;
        let suspend = Deed::patch("/operator/tenants/acme").body(json!({"suspended": true}));
        drop(nodes[0].operator().does(suspend).await.is(200));
        assert_eq!(ear.ends().await.1, End::Cut);
        drop(there.anonymous().may_not(Deed::get("/questions"), 404, "tenant_not_found").await);
    }
);

over_each!(
    async fn what_was_answered_on_one_node_is_answered_so_on_the_other(carrier: Carrier) {
        let Nodes { nodes, tenants: [here, there] } = Nodes::<2>::over(carrier).await;
        let alice = here.participant("alice").await;
        let elsewhere = alice.on(*nodes[1]);
        let ask = |key: &str| deed::ask("Once?").key(key);
        let first = alice.does(ask("one")).await.is(201);
        assert_eq!(elsewhere.does(ask("one")).await.is(201).json(), first.json());
        let (ours, theirs) = tokio::join!(alice.does(ask("two")), elsewhere.does(ask("two")));
        assert_eq!(ours.is(201).json(), theirs.is(201).json());
        assert_eq!(there.anonymous().lists().await.items.len(), 2);
    }
);

over_each!(
    async fn who_is_known_on_one_node_is_known_on_the_other(carrier: Carrier) {
        let Nodes { nodes, tenants: [here, there] } = Nodes::<2>::over(carrier).await;
        let (ana, account) = here.staff("moderator").await;
        assert_eq!(ana.on(*nodes[1]).am_i().await["kind"], "staff");
        drop(there.anonymous().logs_in(account.text("email"), PASSWORD).await.is(200));
        let alice = here.participant("alice").await;
        let question = alice.asks("Mine?").await;
        let elsewhere = alice.on(*nodes[1]);
        assert_eq!(elsewhere.reads(&question).await["viewer"]["own"], true);
        elsewhere.edits(&question, "Still mine?").await;
    }
);

over_each!(
    async fn a_place_on_one_node_is_a_place_on_the_other(carrier: Carrier) {
        let Nodes { nodes, tenants: [here, there] } = Nodes::<2>::over(carrier).await;
        let (alice, bob) = (here.participant("alice").await, there.participant("bob").await);
        let mut ear = here.ear().await;
        alice.asks("First").await;
        ear.hears("question:created").await;
        let away = ear.cut();
        bob.asks("Second").await;
        // What this node committed is ahead of what the other has heard, perhaps.
        alice.asks("Third").await;
        let mut ear = away.on(*nodes[1]).await;
        for body in ["Second", "Third"] {
            assert_eq!(ear.hears("question:created").await.data()["body"], body);
        }
        let position = here.position().await;
        let mut waiting = there.ear().after(&position).await;
        alice.asks("Fourth").await;
        assert_eq!(waiting.hears("question:created").await.data()["body"], "Fourth");
    }
);
