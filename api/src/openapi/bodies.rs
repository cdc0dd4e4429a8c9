//! What the server takes. A field that it does not know is ignored.

use serde_json::{Value, json};

use super::schema::{Named, among, color, count, flag, id, list, maybe, maybe_words, object, slug, text, told, words};
use super::shapes::{role, state};
use crate::text;

/// Every shape that is taken, by its name.
pub fn all() -> Vec<Named> {
    let named = [
        ("NewQuestion", new_question()),
        ("QuestionChange", object([("body", words(text::QUESTION)), version()])),
        ("Versioned", object([version()])),
        ("NewAnswer", object([("responseText", words(text::ANSWER)), version()])),
        ("TagChoice", tag_choice()),
        ("Review", review()),
        ("StageChange", object([("questionId", maybe(id()))])),
        ("NewTag", object([("name", words(text::TAG)), ("color?", maybe(color()))])),
        ("TagChange", object([("name?", maybe(words(text::TAG))), ("color?", maybe(color()))])),
        ("NewTeam", team("name")),
        ("TeamChange", team("name?")),
        ("TenantChange", tenant_change()),
        ("Login", object([("email", text()), ("password", text())])),
        ("NewUser", object(account().into_iter().chain([("role", role())]))),
        ("UserChange", user_change()),
        ("NewOperatorTenant", new_tenant()),
        ("OperatorTenantChange", operator_change()),
        ("SubscriptionChange", subscription()),
    ];
    named.map(|(name, schema)| (name.to_owned(), schema)).into()
}

/// The version the client saw: what has changed since is a 409.
fn version() -> (&'static str, Value) {
    let seen = "The version you saw; when it is not the current one, nothing is changed.";
    ("version?", told(maybe(count()), seen))
}

fn new_question() -> Value {
    object([("body", words(text::QUESTION)), ("teamId?", maybe(id())), ("authorName?", maybe_words(text::NAME))])
}

fn tag_choice() -> Value {
    let color = told(maybe(color()), "For a tag that is new.");
    let mut choice = object([("tagId?", id()), ("name?", words(text::TAG)), ("color?", color), version()]);
    choice["oneOf"] = json!([{"required": ["tagId"]}, {"required": ["name"]}]);
    told(choice, "A tag that exists, or one by its name, which is made if there is none.")
}

fn review() -> Value {
    object([("decision", among(&["approve", "reject", "requeue"])), ("reason?", maybe_words(text::REASON)), version()])
}

fn team(name: &'static str) -> Value {
    let wanted = words(text::TITLE);
    object([
        (name, if name.ends_with('?') { maybe(wanted) } else { wanted }),
        ("slug?", told(maybe(slug()), "Made of the name when it is absent from a new team.")),
        ("description?", maybe_words(text::DESCRIPTION)),
        ("state?", maybe(state())),
        ("moderation?", told(maybe(among(&["off", "all"])), "`all`: every question is reviewed before it is seen.")),
    ])
}

fn tenant_change() -> Value {
    let brand = told(maybe(color()), "With a contrast of 4.5:1 with white at least; null takes it away.");
    object([("name?", maybe(words(text::TITLE))), ("ownUpvotes?", maybe(flag())), ("brandColor?", brand)])
}

fn account() -> Vec<(&'static str, Value)> {
    let password = json!({"type": "string", "minLength": 8});
    vec![("email", text()), ("name", words(text::NAME)), ("password", password)]
}

fn user_change() -> Value {
    object([("role?", maybe(role())), ("active?", maybe(flag())), ("name?", maybe(words(text::NAME)))])
}

fn new_tenant() -> Value {
    object([("slug", slug()), ("name", words(text::TITLE)), ("owner?", maybe(object(account())))])
}

fn operator_change() -> Value {
    object([
        ("slug?", maybe(slug())),
        ("name?", maybe(words(text::TITLE))),
        ("suspended?", told(maybe(flag()), "Whether it is shut.")),
    ])
}

fn subscription() -> Value {
    let teams = told(maybe(list(&text())), "Ids of teams, 100 at most; `*` is all.");
    object([("events?", told(maybe(list(&text())), "Types; `*` is all, `question:*` a family.")), ("teamIds?", teams)])
}
