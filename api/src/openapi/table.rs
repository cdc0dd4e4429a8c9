//! Every route of `routes.rs` that is no page, in its order.

use serde_json::json;

use super::Route;
use super::Who::{self, Admin, Anybody, Moderator, Operator, Visitor, Voter};
use super::schema::{of, text};

type Query = &'static [(&'static str, &'static str)];

const LIST: Query = &[
    ("teamId", "Only this team's."),
    ("status", "Only these, with commas between; without it `OPEN` and `ANSWERED`."),
    ("tag", "Only what bears this tag, by id or name."),
    ("q", "Only what has these words."),
    ("sort", "`popular` or `recent`."),
    ("limit", "1 to 200; 50 without it."),
    ("cursor", "The `nextCursor` of the page before."),
];
const SIMILAR: Query = &[("q", "The text so far."), ("teamId", "Only this team's.")];
const AUDIT: Query = &[
    ("limit", "1 to 200; 50 without it."),
    ("before", "The `nextBefore` of the page before."),
    ("questionId", "Only what was done to this."),
    ("by", "Only this account's deeds."),
    ("action", "Only these deeds, such as `question:rejected`."),
];
const STREAM: Query = &[
    ("teamId", "Questions of this team only."),
    ("events", "Types with commas between; `*` is all, `question:*` a family."),
    ("after", "The place to listen from; without it what comes next."),
    ("lastEventId", "The same as `after`."),
    ("ticket", "This version issues none, so none counts."),
    ("token", "This version issues none, so none counts."),
];
const POLL: Query = &[
    ("after", "The place to read from."),
    ("lastEventId", "The same as `after`."),
    ("limit", "1 to 1000; 200 without it."),
    ("wait", "Seconds to wait for an event, 25 at most."),
    ("events", "Types with commas between; `*` is all, `question:*` a family."),
    ("teamId", "Questions of this team only."),
];

/// All routes.
pub fn routes() -> Vec<Route> {
    let groups = [questions(), moderation(), around(), stream(), accounts(), operator(), server()];
    groups.into_iter().flatten().collect()
}

fn route(address: &'static str, handler: &'static str, who: Who, about: &'static str) -> Route {
    Route::new(address, handler, who, about)
}

fn questions() -> Vec<Route> {
    let votable = "`question_frozen`, `question_answered`, `question_archived`, `question_rejected`, \
        `question_under_review`, `question_merged`, `own_question`, `team_closed`, `version_conflict`";
    vec![
        route(
            "GET /questions",
            "questions::list",
            Visitor,
            "The questions: pinned first, then sorted, ties oldest first",
        )
        .query(LIST)
        .ok("QuestionPage"),
        route("POST /questions", "asks::ask", Voter, "Asks a question")
            .takes("NewQuestion")
            .made("Question")
            .conflicts("`team_closed`, `team_vote_only`"),
        route("GET /questions/similar", "similar::similar", Visitor, "Up to three published questions like a text")
            .query(SIMILAR)
            .ok("SimilarQuestions"),
        route("GET /questions/{id}", "questions::read", Visitor, "A question, and where in the log it was read")
            .ok("ReadQuestion"),
        route("PATCH /questions/{id}", "edits::edit", Visitor, "Rewords a question; its author or a moderator")
            .guarded()
            .takes("QuestionChange")
            .ok("Question")
            .conflicts(
                "`question_upvoted`, `question_answered`, `question_reviewed`, `question_frozen`, \
                 `question_archived`, `question_rejected`, `version_conflict`",
            ),
        route(
            "DELETE /questions/{id}",
            "withdrawals::withdraw",
            Visitor,
            "Takes a question back; its author or a moderator",
        )
        .guarded()
        .takes("Versioned")
        .gone()
        .conflicts("`version_conflict`"),
        route("POST /questions/{id}/upvote", "upvotes::upvote", Voter, "Upvotes; one voter has one vote")
            .takes("Versioned")
            .ok("Vote")
            .conflicts(votable),
        route("DELETE /questions/{id}/upvote", "upvotes::take_back", Voter, "Takes the upvote back")
            .takes("Versioned")
            .ok("Vote")
            .conflicts(votable),
    ]
}

fn moderation() -> Vec<Route> {
    let unpublished = "`question_under_review`, `question_rejected`, `version_conflict`";
    let answerable = "`question_frozen`, `question_archived`, `question_rejected`, `question_under_review`, \
        `question_merged`, `question_not_answered`, `version_conflict`";
    let versioned = "`version_conflict`";
    let deed = |address, handler, about, takes, conflicts| {
        route(address, handler, Moderator, about).takes(takes).ok("Question").conflicts(conflicts)
    };
    vec![
        deed(
            "POST /questions/{id}/answer",
            "answers::answer",
            "Answers, or rewords the answer",
            "NewAnswer",
            answerable,
        ),
        deed("DELETE /questions/{id}/answer", "answers::reopen", "Takes the answer back", "Versioned", answerable),
        deed(
            "POST /questions/{id}/tags",
            "tagging::put_on",
            "Puts a tag on a question",
            "TagChoice",
            "`too_many_tags`, `version_conflict`",
        ),
        deed("DELETE /questions/{id}/tags/{tagId}", "tagging::take_off", "Takes a tag off", "Versioned", versioned),
        deed("POST /questions/{id}/pin", "pins::pin", "Shows a question first", "Versioned", versioned),
        deed("DELETE /questions/{id}/pin", "pins::unpin", "Lets it go from the top", "Versioned", versioned),
        deed(
            "POST /questions/{id}/freeze",
            "freezes::freeze",
            "Closes it to upvotes and answers",
            "Versioned",
            versioned,
        ),
        deed("DELETE /questions/{id}/freeze", "freezes::thaw", "Opens it again", "Versioned", versioned),
        deed(
            "POST /questions/{id}/review",
            "reviews::review",
            "Publishes what waits or was declined, or declines what waits",
            "Review",
            "`question_published`, `question_archived`, `version_conflict`",
        ),
        deed("POST /questions/{id}/archive", "archive::put_away", "Puts a question away", "Versioned", unpublished),
        deed("DELETE /questions/{id}/archive", "archive::restore", "Fetches it back", "Versioned", versioned),
    ]
}

fn around() -> Vec<Route> {
    let tags = "`tag_exists`, `too_many_tags`";
    let staged = "`question_elsewhere`, `question_archived`, `question_rejected`, `question_under_review`, \
        `question_merged`";
    vec![
        route("GET /tags", "tags::list", Visitor, "The tags, by name").ok("Tags"),
        route("POST /tags", "tags::create", Moderator, "Makes a tag").takes("NewTag").made("Tag").conflicts(tags),
        route("PATCH /tags/{id}", "tags::change", Moderator, "Changes a tag on all that bear it")
            .takes("TagChange")
            .ok("Tag")
            .conflicts("`tag_exists`"),
        route("DELETE /tags/{id}", "tags::remove", Moderator, "Deletes a tag").gone(),
        route("GET /teams", "teams::list", Visitor, "The teams, by name").ok("Teams"),
        route("POST /teams", "teams::create", Admin, "Founds a team")
            .takes("NewTeam")
            .made("Team")
            .conflicts("`slug_taken`, `too_many_teams`"),
        route("GET /teams/{id}", "teams::read", Visitor, "A team").ok("Team"),
        route("PATCH /teams/{id}", "teams::change", Admin, "Changes a team")
            .takes("TeamChange")
            .ok("Team")
            .conflicts("`slug_taken`"),
        route("DELETE /teams/{id}", "teams::remove", Admin, "Deletes an empty team")
            .gone()
            .conflicts("`team_not_empty`"),
        route("PUT /teams/{id}/stage", "stage::change", Moderator, "Says what is being answered right now")
            .takes("StageChange")
            .ok("Stage")
            .conflicts(staged),
        route("GET /tenant", "tenant::read", Visitor, "The tenant, as everybody sees it").ok("Tenant"),
        route("PATCH /tenant", "tenant::change", Admin, "Changes the tenant").takes("TenantChange").ok("Tenant"),
        route("GET /audit", "audit::list", Moderator, "What staff did, newest first; the last day for moderators")
            .query(AUDIT)
            .ok("AuditPage"),
        route("GET /stats", "tenant::stats", Visitor, "Exact counts").ok("Stats"),
    ]
}

fn stream() -> Vec<Route> {
    vec![
        route("GET /sse", "sse::open", Visitor, "Every event from a place on, as they come")
            .query(STREAM)
            .answers(200, json!({"text/event-stream": {"schema": of("Message")}})),
        route(
            "POST /sse/{clientId}/subscriptions",
            "subscription::change",
            Visitor,
            "Changes what an open stream is told",
        )
        .takes("SubscriptionChange")
        .ok("Subscription")
        .conflicts("`wrong_node`"),
        route("GET /events", "poll::poll", Visitor, "The stream's twin, for where no stream gets through")
            .query(POLL)
            .ok("EventPage"),
    ]
}

fn accounts() -> Vec<Route> {
    vec![
        route("GET /auth/me", "sessions::me", Visitor, "Who you are here").ok("Me"),
        route("POST /auth/login", "sessions::login", Visitor, "Signs in: sets the session's cookie")
            .guarded()
            .takes("Login")
            .ok("Me"),
        route("POST /auth/logout", "sessions::logout", Visitor, "Signs out, and ends the streams of the session")
            .gone(),
        route("GET /auth/users", "users::list", Admin, "The accounts").ok("Users"),
        route("POST /auth/users", "users::create", Admin, "Makes an account")
            .takes("NewUser")
            .made("User")
            .conflicts("`email_taken`"),
        route("PATCH /auth/users/{id}", "users::change", Admin, "Changes an account").takes("UserChange").ok("User"),
        route("DELETE /auth/users/{id}", "users::deactivate", Admin, "Closes an account").gone(),
    ]
}

fn operator() -> Vec<Route> {
    vec![
        route("GET /operator/tenants", "tenants::list", Operator, "The tenants").ok("OperatorTenants"),
        route("POST /operator/tenants", "tenants::create", Operator, "Makes a tenant, with its owner")
            .takes("NewOperatorTenant")
            .made("OperatorTenant")
            .conflicts("`slug_taken`"),
        route("PATCH /operator/tenants/{slug}", "tenants::change", Operator, "Renames, shuts or opens a tenant")
            .takes("OperatorTenantChange")
            .ok("OperatorTenant")
            .conflicts("`slug_taken`"),
        route("DELETE /operator/tenants/{slug}", "tenants::erase", Operator, "Erases a tenant with all that is in it")
            .gone(),
    ]
}

fn server() -> Vec<Route> {
    let plain = |kind: &str| json!({kind: {"schema": text()}});
    let ready = || json!({"application/json": {"schema": of("Ready")}});
    vec![
        route("GET /health/live", "status::live", Anybody, "Whether the process runs").ok("Live"),
        route("GET /health/ready", "status::ready", Anybody, "Whether it can serve, and does not drain")
            .answers(200, ready())
            .answers(503, ready()),
        route("GET /metrics", "status::metrics", Anybody, "Numbers for Prometheus").answers(200, plain("text/plain")),
        route("GET /openapi.json", "docs::document", Anybody, "This document")
            .answers(200, json!({"application/json": {"schema": {"type": "object"}}})),
        route("GET /join/{code}", "joins::read", Anybody, "The team of a join code").ok("Door"),
        route("GET /join/{code}/qr.svg", "joins::picture", Anybody, "A picture of the door's address")
            .answers(200, plain("image/svg+xml")),
    ]
}
