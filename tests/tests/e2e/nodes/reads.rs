//! What the database reads so that events are delivered: it depends on nodes and tenants, not on who listens.

use tests::{Node, OPERATOR_TOKEN, Postgres, load};

const NODES: u64 = 2;
const TENANTS: u64 = 4;
/// Events a second of all tenants, and for how many seconds.
const PACE: (u64, u64) = (20, 3);

/// Reads of what a statement's text is like, since the last reset.
async fn reads(postgres: &Postgres, like: &str) -> u64 {
    let count = format!(
        "SELECT COALESCE(SUM(calls), 0)::bigint FROM pg_stat_statements \
         WHERE query LIKE 'SELECT %' AND query NOT LIKE '%pg_stat%' AND {like}"
    );
    postgres.says(&count).await.trim().parse().expect("a count")
}

#[tokio::test]
async fn five_thousand_listeners_cost_the_database_no_more_than_ten() {
    let mut postgres = Postgres::starts().await;
    postgres.says("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'").await;
    postgres.is_killed().await;
    postgres.starts_again().await;
    postgres.says("CREATE EXTENSION pg_stat_statements").await;
    let url = format!("postgres://openfloor@{}/postgres", postgres.address);
    let settings = [("DATABASE_URL", &*url), ("OPENFLOOR_OPERATOR_TOKEN", OPERATOR_TOKEN)];
    let nodes = [Node::at(&settings).await, Node::at(&settings).await];
    let sites = nodes.each_ref().map(Node::site);
    let mut counted = Vec::new();
    for listeners in [10, 1_000, 5_000] {
        postgres.says("SELECT pg_stat_statements_reset()").await;
        let (rate, seconds) = PACE;
        let wanted =
            format!("fanout --team --listeners {listeners} --tenants {TENANTS} --rate {rate} --seconds {seconds}");
        let figures = load(&sites, &wanted).await;
        let events = figures["published"].as_f64().expect("a number");
        assert_eq!(figures["deliveries"].as_f64(), Some(events / TENANTS as f64 * f64::from(listeners)), "{figures}");
        for fault in ["missed", "doubled", "disordered"] {
            assert_eq!(figures[fault], 0.0, "{figures}");
        }
        let of_log = reads(&postgres, "query LIKE '%tenant\\_event%'").await;
        let heads = reads(&postgres, "query LIKE '%tenant\\_stream%' AND query NOT LIKE '%tenant\\_event%'").await;
        let others = reads(&postgres, "query NOT LIKE '%tenant\\_event%' AND query NOT LIKE '%tenant\\_stream%'").await;
        println!(
            "{listeners} listeners, {events} events: {of_log} reads of the log, {heads} of heads, {others} others"
        );
        // Each node reads an event once at most, and each tenant's last ones once; writers read nothing of the log.
        assert!(of_log > 0 && of_log as f64 <= events + (NODES * TENANTS) as f64, "{of_log} reads of {events} events");
        counted.push((of_log + heads, others));
    }
    let few = counted[0];
    for (delivery, others) in &counted[1..] {
        // Longer runs look at heads more often: twice a second and node.
        assert!(*delivery <= few.0 * 2 && *others <= few.1 * 2, "{counted:?}");
    }
}
