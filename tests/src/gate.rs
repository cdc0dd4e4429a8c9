//! A TCP proxy of our own, in front of a node or a database: it cuts in the middle of a frame, delays, and lets one
//! direction through only.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long a cut waits for a frame to cut in two; then it cuts what is idle.
const FRAME: Duration = Duration::from_millis(300);

/// A proxy that is gone when it is dropped, with all that runs through it.
#[derive(Debug)]
pub struct Gate {
    /// Where it listens.
    pub address: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct State {
    target: Mutex<SocketAddr>,
    cuts: watch::Sender<u64>,
    delay: AtomicU64,
    deaf: AtomicBool,
}

impl Gate {
    /// In front of this address.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn before(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address = listener.local_addr().expect("a bound port has an address");
        let state = Arc::new(State {
            target: Mutex::new(target),
            cuts: watch::Sender::new(0),
            delay: AtomicU64::new(0),
            deaf: AtomicBool::new(false),
        });
        let task = tokio::spawn(accept(listener, Arc::clone(&state)));
        Self { address, state, task }
    }

    /// Leads to another address from now on, and cuts what led to the old one.
    pub fn leads_to(&self, target: SocketAddr) {
        *self.state.target.lock().unwrap_or_else(PoisonError::into_inner) = target;
        self.cuts();
    }

    /// Cuts all connections, where bytes are under way in the middle of them.
    pub fn cuts(&self) {
        self.state.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Delays everything from now on; not any longer, if this is zero.
    pub fn delays(&self, by: Duration) {
        self.state.delay.store(by.as_millis().try_into().unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Lets through what clients say, and swallows the answers.
    pub fn goes_deaf(&self) {
        self.state.deaf.store(true, Ordering::Relaxed);
    }

    /// Lets everything through again. Connections that lost something are cut.
    pub fn hears_again(&self) {
        if self.state.deaf.swap(false, Ordering::Relaxed) {
            self.cuts();
        }
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.task.abort();
        self.cuts();
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    while let Ok((client, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let target = *state.target.lock().unwrap_or_else(PoisonError::into_inner);
            let cuts = state.cuts.subscribe();
            let Ok(server) = TcpStream::connect(target).await else { return };
            drop((client.set_nodelay(true), server.set_nodelay(true)));
            let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
            tokio::select! {
                () = carry(from_client, to_server, &state, cuts.clone(), false) => {}
                () = carry(from_server, to_client, &state, cuts, true) => {}
            }
        });
    }
}

/// Carries bytes one way until either end, or a cut, is the end of both.
async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    state: &State,
    mut cuts: watch::Receiver<u64>,
    answers: bool,
) {
    let mut buffer = vec![0; 16 * 1024];
    // No network delivers what comes after bytes that were lost: a connection with a hole says nothing more.
    let mut holed = false;
    loop {
        let (read, cut) = tokio::select! {
            read = from.read(&mut buffer) => (read, false),
            _ = cuts.changed() => match tokio::time::timeout(FRAME, from.read(&mut buffer)).await {
                Ok(read) => (read, true),
                Err(_) => return,
            },
        };
        let Ok(read @ 1..) = read else { return };
        let delay = state.delay.load(Ordering::Relaxed);
        if delay > 0 {
            tokio::time::sleep(Duration::from_millis(delay)).await;
        }
        let bytes = if cut { &buffer[..read / 2] } else { &buffer[..read] };
        holed |= answers && state.deaf.load(Ordering::Relaxed);
        if !holed && to.write_all(bytes).await.is_err() || cut {
            return;
        }
    }
}
