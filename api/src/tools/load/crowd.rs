//! Many listeners on one thread: raw sockets in one poll, so that what is measured is the server.
//!
//! Each checks the numbers of what it hears. The thread may look only so often (`nap`): woken for every delivery it
//! would cost the server an interrupt each time, which no listener far away does.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token, Waker};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::time::Instant;

use super::ear::Ear;
use super::marks::Hearing;
use super::target::Tenant;

/// Listeners that may be connecting at once.
const AT_ONCE: usize = 256;
/// Streams from one address: servers limit them, and ports are limited.
const PER_ADDRESS: usize = 4_000;
/// What a listener that never reads lets the kernel hold on its side, so that what is measured is the other side.
const DEAF_BUFFER: usize = 4 << 10;
const WAKE: Token = Token(usize::MAX);

/// What the crowd is asked to do.
#[derive(Debug)]
enum Order {
    /// Those that are not connected come, with their places.
    Come,
    /// Everybody is cut.
    Cut,
    /// These many, from the first, stop reading.
    GoDeaf(usize),
    /// It is over.
    Disband,
}

/// What all of them count together.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Streams that are open, and have said something.
    pub(super) open: AtomicUsize,
    /// Marks heard.
    pub(super) heard: AtomicU64,
    /// Bytes read.
    pub(super) bytes: AtomicU64,
    /// Times that something was read.
    pub(super) reads: AtomicU64,
    /// Streams that ended by themselves, or could not be opened.
    pub(super) lost: AtomicUsize,
    /// Whether ages are noted.
    pub(super) timing: AtomicBool,
}

/// A thread of listeners.
#[derive(Debug)]
pub(super) struct Crowd {
    orders: mpsc::SyncSender<Order>,
    waker: Arc<Waker>,
    thread: JoinHandle<Result<Heard, String>>,
    /// What they count.
    pub(super) tally: Arc<Tally>,
}

/// What they heard in the end.
#[derive(Debug)]
pub(super) struct Heard {
    /// By listener: its tenant, whether it was deaf, what it heard.
    pub(super) ears: Vec<(usize, bool, Hearing)>,
    /// How old texts were, in microseconds.
    pub(super) ages: Vec<u32>,
}

struct Hall {
    poll: Poll,
    ears: Vec<Ear>,
    nodes: Vec<SocketAddr>,
    tenants: Vec<Tenant>,
    began: Instant,
    nap: Duration,
    tally: Arc<Tally>,
    ages: Vec<u32>,
    /// To come, the last first.
    queue: Vec<usize>,
    coming: usize,
    buffer: Vec<u8>,
}

impl Crowd {
    /// So many listeners, spread over the tenants, connected to nobody yet. Texts' ages are counted from `began`.
    ///
    /// # Errors
    /// When there is no poll or no thread.
    pub(super) fn gather(
        count: usize,
        nodes: &[SocketAddr],
        tenants: &[Tenant],
        began: Instant,
        nap: Duration,
    ) -> Result<Self, String> {
        let poll = Poll::new().map_err(|error| format!("no poll: {error}"))?;
        let waker = Waker::new(poll.registry(), WAKE).map_err(|error| format!("no waker: {error}"))?;
        let tally = Arc::new(Tally::default());
        let ears = (0..count).map(|number| Ear::of(number % tenants.len())).collect();
        let hall = Hall {
            poll,
            ears,
            nodes: nodes.to_vec(),
            tenants: tenants.to_vec(),
            began,
            nap,
            tally: Arc::clone(&tally),
            ages: Vec::new(),
            queue: Vec::new(),
            coming: 0,
            buffer: vec![0; 256 << 10],
        };
        let (orders, ordered) = mpsc::sync_channel(4);
        let thread = std::thread::Builder::new().name("crowd".into()).spawn(move || hall.listen(&ordered));
        let thread = thread.map_err(|error| format!("no thread: {error}"))?;
        Ok(Self { orders, waker: Arc::new(waker), thread, tally })
    }

    /// Lets those come who are not there, each after its place.
    pub(super) fn come(&self) {
        self.order(Order::Come);
    }

    /// Cuts all.
    pub(super) fn cut(&self) {
        self.order(Order::Cut);
    }

    /// Lets the first so many read no more.
    pub(super) fn go_deaf(&self, count: usize) {
        self.order(Order::GoDeaf(count));
    }

    /// Ends it.
    ///
    /// # Errors
    /// What became of the thread.
    pub(super) fn disband(self) -> Result<Heard, String> {
        self.order(Order::Disband);
        self.thread.join().map_err(|_| "the listeners' thread broke".to_owned())?
    }

    fn order(&self, order: Order) {
        // A thread that has ended tells why when it is disbanded.
        drop(self.orders.send(order));
        drop(self.waker.wake());
    }
}

impl Hall {
    fn listen(mut self, ordered: &mpsc::Receiver<Order>) -> Result<Heard, String> {
        let mut events = Events::with_capacity(1_024);
        loop {
            match self.poll.poll(&mut events, None) {
                Err(error) if error.kind() != ErrorKind::Interrupted => return Err(format!("the poll broke: {error}")),
                _ => {}
            }
            for event in &events {
                if event.token() != WAKE {
                    self.ready(event.token().0, event.is_read_closed());
                }
            }
            while let Ok(order) = ordered.try_recv() {
                match order {
                    Order::Come => {
                        self.queue = (0..self.ears.len()).rev().filter(|n| !self.ears[*n].is_here()).collect();
                    }
                    Order::Cut => (0..self.ears.len()).for_each(|number| self.leave(number)),
                    Order::GoDeaf(count) => self.ears[..count].iter_mut().for_each(|ear| ear.deaf = true),
                    Order::Disband => {
                        let ears = self.ears.iter().map(|ear| (ear.tenant, ear.deaf, ear.hearing)).collect();
                        return Ok(Heard { ears, ages: self.ages });
                    }
                }
            }
            while self.coming < AT_ONCE
                && let Some(number) = self.queue.pop()
            {
                self.coming += 1;
                if let Err(error) = self.comes(number) {
                    return Err(format!("listener {number} cannot connect to {}: {error}", self.node(number)));
                }
            }
            if !self.nap.is_zero() {
                std::thread::sleep(self.nap);
            }
        }
    }

    fn comes(&mut self, number: usize) -> std::io::Result<()> {
        let node = self.node(number);
        let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
        socket.set_nonblocking(true)?;
        if self.ears[number].deaf {
            socket.set_recv_buffer_size(DEAF_BUFFER)?;
        }
        if node.ip().is_loopback() {
            #[expect(clippy::cast_possible_truncation, reason = "there are fewer than a million listeners")]
            let host = 2 + (number / PER_ADDRESS) as u8;
            socket.bind(&SocketAddr::from((Ipv4Addr::new(127, 0, 0, host), 0)).into())?;
        }
        match socket.connect(&node.into()) {
            Err(error) if error.raw_os_error() != Some(libc::EINPROGRESS) => return Err(error),
            _ => {}
        }
        let mut stream = TcpStream::from_std(socket.into());
        self.poll.registry().register(&mut stream, Token(number), Interest::READABLE | Interest::WRITABLE)?;
        self.ears[number].comes(stream);
        Ok(())
    }

    /// Tenants take turns, and so do nodes with each round of tenants.
    fn node(&self, number: usize) -> SocketAddr {
        self.nodes[(number / self.tenants.len() + number) % self.nodes.len()]
    }

    fn ready(&mut self, number: usize, closed: bool) {
        let node = self.node(number);
        let ear = &mut self.ears[number];
        let Some(socket) = ear.socket.as_mut() else { return };
        if !ear.asked {
            let request = self.tenants[ear.tenant].stream(node, &ear.place);
            match socket.write(request.as_bytes()) {
                Ok(_) => ear.asked = true,
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::NotConnected) => return,
                Err(_) => return self.is_lost(number),
            }
        }
        while !(ear.deaf && ear.open) {
            let Some(socket) = ear.socket.as_mut() else { return };
            match socket.read(&mut self.buffer) {
                Ok(0) => return self.is_lost(number),
                Ok(count) => {
                    let now = self.began.elapsed();
                    let before = ear.open;
                    let timed = self.tally.timing.load(Ordering::Relaxed);
                    let ages = &mut self.ages;
                    let heard = ear.hears(&self.buffer[..count], |mark| {
                        if timed {
                            let age = now.as_micros().saturating_sub(u128::from(mark.at));
                            ages.push(u32::try_from(age).unwrap_or(u32::MAX));
                        }
                    });
                    self.tally.heard.fetch_add(heard, Ordering::Relaxed);
                    self.tally.bytes.fetch_add(count as u64, Ordering::Relaxed);
                    self.tally.reads.fetch_add(1, Ordering::Relaxed);
                    if ear.open && !before {
                        self.coming -= 1;
                        self.tally.open.fetch_add(1, Ordering::Relaxed);
                    }
                    // Less than was room for: there is no more now, and the next makes itself known.
                    if count < self.buffer.len() && !closed {
                        return;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => return self.is_lost(number),
            }
        }
    }

    fn is_lost(&mut self, number: usize) {
        self.tally.lost.fetch_add(1, Ordering::Relaxed);
        self.leave(number);
    }

    fn leave(&mut self, number: usize) {
        let ear = &mut self.ears[number];
        if !ear.is_here() {
            return;
        }
        if ear.open {
            self.tally.open.fetch_sub(1, Ordering::Relaxed);
        } else {
            self.coming -= 1;
        }
        ear.goes();
    }
}
