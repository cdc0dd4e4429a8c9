//! Who a participant is never leaves the server.

use tests::{Deed, Person, Process, Store, World, both};

use super::{CANARY, Nest, is_silent};

/// Every form in which these cookies, and the device in the participant's, could be told.
fn cookies_of(person: &Person) -> Vec<String> {
    let cookies = person.cookies().unwrap_or_default();
    let mut hidden = Vec::new();
    for (name, value) in cookies.split("; ").filter_map(|pair| pair.split_once('=')) {
        hidden.push(value.to_lowercase());
        if name == "openfloor_participant" {
            let device = value.split('.').next().unwrap_or_default();
            let id = uuid::Uuid::from_slice(&decoded(device)).expect("a device has 16 bytes");
            hidden.extend([device.to_lowercase(), id.to_string(), id.simple().to_string()]);
        }
    }
    hidden
}

/// The bytes of a text in base64 for URLs, without padding.
fn decoded(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let value = |byte| DIGITS.iter().position(|digit| *digit == byte).expect("a digit of base64");
    let bits: String = text.bytes().map(|byte| format!("{:06b}", value(byte))).collect();
    let byte = |bits: &[u8]| bits.iter().fold(0, |byte, bit| byte << 1 | (bit - b'0'));
    bits.as_bytes().chunks_exact(8).map(byte).collect()
}

async fn voters(database: &tests::Database) -> Vec<String> {
    let mut voters = database.uuids("upvote", "voter").await;
    voters.extend(database.uuids("question", "author").await);
    let bare: Vec<_> = voters.iter().map(|voter| voter.replace('-', "")).collect();
    voters.extend(bare);
    voters
}

both!(
    async fn no_body_event_metric_or_log_line_says_who_a_participant_is(store: Store) {
        let world = Process::on(store).with("OPENFLOOR_LOG", "trace").await;
        let nest = Nest::in_(world.tenant("acme").await).await;
        let owner = nest.tenant.owner().await;
        let bob = nest.tenant.participant("bob").await;
        let people = [nest.alice.clone(), bob, nest.ada.clone(), owner, nest.tenant.anonymous()];
        let mut told = Vec::new();
        for person in &people {
            let mut ear = person.ear().await;
            let asked = person.does(tests::deed::ask("Who am I?").key("the same key")).await.is(201).shown();
            told.push(person.upvotes(&asked).await.to_string());
            told.push(person.edits(&asked, "Who are you?").await.to_string());
            told.push(person.does(tests::deed::pin(asked.id())).await.text());
            for path in ["/questions?limit=200", "/events?limit=1000", "/stats", "/auth/me", "/tenant", "/metrics"] {
                told.push(person.does(Deed::get(path)).await.is(200).text());
            }
            told.push(person.does(Deed::get("/auth/users")).await.text());
            ear.waits_for("question:updated").await;
            told.extend(ear.heard.iter().map(|message| message.raw.clone()));
        }
        let mut hidden = voters(world.database()).await;
        hidden.extend(people.iter().flat_map(cookies_of));
        assert!(hidden.len() > 20);
        for text in &told {
            is_silent(text, &hidden, "an answer");
        }
        let log = world.printed();
        assert!(log.contains("stream opened") && log.contains("question:updated"), "the log says too little:\n{log}");
        let words = [CANARY, "Who am I", tests::PASSWORD, tests::OPERATOR_TOKEN].map(str::to_lowercase);
        hidden.extend(words);
        for line in log.lines() {
            is_silent(line, &hidden, "the log");
        }
    }
);

both!(
    async fn a_device_is_another_voter_in_each_tenant(store: Store) {
        let world = World::on(store).await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let alice = acme.participant("alice").await;
        let there = alice.visits(&bolt.slug);
        alice.upvotes(&alice.asks("Here?").await).await;
        there.upvotes(&there.asks("There?").await).await;
        let voters: std::collections::HashSet<_> = voters(world.database()).await.into_iter().collect();
        assert_eq!(voters.len(), 4, "two voters, each in two forms");
        for device in cookies_of(&alice) {
            assert!(!voters.contains(&device));
        }
    }
);

both!(
    async fn credentials_are_stored_as_hashes_only(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let owner = acme.owner().await;
        let session = owner.cookies().expect("the owner has a session");
        let token = session.split("; ").find_map(|pair| pair.strip_prefix("openfloor_session_")?.split_once('='));
        let token = token.expect("the owner has a session").1;
        let count = |table: &str, test: String| format!("SELECT COUNT(*) FROM {table} WHERE {test}");
        let plain = count("session", format!("token_hash LIKE '%{token}%'"));
        assert_eq!(world.database().number(&plain).await, 0);
        let hashed = count("staff", "password_hash NOT LIKE '$argon2id$%'".to_owned());
        assert_eq!(world.database().number(&hashed).await, 0);
        let audited = "before LIKE '%argon2%' OR after LIKE '%argon2%' OR after LIKE '%password%'".to_owned();
        acme.moderator().await;
        assert_eq!(world.database().number(&count("audit", audited)).await, 0);
    }
);

both!(
    async fn participants_leave_no_audit(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let before = world.database().number("SELECT COUNT(*) FROM audit").await;
        let (alice, bob) = (acme.participant("alice").await, acme.participant("bob").await);
        let question = alice.asks("Why?").await;
        alice.edits(&question, "Why not?").await;
        bob.upvotes(&question).await;
        bob.unvotes(&question).await;
        alice.withdraws(&question).await;
        assert_eq!(world.database().number("SELECT COUNT(*) FROM audit").await, before);
    }
);
