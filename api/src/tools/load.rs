//! `openfloor load`: listeners and writers in numbers, and what they cost a running server.
//!
//! Listeners are raw sockets on one thread, writers kept connections, so that the load is cheaper than what it
//! measures. Where the server's process is named, what the kernel says of its threads and memory is told too. Every
//! text carries a number: what is missed, doubled or out of order is counted in every mode.

use std::net::SocketAddr;
use std::time::Duration;

use clap::{Args, Subcommand};
use tokio::time::Instant;

use self::crowd::{Crowd, Heard};
use self::figures::Figures;
use self::proc::Watched;
use self::target::{Kind, Tenant};
use crate::config::Config;

mod caller;
mod crowd;
mod ear;
pub mod figures;
mod listening;
mod marks;
mod proc;
mod publishing;
pub mod target;
mod writing;

/// What kind of load, and on whom.
#[derive(Args, Clone, Debug)]
pub struct Load {
    #[command(subcommand)]
    mode: Mode,
    /// A node's address, HOST:PORT; give all that are listened to, and written to.
    #[arg(long = "node", global = true, value_name = "HOST:PORT", default_values_t = [SocketAddr::from(([127, 0, 0, 1], 3_000))])]
    nodes: Vec<SocketAddr>,
    /// Nodes to write to, if others than those that are listened to.
    #[arg(long = "write-to", global = true, value_name = "HOST:PORT")]
    written: Vec<SocketAddr>,
    /// The server's process, to measure what it costs; give every node's.
    #[arg(long = "pid", global = true, value_name = "PID")]
    pids: Vec<u32>,
    /// What kind of server it is.
    #[arg(long, global = true, value_enum, default_value_t = Kind::Openfloor)]
    target: Kind,
    /// Bytes of an event's JSON, for servers that are told it.
    #[arg(long, global = true, default_value_t = 500, value_parser = clap::value_parser!(u32).range(80..=60_000))]
    bytes: u32,
    /// Tenants, made for it. They stay until `openfloor admin tenant erase`.
    #[arg(long, global = true, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=9_999))]
    tenants: u32,
    /// Listen to a team of each tenant, and ask there, as a room's page does.
    #[arg(long, global = true)]
    team: bool,
    /// Microseconds that listeners sleep between two looks, so that waking them costs the server nothing.
    #[arg(long, global = true, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=100_000))]
    nap: u64,
    /// Print one line of JSON instead of a table.
    #[arg(long, global = true)]
    json: bool,
}

/// How many listen, and how much is said.
#[derive(Args, Clone, Debug)]
struct Listening {
    /// Streams to hold open.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    listeners: u32,
    /// Events a second, all tenants together; 0: each as soon as the one before is acknowledged.
    #[arg(long, default_value_t = 20.0)]
    rate: f64,
    /// Who publish at once, each for tenants of his own.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    publishers: u32,
    /// For how long.
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
}

#[derive(Clone, Debug, Subcommand)]
enum Mode {
    /// Events to many listeners: cost of a delivery, and how late it is.
    Fanout(Listening),
    /// Listeners who hear nothing: what each costs to hold.
    Idle(Listening),
    /// All listeners are cut at once and come back with their place, while events go on.
    Storm(Listening),
    /// Some listeners never read: what they cost, and whether others notice.
    Slow {
        #[command(flatten)]
        listening: Listening,
        /// How many of a hundred never read.
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=99))]
        deaf: u32,
    },
    /// Questions and votes at once, through all nodes.
    Write(writing::Writing),
}

/// Puts the load on.
///
/// # Errors
/// Why it could not be done.
pub async fn run(config: Config, load: Load) -> Result<String, String> {
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
    let token = config.operator_token.as_deref();
    let tenants = Tenant::found(&load, token).await?;
    let stage = Stage { tenants, began: Instant::now(), server: Watched(load.pids.clone()), load: load.clone() };
    let figures = match &load.mode {
        Mode::Fanout(wanted) => listening::fanout(&stage, wanted).await?,
        Mode::Idle(wanted) => listening::idle(&stage, wanted).await?,
        Mode::Storm(wanted) => listening::storm(&stage, wanted).await?,
        Mode::Slow { listening, deaf } => listening::slow(&stage, listening, *deaf).await?,
        Mode::Write(wanted) => writing::write(&stage, wanted).await?,
    };
    Ok(if load.json { figures.json().to_string() } else { figures.to_string() })
}

impl Load {
    fn written(&self) -> &[SocketAddr] {
        if self.written.is_empty() { &self.nodes } else { &self.written }
    }
}

/// On whom the load is put.
#[derive(Debug)]
struct Stage {
    load: Load,
    tenants: Vec<Tenant>,
    /// What the age of texts is counted from.
    began: Instant,
    server: Watched,
}

impl Stage {
    fn crowd(&self, listeners: u32) -> Result<Crowd, String> {
        let nap = Duration::from_micros(self.load.nap);
        Crowd::gather(listeners as usize, &self.load.nodes, &self.tenants, self.began, nap)
    }

    fn note_faults(&self, heard: &Heard, published: &[u32], figures: &mut Figures) {
        let (mut missed, mut doubled, mut disordered) = (0, 0, 0);
        for (tenant, _, hearing) in heard.ears.iter().filter(|(_, deaf, _)| !deaf) {
            missed += u64::from(hearing.lacks(published[*tenant]));
            doubled += u64::from(hearing.doubled);
            disordered += u64::from(hearing.disordered);
        }
        for (name, count) in [("missed", missed), ("doubled", doubled), ("disordered", disordered)] {
            figures.note(name, count as f64, "");
        }
    }
}
