//! What the stream says: the events, each with its `data`, and the messages about the stream itself.

use serde_json::{Value, json};

use super::schema::{
    Named, among, count, flag, id, just, list, maybe, object, of, position, text, time, timestamp, told,
};
use super::shapes::status;
use crate::event::Kind;

/// The name of the shape of an event's `data`: its type, with a dot, since a name here takes no colon.
fn name_of(kind: Kind) -> String {
    kind.name().replace(':', ".")
}

/// The shape of an event's `data`; none for what no listener hears.
pub fn data_of(kind: Kind) -> Option<Value> {
    Some(match kind {
        Kind::QuestionCreated | Kind::QuestionSubmitted | Kind::QuestionUpdated | Kind::QuestionAnswered => {
            of("Question")
        }
        Kind::QuestionRejected => changed([("reason", maybe(text()))]),
        Kind::QuestionUpvoted => changed([("upvotes", told(count(), "Always a committed count."))]),
        Kind::QuestionReopened | Kind::QuestionArchived => changed([("status", status())]),
        Kind::QuestionRestored => changed([("status", status()), ("question", of("Question"))]),
        Kind::QuestionTagged | Kind::QuestionUntagged => changed([("tags", list(&of("Tag")))]),
        Kind::QuestionPinned => {
            changed([("isPinned", flag()), ("pinnedBy", maybe(text())), ("pinnedAt", maybe(time()))])
        }
        Kind::QuestionFrozen => {
            changed([("isFrozen", flag()), ("frozenBy", maybe(text())), ("frozenAt", maybe(time()))])
        }
        Kind::QuestionDeleted => object([("questionId", id())]),
        Kind::StageChanged => of("Stage"),
        Kind::TagCreated | Kind::TagUpdated => of("Tag"),
        Kind::TeamCreated | Kind::TeamUpdated => of("Team"),
        Kind::TagDeleted | Kind::TeamDeleted => object([("id", id())]),
        Kind::TenantUpdated => of("Tenant"),
        Kind::CredentialRevoked | Kind::TenantClosed | Kind::Other => return None,
    })
}

/// A question changed in these fields.
fn changed<const N: usize>(fields: [(&'static str, Value); N]) -> Value {
    object([("questionId", id())].into_iter().chain(fields).chain([("version", count())]))
}

/// Every shape of the stream, by its name.
pub fn all() -> Vec<Named> {
    let kinds = || Kind::ALL.iter().filter_map(|kind| Some((*kind, data_of(*kind)?)));
    let events: Vec<Value> = kinds().map(|(kind, _)| event(kind)).collect();
    let data = kinds().map(|(kind, data)| (name_of(kind), data));
    let mut said: Vec<Value> = vec![of("Event")];
    said.extend(own().iter().map(|(name, _)| of(name)));
    let about = "One line of `data` of the stream. There is never an `event:` line; look at `type`.";
    let whole = [
        ("Event".to_owned(), json!({"description": "An event of the log.", "oneOf": events})),
        ("Message".to_owned(), json!({"description": about, "oneOf": said})),
        ("EventPage".to_owned(), event_page()),
    ];
    let own = own().map(|(name, schema)| (name.to_owned(), schema));
    data.chain(whole).chain(own).collect()
}

fn event(kind: Kind) -> Value {
    object([
        ("type", just(kind.name())),
        ("tenantId", id()),
        ("seq", told(count(), "Its number in the tenant's log.")),
        ("data", of(&name_of(kind))),
        ("timestamp", timestamp()),
    ])
}

/// What the stream says about itself, and who is here: no rows of the log.
fn own() -> [(&'static str, Value); 7] {
    let beat = object([("timestamp", timestamp())]);
    let here = object([("teamId", told(maybe(id()), "Null: in no single one.")), ("viewers", count())]);
    let reasons = among(&["epoch", "trimmed", "ahead", "malformed"]);
    let limits = among(&["process", "tenant", "address", "participant", "unavailable"]);
    [
        ("Connected", message("connected", connected())),
        ("Heartbeat", message("heartbeat", [("tenantId", id()), ("data", beat), ("timestamp", timestamp())])),
        ("Presence", message("presence", [("tenantId", id()), ("data", here), ("timestamp", timestamp())])),
        ("Reset", message("reset", [("position", position()), ("reason", reasons)])),
        ("Busy", message("busy", [("limit", limits), ("timestamp", timestamp())])),
        ("Expired", message("expired", [])),
        ("Draining", message("draining", [("tenantId", id()), ("timestamp", timestamp())])),
    ]
}

fn message<const N: usize>(kind: &str, fields: [(&'static str, Value); N]) -> Value {
    object([("type", just(kind))].into_iter().chain(fields))
}

fn connected() -> [(&'static str, Value); 6] {
    [
        ("tenantId", id()),
        ("clientId", told(id(), "The key to this stream's filter; keep it to yourself.")),
        ("as", among(&["anonymous", "participant", "staff"])),
        ("heartbeatMs", count()),
        ("timestamp", timestamp()),
        ("position", position()),
    ]
}

fn event_page() -> Value {
    object([
        ("events", list(&of("Event"))),
        ("position", position()),
        ("reset", told(flag(), "The place could not be continued: read your lists again.")),
        ("reason?", text()),
    ])
}
