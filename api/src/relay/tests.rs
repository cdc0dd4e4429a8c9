//! The relay with speakers that say what they are told to, over real sockets.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::time::Duration;

use entity::TenantId;
use proptest::prelude::*;
use socket2::SockRef;
use tokio::runtime::Runtime;

use super::*;
use crate::bus::{Cursor, EventBus, Glance};
use crate::event::Epoch;

const EPOCH: Epoch = Epoch(7);

/// Says the events of its ring, and greets first.
#[derive(Debug)]
struct Reader {
    cursor: Cursor,
    greeting: Option<Bytes>,
    /// Told of the line when it leaves.
    left: mpsc::SyncSender<Line>,
    /// Breaks instead of saying this event.
    breaks_at: i64,
}

impl Speaker for Reader {
    fn ring(&self) -> &Arc<Ring> {
        self.cursor.ring()
    }

    fn is_cut(&self) -> bool {
        false
    }

    fn speak(&mut self, said: &mut Said) -> Then {
        if let Some(greeting) = self.greeting.take() {
            said.own = Some(greeting);
            return Then::More;
        }
        match self.cursor.glance(|_| true) {
            Glance::Frames { frames, .. } => {
                assert!(frames.iter().all(|frame| frame.seq != self.breaks_at), "as it was told to");
                said.frames = frames;
                Then::More
            }
            Glance::Behind | Glance::Ended => Then::Leave,
            Glance::AtHead | Glance::Ahead => Then::Wait(Instant::now() + Duration::from_secs(60)),
        }
    }

    fn sent(&mut self, frames: &[Arc<Frame>], count: usize) {
        if let Some(unsent) = frames.get(count) {
            self.cursor.advance(unsent.seq - 1);
        }
    }

    fn leave(self: Box<Self>, line: Line) {
        self.left.send(line).unwrap();
    }
}

struct Stage {
    runtime: Runtime,
    relay: Relay,
    bus: EventBus,
    ring: Arc<Ring>,
    listener: TcpListener,
}

impl Stage {
    fn set(threads: usize) -> Self {
        let runtime = Runtime::new().unwrap();
        let relay = runtime.block_on(async { Relay::start(threads).unwrap() });
        let bus = EventBus::default();
        let ring = bus.ring(TenantId(uuid::Uuid::nil()));
        runtime.block_on(ring.primed(|| async { Ok::<_, ()>((EPOCH, 0, Vec::new())) })).unwrap();
        Self { runtime, relay, bus, ring, listener: TcpListener::bind("127.0.0.1:0").unwrap() }
    }

    /// Somebody who reads what is sent, with little room on the way.
    fn reader(&self) -> (TcpStream, mpsc::Receiver<Line>) {
        self.reader_who_breaks_at(-1)
    }

    fn reader_who_breaks_at(&self, breaks_at: i64) -> (TcpStream, mpsc::Receiver<Line>) {
        let peer = TcpStream::connect(self.listener.local_addr().unwrap()).unwrap();
        SockRef::from(&peer).set_recv_buffer_size(4 << 10).unwrap();
        peer.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let (socket, _) = self.listener.accept().unwrap();
        SockRef::from(&socket).set_send_buffer_size(4 << 10).unwrap();
        socket.set_nonblocking(true).unwrap();
        let (left, leaves) = mpsc::sync_channel(1);
        let cursor = Cursor::new(Arc::clone(&self.ring), 0);
        let speaker = Reader { cursor, greeting: Some("hello".into()), left, breaks_at };
        self.relay.take(Line { socket, rest: "be".into(), held: Box::new(()) }, Box::new(speaker));
        (peer, leaves)
    }

    /// Publishes an event of this size; its chunk.
    fn says(&self, seq: i64, size: usize) -> Bytes {
        let frame = Frame::of_size(seq, size);
        let chunk = frame.chunk.clone();
        // Should the ring ring later, a task does.
        let _entered = self.runtime.enter();
        self.bus.publish(self.ring.tenant(), EPOCH, vec![frame]).unwrap();
        chunk
    }
}

/// Reads so many bytes in pieces of these sizes, in turns.
fn read(peer: &mut TcpStream, mut most: usize, pieces: &[usize]) -> Vec<u8> {
    let (mut all, mut piece) = (Vec::new(), vec![0; 1 << 16]);
    for size in pieces.iter().cycle() {
        if most == 0 {
            break;
        }
        let count = peer.read(&mut piece[..(*size).min(most)]).unwrap();
        assert!(count > 0, "it was cut after {} bytes", all.len());
        all.extend_from_slice(&piece[..count]);
        most -= count;
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn whoever_reads_at_whatever_pace_gets_every_byte_once_and_in_order(
        sizes in prop::collection::vec(1usize..3_000, 1..60),
        paces in prop::collection::vec(prop::collection::vec(500usize..9_000, 1..5), 1..4),
    ) {
        let stage = Stage::set(2);
        let mut peers: Vec<_> = paces.iter().map(|_| stage.reader().0).collect();
        let mut expected = b"behello".to_vec();
        for (seq, size) in (1..).zip(&sizes) {
            expected.extend_from_slice(&stage.says(seq, *size));
        }
        for (peer, pieces) in peers.iter_mut().zip(&paces) {
            prop_assert_eq!(&read(peer, expected.len(), pieces), &expected);
        }
    }
}

#[test]
fn whoever_the_ring_has_left_behind_leaves_with_what_was_begun() {
    let stage = Stage::set(1);
    let (mut peer, leaves) = stage.reader();
    let mut expected = b"behello".to_vec();
    // Far more than the ring and two small buffers hold.
    for seq in 1..=400 {
        expected.extend_from_slice(&stage.says(seq, 8_000));
    }
    let line = std::thread::scope(|scope| {
        let waits = scope.spawn(move || leaves.recv_timeout(Duration::from_secs(20)).unwrap());
        let mut got = Vec::new();
        let mut piece = [0; 4_096];
        while !waits.is_finished() {
            let count = peer.peek(&mut piece).unwrap_or_default().min(piece.len());
            peer.read_exact(&mut piece[..count]).unwrap();
            got.extend_from_slice(&piece[..count]);
            peer.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        }
        let line = waits.join().unwrap();
        // What was sent, with what was begun, are whole frames from the beginning on.
        line.socket.shutdown(std::net::Shutdown::Write).unwrap();
        peer.set_read_timeout(None).unwrap();
        peer.read_to_end(&mut got).unwrap();
        got.extend_from_slice(&line.rest);
        assert!(expected.starts_with(&got), "it is not the beginning of what was said");
        assert!(got.len() < expected.len());
        line
    });
    assert!(line.rest.is_empty(), "it leaves only when nothing is left to send");
}

#[test]
fn the_threads_end_with_the_last_handle_and_cut_whom_they_serve() {
    let stage = Stage::set(1);
    let (mut peer, _leaves) = stage.reader();
    assert_eq!(read(&mut peer, 7, &[7]), b"behello");
    let Stage { relay, runtime, .. } = stage;
    drop(relay);
    let mut rest = Vec::new();
    peer.read_to_end(&mut rest).unwrap();
    assert_eq!(rest, b"");
    drop(runtime);
}

#[test]
fn whoever_breaks_is_cut_and_the_others_are_served_on() {
    let stage = Stage::set(1);
    let (mut breaks, _left) = stage.reader_who_breaks_at(2);
    let (mut sound, _leaves) = stage.reader();
    let mut expected = b"behello".to_vec();
    for seq in 1..=3 {
        expected.extend_from_slice(&stage.says(seq, 100));
        assert!(expected.ends_with(&read(&mut sound, if seq == 1 { expected.len() } else { 106 }, &[500])));
    }
    let mut got = Vec::new();
    breaks.read_to_end(&mut got).unwrap();
    assert_eq!(got, expected[..7 + 106]);
}

#[test]
fn an_end_cuts_those_who_take_nothing() {
    let stage = Stage::set(1);
    let (mut peer, _leaves) = stage.reader();
    for seq in 1..=20 {
        stage.says(seq, 8_000);
    }
    stage.relay.end();
    let mut got = Vec::new();
    // What is left in the socket may be cut off by a reset.
    let ended = peer.read_to_end(&mut got);
    assert!(ended.is_ok() || ended.is_err_and(|error| error.kind() == io::ErrorKind::ConnectionReset));
    assert!(got.len() < 160_000);
}
