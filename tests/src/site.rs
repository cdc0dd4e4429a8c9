//! Where a server is reached, and how long the tests wait for anything.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

/// How long anything may take before a test gives up and says what it saw instead.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// The address of a running server.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Host and port.
    pub address: SocketAddr,
    /// Where its streams are heard: at another node over the same database, when the run is over several.
    pub heard_at: SocketAddr,
}

impl Site {
    /// One server.
    pub fn at(address: SocketAddr) -> Self {
        Self { address, heard_at: address }
    }

    /// The URL of a path on this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// What happens within the tests' patience.
///
/// # Panics
/// With `what` when it does not.
pub async fn in_time<T>(what: &str, happens: impl Future<Output = T>) -> T {
    within(PATIENCE, what, Box::pin(happens)).await
}

/// The same for what may take longer.
pub(crate) async fn within<T>(patience: Duration, what: &str, happens: impl Future<Output = T>) -> T {
    // On the heap: layers of waiting in a debug build would each hold it on the stack.
    let happens = Box::pin(happens);
    match tokio::time::timeout(patience, happens).await {
        Ok(value) => value,
        Err(_) => panic!("{what}: not within {} s", patience.as_secs()),
    }
}

/// A variable of the environment, unless it is absent or empty.
#[expect(clippy::disallowed_methods, reason = "the tests are told where their services are")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Looks again and again until it is so.
///
/// # Panics
/// With `what` when it never is.
pub async fn eventually<F: Future<Output = bool>>(what: &str, is_so: impl FnMut() -> F) {
    eventually_within(PATIENCE, what, is_so).await;
}

/// The same for what may take longer.
///
/// # Panics
/// With `what` when it never is.
pub async fn eventually_within<F: Future<Output = bool>>(patience: Duration, what: &str, mut is_so: impl FnMut() -> F) {
    let mut looks = tokio::time::interval(Duration::from_millis(20));
    within(patience, what, async {
        while !is_so().await {
            looks.tick().await;
        }
    })
    .await;
}
