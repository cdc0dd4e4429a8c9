//! A clock that jumps in the midst of a meeting: numbers, ids, keys and sessions do not go by the time of day.

use serde_json::Value;
use tests::{Carrier, Cluster, Ear, PASSWORD, Person, Store, Tenant, both, deed};

const HOUR: i64 = 3_600;

/// Hears heartbeats until one of them tells a time that is off by so much.
async fn is_seen(ear: &mut Ear, off: i64) {
    loop {
        let beat = ear.waits_for("heartbeat").await;
        let told = beat.json["timestamp"].as_i64().expect("a heartbeat tells the time");
        let right = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("it is not 1969");
        let differs = told / 1_000 - i64::try_from(right.as_secs()).expect("a number");
        if (differs - off).abs() < 60 {
            return;
        }
    }
}

/// Asks under this key at both nodes, and is answered the same.
async fn asks_once(alice: &Person, elsewhere: &Person, key: &str) -> Value {
    let ask = || deed::ask(&format!("What time is it, {key}?")).key(key);
    let (here, there) = (alice.does(ask()).await.is(201).json(), elsewhere.does(ask()).await.is(201).json());
    assert_eq!(here, there);
    here
}

async fn all_is_heard(acme: &Tenant, start: &str, ear: &mut Ear) {
    let log = acme.anonymous().polls_all(start, 1_000, "").await;
    let head = log.last().and_then(|event| event["seq"].as_i64()).expect("the log is not empty");
    ear.all_until(head).await;
    let heard: Vec<_> = ear.heard.iter().filter(|message| message.seq.is_some()).map(|m| m.json.clone()).collect();
    assert_eq!(heard, log, "each event once, in order");
}

both!(
    /// With several nodes the clock of one jumps, and that of the other is right.
    async fn a_clock_that_jumps_breaks_nothing(store: Store) {
        let cluster = match store {
            Store::Sqlite => Cluster::of_one().await,
            Store::Postgres => Cluster::of(2, Carrier::Postgres, false).await,
        };
        let (acme, other) = (cluster.site().tenant("acme").await, cluster.last_site());
        let (start, alice) = (acme.position().await, acme.participant("alice").await);
        let (account, elsewhere) = (acme.staff("moderator").await.1, alice.on(other));
        let (mut ears, mut asked) = ([acme.ear().await, acme.on(other).ear().await], Vec::new());
        let owner = acme.owner().await;
        for off in [HOUR, -HOUR, -24 * HOUR, 24 * HOUR, 0] {
            cluster.clock().is_off_by(off);
            is_seen(&mut ears[0], off).await;
            let key = format!("off by {off}");
            asked.push((key.clone(), asks_once(&alice, &elsewhere, &key).await));
            // Also under the keys that were used at another time.
            for (key, before) in &asked {
                assert_eq!(asks_once(&alice, &elsewhere, key).await, *before);
            }
            let id = asked[0].1["id"].as_str().expect("an id");
            drop(alice.does(deed::upvote(id)).await.is(200));
            drop(elsewhere.does(deed::unvote(id)).await.is(200));
            for site in [cluster.site(), other] {
                assert_eq!(owner.on(site).am_i().await["kind"], "staff", "who is signed in stays so");
                drop(acme.on(site).anonymous().logs_in(account.text("email"), PASSWORD).await.is(200));
            }
            for ear in &mut ears {
                all_is_heard(&acme, &start, ear).await;
            }
        }
    }
);
