//! One of several nodes: the built binary as a process over a database that is there already.

use tokio::process::Command;

use crate::database::Database;
use crate::process::{free_address, server_binary};
use crate::site::{Site, eventually};
use crate::tools::{Daemon, Folder};
use crate::{Deed, Person};

/// A running node. Dropping it is a power cut.
#[derive(Debug)]
pub struct Node {
    daemon: Daemon,
}

impl Node {
    /// One more over this database, with these settings.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn over(database: &Database, settings: &[(&str, &str)]) -> Self {
        let mut settings = settings.to_vec();
        settings.push(("DATABASE_URL", database.url()));
        Self::at(&settings).await
    }

    /// One with these settings, which name its database.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn at(settings: &[(&str, &str)]) -> Self {
        let (folder, address) = (Folder::make(), free_address());
        let mut command = Command::new(server_binary());
        command.env_clear().env("OPENFLOOR_LISTEN", address.to_string());
        command.envs(settings.iter().copied()).current_dir(folder.path("")).kill_on_drop(true);
        let node = Self { daemon: Daemon::start(command, folder, address).await };
        let prometheus = Person::new(node.site(), "", "prometheus");
        eventually("the node is ready", || async {
            prometheus.tries(Deed::get("/health/ready")).await.is_some_and(|reply| reply.status == 200)
        })
        .await;
        node
    }

    /// Where it is reached.
    pub fn site(&self) -> Site {
        Site::at(self.daemon.address)
    }
}
