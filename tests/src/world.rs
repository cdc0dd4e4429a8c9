//! One server in this process, on a port of its own, over one fresh database. Where the run is over several nodes (see
//! [`Carrier::of_this_run`]) a second server beside it is where streams are heard.
//!
//! The server has a thread and a runtime to itself, so that a test can stop it in good order or drop it on the spot.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::future::IntoFuture;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use openfloor::config::Config;
use tokio::sync::oneshot;

use crate::carrier::Carrier;
use crate::database::{Database, Store};
use crate::newcomers::OPERATOR_TOKEN;
use crate::site::{Site, environment, in_time};

/// A server and its database, both gone when it is dropped.
#[derive(Debug)]
pub struct World {
    site: Site,
    settings: BTreeMap<String, String>,
    servers: Vec<Server>,
    database: Arc<Database>,
}

/// A world that is about to be: awaiting it starts the server.
#[derive(Debug)]
pub struct Founding {
    store: Store,
    database: Option<Arc<Database>>,
    settings: BTreeMap<String, String>,
    nodes: usize,
}

impl World {
    /// A world on this kind of database.
    pub fn on(store: Store) -> Founding {
        let settings = [
            ("OPENFLOOR_OPERATOR_TOKEN", OPERATOR_TOKEN),
            ("OPENFLOOR_DATABASE_CONNECTIONS", "8"),
            ("OPENFLOOR_DRAIN_SECONDS", "1"),
        ];
        let mut settings: BTreeMap<_, _> = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        settings.extend(relay_of_this_run());
        let carrier = Carrier::of_this_run(store);
        let nodes = if carrier.is_some() { 2 } else { 1 };
        settings.extend(carrier.into_iter().flat_map(Carrier::settings));
        Founding { store, database: None, settings, nodes }
    }

    /// Another server over the same database, with the same settings.
    pub fn joined(&self) -> Founding {
        let database = Arc::clone(&self.database);
        Founding { store: database.store(), database: Some(database), settings: self.settings.clone(), nodes: 1 }
    }

    /// Its database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Tells the server to stop; it may still drain.
    pub fn begins_to_stop(&mut self) {
        for stop in self.servers.iter_mut().filter_map(|server| server.stop.take()) {
            let _ = stop.send(());
        }
    }

    /// Stops the server in good order.
    pub async fn stops(&mut self) {
        self.begins_to_stop();
        for server in self.servers.drain(..) {
            in_time("the server stops", server.done).await.ok();
        }
    }

    /// Stops the server in good order and starts another on the same port and database.
    pub async fn restarts(&mut self) {
        self.stops().await;
        self.servers.push(Server::start(&self.settings, self.site.address).1);
        if self.site.heard_at != self.site.address {
            self.servers.push(Server::start(&self.settings, self.site.heard_at).1);
        }
    }

    /// The same, with a setting changed.
    pub async fn restarts_with(&mut self, name: &str, value: &str) {
        self.settings.insert(name.to_owned(), value.to_owned());
        self.restarts().await;
    }
}

/// The setting of the relay that `OPENFLOOR_TEST_RELAY` names, for a run over the other path of streams.
pub(crate) fn relay_of_this_run() -> Option<(String, String)> {
    environment("OPENFLOOR_TEST_RELAY").map(|relay| ("OPENFLOOR_RELAY".to_owned(), relay))
}

impl Deref for World {
    type Target = Site;
    fn deref(&self) -> &Site {
        &self.site
    }
}

impl Founding {
    /// One node, woken so by those that join it.
    #[must_use]
    pub fn over(mut self, carrier: Carrier) -> Self {
        self.settings.extend(carrier.settings());
        self.alone()
    }

    /// One node whatever the run: for what a node knows of itself only, such as its limits and its numbers.
    #[must_use]
    pub fn alone(mut self) -> Self {
        self.nodes = 1;
        self
    }

    /// With this setting.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Display) -> Self {
        self.settings.insert(name.to_owned(), value.to_string());
        self
    }
}

impl IntoFuture for Founding {
    type Output = World;
    type IntoFuture = BoxFuture<'static, World>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let database = match self.database {
                Some(database) => database,
                None => Arc::new(Database::make(self.store).await),
            };
            self.settings.insert("DATABASE_URL".into(), database.url().into());
            let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
            let started = (0..self.nodes).map(|_| Server::start(&self.settings, anywhere));
            let (addresses, servers): (Vec<_>, Vec<_>) = started.unzip();
            let site = Site { address: addresses[0], heard_at: addresses[self.nodes - 1] };
            World { site, settings: self.settings, servers, database }
        })
    }
}

#[derive(Debug)]
struct Server {
    stop: Option<oneshot::Sender<()>>,
    /// Dropping it ends the server without a word.
    _life: oneshot::Sender<()>,
    done: oneshot::Receiver<()>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    fn start(settings: &BTreeMap<String, String>, address: SocketAddr) -> (SocketAddr, Self) {
        let config = Config::from_settings(settings).unwrap_or_else(|line| panic!("{line}"));
        let (stop, stopped) = oneshot::channel::<()>();
        let (life, ended) = oneshot::channel::<()>();
        let (finished, done) = oneshot::channel::<()>();
        let (bound, address_of) = std::sync::mpsc::sync_channel(1);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            let runtime = runtime.expect("a runtime can be made");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind(address).await.expect("the port is free");
                bound.send(listener.local_addr().expect("a bound port has an address")).expect("the test waits");
                let shutdown = async move { drop(stopped.await) };
                tokio::select! {
                    outcome = openfloor::run(config, listener, shutdown) => outcome.expect("the server runs"),
                    _ = ended => {}
                }
            });
            let _ = finished.send(());
            runtime.shutdown_background();
        });
        let address = address_of.recv().expect("the server has a port");
        (address, Self { stop: Some(stop), _life: life, done, thread: Some(thread) })
    }
}

impl Drop for World {
    fn drop(&mut self) {
        for Server { _life, thread, .. } in self.servers.drain(..) {
            drop(_life);
            // The database goes next, so nobody may still be using it.
            drop(thread.map(std::thread::JoinHandle::join));
        }
    }
}
