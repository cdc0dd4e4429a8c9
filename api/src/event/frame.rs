//! A committed event as bytes, encoded once and shared by every listener.

use bytes::Bytes;
use entity::{TeamId, VoterId, event};
use sea_orm::entity::prelude::Uuid;

use super::{Audience, Epoch, Kind, Position};

/// A committed event with its bytes, encoded once.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Its number.
    pub seq: i64,
    /// Its type.
    pub kind: Kind,
    /// Who may hear it.
    pub audience: Audience,
    /// The author a staff event is also for.
    pub reader: Option<VoterId>,
    /// What it is about.
    pub subject: Option<Uuid>,
    /// The team it belongs to.
    pub team: Option<TeamId>,
    /// When it was committed, Unix milliseconds.
    pub committed_at: i64,
    /// The SSE block: `id: …\ndata: {…}\n\n`.
    pub block: Bytes,
    /// The block as a chunk of HTTP/1.1; the same bytes.
    pub chunk: Bytes,
}

#[cfg(test)]
impl Frame {
    /// An event for everybody whose chunk is that of a block of so many bytes.
    pub(crate) fn of_size(seq: i64, size: usize) -> Self {
        let block = vec![b'a' + seq.rem_euclid(26) as u8; size];
        let (kind, audience, chunk) = (Kind::QuestionUpvoted, Audience::Public, chunked(&block));
        let (reader, subject, team, committed_at) = (None, None, None, 0);
        Self { seq, kind, audience, reader, subject, team, committed_at, block: block.into(), chunk }
    }
}

/// A block as a chunk of HTTP/1.1 (RFC 9112, 7.1).
pub fn chunked(block: &[u8]) -> Bytes {
    let head = format!("{:x}\r\n", block.len());
    [head.as_bytes(), block, b"\r\n"].concat().into()
}

/// What a row costs beside its bytes.
const FRAME_OVERHEAD: usize = 160;

impl Frame {
    /// Encodes a row of the log under this epoch.
    pub fn encode(epoch: Epoch, row: &event::Model) -> Self {
        let position = Position { epoch, seq: row.seq };
        let block = format!(
            "id: {position}\ndata: {{\"type\":\"{}\",\"tenantId\":\"{}\",\"seq\":{},\"data\":{},\"timestamp\":{}}}\n\n",
            row.r#type, row.tenant_id, row.seq, row.payload, row.created_at
        );
        let chunk = chunked(block.as_bytes());
        let end = chunk.len() - 2;
        Self {
            seq: row.seq,
            kind: Kind::named(&row.r#type),
            audience: Audience::from_code(row.audience),
            reader: row.reader,
            subject: row.subject_id,
            team: row.team_id,
            committed_at: row.created_at,
            block: chunk.slice(end - block.len()..end),
            chunk,
        }
    }

    /// The JSON alone, for polling.
    pub fn json(&self) -> &str {
        let text = std::str::from_utf8(&self.block).unwrap_or_default();
        text.split_once("\ndata: ").map_or("", |(_, json)| json.trim_end())
    }

    /// What it costs in memory, in bytes.
    pub fn cost(&self) -> usize {
        self.chunk.len() + FRAME_OVERHEAD
    }
}

#[cfg(test)]
mod tests {
    use entity::TenantId;
    use serde_json::{Value, json};

    use super::*;

    fn row(payload: &str) -> event::Model {
        event::Model {
            tenant_id: TenantId(Uuid::nil()),
            seq: 42,
            r#type: "question:upvoted".into(),
            audience: 0,
            reader: None,
            subject_id: None,
            team_id: None,
            payload: payload.into(),
            created_at: 1_696_765_800_123,
        }
    }

    #[test]
    fn a_frame_is_the_block_the_wire_promises() {
        let frame = Frame::encode(Epoch(0x9f31_c2aa), &row(r#"{"upvotes":15}"#));
        assert_eq!(
            &frame.block[..],
            concat!(
                "id: 9f31c2aa-42\ndata: {\"type\":\"question:upvoted\",",
                "\"tenantId\":\"00000000-0000-0000-0000-000000000000\",\"seq\":42,",
                "\"data\":{\"upvotes\":15},\"timestamp\":1696765800123}\n\n"
            )
            .as_bytes()
        );
        assert_eq!(serde_json::from_str::<Value>(frame.json()).unwrap()["seq"], 42);
    }

    #[test]
    fn no_text_can_break_out_of_a_block() {
        let frame = Frame::encode(Epoch(1), &row(&json!({"body": "a\n\nid: 9\r\ndata: x"}).to_string()));
        assert_eq!(frame.block.windows(2).filter(|w| w == b"\n\n").count(), 1);
        assert!(!frame.block.contains(&b'\r'));
    }
}
