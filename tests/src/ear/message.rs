//! One message of the stream, taken from a block of exactly the form the contract gives.

use serde_json::Value;

use crate::interface;

/// The stream's own messages that may carry an id.
const OWN_WITH_ID: &[&str] = &["connected", "heartbeat", "reset"];
/// Those that never do.
const OWN_WITHOUT_ID: &[&str] = &["busy", "expired", "draining", "presence"];

/// A message.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its `type`.
    pub kind: String,
    /// Its id, as the id line says it.
    pub id: Option<String>,
    /// Its number, if it is an event of the log.
    pub seq: Option<i64>,
    /// All of it.
    pub json: Value,
    /// The reconnection time that came with it or just before it.
    pub retry: Option<u64>,
    /// The block as it came.
    pub raw: String,
}

impl Message {
    /// Reads a block; a block that says only a reconnection time is an `Err` with it.
    ///
    /// # Panics
    /// When the block is of another form.
    pub fn parsed(block: &str, mut retry: Option<u64>) -> Result<Self, u64> {
        let wrong = |why: &str| -> ! { panic!("{why}: {block:?}") };
        if block.contains('\r') {
            wrong("a stray carriage return");
        }
        let mut lines = block.strip_suffix("\n\n").unwrap_or(block).split('\n').peekable();
        if let Some(time) = lines.peek().and_then(|line| line.strip_prefix("retry: ")) {
            let time = time.parse().unwrap_or_else(|_| wrong("no reconnection time"));
            retry = Some(time);
            lines.next();
            if lines.peek().is_none() {
                return Err(time);
            }
        }
        let id = lines.peek().and_then(|line| line.strip_prefix("id: ")).map(str::to_owned);
        if id.is_some() {
            lines.next();
        }
        let data = lines.next().and_then(|line| line.strip_prefix("data: ")).unwrap_or_else(|| wrong("no data line"));
        if let Some(line) = lines.next() {
            wrong(&format!("one line too many, {line:?}"));
        }
        let json: Value = serde_json::from_str(data).unwrap_or_else(|_| wrong("data is no JSON"));
        let kind = json["type"].as_str().unwrap_or_else(|| wrong("no type")).to_owned();
        let message = Self { kind, id, seq: json["seq"].as_i64(), json, retry, raw: block.to_owned() };
        message.check();
        interface::check_message(&message.json);
        Ok(message)
    }

    /// The event's `data`.
    pub fn data(&self) -> &Value {
        &self.json["data"]
    }

    /// The question it is about.
    pub fn question(&self) -> &str {
        let data = self.data();
        data["questionId"].as_str().or_else(|| data["id"].as_str()).unwrap_or_default()
    }

    fn check(&self) {
        let raw = &self.raw;
        if OWN_WITHOUT_ID.contains(&self.kind.as_str()) {
            assert!(self.id.is_none() && self.seq.is_none(), "bears an id: {raw:?}");
            return;
        }
        if let Some(id) = &self.id {
            seq_of(id);
        }
        if OWN_WITH_ID.contains(&self.kind.as_str()) {
            assert!(self.seq.is_none(), "bears a seq: {raw:?}");
            return;
        }
        let id = self.id.as_ref().unwrap_or_else(|| panic!("an event without id: {raw:?}"));
        assert_eq!(self.seq, Some(seq_of(id)), "id and seq differ: {raw:?}");
        assert!(self.json["tenantId"].is_string(), "no tenantId: {raw:?}");
        assert!(self.json["timestamp"].is_u64(), "no timestamp: {raw:?}");
        assert!(self.data().is_object(), "no data: {raw:?}");
    }
}

/// The number in a position.
///
/// # Panics
/// When the text is no position.
pub fn seq_of(position: &str) -> i64 {
    let parts = position.split_once('-').map(|(epoch, seq)| (epoch, seq.parse::<i64>()));
    match parts {
        Some((epoch, Ok(seq))) if epoch.len() == 8 && epoch.bytes().all(|b| b.is_ascii_hexdigit()) && seq >= 0 => seq,
        _ => panic!("no position: {position:?}"),
    }
}
