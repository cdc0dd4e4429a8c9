//! A Redis of a test's own, to be killed.

use std::process::Stdio;

use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::site::{eventually, in_time};

/// A running Redis that keeps nothing; gone when it is dropped.
#[derive(Debug)]
pub struct Redis {
    child: Child,
    port: u16,
}

impl Redis {
    /// Starts one on a free port.
    ///
    /// # Panics
    /// When there is no `redis-server`.
    pub async fn starts() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let port = listener.local_addr().expect("a bound port has an address").port();
        drop(listener);
        let redis = Self { child: spawn(port), port };
        redis.answers().await;
        redis
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends it as a power cut would.
    pub async fn kill_9(&mut self) {
        in_time("kill -9", self.child.kill()).await.expect("Redis can be killed");
    }

    /// Starts it again on the same port.
    pub async fn starts_again(&mut self) {
        self.child = spawn(self.port);
        self.answers().await;
    }

    async fn answers(&self) {
        eventually("Redis answers", || async { TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() }).await;
    }
}

fn spawn(port: u16) -> Child {
    let start = |server: &str| {
        Command::new(server)
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port", &port.to_string()])
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
    };
    let started = start("redis-server").or_else(|_| start("valkey-server"));
    started.unwrap_or_else(|error| panic!("no redis-server and no valkey-server: {error}"))
}
