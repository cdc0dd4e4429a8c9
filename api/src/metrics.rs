//! What operators can see: every name of the metrics page, as facts rather than gauges.
//!
//! The label `tenant` is the slug and bounded: tenants past the bound share the label `other`.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use prometheus::{
    Encoder, Histogram, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Registry, TextEncoder,
};

mod hints;
mod maker;

pub use hints::Hints;
use maker::{FAST, LONG, Maker, SIZES};

/// Why a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The client went away, or its connection broke.
    Client,
    /// The server is stopping.
    Drain,
    /// Its credential or tenant was revoked.
    Revoked,
    /// A ticket or token was spent or invalid.
    Expired,
    /// A limit was reached.
    Busy,
    /// The log could not be read.
    Fault,
}

impl Closed {
    /// Every reason.
    pub const ALL: [Self; 6] = [Self::Client, Self::Drain, Self::Revoked, Self::Expired, Self::Busy, Self::Fault];

    /// The value of the label `reason`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Drain => "drain",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::Busy => "busy",
            Self::Fault => "fault",
        }
    }
}

/// The registry and everything in it.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    labelled: Mutex<HashSet<String>>,
    most_labels: usize,
    connections: IntGaugeVec,
    opened: IntCounterVec,
    closed: IntCounterVec,
    duration: Histogram,
    resumes: IntCounterVec,
    refused: IntCounterVec,
    heartbeats: IntCounter,
    heartbeat_lag: Histogram,
    published: IntCounterVec,
    delivered: IntCounter,
    commit: Histogram,
    delivery: Histogram,
    bus_tenants: IntGauge,
    ring_bytes: IntGauge,
    lagging: IntGauge,
    votes: IntCounterVec,
    vote_batch: Histogram,
    hints: IntCounterVec,
    carriers: IntGaugeVec,
    auth_failures: IntCounterVec,
    requests: IntCounterVec,
    request_duration: HistogramVec,
    pool: IntGaugeVec,
}

impl Metrics {
    /// A fresh registry; `most_labels` tenants get a label of their own.
    ///
    /// # Errors
    /// When two metrics were given one name: a mistake in this file.
    pub fn new(most_labels: usize) -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let make = Maker(&registry);
        let metrics = Self {
            connections: make.gauges("sse_connections", "Streams open now.", &["tenant"])?,
            opened: make.counters("sse_connections_opened_total", "Streams opened.", &["tenant"])?,
            closed: make.counters("sse_connections_closed_total", "Streams ended, by reason.", &["reason"])?,
            duration: make.histogram("sse_connection_duration_seconds", "How long streams lasted.", LONG)?,
            resumes: make.counters("sse_resumes_total", "Where streams began to read.", &["outcome"])?,
            refused: make.counters("sse_refused_total", "Streams refused, by limit.", &["limit"])?,
            heartbeats: make.counter("sse_heartbeats_total", "Heartbeats sent.")?,
            heartbeat_lag: make.histogram("sse_heartbeat_lag_seconds", "How late heartbeats were.", FAST)?,
            published: make.counters("events_published_total", "Events put on a bus after commit.", &["type"])?,
            delivered: make.counter("events_delivered_total", "Events handed to a socket or a poll.")?,
            commit: make.histogram("event_commit_seconds", "From the begin to the commit of a deed.", FAST)?,
            delivery: make.histogram("event_delivery_seconds", "From commit to the socket.", FAST)?,
            bus_tenants: make.gauge("bus_tenants", "Tenants with a ring in memory.")?,
            ring_bytes: make.gauge("bus_ring_bytes", "Bytes in all rings.")?,
            lagging: make.gauge("bus_lagging_connections", "Streams that read from the log to catch up.")?,
            votes: make.counters("votes_total", "Votes, by outcome.", &["outcome"])?,
            vote_batch: make.histogram("vote_batch_size", "Votes in one transaction.", SIZES)?,
            hints: make.counters("backplane_hints_total", "Hints between nodes.", &["carrier", "outcome"])?,
            carriers: make.gauges("backplane_up", "Whether nodes can wake each other.", &["carrier"])?,
            auth_failures: make.counters("auth_failures_total", "Refused credentials, by reason.", &["reason"])?,
            requests: make.counters("http_requests_total", "Requests answered.", &["route", "method", "status"])?,
            request_duration: make.histograms("http_request_duration_seconds", "Time to the answer.", &["route"])?,
            pool: make.gauges("db_pool_connections", "Database connections, by state.", &["state"])?,
            labelled: Mutex::default(),
            most_labels,
            registry: registry.clone(),
        };
        make.build_info()?;
        metrics.begin_at_zero();
        #[cfg(target_os = "linux")]
        registry.register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))?;
        Ok(metrics)
    }

    /// A counter that first appears at 1 hides its first step from `rate()`.
    fn begin_at_zero(&self) {
        let begin = |counters: &IntCounterVec, values: &[&str]| {
            for value in values {
                counters.with_label_values(&[value]);
            }
        };
        begin(&self.resumes, &["live", "ring", "log", "reset"]);
        begin(&self.closed, &Closed::ALL.map(Closed::name));
        begin(&self.refused, &["process", "tenant", "address", "participant"]);
        begin(&self.votes, &["accepted", "refused", "failed"]);
        begin(&self.auth_failures, &["login", "operator", "ticket"]);
    }

    /// Types of events that can be published.
    pub fn expects_events(&self, kinds: impl Iterator<Item = &'static str>) {
        for kind in kinds {
            self.published.with_label_values(&[kind]);
        }
    }

    /// The page, in the Prometheus text format.
    pub fn page(&self) -> String {
        let mut page = Vec::new();
        if let Err(error) = TextEncoder::new().encode(&self.registry.gather(), &mut page) {
            tracing::error!(%error, "the metrics page could not be written");
        }
        String::from_utf8(page).unwrap_or_default()
    }

    /// A stream of this tenant opened; the count falls when the returned guard is dropped.
    pub fn listener_joined(&self, tenant: &str) -> Listening {
        let label = self.label(tenant);
        self.opened.with_label_values(&[&label]).inc();
        let gauge = self.connections.with_label_values(&[&label]);
        gauge.inc();
        Listening { gauge }
    }

    /// A stream ended.
    pub fn listener_left(&self, reason: Closed, lasted: Duration) {
        self.closed.with_label_values(&[reason.name()]).inc();
        self.duration.observe(lasted.as_secs_f64());
    }

    /// A stream began to read: `live`, `ring`, `log` or `reset`.
    pub fn listener_resumed(&self, outcome: &str) {
        self.resumes.with_label_values(&[outcome]).inc();
    }

    /// A stream was refused at this limit.
    pub fn listener_refused(&self, limit: &str) {
        self.refused.with_label_values(&[limit]).inc();
    }

    /// A heartbeat was sent this late.
    pub fn heartbeat_sent(&self, late: Duration) {
        self.heartbeats.inc();
        self.heartbeat_lag.observe(late.as_secs_f64());
    }

    /// An event of this type was put on a bus.
    pub fn event_published(&self, kind: &str) {
        self.published.with_label_values(&[kind]).inc();
    }

    /// An event committed this long ago was handed to a socket.
    pub fn event_delivered(&self, after: Duration) {
        self.delivered.inc();
        self.delivery.observe(after.as_secs_f64());
    }

    /// A deed took this long to commit.
    pub fn deed_committed(&self, took: Duration) {
        self.commit.observe(took.as_secs_f64());
    }

    /// Rings in memory, and their bytes.
    pub fn rings_held(&self, tenants: usize, bytes: usize) {
        self.bus_tenants.set(i64::try_from(tenants).unwrap_or(i64::MAX));
        self.ring_bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    /// A stream reads from the log until the returned guard is dropped.
    pub fn listener_lags(&self) -> Listening {
        self.lagging.inc();
        Listening { gauge: self.lagging.clone() }
    }

    /// A vote ended so.
    pub fn vote_ended(&self, outcome: &str) {
        self.votes.with_label_values(&[outcome]).inc();
    }

    /// So many votes were committed at once.
    pub fn vote_batch(&self, size: usize) {
        self.vote_batch.observe(f64::from(u32::try_from(size).unwrap_or(u32::MAX)));
    }

    /// A credential was refused.
    pub fn auth_failed(&self, reason: &str) {
        self.auth_failures.with_label_values(&[reason]).inc();
    }

    /// A request was answered.
    pub fn request_answered(&self, route: &str, method: &str, status: u16, took: Duration) {
        self.requests.with_label_values(&[route, method, &status.to_string()]).inc();
        self.request_duration.with_label_values(&[route]).observe(took.as_secs_f64());
    }

    /// The state of the database pool.
    pub fn pool_holds(&self, idle: usize, used: usize) {
        self.pool.with_label_values(&["idle"]).set(i64::try_from(idle).unwrap_or(i64::MAX));
        self.pool.with_label_values(&["used"]).set(i64::try_from(used).unwrap_or(i64::MAX));
    }

    fn label(&self, tenant: &str) -> String {
        let mut labelled = self.labelled.lock().unwrap_or_else(PoisonError::into_inner);
        if labelled.contains(tenant) {
            return tenant.to_owned();
        }
        if labelled.len() >= self.most_labels {
            return "other".to_owned();
        }
        labelled.insert(tenant.to_owned());
        tenant.to_owned()
    }
}

/// Counts one stream for as long as it lives.
#[derive(Debug)]
pub struct Listening {
    gauge: IntGauge,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.gauge.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenants_past_the_bound_share_a_label() {
        let metrics = Metrics::new(1).unwrap();
        let _a = metrics.listener_joined("a");
        let _b = metrics.listener_joined("b");
        let page = metrics.page();
        assert!(page.contains(r#"openfloor_sse_connections{tenant="a"} 1"#));
        assert!(page.contains(r#"openfloor_sse_connections{tenant="other"} 1"#));
        assert!(!page.contains(r#"tenant="b""#));
    }

    #[test]
    fn a_stream_is_counted_while_it_lives() {
        let metrics = Metrics::new(10).unwrap();
        drop(metrics.listener_joined("a"));
        assert!(metrics.page().contains(r#"openfloor_sse_connections{tenant="a"} 0"#));
    }
}
