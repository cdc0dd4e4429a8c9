//! Making metrics: our prefix, our buckets, and the registry they go to.

use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
};

/// Seconds of what should be quick.
pub(super) const FAST: &[f64] = &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// Seconds of what should last.
pub(super) const LONG: &[f64] = &[1.0, 10.0, 60.0, 300.0, 900.0, 1_800.0, 3_600.0, 7_200.0, 14_400.0, 43_200.0];
/// Sizes of batches.
pub(super) const SIZES: &[f64] =
    &[1.0, 2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1_000.0, 2_500.0, 5_000.0, 16_384.0];

/// Makes metrics with our prefix and registers them.
pub(super) struct Maker<'a>(pub(super) &'a Registry);

pub(super) type Made<T> = Result<T, prometheus::Error>;

impl Maker<'_> {
    fn kept<T: prometheus::core::Collector + Clone + 'static>(&self, metric: T) -> Made<T> {
        self.0.register(Box::new(metric.clone()))?;
        Ok(metric)
    }

    pub(super) fn counter(&self, name: &str, help: &str) -> Made<IntCounter> {
        self.kept(IntCounter::new(format!("openfloor_{name}"), help)?)
    }

    pub(super) fn counters(&self, name: &str, help: &str, labels: &[&str]) -> Made<IntCounterVec> {
        self.kept(IntCounterVec::new(Opts::new(format!("openfloor_{name}"), help), labels)?)
    }

    pub(super) fn gauge(&self, name: &str, help: &str) -> Made<IntGauge> {
        self.kept(IntGauge::new(format!("openfloor_{name}"), help)?)
    }

    pub(super) fn gauges(&self, name: &str, help: &str, labels: &[&str]) -> Made<IntGaugeVec> {
        self.kept(IntGaugeVec::new(Opts::new(format!("openfloor_{name}"), help), labels)?)
    }

    pub(super) fn histogram(&self, name: &str, help: &str, buckets: &[f64]) -> Made<Histogram> {
        let opts = HistogramOpts::new(format!("openfloor_{name}"), help).buckets(buckets.to_vec());
        self.kept(Histogram::with_opts(opts)?)
    }

    pub(super) fn histograms(&self, name: &str, help: &str, labels: &[&str]) -> Made<HistogramVec> {
        let opts = HistogramOpts::new(format!("openfloor_{name}"), help).buckets(FAST.to_vec());
        self.kept(HistogramVec::new(opts, labels)?)
    }

    pub(super) fn build_info(&self) -> Made<()> {
        let info = self.gauges("build_info", "Which build runs.", &["version", "commit"])?;
        info.with_label_values(&[env!("CARGO_PKG_VERSION"), env!("BUILD_COMMIT")]).set(1);
        Ok(())
    }
}
