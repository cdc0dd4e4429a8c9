//! What several nodes over one PostgreSQL cost and reach: how late the other node is, and how much all of them write.
//!
//! `make bench` runs it with the release build. PostgreSQL is one of its own, which syncs nothing to disk, as
//! `tests/with-services` starts it; everybody shares the machine with it, the load too.

use std::collections::BTreeMap;
use std::pin::pin;
use std::time::Duration;

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use serde_json::Value;
use tests::{Carrier, Node, OPERATOR_TOKEN, Postgres, Site, load};

/// Questions and votes a second that are asked for, over 32 tenants.
const WRITES: &str = "write --tenants 32 --questions 1100 --votes 5500 --askers 64 --voters 2048 --seconds 15";
/// One event at a time, far from any load.
const ALONE: &str = "fanout --listeners 1 --rate 20 --seconds 15";
/// How often the database is asked who waits.
const LOOK: Duration = Duration::from_millis(10);

#[tokio::main]
async fn main() {
    println!("from a question's first byte out to its event's last byte in, one at a time (ms)");
    println!("{:24} {:>8} {:>8} {:>8}", "", "p50", "p99", "max");
    for carrier in [Carrier::None, Carrier::Postgres, Carrier::Redis] {
        let (postgres, nodes) = nodes(2, carrier).await;
        let [here, there] = [nodes[0].site(), nodes[1].site()];
        if carrier == Carrier::None {
            told("on the same node", &load(&[here], ALONE).await);
        }
        told(
            &format!("on another, {}", carrier.name()),
            &load(&[there], &format!("{ALONE} --write-to {}", here.address)).await,
        );
        drop((nodes, postgres));
    }
    println!("\nquestions and votes at once, 32 tenants, in turns");
    println!(
        "{:10} {:>12} {:>10} {:>14} {:>12}  who waits in the database",
        "nodes", "questions/s", "votes/s", "question p99", "vote p99"
    );
    for count in [1, 2, 3, 3, 2, 1] {
        let (postgres, nodes) = nodes(count, Carrier::Postgres).await;
        let sites: Vec<_> = nodes.iter().map(Node::site).collect();
        let (figures, waits) = written(&postgres, &sites).await;
        let of = |name: &str| figures[name].as_f64().unwrap_or(f64::NAN);
        assert_eq!((of("questions not done"), of("votes not done")), (0.0, 0.0), "{figures}");
        println!(
            "{count:<10} {:>12.0} {:>10.0} {:>11.0} ms {:>9.0} ms  {waits}",
            of("questions"),
            of("votes"),
            of("questions p99"),
            of("votes p99")
        );
    }
}

fn told(what: &str, figures: &Value) {
    let of = |name: &str| figures[name].as_f64().unwrap_or(f64::NAN);
    println!("{what:24} {:>8.2} {:>8.2} {:>8.2}", of("age p50"), of("age p99"), of("age max"));
}

async fn nodes(count: usize, carrier: Carrier) -> (Postgres, Vec<Node>) {
    let postgres = Postgres::starts().await;
    let url = format!("postgres://openfloor@{}/postgres", postgres.address);
    let settings = carrier.settings();
    let mut all =
        vec![("DATABASE_URL", &*url), ("OPENFLOOR_OPERATOR_TOKEN", OPERATOR_TOKEN), ("OPENFLOOR_LOG", "warn")];
    all.extend(settings.iter().map(|(name, value)| (&**name, &**value)));
    let mut nodes = Vec::new();
    while nodes.len() < count {
        nodes.push(Node::at(&all).await);
    }
    (postgres, nodes)
}

/// The load, and what backends at work were seen waiting for, and how often. The lock that NOTIFY takes at commit is one
/// on an `object`.
async fn written(postgres: &Postgres, sites: &[Site]) -> (Value, String) {
    let database = Database::connect(format!("postgres://openfloor@{}/postgres", postgres.address)).await;
    let database = database.expect("the database can be looked at");
    let looked = "SELECT COALESCE(wait_event_type || ' ' || wait_event, 'runs') FROM pg_stat_activity \
                  WHERE state = 'active' AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    let mut waits = BTreeMap::<String, u32>::new();
    let mut pace = tokio::time::interval(LOOK);
    let mut load = pin!(load(sites, WRITES));
    let figures = loop {
        tokio::select! {
            figures = &mut load => break figures,
            _ = pace.tick() => {}
        }
        let looked = Statement::from_string(DbBackend::Postgres, looked);
        for row in database.query_all_raw(looked).await.expect("it answers") {
            *waits.entry(row.try_get_by_index(0).expect("a text")).or_default() += 1;
        }
    };
    let seen: u32 = waits.values().sum();
    assert!(seen > 0, "nobody was seen at work");
    let waits: Vec<_> = waits.iter().map(|(wait, count)| format!("{wait} {count}")).collect();
    (figures, waits.join(", "))
}
