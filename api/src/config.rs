//! Configuration: the only place that reads the environment.
//!
//! A setting has one name everywhere. Its value comes from the first of: `--set NAME=VALUE`, the environment, the
//! file named by `--config` (lines `NAME=VALUE`), the default. An unknown or impossible setting is an error of one
//! line that names it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

mod carrier;
mod printed;
mod reader;

pub use carrier::Carrier;
pub use printed::{printed, redacted_url};
use reader::Reader;
pub use reader::plain_port;

/// What is logged unless told otherwise.
pub const LOG_DEFAULT: &str = "info";

/// A setting: its name, its default and what it means.
struct Setting(&'static str, &'static str, &'static str);

/// All settings, in the order `openfloor config` prints them.
const SETTINGS: &[Setting] = &[
    Setting("OPENFLOOR_LISTEN", "127.0.0.1:3000", "address and port to listen on"),
    Setting("OPENFLOOR_PUBLIC_URL", "", "address people use; its scheme decides Secure cookies"),
    Setting("DATABASE_URL", "sqlite://openfloor.db", "sqlite://FILE or postgres://…"),
    Setting("OPENFLOOR_DATABASE_CONNECTIONS", "10", "connections in the pool"),
    Setting("OPENFLOOR_MIGRATE", "on", "bring the schema up to date at start: on or off"),
    Setting("OPENFLOOR_BACKPLANE", "auto", "how nodes wake each other: auto, none, postgres or redis"),
    Setting(
        "OPENFLOOR_BACKPLANE_URL",
        "",
        "PostgreSQL for LISTEN and NOTIFY, where DATABASE_URL leads through a pooler",
    ),
    Setting("REDIS_URL", "", "redis://… or rediss://…, a Redis or Valkey that wakes nodes"),
    Setting(
        "OPENFLOOR_SECRET",
        "",
        "signing secrets, comma-separated, the first signs; kept in the database when absent",
    ),
    Setting("OPENFLOOR_OPERATOR_TOKEN", "", "bearer token of /operator/tenants; absent, nobody is the operator"),
    Setting("OPENFLOOR_DEFAULT_TENANT", "default", "slug used when a request names no tenant; empty for none"),
    Setting("OPENFLOOR_DEMO", "0", "1 seeds the tenant `demo` and makes it the default"),
    Setting("OPENFLOOR_SSE_HEARTBEAT_SECONDS", "30", "how often an idle stream is told it lives"),
    Setting("OPENFLOOR_PRESENCE_SECONDS", "5", "least time between two counts of who is here"),
    Setting("OPENFLOOR_VOTE_WINDOW_MS", "100", "least time between two vote batches of a tenant; 0 for none"),
    Setting("OPENFLOOR_LOG_RETENTION", "100000,30d", "events a tenant's log keeps, and their greatest age"),
    Setting("OPENFLOOR_MAX_CONNECTIONS", "18000", "connections to this process"),
    Setting("OPENFLOOR_MAX_CONNECTIONS_PER_TENANT", "18000", "streams of one tenant"),
    Setting("OPENFLOOR_MAX_CONNECTIONS_PER_ADDRESS", "5000", "streams from one address"),
    Setting("OPENFLOOR_MAX_CONNECTIONS_PER_PARTICIPANT", "50", "streams of one participant"),
    Setting("OPENFLOOR_DRAIN_SECONDS", "10", "time to let streams go after SIGTERM"),
    Setting("OPENFLOOR_RELAY", "on", "off: streams stay with the HTTP server, which costs more of everything"),
    Setting("OPENFLOOR_RELAY_THREADS", "0", "threads that write to streams; 0 for one per core"),
    Setting("OPENFLOOR_RATE_LIMITS", "off", "off: this version has no request limits of its own"),
    Setting("OPENFLOOR_TRUSTED_PROXIES", "", "addresses or networks whose X-Forwarded-For is believed"),
    Setting("OPENFLOOR_CORS_ORIGINS", "", "origins that may call from a browser, comma-separated"),
    Setting("OPENFLOOR_METRICS_TENANTS", "200", "tenants with a label of their own in metrics"),
    Setting("OPENFLOOR_LOG", LOG_DEFAULT, "what is logged: a level or tracing directives"),
];

/// Names that belong to the build and the tests, not to the server.
const FOREIGN: &[&str] = &["OPENFLOOR_BIN", "OPENFLOOR_COMMIT", "OPENFLOOR_WEB"];
/// Beginnings of such names; Kubernetes tells every container of a Service `openfloor` by the last two, and by an
/// `OPENFLOOR_PORT` that is an address.
const FOREIGN_PREFIXES: &[&str] = &["OPENFLOOR_TEST_", "OPENFLOOR_SERVICE_", "OPENFLOOR_PORT_"];

/// Everything the server can be told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address people use, without a trailing slash.
    pub public_url: Option<String>,
    /// `sqlite://FILE` or `postgres://…`.
    pub database_url: String,
    /// Connections in the pool.
    pub database_connections: u32,
    /// Whether to migrate at start.
    pub migrate: bool,
    /// What carries hints between nodes.
    pub carrier: Carrier,
    /// Signing secrets; the first signs, all verify.
    pub secrets: Vec<String>,
    /// Bearer token of the operator.
    pub operator_token: Option<String>,
    /// Slug used when a request names no tenant.
    pub default_tenant: Option<String>,
    /// Whether to seed the demo tenant.
    pub demo: bool,
    /// Time between heartbeats.
    pub heartbeat: Duration,
    /// Threads that write to streams; none where streams stay with the HTTP server.
    pub relay_threads: usize,
    /// Least time between two counts of who is here.
    pub presence: Duration,
    /// Least time between two vote batches of a tenant.
    pub vote_window: Duration,
    /// How much of a log is kept.
    pub retention: Retention,
    /// How many connections and streams are let in.
    pub limits: Limits,
    /// Time to let streams go after SIGTERM.
    pub drain: Duration,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<ipnet::IpNet>,
    /// Origins that may call from a browser.
    pub cors_origins: Vec<String>,
    /// Tenants with a label of their own in metrics.
    pub metrics_tenants: usize,
    /// `tracing` directives.
    pub log: String,
}

/// How much of a tenant's log is kept; what is beyond either bound goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Events kept.
    pub events: i64,
    /// Their greatest age.
    pub age: Duration,
}

/// How many connections are let in; beyond, a stream is told `busy`.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections to this process.
    pub connections: usize,
    /// Streams of one tenant.
    pub per_tenant: usize,
    /// Streams from one address.
    pub per_address: usize,
    /// Streams of one participant.
    pub per_participant: usize,
}

impl Config {
    /// Reads the environment over the lines of `file`, under `overrides` (`NAME=VALUE` each).
    ///
    /// # Errors
    /// One line that names the first setting that is unknown or impossible.
    pub fn load(file: Option<&str>, overrides: &[String]) -> Result<Self, String> {
        Self::from_settings(&gathered(file, overrides)?)
    }

    /// Builds a configuration from settings by name; what is absent takes its default.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn from_settings(given: &BTreeMap<String, String>) -> Result<Self, String> {
        if let Some(name) = given.keys().find(|name| !SETTINGS.iter().any(|s| s.0 == **name)) {
            return Err(format!("{name}: there is no such setting (see `openfloor config --help-settings`)"));
        }
        let read = Reader { given };
        let demo = read.switch("OPENFLOOR_DEMO")?;
        if read.switch("OPENFLOOR_RATE_LIMITS")? {
            return Err("OPENFLOOR_RATE_LIMITS: only off is possible in this version".into());
        }
        let database_url = read.text("DATABASE_URL");
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|s| database_url.starts_with(s)) {
            return Err("DATABASE_URL: must begin with sqlite:// or postgres://".into());
        }
        let public_url = read.optional("OPENFLOOR_PUBLIC_URL").map(|url| plain_port(url.trim_end_matches('/')));
        if public_url.as_ref().is_some_and(|url| !url.starts_with("http://") && !url.starts_with("https://")) {
            return Err("OPENFLOOR_PUBLIC_URL: must begin with http:// or https://".into());
        }
        Ok(Self {
            listen: read
                .parse("OPENFLOOR_LISTEN")
                .map_err(|error| format!("{error}; give an IP address and a port, such as 127.0.0.1:3000"))?,
            public_url,
            carrier: Carrier::read(&read, &database_url)?,
            database_url,
            database_connections: read.at_least("OPENFLOOR_DATABASE_CONNECTIONS", 2)?,
            migrate: read.switch("OPENFLOOR_MIGRATE")?,
            secrets: read.list("OPENFLOOR_SECRET"),
            operator_token: read.optional("OPENFLOOR_OPERATOR_TOKEN"),
            default_tenant: if demo && !given.contains_key("OPENFLOOR_DEFAULT_TENANT") {
                Some("demo".into())
            } else {
                read.slug("OPENFLOOR_DEFAULT_TENANT")?
            },
            demo,
            heartbeat: Duration::from_secs_f64(read.positive("OPENFLOOR_SSE_HEARTBEAT_SECONDS")?.max(0.1)),
            relay_threads: if read.switch("OPENFLOOR_RELAY")? {
                match read.at_most("OPENFLOOR_RELAY_THREADS", 256)? {
                    0 => std::thread::available_parallelism().map_or(1, usize::from),
                    threads => usize::try_from(threads).unwrap_or(1),
                }
            } else {
                0
            },
            presence: Duration::from_secs_f64(read.positive("OPENFLOOR_PRESENCE_SECONDS")?.max(0.1)),
            vote_window: Duration::from_millis(read.at_most("OPENFLOOR_VOTE_WINDOW_MS", 10_000)?),
            retention: read.retention("OPENFLOOR_LOG_RETENTION")?,
            limits: Limits {
                connections: read.at_least("OPENFLOOR_MAX_CONNECTIONS", 1)?,
                per_tenant: read.at_least("OPENFLOOR_MAX_CONNECTIONS_PER_TENANT", 1)?,
                per_address: read.at_least("OPENFLOOR_MAX_CONNECTIONS_PER_ADDRESS", 1)?,
                per_participant: read.at_least("OPENFLOOR_MAX_CONNECTIONS_PER_PARTICIPANT", 1)?,
            },
            drain: Duration::from_secs_f64(read.positive("OPENFLOOR_DRAIN_SECONDS")?),
            trusted_proxies: read.networks("OPENFLOOR_TRUSTED_PROXIES")?,
            cors_origins: read.origins("OPENFLOOR_CORS_ORIGINS")?,
            metrics_tenants: read.parse("OPENFLOOR_METRICS_TENANTS")?,
            log: read.directives("OPENFLOOR_LOG")?,
        })
    }

    /// Whether people reach the server over https, so that cookies must be Secure.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }

    /// The address to tell people: the public URL, else the one listened on.
    pub fn address(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }
}

/// Every setting with its default and meaning, for `--help` and `openfloor config`.
pub fn settings() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    SETTINGS.iter().map(|Setting(name, default, meaning)| (*name, *default, *meaning))
}

/// What was given, by name: the overrides over the environment over the file.
fn gathered(file: Option<&str>, overrides: &[String]) -> Result<BTreeMap<String, String>, String> {
    let mut given = BTreeMap::new();
    for line in file.unwrap_or_default().lines().map(str::trim) {
        if !line.is_empty() && !line.starts_with('#') {
            insert(&mut given, line)?;
        }
    }
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    for (name, value) in std::env::vars() {
        let ours = ["DATABASE_URL", "REDIS_URL"].contains(&name.as_str()) || name.starts_with("OPENFLOOR_");
        let foreign = FOREIGN.contains(&name.as_str())
            || FOREIGN_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
            || (name == "OPENFLOOR_PORT" && value.contains("://"));
        if ours && !foreign {
            given.insert(name, value);
        }
    }
    for pair in overrides {
        insert(&mut given, pair)?;
    }
    Ok(given)
}

fn insert(given: &mut BTreeMap<String, String>, pair: &str) -> Result<(), String> {
    let (name, value) = pair.split_once('=').ok_or_else(|| format!("{pair}: not of the form NAME=VALUE"))?;
    given.insert(name.trim().to_owned(), value.trim().to_owned());
    Ok(())
}

#[cfg(test)]
mod tests;
