//! The loads that listen: what a delivery, an idle stream, a storm of returning listeners and deaf ones cost.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::Instant;

use super::crowd::Crowd;
use super::figures::Figures;
use super::publishing::{Published, publish};
use super::{Listening, Stage};

/// How long listeners may take to come.
const COMING: Duration = Duration::from_secs(120);
/// Without anything heard for this long, what is not heard is missed.
const SILENCE: Duration = Duration::from_secs(5);
/// What a server does for those who came or went is over by then.
const REST: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_millis(5);

/// Publishes to all, then the same to none: the difference is what deliveries cost.
pub(super) async fn fanout(stage: &Stage, wanted: &Listening) -> Result<Figures, String> {
    let mut figures = Figures::default();
    let crowd = stage.crowd(wanted.listeners)?;
    figures.note("connecting", come(&crowd, wanted.listeners).await?, "s");
    tokio::time::sleep(REST).await;
    let nothing = vec![0; stage.tenants.len()];
    crowd.tally.timing.store(true, Ordering::Relaxed);
    let (before, bytes, reads) = (stage.server.read()?, bytes(&crowd), reads(&crowd));
    let published = publish(stage, wanted, &nothing).await?;
    let deliveries = hear_out(&crowd, stage, wanted, &published).await;
    let with = stage.server.read()?;
    let per_delivery = |count: u64| count as f64 / deliveries;
    figures.note("published", published.count as f64, "events");
    figures.note("deliveries", deliveries, "");
    figures.note("a second", deliveries / published.seconds, "deliveries");
    figures.note("bytes", per_delivery(self::bytes(&crowd) - bytes), "a delivery");
    figures.note("reads", per_delivery(self::reads(&crowd) - reads), "a delivery");
    let heard = crowd.disband()?;
    figures.note_latency("age", heard.ages.clone());
    stage.note_faults(&heard, &published.by_tenant, &mut figures);
    if stage.server.is_any() {
        tokio::time::sleep(REST).await;
        let alone = stage.server.read()?;
        let again = publish(stage, wanted, &published.by_tenant).await?;
        let without = stage.server.read()?.cpu - alone.cpu;
        // As many publishes as there were before, should the pace have differed.
        let publishing = without * published.count as f64 / again.count as f64;
        let cost = with.cpu - before.cpu;
        figures.note("server", cost, "CPU seconds");
        figures.note("publishing alone", publishing, "CPU seconds");
        figures.note("cost", (cost - publishing) / deliveries * 1e6, "µs of CPU a delivery");
        figures.note("deliveries a CPU second", deliveries / (cost - publishing), "");
        figures.note("publishing included", deliveries / cost, "deliveries a CPU second");
    }
    Ok(figures)
}

/// Listeners, and silence.
pub(super) async fn idle(stage: &Stage, wanted: &Listening) -> Result<Figures, String> {
    let mut figures = Figures::default();
    // A first few, so that what is made once is there.
    let first = stage.crowd(10)?;
    come(&first, 10).await?;
    tokio::time::sleep(REST).await;
    let before = stage.server.read()?;
    let crowd = stage.crowd(wanted.listeners)?;
    let seconds = come(&crowd, wanted.listeners).await?;
    figures.note("connecting", seconds, "s");
    figures.note("connected", f64::from(wanted.listeners) / seconds, "a second");
    tokio::time::sleep(REST).await;
    let with = stage.server.read()?;
    tokio::time::sleep(Duration::from_secs_f64(wanted.seconds)).await;
    let later = stage.server.read()?;
    let each = |sum: f64| sum / f64::from(wanted.listeners);
    if stage.server.is_any() {
        figures.note("memory", each(later.memory - before.memory), "bytes a connection");
        figures.note("connecting cost", each(with.cpu - before.cpu) * 1e6, "µs of CPU a connection");
        figures.note("idle cost", (later.cpu - with.cpu) / wanted.seconds * 1e3, "ms of CPU a second");
        figures.note("sleeps", (later.sleeps - with.sleeps) / wanted.seconds, "a second, of all threads");
    }
    figures.note("kernel memory", each(later.kernel - before.kernel), "bytes a connection, both ends");
    let lost = crowd.tally.lost.load(Ordering::Relaxed);
    figures.note("lost", lost as f64, "connections");
    for crowd in [crowd, first] {
        crowd.disband()?;
    }
    if stage.server.is_any() {
        tokio::time::sleep(REST).await;
        figures.note("memory afterwards", stage.server.read()?.memory / before.memory, "× before");
    }
    Ok(figures)
}

/// All are cut in the middle of it and come back.
pub(super) async fn storm(stage: &Stage, wanted: &Listening) -> Result<Figures, String> {
    let mut figures = Figures::default();
    let crowd = stage.crowd(wanted.listeners)?;
    come(&crowd, wanted.listeners).await?;
    tokio::time::sleep(REST).await;
    let nothing = vec![0; stage.tenants.len()];
    let before = stage.server.read()?;
    let storm = async {
        tokio::time::sleep(Duration::from_secs_f64(wanted.seconds / 2.0)).await;
        let calm = stage.server.read()?;
        crowd.cut();
        while crowd.tally.open.load(Ordering::Relaxed) > 0 {
            tokio::time::sleep(LOOK).await;
        }
        let seconds = come(&crowd, wanted.listeners).await?;
        Ok::<_, String>((seconds, stage.server.read()?.cpu - calm.cpu))
    };
    let (published, stormed) = tokio::join!(publish(stage, wanted, &nothing), storm);
    let (published, (seconds, cost)) = (published?, stormed?);
    hear_out(&crowd, stage, wanted, &published).await;
    figures.note("all back", seconds, "s");
    figures.note("back", f64::from(wanted.listeners) / seconds, "a second");
    if stage.server.is_any() {
        figures.note("cost", cost / f64::from(wanted.listeners) * 1e6, "µs of CPU a return");
        let after = stage.server.read()?;
        figures.note("memory afterwards", after.memory / before.memory, "× before");
    }
    figures.note("lost", crowd.tally.lost.load(Ordering::Relaxed) as f64, "connections");
    stage.note_faults(&crowd.disband()?, &published.by_tenant, &mut figures);
    Ok(figures)
}

/// Some go deaf: the others are told as before.
pub(super) async fn slow(stage: &Stage, wanted: &Listening, deaf: u32) -> Result<Figures, String> {
    let mut figures = Figures::default();
    let crowd = stage.crowd(wanted.listeners)?;
    let count = wanted.listeners * deaf / 100;
    crowd.go_deaf(count as usize);
    come(&crowd, wanted.listeners).await?;
    tokio::time::sleep(REST).await;
    crowd.tally.timing.store(true, Ordering::Relaxed);
    let nothing = vec![0; stage.tenants.len()];
    let before = stage.server.read()?;
    let published = publish(stage, wanted, &nothing).await?;
    let healthy = Listening { listeners: wanted.listeners - count, ..wanted.clone() };
    let deliveries = hear_out(&crowd, stage, &healthy, &published).await;
    let after = stage.server.read()?;
    figures.note("deaf", f64::from(count), "listeners");
    figures.note("deliveries", deliveries, "to the others");
    figures.note("a second", deliveries / published.seconds, "deliveries");
    if stage.server.is_any() {
        figures.note("deliveries a CPU second", deliveries / (after.cpu - before.cpu), "publishing included");
        figures.note("memory", (after.memory - before.memory) / f64::from(count), "bytes a deaf one");
    }
    figures.note("kernel memory", (after.kernel - before.kernel) / f64::from(count), "bytes a deaf one, both ends");
    let heard = crowd.disband()?;
    figures.note_latency("age", heard.ages.clone());
    stage.note_faults(&heard, &published.by_tenant, &mut figures);
    Ok(figures)
}

/// Lets them come; how many seconds it took.
async fn come(crowd: &Crowd, listeners: u32) -> Result<f64, String> {
    let began = Instant::now();
    crowd.come();
    while crowd.tally.open.load(Ordering::Relaxed) < listeners as usize {
        let lost = crowd.tally.lost.load(Ordering::Relaxed);
        if lost > 0 || began.elapsed() > COMING {
            let open = crowd.tally.open.load(Ordering::Relaxed);
            return Err(format!("of {listeners} listeners {open} came in, {lost} were turned away or cut"));
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(began.elapsed().as_secs_f64())
}

/// Waits until all have heard all, or nobody hears any more; how much was heard.
async fn hear_out(crowd: &Crowd, stage: &Stage, wanted: &Listening, published: &Published) -> f64 {
    let (listeners, tenants) = (wanted.listeners as usize, stage.tenants.len());
    let of = |tenant: usize| (listeners / tenants + usize::from(tenant < listeners % tenants)) as u64;
    let expected: u64 = published.by_tenant.iter().enumerate().map(|(n, count)| of(n) * u64::from(*count)).sum();
    let heard = || crowd.tally.heard.load(Ordering::Relaxed);
    let mut last = (heard(), Instant::now());
    while heard() < expected && last.1.elapsed() < SILENCE {
        tokio::time::sleep(LOOK).await;
        if heard() > last.0 {
            last = (heard(), Instant::now());
        }
    }
    heard() as f64
}

fn bytes(crowd: &Crowd) -> u64 {
    crowd.tally.bytes.load(Ordering::Relaxed)
}

fn reads(crowd: &Crowd) -> u64 {
    crowd.tally.reads.load(Ordering::Relaxed)
}
