//! What operators see.

use tests::{Deed, Person, Store, World, both, eventually};

const NAMES: &[&str] = &[
    "openfloor_sse_connections{tenant=\"acme\"}",
    "openfloor_sse_connections_opened_total{tenant=\"acme\"}",
    "openfloor_sse_connections_closed_total{reason=",
    "openfloor_sse_connection_duration_seconds_bucket",
    "openfloor_sse_resumes_total{outcome=\"live\"}",
    "openfloor_sse_resumes_total{outcome=\"ring\"}",
    "openfloor_sse_resumes_total{outcome=\"log\"}",
    "openfloor_sse_resumes_total{outcome=\"reset\"}",
    "openfloor_sse_refused_total{limit=",
    "openfloor_sse_heartbeats_total",
    "openfloor_sse_heartbeat_lag_seconds_bucket",
    "openfloor_events_published_total{type=\"question:created\"}",
    "openfloor_events_delivered_total",
    "openfloor_event_commit_seconds_bucket",
    "openfloor_event_delivery_seconds_bucket",
    "openfloor_bus_tenants",
    "openfloor_bus_ring_bytes",
    "openfloor_bus_lagging_connections",
    "openfloor_votes_total{outcome=",
    "openfloor_vote_batch_size_bucket",
    "openfloor_auth_failures_total{reason=",
    "openfloor_http_requests_total{",
    "openfloor_http_request_duration_seconds_bucket",
    "openfloor_db_pool_connections{state=",
    "openfloor_backplane_hints_total{carrier=",
    "openfloor_backplane_up{carrier=",
    "openfloor_build_info{",
    "process_resident_memory_bytes",
    "process_open_fds",
];

async fn page(world: &World) -> String {
    Person::new(**world, "", "prometheus").does(Deed::get("/metrics")).await.is(200).text()
}

/// The value of the first line that begins so.
async fn value(world: &World, name: &str) -> Option<f64> {
    let page = page(world).await;
    let line = page.lines().find(|line| line.starts_with(name))?;
    line.rsplit(' ').next().and_then(|value| value.parse().ok())
}

/// Counters that `rate()` must see from their beginning.
const FROM_ZERO: &[&str] = &[
    "openfloor_sse_connections_closed_total{reason=\"drain\"} 0",
    "openfloor_sse_refused_total{limit=\"tenant\"} 0",
    "openfloor_events_published_total{type=\"question:created\"} 0",
    "openfloor_votes_total{outcome=\"accepted\"} 0",
    "openfloor_auth_failures_total{reason=\"login\"} 0",
];

both!(
    async fn counters_begin_at_zero(store: Store) {
        let world = World::on(store).await;
        let page = page(&world).await;
        for line in FROM_ZERO {
            assert!(page.lines().any(|other| other == *line), "{line} is not on the page:\n{page}");
        }
        for outcome in ["sent", "received", "stale", "missed", "failed"] {
            let hints =
                |line: &str| line.starts_with("openfloor_backplane_hints_total{carrier=") && line.contains(outcome);
            assert!(page.lines().any(hints), "{outcome} hints are not on the page:\n{page}");
        }
    }
);

both!(
    async fn every_name_of_the_contract_is_on_the_page(store: Store) {
        let world = World::on(store).with("OPENFLOOR_MAX_CONNECTIONS_PER_PARTICIPANT", 1).alone().await;
        let acme = world.tenant("acme").await;
        let alice = acme.participant("alice").await;
        let mut ear = alice.ear().await;
        alice.ear().opens().await.ends().await;
        let question = alice.asks("Counted?").await;
        alice.upvotes(&question).await;
        ear.hears("question:created").await;
        drop(alice.may_not(Deed::get("/auth/users"), 401, "unauthenticated").await);
        drop(alice.logs_in("nobody@acme.example", "nothing").await.is(401));
        let page = page(&world).await;
        for name in NAMES {
            assert!(page.lines().any(|line| line.starts_with(name)), "{name} is not on the page:\n{page}");
        }
        assert!(!page.contains(question.id()) && !page.contains("summary"), "no ids, no summaries:\n{page}");
    }
);

both!(
    async fn the_number_of_streams_falls_when_they_go(store: Store) {
        let world = World::on(store).alone().await;
        let acme = world.tenant("acme").await;
        let gauge = "openfloor_sse_connections{tenant=\"acme\"}";
        let ears = [acme.ear().await, acme.ear().await, acme.ear().await];
        assert_eq!(value(&world, gauge).await, Some(3.0));
        assert_eq!(value(&world, "openfloor_sse_connections_opened_total{tenant=\"acme\"}").await, Some(3.0));
        drop(ears);
        eventually("the gauge falls", || async { value(&world, gauge).await == Some(0.0) }).await;
    }
);

both!(
    async fn tenants_past_the_bound_are_summed(store: Store) {
        let world = World::on(store).with("OPENFLOOR_METRICS_TENANTS", 1).alone().await;
        let (acme, other) = (world.tenant("acme").await, world.tenant("another").await);
        let _ears = [acme.ear().await, other.ear().await];
        let page = page(&world).await;
        assert!(page.contains("openfloor_sse_connections{tenant=\"other\"} 1"), "{page}");
        assert!(!page.contains("another"), "{page}");
    }
);
