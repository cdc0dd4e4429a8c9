//! `openfloor check`: writers and listeners against running nodes, and a proof from what they saw.
//!
//! Writers note what they did and whether it was acknowledged; listeners note every event, on whichever node they are.
//! Whatever happens to the nodes meanwhile, afterwards it must hold: every acknowledged deed is in the log exactly
//! once; every listener heard each event of its span exactly once and in order, or was reset for a reason; nobody
//! heard a byte of another tenant; what the log adds up to is what each node lists; counts equal rows. The idea of
//! judging a database by its history is that of Jepsen (<https://jepsen.io/consistency>).

use std::fmt::{Display, Formatter};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

use self::client::{Client, Node};
use self::history::{Deeds, Findings};
use self::listener::Listener;
use self::writer::Writer;
use crate::config::Config;

mod client;
pub mod fold;
mod history;
mod listener;
mod rows;
mod verdict;
mod writer;

/// Slugs and texts of a checked tenant carry this and a number of its own; no other tenant's may be heard.
const CANARY: &str = "canary-";
/// How long a step that only prepares or looks may take, while nodes come and go.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is checked, and how hard.
#[derive(Args, Clone, Debug)]
pub struct Check {
    /// A node's address, http://HOST:PORT; give every node.
    #[arg(long = "node", required = true, value_name = "URL")]
    nodes: Vec<String>,
    /// Tenants to make for it; they stay, for you to look at.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    tenants: u32,
    /// People who ask, vote and moderate.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    writers: u32,
    /// Streams to hold open.
    #[arg(long, default_value_t = 48, value_parser = clap::value_parser!(u32).range(1..=50_000))]
    listeners: u32,
    /// How long the writers write.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,
    /// Deeds a second of all writers together.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rate: u32,
    /// How long listeners may take afterwards to hear the last event, in seconds.
    #[arg(long, default_value_t = 60)]
    settle: u64,
    /// What everybody's choices are drawn from; drawn and told, if not given.
    #[arg(long)]
    seed: Option<u64>,
    /// Compare with the rows of `DATABASE_URL`, too.
    #[arg(long)]
    rows: bool,
}

/// A tenant that is checked.
#[derive(Debug)]
struct Site {
    slug: String,
    canary: String,
    /// Signed in as its owner.
    owner: Client,
}

/// What was done and found. Shown as a table.
#[derive(Debug)]
pub struct Report {
    seed: u64,
    nodes: usize,
    sites: usize,
    deeds: Deeds,
    findings: Findings,
}

/// Does the check.
///
/// # Errors
/// Why it could not be done, or the first thing that must not be, with what is known of it.
pub async fn run(config: Config, check: Check) -> Result<String, String> {
    let token = config.operator_token.clone().ok_or("OPENFLOOR_OPERATOR_TOKEN: it takes one to make tenants")?;
    let seed = check.seed.unwrap_or_else(rand::random);
    eprintln!("openfloor check: seed {seed}");
    let nodes: Arc<[Node]> = check.nodes.iter().map(|url| Node::at(url)).collect::<Result<_, _>>()?;
    let sites: Arc<[Site]> = sites(&check, &nodes, &token, seed).await?.into();
    let (deeds, heard) = meet(&check, &nodes, &sites, seed).await?;
    let mut findings = Findings::default();
    for (index, site) in sites.iter().enumerate() {
        let log = history::read(&site.owner).await?;
        let public = history::read(&site.owner.stranger()).await?;
        let mine = heard.iter().filter(|listener| listener.site == index);
        verdict::judge(site, &log, &public, &deeds, index, mine, &mut findings).await?;
        if check.rows {
            rows::compare(&config, site, &log).await?;
            findings.rows_compared = true;
        }
    }
    let report = Report { seed, nodes: nodes.len(), sites: sites.len(), deeds, findings };
    Ok(report.to_string())
}

/// The meeting itself: everybody writes and listens until the time is over, then the last event is waited for.
async fn meet(
    check: &Check,
    nodes: &Arc<[Node]>,
    sites: &Arc<[Site]>,
    seed: u64,
) -> Result<(Deeds, Vec<listener::Heard>), String> {
    let end = Instant::now() + Duration::from_secs(check.seconds);
    // Where each tenant's log ends, once nobody writes any more.
    let (told, heads) = watch::channel(None::<Arc<[i64]>>);
    let settled = end + Duration::from_secs(check.settle);
    let listening: Vec<_> = (0..check.listeners as usize)
        .map(|number| {
            let site = number % sites.len();
            let from = Listener::new(number, site, &sites[site], nodes, seed, heads.clone());
            tokio::spawn(from.listen(settled + PATIENCE))
        })
        .collect();
    let writing = TaskTracker::new();
    let deeds = Arc::new(Deeds::new(sites.len()));
    let pause = Duration::from_secs_f64(2.0 * f64::from(check.writers) / f64::from(check.rate));
    for number in 0..check.writers as usize {
        let site = number % sites.len();
        let writer = Writer::new(number, site, &sites[site].canary, &sites[site].owner, Arc::clone(&deeds), seed);
        writing.spawn(writer.write(pause, end));
    }
    writing.close();
    let mut tick = tokio::time::interval(Duration::from_secs(5));
    loop {
        tokio::select! {
            () = writing.wait() => break,
            _ = tick.tick() => eprintln!("  {}", deeds.progress()),
        }
    }
    let mut ends = Vec::new();
    for site in sites.iter() {
        ends.push(history::head(&site.owner).await?.1);
    }
    told.send_replace(Some(ends.into()));
    let mut heard = Vec::new();
    for listener in listening {
        heard.push(listener.await.map_err(|error| format!("a listener broke: {error}"))??);
    }
    let deeds = Arc::into_inner(deeds).ok_or("a writer is still at work")?;
    Ok((deeds, heard))
}

async fn sites(check: &Check, nodes: &Arc<[Node]>, token: &str, seed: u64) -> Result<Vec<Site>, String> {
    let run = uuid::Uuid::new_v4().simple().to_string();
    let operator = Client::new(Arc::clone(nodes), "").with_bearer(token);
    let mut rng = StdRng::seed_from_u64(seed);
    let mut sites = Vec::new();
    for number in 0..check.tenants {
        let canary = format!("{CANARY}{}{number:03}", &run[..8]);
        let slug = canary.clone();
        let email = format!("owner@{slug}.example");
        let owner = json!({"email": email, "name": "Owner", "password": run});
        let tenant = json!({"slug": slug, "name": format!("Check {canary}"), "owner": owner});
        let until = Instant::now() + PATIENCE;
        operator.insist(&mut rng, ("POST", "/operator/tenants"), Some(&tenant), until).await?;
        let mut owner = Client::new(Arc::clone(nodes), &slug);
        owner.sign_in(&mut rng, &json!({"email": email, "password": run}), until).await?;
        sites.push(Site { slug, canary, owner });
    }
    Ok(sites)
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { seed, nodes, sites, deeds, findings } = self;
        writeln!(f, "seed {seed}, {nodes} nodes, {sites} tenants")?;
        writeln!(f, "{deeds}")?;
        writeln!(f, "{findings}")?;
        write!(f, "OK: 0 lost, 0 doubled, 0 reordered, 0 of another tenant, every reset justified")
    }
}

/// A text of a JSON value; none is empty.
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
