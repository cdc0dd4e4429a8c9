//! Whatever befalls the nodes, their databases and the networks between them: nothing is lost, doubled, reordered or
//! told to the wrong tenant. The judge is `openfloor check`; what happens when is drawn from a seed.
//!
//! `make chaos` lets it last, by the variables named below.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tests::{Carrier, Cluster, Fault, environment};
use tokio::time::Instant;

/// A number that the environment may set.
fn setting(name: &str, usual: u64) -> u64 {
    environment(name).map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name}: '{text}' is no number")))
}

/// Lets everything happen to a cluster while it is written to and listened to, and hears the verdict.
async fn keeps_its_word(what: &str, mut cluster: Cluster) {
    let seconds = setting("OPENFLOOR_CHAOS_SECONDS", 20);
    let seed = setting("OPENFLOOR_TEST_SEED", rand::random_range(0..1_000_000));
    let mut rng = StdRng::seed_from_u64(seed);
    let check = cluster.check([
        format!("--seconds={seconds}"),
        format!("--writers={}", setting("OPENFLOOR_CHAOS_WRITERS", 8)),
        format!("--listeners={}", setting("OPENFLOOR_CHAOS_LISTENERS", 24)),
        format!("--rate={}", setting("OPENFLOOR_CHAOS_RATE", 100)),
        format!("--seed={seed}"),
    ]);
    let check = tokio::spawn(check);
    cluster.is_listened_to().await;
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut suffered = BTreeMap::<_, usize>::new();
    // Each once first, if there is time, and then as it comes.
    let mut due = Vec::new();
    while Instant::now() < end && !check.is_finished() {
        if due.is_empty() {
            due = cluster.faults();
        }
        let fault = due.swap_remove(rng.random_range(0..due.len()));
        cluster.suffers(fault, &mut rng).await;
        *suffered.entry(fault).or_default() += 1;
        tokio::time::sleep(Duration::from_millis(rng.random_range(200..2_000))).await;
    }
    let output = check.await.expect("the check is not cut short");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (verdict, progress) = (said(&output.stdout), said(&output.stderr));
    println!("{what}, {seconds} s: {suffered:?}\n{verdict}");
    assert!(output.status.success(), "{what}, seed {seed}: {suffered:?}\n{verdict}\n{progress}");
    assert!(suffered.len() > 2, "something happened: {suffered:?}");
    let resets = !verdict.contains(" connections, 0 resets");
    assert_eq!(resets, suffered.contains_key(&Fault::DatabasePromoted), "another database, another epoch: {verdict}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_node_over_sqlite_keeps_its_word() {
    keeps_its_word("one node, SQLite", Cluster::of_one().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_over_postgres_keep_their_word() {
    keeps_its_word("three nodes, PostgreSQL", Cluster::of(3, Carrier::Postgres, true).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_over_postgres_and_redis_keep_their_word() {
    keeps_its_word("three nodes, PostgreSQL and Redis", Cluster::of(3, Carrier::Redis, false).await).await;
}
