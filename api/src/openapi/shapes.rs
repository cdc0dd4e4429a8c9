//! What the server sends.

use serde_json::{Value, json};

use super::schema::{Named, among, color, count, flag, id, list, maybe, object, of, position, slug, text, time, told};

const STATUSES: [&str; 5] = ["UNDER_REVIEW", "OPEN", "ANSWERED", "ARCHIVED", "REJECTED"];
const ROLES: [&str; 3] = ["moderator", "admin", "owner"];

/// Every shape that is sent, by its name.
pub fn all() -> Vec<Named> {
    let named = [
        ("Question", object(question())),
        ("SeenQuestion", told(object(seen()), "A question, with the caller's own marks.")),
        ("ReadQuestion", object(seen().into_iter().chain([("position", position())]))),
        ("QuestionPage", page("SeenQuestion")),
        ("SimilarQuestions", items("SeenQuestion")),
        ("Viewer", viewer()),
        ("Vote", vote()),
        ("Tag", object([("id", id()), ("name", text()), ("color", color())])),
        ("Tags", items("Tag")),
        ("Team", team()),
        ("Teams", items("Team")),
        ("Stage", object([("teamId", id()), ("questionId", maybe(id()))])),
        ("Tenant", tenant()),
        ("Stats", stats()),
        ("Door", object([("tenantId", id()), ("tenantSlug", slug()), ("team", of("Team"))])),
        ("AuditPage", audit_page()),
        ("AuditEntry", audit_entry()),
        ("Me", me()),
        ("User", user()),
        ("Users", items("User")),
        ("OperatorTenant", operator_tenant()),
        ("OperatorTenants", items("OperatorTenant")),
        ("Subscription", object([("clientId", id()), ("events", list(&text()))])),
        ("Live", object([("status", among(&["live"]))])),
        ("Ready", ready()),
        ("Problem", problem()),
    ];
    named.map(|(name, schema)| (name.to_owned(), schema)).into()
}

/// Where a question stands.
pub fn status() -> Value {
    among(&STATUSES)
}

/// What an account may do.
pub fn role() -> Value {
    among(&ROLES)
}

/// What a team takes.
pub fn state() -> Value {
    among(&["open", "vote-only", "closed"])
}

/// The fields of a question that everybody sees alike.
fn question() -> Vec<(&'static str, Value)> {
    vec![
        ("id", id()),
        ("tenantId", id()),
        ("teamId", maybe(id())),
        ("body", text()),
        ("authorName", maybe(text())),
        ("status", status()),
        ("upvotes", count()),
        ("isPinned", flag()),
        ("pinnedBy", maybe(text())),
        ("pinnedAt", maybe(time())),
        ("isFrozen", flag()),
        ("frozenBy", maybe(text())),
        ("frozenAt", maybe(time())),
        ("responseText", maybe(text())),
        ("respondedAt", maybe(time())),
        ("respondedBy", maybe(text())),
        ("rejectionReason", told(maybe(text()), "Why it was declined; null for all others.")),
        ("tags", list(&of("Tag"))),
        ("mergedInto", maybe(id())),
        ("createdAt", time()),
        ("updatedAt", time()),
        ("version", told(count(), "Grows by one with each change of this question.")),
    ]
}

fn seen() -> Vec<(&'static str, Value)> {
    question().into_iter().chain([("viewer", of("Viewer"))]).collect()
}

fn viewer() -> Value {
    object([("upvoted", told(flag(), "The caller upvoted it.")), ("own", told(flag(), "The caller asked it."))])
}

fn page(item: &str) -> Value {
    let cursor = told(maybe(text()), "The `cursor` of the next page; null on the last.");
    object([("items", list(&of(item))), ("nextCursor", cursor), ("position", position())])
}

fn items(item: &str) -> Value {
    object([("items", list(&of(item)))])
}

fn vote() -> Value {
    object([
        ("id", id()),
        ("questionId", id()),
        ("upvotes", told(count(), "The committed count.")),
        ("upvoted", flag()),
        ("version", count()),
    ])
}

fn team() -> Value {
    object([
        ("id", id()),
        ("tenantId", id()),
        ("slug", slug()),
        ("name", text()),
        ("description", maybe(text())),
        ("joinCode", text()),
        ("state", state()),
        ("moderation", among(&["off", "all", "flagged"])),
        ("stageQuestionId", told(maybe(id()), "What is being answered right now.")),
        ("createdAt", time()),
        ("updatedAt", time()),
    ])
}

fn tenant() -> Value {
    object([
        ("id", id()),
        ("slug", slug()),
        ("name", text()),
        ("ownUpvotes", told(flag(), "Whether people may upvote what they asked.")),
        ("brandColor", maybe(color())),
    ])
}

fn stats() -> Value {
    object([
        ("asked", count()),
        ("published", count()),
        ("declined", told(count(), "Less what was published after all.")),
        ("answered", count()),
        ("position", position()),
        ("connections?", told(count(), "Open streams on this node; for staff.")),
    ])
}

fn audit_page() -> Value {
    let before = told(maybe(id()), "The `before` of the next page; null on the last.");
    object([("items", list(&of("AuditEntry"))), ("nextBefore", before)])
}

fn audit_entry() -> Value {
    let anything = || json!({"type": ["object", "null"]});
    let by = object([("id", told(maybe(id()), "Null for the operator and the shell.")), ("name", text())]);
    object([
        ("id", id()),
        ("at", time()),
        ("by", by),
        ("action", text()),
        ("subjectId", maybe(id())),
        ("before", anything()),
        ("after", anything()),
    ])
}

fn me() -> Value {
    object([
        ("kind", among(&["anonymous", "participant", "staff"])),
        ("role", maybe(role())),
        ("name", maybe(text())),
        ("id?", told(id(), "The account, for staff.")),
        ("permissions", list(&text())),
    ])
}

fn user() -> Value {
    object([
        ("id", id()),
        ("email", text()),
        ("name", text()),
        ("role", role()),
        ("active", flag()),
        ("createdAt", time()),
        ("updatedAt", time()),
    ])
}

fn operator_tenant() -> Value {
    object([
        ("id", id()),
        ("slug", slug()),
        ("name", text()),
        ("suspended", flag()),
        ("createdAt", time()),
        ("updatedAt", time()),
    ])
}

fn ready() -> Value {
    let database = among(&["ok", "full", "down", "starting"]);
    let checks = object([("database", database), ("backplane", among(&["ok", "down", "starting"]))]);
    object([("status", among(&["ready", "starting", "draining", "unavailable"])), ("checks", checks)])
}

fn problem() -> Value {
    let field = object([("field", text()), ("code", text()), ("message", text())]);
    object([
        ("type", among(&["about:blank"])),
        ("title", text()),
        ("status", json!({"type": "integer", "minimum": 400, "maximum": 599})),
        ("code", told(text(), "A stable word for programs.")),
        ("error", told(text(), "The title again.")),
        ("requestId", text()),
        ("detail?", text()),
        ("errors?", told(list(&field), "Which fields are to blame, for 400.")),
        ("current?", of("Question")),
    ])
}
