//! Ears: listeners that read the stream byte by byte and insist on its exact form.
//!
//! An ear remembers the last id it heard, as EventSource does, and refuses an event that comes twice or out of order,
//! also across its reconnects.

mod body;
mod hearing;
mod message;

use self::body::Body;
pub use self::body::End;
pub use self::hearing::Hearing;
pub use self::message::{Message, seq_of};
use crate::site::in_time;
use crate::wire::{Wire, WireReply};

/// An open stream.
#[derive(Debug)]
pub struct Ear {
    hearing: Hearing,
    /// The head of the response.
    pub head: WireReply,
    body: Body,
    /// Everything heard on this connection.
    pub heard: Vec<Message>,
    /// The last id heard, on any of its connections.
    pub last_id: Option<String>,
}

impl Ear {
    pub(crate) fn new(hearing: Hearing, head: WireReply, wire: Wire) -> Self {
        let chunked = head.protocol == "HTTP/1.1";
        Self { hearing, head, body: Body::new(wire, chunked), heard: Vec::new(), last_id: None }
    }

    /// The next message of any kind; nothing when the stream has ended.
    ///
    /// # Panics
    /// When none comes in time, or what comes is not of the exact form.
    pub async fn next(&mut self) -> Option<Message> {
        let waited = tokio::time::timeout(crate::PATIENCE, self.read()).await;
        let Ok(message) = waited else { panic!("nothing more came; heard so far: {}", self.story()) };
        let message = message?;
        self.check_order(&message);
        if message.id.is_some() {
            self.last_id.clone_from(&message.id);
        }
        self.heard.push(message.clone());
        Some(message)
    }

    /// The next message but heartbeats and presence, which must be of this type.
    ///
    /// # Panics
    /// With what came instead.
    pub async fn hears(&mut self, kind: &str) -> Message {
        loop {
            let Some(message) = self.next().await else {
                panic!("waited for {kind}, but the stream ended; heard: {}", self.story())
            };
            if message.kind == kind {
                return message;
            }
            let idle = matches!(message.kind.as_str(), "heartbeat" | "presence");
            assert!(idle, "waited for {kind}, but heard {}; all of it: {}", message.raw, self.story());
        }
    }

    /// Skips what comes until a message of this type.
    ///
    /// # Panics
    /// When the stream ends first.
    pub async fn waits_for(&mut self, kind: &str) -> Message {
        loop {
            match self.next().await {
                Some(message) if message.kind == kind => return message,
                Some(_) => {}
                None => panic!("waited for {kind}, but the stream ended; heard: {}", self.story()),
            }
        }
    }

    /// The events up to this number, or to an id that has passed it.
    ///
    /// # Panics
    /// When the stream ends first.
    pub async fn all_until(&mut self, seq: i64) -> Vec<Message> {
        let mut events = Vec::new();
        while self.last_seq() < seq {
            match self.next().await {
                Some(message) if message.seq.is_some() => events.push(message),
                Some(_) => {}
                None => panic!("waited for event {seq}, but the stream ended; heard: {}", self.story()),
            }
        }
        events
    }

    /// Listens to the end: what was still said, and how it ended.
    pub async fn ends(&mut self) -> (Vec<Message>, End) {
        let mut last_words = Vec::new();
        while let Some(message) = self.next().await {
            last_words.push(message);
        }
        (last_words, self.body.end().expect("the stream has ended"))
    }

    /// Says something while it listens; whether the server took it.
    pub async fn says(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.body.wire().pushes(bytes).await
    }

    /// Closes its half of the connection.
    pub async fn says_no_more(&mut self) {
        self.body.wire().ends().await;
    }

    /// Hangs up without a word and gives what is needed to come back.
    #[must_use]
    pub fn cut(self) -> Hearing {
        let Self { hearing, last_id, .. } = self;
        match last_id {
            Some(id) => hearing.last_event_id(&id),
            None => hearing,
        }
    }

    /// Hangs up and comes back with the last id heard, as EventSource does.
    #[must_use]
    pub async fn reconnects(self) -> Self {
        self.cut().await
    }

    /// The number of the last id heard; 0 before any.
    pub fn last_seq(&self) -> i64 {
        self.last_id.as_deref().map_or(0, seq_of)
    }

    /// The last id heard, as a position.
    ///
    /// # Panics
    /// When none was heard.
    pub fn position(&self) -> String {
        self.last_id.clone().unwrap_or_else(|| panic!("no id was heard: {}", self.story()))
    }

    /// The capability to change what this stream hears.
    ///
    /// # Panics
    /// When `connected` was not heard.
    pub fn client_id(&self) -> String {
        let connected = self.heard.iter().find(|message| message.kind == "connected");
        let id = connected.and_then(|message| message.json["clientId"].as_str());
        id.unwrap_or_else(|| panic!("no clientId was heard: {}", self.story())).to_owned()
    }

    fn check_order(&self, message: &Message) {
        let Some(id) = &message.id else { return };
        let fresh = matches!(message.kind.as_str(), "reset" | "connected");
        let (seq, last) = (seq_of(id), self.last_seq());
        let forward = if message.seq.is_some() { seq > last } else { seq >= last };
        assert!(fresh || forward, "{} came after {last}; heard: {}", message.raw, self.story());
    }

    async fn read(&mut self) -> Option<Message> {
        let mut retry = None;
        loop {
            let block = self.body.block().await?;
            match Message::parsed(&block, retry) {
                Ok(message) => return Some(message),
                Err(milliseconds) => retry = Some(milliseconds),
            }
        }
    }

    /// What was heard, briefly.
    fn story(&self) -> String {
        let skipped = self.heard.len().saturating_sub(20);
        let told: Vec<_> = self.heard[skipped..].iter().map(|message| message.raw.trim_end().to_owned()).collect();
        format!("({skipped} more) [{}] and {:?}", told.join(" | "), self.body.rest())
    }
}

impl Ear {
    /// Waits for the end of a stream that is about to be cut, and says how long it took.
    pub async fn is_cut(&mut self) -> std::time::Duration {
        let start = tokio::time::Instant::now();
        let (_, end) = in_time("the cut", self.ends()).await;
        assert_eq!(end, End::Cut, "a stream ends by a cut");
        start.elapsed()
    }
}
