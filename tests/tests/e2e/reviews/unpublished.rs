//! Nothing of a question that is not public reaches anybody but staff and its author.

use tests::{Deed, Person, Shown, Store, Tenant, World, both, deed};

use crate::isolation::{CANARY, is_silent};

/// A meeting with a question in the queue, one declined and one put away, all of them full of canaries.
struct Drawer {
    alice: Person,
    ada: Person,
    team: Shown,
    hidden: Vec<Shown>,
    /// The position before anything was asked.
    start: String,
}

impl Drawer {
    async fn of(tenant: &Tenant) -> Self {
        let (alice, ada) = (tenant.participant("alice").await, tenant.admin().await);
        let (team, tag) = (ada.founds_reviewed("hall").await, ada.creates_tag("Hidden", "#112233").await);
        let start = tenant.position().await;
        let mut hidden = Vec::new();
        for n in 0..2 {
            let question = alice.asks_in(&team, &format!("{CANARY} {n}")).await;
            drop(ada.does(deed::tag_with(question.id(), tag.id())).await.is(200));
            ada.pins(&question).await;
            alice.edits(&question, &format!("{CANARY} again {n}")).await;
            ada.freezes(&question).await;
            hidden.push(question);
        }
        ada.rejects(&hidden[1], &format!("{CANARY} reason")).await;
        Self { alice, ada, team, hidden, start }
    }

    fn secrets(&self) -> Vec<String> {
        let ids = self.hidden.iter().map(|question| question.id().to_owned());
        ids.chain([CANARY.to_owned()]).collect()
    }
}

/// Every way to read questions, in the words of a stranger.
fn readings(drawer: &Drawer) -> Vec<Deed> {
    let (start, team) = (&drawer.start, drawer.team.id());
    let mut paths = vec![
        "/questions?limit=200".to_owned(),
        format!("/questions?teamId={team}"),
        format!("/questions?q={CANARY}"),
        format!("/questions?q={CANARY}&status=UNDER_REVIEW,REJECTED,ARCHIVED,OPEN,ANSWERED&sort=recent"),
        "/questions?status=UNDER_REVIEW".to_owned(),
        "/questions?status=REJECTED".to_owned(),
        "/questions?status=ARCHIVED".to_owned(),
        "/questions?tag=Hidden".to_owned(),
        format!("/questions/similar?q={CANARY}"),
        format!("/questions/similar?q={CANARY}&teamId={team}"),
        "/questions?tag=Hidden&status=UNDER_REVIEW,REJECTED,ARCHIVED".to_owned(),
        format!("/events?after={start}&limit=1000"),
        format!("/events?after={start}&events=question:submitted,question:rejected,question:*"),
        format!("/events?after={start}&teamId={team}"),
        "/stats".to_owned(),
        "/teams".to_owned(),
        "/tags".to_owned(),
    ];
    paths.push(format!("/teams/{team}"));
    paths.into_iter().map(Deed::get).collect()
}

async fn knows_nothing(person: &Person, drawer: &Drawer) {
    let secrets = drawer.secrets();
    for deed in readings(drawer) {
        let reply = person.does(deed).await.is(200);
        is_silent(&(reply.text() + &format!("{:?}", reply.headers)), &secrets, &reply.asked);
    }
    for question in &drawer.hidden {
        let unknown = uuid::Uuid::now_v7().to_string();
        let deeds = |id: &str| {
            [deed::read(id), deed::edit(id, "Mine?"), deed::withdraw(id), deed::upvote(id), deed::unvote(id)]
        };
        for (hidden, unknown) in deeds(question.id()).into_iter().zip(deeds(&unknown)) {
            let (hidden, unknown) = (person.does(hidden).await, person.does(unknown).await);
            let plain = |reply: &tests::Reply| reply.text().replace(reply.header("x-request-id"), "");
            assert_eq!((hidden.status, plain(&hidden)), (unknown.status, plain(&unknown)), "{}", hidden.asked);
        }
    }
}

both!(
    async fn a_stranger_reads_finds_counts_and_polls_nothing_of_it(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let drawer = Drawer::of(&acme).await;
        for person in [acme.anonymous(), acme.participant("bob").await, drawer.alice.visits(&bolt.slug)] {
            if person.tenant() == acme.slug {
                knows_nothing(&person, &drawer).await;
            } else {
                let listed = person.lists_by("status=UNDER_REVIEW,REJECTED,ARCHIVED,OPEN").await;
                assert!(listed.items.is_empty(), "{:?}", listed.items);
                person.may_not(deed::read(drawer.hidden[0].id()), 404, "not_found").await;
            }
        }
        let ben = bolt.moderator().await;
        assert!(ben.lists_by("status=UNDER_REVIEW").await.items.is_empty());
        ben.may_not(deed::approve(drawer.hidden[0].id()), 404, "not_found").await;
        ben.may_not(deed::archive(drawer.hidden[0].id()), 404, "not_found").await;
    }
);

both!(
    async fn no_stream_or_replay_tells_a_stranger(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let bob = acme.participant("bob").await;
        let before = acme.position().await;
        let mut ears = vec![acme.ear().await, bob.ear().await, bob.ear().filter("question:submitted,question:*").await];
        let drawer = Drawer::of(&acme).await;
        for hearing in [bob.ear(), acme.ear(), bob.ear().team(&drawer.team)] {
            ears.push(hearing.after(&before).await);
        }
        ears.push(bob.ear().last_event_id(&drawer.start).await);
        let fence = bob.asks("A fence?").await;
        for ear in &mut ears[..5] {
            assert_eq!(ear.waits_for("question:created").await.question(), fence.id());
        }
        let inside = bob.asks_in(&drawer.team, "A fence inside?").await;
        drawer.ada.approves(&inside).await;
        for ear in &mut ears {
            while ear.waits_for("question:created").await.question() != inside.id() {}
            let heard: String = ear.heard.iter().map(|message| message.raw.as_str()).collect();
            is_silent(&heard, &drawer.secrets(), "a stream");
        }
    }
);

both!(
    async fn its_author_and_staff_read_and_hear_all_of_it(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let drawer = Drawer::of(&acme).await;
        let told = ["question:submitted", "question:tagged", "question:pinned", "question:updated", "question:frozen"];
        let mut expected = [told, told].concat();
        expected.push("question:rejected");
        for person in [&drawer.alice, &drawer.ada, &acme.moderator().await] {
            for status in ["UNDER_REVIEW", "REJECTED"] {
                let listed = person.lists_by(&format!("status={status}&q={CANARY}&tag=Hidden")).await;
                assert_eq!(listed.items.len(), 1, "{}: {status}", person.name);
                assert_eq!(listed.items[0]["viewer"]["own"], person.name == "alice");
            }
            for question in &drawer.hidden {
                assert_eq!(person.reads(question).await.id(), question.id());
            }
            let polled = person.polls(&format!("after={}&limit=1000", drawer.start)).await;
            assert_eq!(polled.kinds(), expected, "{}", person.name);
            let mut ear = person.ear().after(&drawer.start).await;
            for kind in &expected {
                ear.hears(kind).await;
            }
        }
    }
);

both!(
    async fn once_public_and_put_away_it_is_gone_for_strangers_and_still_there_for_its_author(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let mut drawer = Drawer::of(&acme).await;
        let (bob, ada) = (acme.participant("bob").await, &drawer.ada);
        for question in &drawer.hidden {
            ada.approves(question).await;
            ada.thaws(question).await;
        }
        bob.upvotes(&drawer.hidden[0]).await;
        for question in &drawer.hidden {
            ada.archives(question).await;
            assert_eq!(drawer.alice.reads(question).await.text("status"), "ARCHIVED");
            bob.may_not(deed::unvote(question.id()), 404, "not_found").await;
        }
        let mut ear = bob.ear().await;
        ada.edits(&drawer.hidden[0], &format!("{CANARY} reworded")).await;
        ada.withdraws(&drawer.hidden[1]).await;
        bob.asks("A fence?").await;
        ear.hears("question:created").await;
        // What was public once is told again to whoever reads from before; lists and searches know it no more.
        let told = bob.polls(&format!("after={}&limit=1000", drawer.start)).await;
        assert!(told.kinds().contains(&"question:archived"), "{:?}", told.kinds());
        drawer.start = acme.position().await;
        knows_nothing(&bob, &drawer).await;
        assert_eq!(drawer.alice.lists_by("status=ARCHIVED").await.ids(), [drawer.hidden[0].id()]);
    }
);
