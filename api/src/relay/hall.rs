//! What one relay thread does: it waits for news, for sockets and for deadlines, and lets those speak whom they concern.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mio::{Events, Interest, Poll, Token};
use slab::Slab;
use tokio::time::Instant;
use tracing::{debug, error};

use super::client::Client;
use super::timers::Timers;
use super::{Line, Order, Post, Said, Speaker, Then};
use crate::bus::{Door, Ring};

/// The token of the waker.
pub(super) const WAKE: Token = Token(usize::MAX);
/// Readiness taken in one look.
const LOOK: usize = 1_024;

/// A thread's clients.
#[derive(Debug)]
pub(super) struct Hall {
    poll: Poll,
    post: Arc<Post>,
    clients: Slab<Client>,
    rooms: Slab<Room>,
    /// Rooms by the address of their ring.
    known: HashMap<usize, usize>,
    timers: Timers,
}

/// Those who wait for the same ring.
#[derive(Debug)]
struct Room {
    ring: Arc<Ring>,
    clients: Vec<usize>,
    bell: Arc<Bell>,
}

/// What a ring knocks at; one knock is told until it is answered.
#[derive(Debug)]
struct Bell {
    post: Arc<Post>,
    room: usize,
    rung: AtomicBool,
}

impl Door for Bell {
    fn knock(&self) {
        if !self.rung.swap(true, Ordering::AcqRel) {
            self.post.tell(Order::Rung(self.room));
        }
    }
}

impl Hall {
    pub(super) fn new(poll: Poll, post: Arc<Post>) -> Self {
        let (clients, rooms, known) = (Slab::new(), Slab::new(), HashMap::new());
        Self { poll, post, clients, rooms, known, timers: Timers::new() }
    }

    pub(super) fn serve(mut self) {
        let mut events = Events::with_capacity(LOOK);
        let (mut orders, mut said, mut scratch) = (Vec::new(), Said::default(), vec![0; 4 << 10]);
        loop {
            if let Err(error) = self.poll.poll(&mut events, self.timers.wait(Instant::now()))
                && error.kind() != ErrorKind::Interrupted
            {
                error!(%error, "a relay thread's poll broke");
                std::thread::sleep(Duration::from_millis(50));
            }
            for event in events.iter().filter(|event| event.token() != WAKE) {
                let key = event.token().0;
                let Some(client) = self.clients.get_mut(key) else { continue };
                if (event.is_readable() || event.is_read_closed() || event.is_error()) && !client.is_there(&mut scratch)
                {
                    self.cut(key);
                } else if event.is_writable() && std::mem::take(&mut client.blocked) {
                    self.speak(key, &mut said);
                }
            }
            self.post.told(&mut orders);
            for order in orders.drain(..) {
                match order {
                    Order::Take(line, speaker) => self.take(line, speaker, &mut said),
                    Order::Rung(room) => self.rung(room, &mut said),
                    Order::Look => {
                        self.post.looks.store(false, Ordering::Release);
                        self.everybody(&mut said);
                    }
                    Order::End => return,
                }
            }
            while let Some((slot, due)) = self.timers.due(Instant::now()) {
                for key in due {
                    // One who left may have given his number to another, who looks in vain at worst.
                    if let Some(client) = self.clients.get_mut(key).filter(|client| client.slot == Some(slot)) {
                        client.slot = None;
                        self.speak(key, &mut said);
                    }
                }
            }
            if orders.capacity() > LOOK {
                orders = Vec::new();
            }
        }
    }

    fn take(&mut self, line: Line, speaker: Box<dyn Speaker>, said: &mut Said) {
        let room = self.room(speaker.ring());
        let place = self.rooms[room].clients.len();
        let key = self.clients.insert(Client::new(line, speaker, room, place));
        self.rooms[room].clients.push(key);
        let interest = Interest::READABLE | Interest::WRITABLE;
        if let Err(error) = self.poll.registry().register(&mut self.clients[key].socket, Token(key), interest) {
            debug!(%error, "a socket could not be watched");
            self.cut(key);
        } else {
            self.speak(key, said);
        }
    }

    fn rung(&mut self, room: usize, said: &mut Said) {
        let Some(Room { clients, bell, .. }) = self.rooms.get_mut(room) else { return };
        bell.rung.store(false, Ordering::Release);
        // From the last to the first: one who goes is replaced by the last, who has spoken.
        for place in (0..clients.len()).rev() {
            let Some(&key) = self.rooms.get(room).and_then(|room| room.clients.get(place)) else { continue };
            self.speak(key, said);
        }
    }

    fn everybody(&mut self, said: &mut Said) {
        let keys: Vec<_> = self.clients.iter().map(|(key, _)| key).collect();
        for key in keys {
            // A blocked one has to hear that it is cut.
            self.clients[key].blocked = false;
            self.speak(key, said);
        }
    }

    fn speak(&mut self, key: usize, said: &mut Said) {
        let Some(client) = self.clients.get_mut(key).filter(|client| !client.blocked) else { return };
        // What breaks for one must not end the thread that serves thousands.
        let spoken = catch_unwind(AssertUnwindSafe(|| client.speak(said)));
        match spoken.unwrap_or_else(|_| broke()) {
            Then::More => {}
            Then::Wait(until) => {
                let slot = self.timers.slot(until, Instant::now());
                if client.slot.is_none_or(|earlier| slot < earlier) {
                    client.slot = Some(slot);
                    self.timers.set(slot, key);
                }
            }
            Then::Leave => {
                let (line, speaker) = self.remove(key).parted();
                speaker.leave(line);
            }
            Then::Over => self.cut(key),
        }
    }

    fn cut(&mut self, key: usize) {
        drop(self.remove(key));
    }

    fn remove(&mut self, key: usize) -> Client {
        let mut client = self.clients.remove(key);
        if let Err(error) = self.poll.registry().deregister(&mut client.socket) {
            debug!(%error, "a socket was not watched");
        }
        let room = &mut self.rooms[client.room];
        room.clients.swap_remove(client.place);
        if let Some(&moved) = room.clients.get(client.place) {
            self.clients[moved].place = client.place;
        } else if room.clients.is_empty() {
            let room = self.rooms.remove(client.room);
            self.known.remove(&address(&room.ring));
        }
        if self.clients.is_empty() {
            // What a crowd needed is given back when it has gone.
            (self.clients, self.rooms, self.known) = (Slab::new(), Slab::new(), HashMap::new());
        }
        client
    }

    fn room(&mut self, ring: &Arc<Ring>) -> usize {
        *self.known.entry(address(ring)).or_insert_with(|| {
            let entry = self.rooms.vacant_entry();
            let bell = Arc::new(Bell { post: Arc::clone(&self.post), room: entry.key(), rung: AtomicBool::new(false) });
            let door: Arc<dyn Door> = bell.clone();
            ring.tells(&door);
            let key = entry.key();
            entry.insert(Room { ring: Arc::clone(ring), clients: Vec::new(), bell });
            key
        })
    }
}

fn broke() -> Then {
    error!("a stream broke, and is cut");
    Then::Over
}

fn address(ring: &Arc<Ring>) -> usize {
    Arc::as_ptr(ring) as usize
}
