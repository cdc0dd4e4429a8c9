//! The relay: a few threads that own the sockets of open streams and write ready frames to them.
//!
//! hyper answers a stream's request; once the head has left, the socket comes here and costs a place in a table rather
//! than a task with two buffers. Each thread has a poll of its own, and is told of news by the rings its clients stand
//! on. It knows sockets and rings; who may hear what, and what is said beside the events, its [`Speaker`]s know. One
//! who cannot go on with what the ring has leaves with the socket, and comes back when it has caught up.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use mio::{Poll, Waker};
use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::bus::Ring;
use crate::event::Frame;

pub use timers::EARLY;

mod client;
mod hall;
mod timers;

use hall::Hall;

/// One who speaks to the peer of a socket.
pub trait Speaker: Send + std::fmt::Debug {
    /// The ring whose news it waits for.
    fn ring(&self) -> &Arc<Ring>;

    /// Whether the connection is to be cut, whatever is still to be said.
    fn is_cut(&self) -> bool;

    /// Puts what is to be said next into `said`, which is empty.
    fn speak(&mut self, said: &mut Said) -> Then;

    /// So many of these frames, the first ones, were sent; it goes on after them.
    fn sent(&mut self, frames: &[Arc<Frame>], count: usize);

    /// Takes the socket, to go on by itself.
    fn leave(self: Box<Self>, line: Line);
}

/// What is to be said: frames, or something of the stream's own.
#[derive(Debug, Default)]
pub struct Said {
    /// Events, in order.
    pub frames: Vec<Arc<Frame>>,
    /// Bytes as they go out.
    pub own: Option<Bytes>,
}

/// What comes after what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Perhaps more.
    More,
    /// Nothing until there is news, or until then or up to [`EARLY`] before.
    Wait(Instant),
    /// What the ring does not have: the speaker leaves.
    Leave,
    /// The connection is cut.
    Over,
}

/// A socket between its two ways of being served.
#[derive(Debug)]
pub struct Line {
    /// The socket, which does not block.
    pub socket: std::net::TcpStream,
    /// What was begun and not sent to its end.
    pub rest: Bytes,
    /// What is held as long as the connection lasts.
    pub held: Held,
}

/// Whatever is given back when a connection ends.
pub type Held = Box<dyn std::any::Any + Send>;

/// The threads. Cheap to clone; they end with the last handle.
#[derive(Clone, Debug)]
pub struct Relay {
    posts: Arc<Posts>,
}

#[derive(Debug)]
struct Posts {
    all: Vec<Arc<Post>>,
    next: AtomicUsize,
}

/// Where a thread is told what to do.
#[derive(Debug)]
struct Post {
    /// Bounded by what is told: a socket is taken once, a room is rung once until it was heard, and so is a look.
    orders: Mutex<Vec<Order>>,
    /// A look is among the orders.
    looks: AtomicBool,
    waker: Waker,
}

#[derive(Debug)]
enum Order {
    /// Serve this one.
    Take(Line, Box<dyn Speaker>),
    /// There is news on the ring of this room.
    Rung(usize),
    /// Something may have changed for anybody.
    Look,
    End,
}

impl Relay {
    /// Starts so many threads; none where streams are to stay with hyper.
    ///
    /// # Errors
    /// When there is no poll or no thread.
    pub fn start(threads: usize) -> io::Result<Self> {
        let mut all = Vec::new();
        for number in 0..threads {
            let poll = Poll::new()?;
            let post = Arc::new(Post {
                orders: Mutex::default(),
                looks: AtomicBool::new(false),
                waker: Waker::new(poll.registry(), hall::WAKE)?,
            });
            let hall = Hall::new(poll, Arc::clone(&post));
            let runtime = Handle::current();
            std::thread::Builder::new().name(format!("relay-{number}")).spawn(move || {
                // Whoever leaves goes on as a task.
                let _entered = runtime.enter();
                hall.serve();
            })?;
            all.push(post);
        }
        Ok(Self { posts: Arc::new(Posts { all, next: AtomicUsize::new(0) }) })
    }

    /// Whether it takes anybody.
    pub fn is_on(&self) -> bool {
        !self.posts.all.is_empty()
    }

    /// Takes a socket whose response head was sent. A tenant's sockets are spread over all threads.
    pub fn take(&self, line: Line, speaker: Box<dyn Speaker>) {
        let posts = &self.posts.all;
        let next = self.posts.next.fetch_add(1, Ordering::Relaxed);
        if let Some(post) = posts.get(next % posts.len().max(1)) {
            post.tell(Order::Take(line, speaker));
        }
    }

    /// Lets everybody look whether something has changed for him beside the events: cut, draining, who is here.
    pub fn look(&self) {
        for post in self.posts.all.iter().filter(|post| !post.looks.swap(true, Ordering::AcqRel)) {
            post.tell(Order::Look);
        }
    }

    /// Cuts all, and ends: who is still served when a drain is over holds what holds this.
    pub fn end(&self) {
        self.posts.all.iter().for_each(|post| post.tell(Order::End));
    }
}

impl Drop for Posts {
    fn drop(&mut self) {
        self.all.iter().for_each(|post| post.tell(Order::End));
    }
}

impl Post {
    fn tell(&self, order: Order) {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        orders.push(order);
        let first = orders.len() == 1;
        drop(orders);
        // Who did not take the first yet was woken for it.
        if first && let Err(error) = self.waker.wake() {
            tracing::error!(%error, "a relay thread cannot be woken");
        }
    }

    fn told(&self, orders: &mut Vec<Order>) {
        std::mem::swap(orders, &mut *self.orders.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

#[cfg(test)]
mod tests;
