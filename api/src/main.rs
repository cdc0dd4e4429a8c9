//! The `openfloor` binary: reads its configuration, starts its log, obeys signals.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use openfloor::config::{self, Config};
use openfloor::tools::admin::{self, Admin};
use openfloor::tools::check::{self, Check};
use openfloor::tools::load::{self, Load};
use tokio::net::TcpSocket;
use tokio::signal::unix::{SignalKind, signal};
use tracing::{info, warn};
use tracing_subscriber::EnvFilter;

/// Connections that may wait to be accepted; 128 makes a storm of reconnects take four times as long.
const BACKLOG: u32 = 4_096;

/// Real-time, multi-tenant Q&A for live meetings.
///
/// Settings come from --set NAME=VALUE, the environment, or the file named by --config; `openfloor config` prints
/// them all.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// A file of NAME=VALUE lines.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<String>,
    /// A setting, over the environment and the file.
    #[arg(long, global = true, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Short for --set OPENFLOOR_LISTEN=…
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve (what happens without a command, too).
    Serve,
    /// Bring the schema up to date, and stop.
    Migrate,
    /// Tenants and accounts, from the shell.
    #[command(subcommand)]
    Admin(Admin),
    /// Write to running nodes and listen to them, and prove from what was seen that nothing is lost or doubled.
    Check(Check),
    /// Put a load on running nodes, and measure what it costs them and how late they are.
    Load(Load),
    /// Print the configuration in force, secrets redacted.
    Config {
        /// Print every setting with its default and meaning instead.
        #[arg(long)]
        help_settings: bool,
    },
}

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("no threads: {error}")),
    };
    match runtime.block_on(run(Cli::parse())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &str) -> ExitCode {
    eprintln!("openfloor: {error}");
    ExitCode::FAILURE
}

async fn run(cli: Cli) -> Result<(), String> {
    let read = |path: &String| std::fs::read_to_string(path).map_err(|error| format!("--config: {path}: {error}"));
    let file = cli.config.as_ref().map(read).transpose()?;
    let mut overrides = cli.set;
    overrides.extend(cli.listen.map(|listen| format!("OPENFLOOR_LISTEN={listen}")));
    if let Some(Command::Config { help_settings }) = cli.command {
        if help_settings {
            for (name, default, meaning) in config::settings() {
                println!("{name}={default}\n    {meaning}");
            }
        } else {
            print!("{}", config::printed(file.as_deref(), &overrides)?);
        }
        return Ok(());
    }
    let config = Config::load(file.as_deref(), &overrides)?;
    // What an admin command did is told by itself; the steps on the way are for whoever asks for them.
    let quiet = matches!(cli.command, Some(Command::Admin(_) | Command::Check(_) | Command::Load(_)))
        && config.log == config::LOG_DEFAULT;
    start_log(if quiet { "warn" } else { &config.log })?;
    match cli.command {
        Some(Command::Migrate) => migrate(config).await,
        Some(Command::Admin(command)) => {
            println!("{}", admin::run(config, command).await?);
            Ok(())
        }
        Some(Command::Check(check)) => {
            println!("{}", check::run(config, check).await?);
            Ok(())
        }
        Some(Command::Load(wanted)) => {
            println!("{}", load::run(config, wanted).await?);
            Ok(())
        }
        _ => serve(config).await,
    }
}

async fn serve(config: Config) -> Result<(), String> {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(limit) => info!(limit, "open files"),
        Err(error) => warn!(%error, "the limit of open files could not be raised"),
    }
    let unusable = |error: std::io::Error| format!("OPENFLOOR_LISTEN: {}: {error}", config.listen);
    let socket = if config.listen.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }.map_err(unusable)?;
    socket.set_reuseaddr(true).map_err(unusable)?;
    socket.bind(config.listen).map_err(unusable)?;
    let listener = socket.listen(BACKLOG).map_err(unusable)?;
    let address = listener.local_addr().map_err(unusable)?;
    info!(%address, version = env!("CARGO_PKG_VERSION"), commit = env!("BUILD_COMMIT"), "listening");
    let asked_to_stop = stop_signal()?;
    openfloor::run(config, listener, asked_to_stop).await
}

async fn migrate(config: Config) -> Result<(), String> {
    let failed = |error| format!("migration failed: {}: {error}", config::redacted_url(&config.database_url));
    let db = openfloor::db::Db::connect(&config.database_url, 2).await.map_err(failed)?;
    db.migrate().await.map_err(failed)?;
    println!("The schema is up to date.");
    Ok(())
}

/// Text on a terminal, JSON otherwise.
fn start_log(directives: &str) -> Result<(), String> {
    let filter = EnvFilter::try_new(directives).map_err(|error| format!("OPENFLOOR_LOG: {error}"))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        log.init();
    } else {
        log.json().flatten_event(true).init();
    }
    Ok(())
}

/// Resolves at SIGTERM or SIGINT; the second one ends the process at once.
fn stop_signal() -> Result<impl Future<Output = ()> + Send, String> {
    let listen = |kind| signal(kind).map_err(|error| format!("no signals: {error}"));
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        // Whoever asks twice does not want to wait for the drain.
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            std::process::exit(130);
        });
    })
}
