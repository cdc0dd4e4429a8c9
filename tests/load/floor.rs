//! The floor: what no server can deliver events for less than. One thread, one poll, one write per listener and event,
//! of bytes that are ready. It knows no database, no accounts, no limits and no mercy; measure others against it.
//!
//! `cargo run --release -p tests --example floor -- 127.0.0.1:3999`, then `openfloor load … --target floor`.

use std::collections::{HashMap, VecDeque};
use std::io::{ErrorKind, Read, Write};

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use slab::Slab;
use socket2::{Domain, Socket, Type};

const DOOR: Token = Token(usize::MAX);
/// Events kept for those who come back.
const KEPT: usize = 4_096;
const HEAD: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n";

struct Client {
    socket: TcpStream,
    request: Vec<u8>,
    /// The room it listens to, its place there, and what it reads next.
    listens: Option<(usize, usize, usize)>,
    /// Bytes of that event which were sent.
    sent: usize,
    blocked: bool,
}

#[derive(Default)]
struct Room {
    listeners: Vec<usize>,
    kept: VecDeque<Vec<u8>>,
    /// The number of the next event.
    next: usize,
}

struct Floor {
    poll: Poll,
    clients: Slab<Client>,
    rooms: Vec<Room>,
    names: HashMap<String, usize>,
}

fn main() -> std::io::Result<()> {
    let address: std::net::SocketAddr =
        std::env::args().nth(1).and_then(|a| a.parse().ok()).expect("an address to listen at: HOST:PORT");
    rlimit::increase_nofile_limit(u64::MAX)?;
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.set_send_buffer_size(64 << 10)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(4_096)?;
    let mut door = TcpListener::from_std(socket.into());
    let poll = Poll::new()?;
    poll.registry().register(&mut door, DOOR, Interest::READABLE)?;
    let mut floor = Floor { poll, clients: Slab::new(), rooms: Vec::new(), names: HashMap::new() };
    let mut events = Events::with_capacity(1_024);
    loop {
        match floor.poll.poll(&mut events, None) {
            Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
            _ => {}
        }
        for event in &events {
            match event.token() {
                DOOR => floor.lets_in(&door)?,
                Token(key) => {
                    if event.is_readable() || event.is_read_closed() {
                        floor.reads(key);
                    }
                    if event.is_writable()
                        && let Some(client) = floor.clients.get_mut(key)
                        && std::mem::take(&mut client.blocked)
                    {
                        floor.writes(key);
                    }
                }
            }
        }
    }
}

impl Floor {
    fn lets_in(&mut self, door: &TcpListener) -> std::io::Result<()> {
        loop {
            let mut socket = match door.accept() {
                Ok((socket, _)) => socket,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(_) => continue,
            };
            socket.set_nodelay(true)?;
            let entry = self.clients.vacant_entry();
            let interest = Interest::READABLE | Interest::WRITABLE;
            self.poll.registry().register(&mut socket, Token(entry.key()), interest)?;
            entry.insert(Client { socket, request: Vec::new(), listens: None, sent: 0, blocked: false });
        }
    }

    fn reads(&mut self, key: usize) {
        let mut piece = [0; 8 << 10];
        loop {
            let Some(client) = self.clients.get_mut(key) else { return };
            match client.socket.read(&mut piece) {
                Ok(0) => return self.loses(key),
                Ok(count) if client.listens.is_none() => client.request.extend_from_slice(&piece[..count]),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => return self.loses(key),
            }
            while let Some((head, body)) = self.clients.get_mut(key).and_then(|client| taken(&mut client.request)) {
                self.answers(key, &head, &body);
            }
        }
    }

    fn answers(&mut self, key: usize, head: &str, body: &[u8]) {
        let target = head.split(' ').nth(1).unwrap_or_default();
        let name = target.split_once("tenantId=").map_or("", |(_, name)| name).to_owned();
        let count = self.rooms.len();
        let room = *self.names.entry(name).or_insert(count);
        if room == count {
            self.rooms.push(Room { next: 1, ..Room::default() });
        }
        let here = &mut self.rooms[room];
        if head.starts_with("POST") {
            let block = format!("id: {}\ndata: {}\n\n", here.next, String::from_utf8_lossy(body));
            here.kept.push_back(format!("{:x}\r\n{block}\r\n", block.len()).into_bytes());
            here.next += 1;
            if here.kept.len() > KEPT {
                here.kept.pop_front();
            }
            for place in (0..here.listeners.len()).rev() {
                if let Some(&listener) = self.rooms[room].listeners.get(place)
                    && !self.clients[listener].blocked
                {
                    self.writes(listener);
                }
            }
            let Some(client) = self.clients.get_mut(key) else { return };
            if client.socket.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n").is_err() {
                self.loses(key);
            }
        } else {
            let after = header(head, "last-event-id").and_then(|id| id.parse::<usize>().ok());
            let next = after.map_or(here.next, |after| after + 1);
            let client = &mut self.clients[key];
            client.listens = Some((room, here.listeners.len(), next));
            here.listeners.push(key);
            if client.socket.write_all(HEAD).is_err() {
                return self.loses(key);
            }
            self.writes(key);
        }
    }

    /// Writes one event after the other, as far as the socket takes them.
    fn writes(&mut self, key: usize) {
        loop {
            let client = &mut self.clients[key];
            let Some((room, _, next)) = &mut client.listens else { return };
            let here = &self.rooms[*room];
            let first = here.next - here.kept.len();
            let Some(event) = next.checked_sub(first).and_then(|index| here.kept.get(index)) else {
                if *next < here.next {
                    self.loses(key);
                }
                return;
            };
            match client.socket.write(&event[client.sent..]) {
                Ok(count) if client.sent + count == event.len() => (*next, client.sent) = (*next + 1, 0),
                Ok(count) => client.sent += count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    client.blocked = true;
                    return;
                }
                Err(_) => return self.loses(key),
            }
        }
    }

    fn loses(&mut self, key: usize) {
        let mut client = self.clients.remove(key);
        // It is closed with the socket, whatever this says.
        drop(self.poll.registry().deregister(&mut client.socket));
        if let Some((room, place, _)) = client.listens {
            let listeners = &mut self.rooms[room].listeners;
            listeners.swap_remove(place);
            if let Some(&moved) = listeners.get(place)
                && let Some((_, at, _)) = &mut self.clients[moved].listens
            {
                *at = place;
            }
        }
    }
}

/// The first whole request that was read, with its body.
fn taken(request: &mut Vec<u8>) -> Option<(String, Vec<u8>)> {
    let end = request.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&request[..end]).into_owned();
    let length = header(&head, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    if request.len() < end + length {
        return None;
    }
    let rest = request.split_off(end + length);
    let body = std::mem::replace(request, rest).split_off(end);
    Some((head, body))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}
