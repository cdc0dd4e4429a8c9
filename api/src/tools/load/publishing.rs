//! Those who publish, at a pace or as fast as they are acknowledged.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior};

use super::marks::Mark;
use super::{Listening, Stage};

/// What was published.
#[derive(Debug)]
pub(super) struct Published {
    /// Texts by tenant, since the load began.
    pub(super) by_tenant: Vec<u32>,
    /// Texts in all of this turn.
    pub(super) count: u64,
    /// How long it took, in seconds.
    pub(super) seconds: f64,
}

/// Publishes for as long as is wanted, after what was published before.
///
/// # Errors
/// When something could not be published.
pub(super) async fn publish(stage: &Stage, wanted: &Listening, before: &[u32]) -> Result<Published, String> {
    let nodes = stage.load.written();
    let publishers = (wanted.publishers as usize).min(stage.tenants.len());
    let began = Instant::now();
    let end = began + Duration::from_secs_f64(wanted.seconds);
    let mut working = JoinSet::new();
    for publisher in 0..publishers {
        let tenants: Vec<_> = stage.tenants.iter().skip(publisher).step_by(publishers).cloned().collect();
        let node = nodes[publisher % nodes.len()];
        let pause = (wanted.rate > 0.0).then(|| Duration::from_secs_f64(publishers as f64 / wanted.rate));
        let (zero, mut counts) = (stage.began, before.to_vec());
        working.spawn(async move {
            let mut caller = tenants[0].participant(node).await?;
            let mut pace = pause.map(tokio::time::interval);
            if let Some(pace) = &mut pace {
                pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
            }
            for tenant in tenants.iter().cycle() {
                if let Some(pace) = &mut pace {
                    pace.tick().await;
                }
                if Instant::now() >= end {
                    break;
                }
                counts[tenant.number] += 1;
                let at = u64::try_from(zero.elapsed().as_micros()).unwrap_or(u64::MAX);
                tenant.publish(&mut caller, Mark { tenant: tenant.number, number: counts[tenant.number], at }).await?;
            }
            Ok::<_, String>(counts)
        });
    }
    let mut by_tenant = before.to_vec();
    while let Some(done) = working.join_next().await {
        let counts = done.map_err(|error| format!("a publisher broke: {error}"))??;
        by_tenant.iter_mut().zip(counts).for_each(|(all, count)| *all = count.max(*all));
    }
    let count = by_tenant.iter().zip(before).map(|(now, before)| u64::from(now - before)).sum();
    Ok(Published { by_tenant, count, seconds: began.elapsed().as_secs_f64() })
}
