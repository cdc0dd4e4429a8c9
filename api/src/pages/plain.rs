//! The room without JavaScript: forms, links and one small stylesheet, written here because it is so little. Every text
//! that comes from people or from the request goes through `Escaped`.

use std::fmt::{Display, Write};

use entity::team::State;
use entity::{team, tenant};
use http::StatusCode;
use warp::reply::{Reply, Response};

use super::html::Escaped;
use super::inlay::Inlay;
use super::words::Words;
use super::{Look, visitors_own};
use crate::error::{Error, Problem};
use crate::view;

mod room;

pub use room::{Room, room};

/// What was written in the form, to be kept when it was refused.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The question.
    pub body: String,
    /// The name.
    pub name: String,
    /// What makes a second sending of the same words the same deed.
    pub key: String,
}

/// A sheet being written: its words, its tenant, its HTML so far.
struct Sheet<'a> {
    look: Look,
    words: Words,
    tenant: Option<&'a tenant::Model>,
    body: String,
}

/// The address of a team's plain room in a tenant, with more parameters.
pub fn address(tenant: &str, team: &str, more: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("tenantId", tenant)
        .extend_pairs(more.iter().filter(|(_, value)| !value.is_empty()))
        .finish();
    let slash = if team.is_empty() { "" } else { "/" };
    format!("/plain{slash}{team}?{query}")
}

/// The rooms of a tenant; said to be `lost` when one was looked for that is not there.
pub fn rooms(look: Look, tenant: &tenant::Model, teams: &[team::Model], lost: bool) -> Response {
    let mut sheet = Sheet::new(look, Some(tenant));
    sheet.put(format_args!("<main><h1>{}</h1>", Escaped(&tenant.name)));
    if lost {
        sheet.say("alert", "plain.noRoom");
    }
    sheet.put(format_args!("<h2>{}</h2>", sheet.word("plain.rooms")));
    if teams.is_empty() {
        sheet.put(format_args!("<p>{}</p>", sheet.word("plain.noRooms")));
    }
    sheet.put("<ul>");
    for team in teams {
        let to = address(&tenant.slug, &team.slug, &[]);
        sheet.put(format_args!(r#"<li><a href="{}">{}</a>"#, Escaped(to), Escaped(&team.name)));
    }
    sheet.put("</ul></main>");
    let title = tenant.name.clone();
    sheet.done(&title, if lost { StatusCode::NOT_FOUND } else { StatusCode::OK })
}

/// Says on a page what is wrong, and keeps what was written.
pub fn sorry(look: Look, error: &Error, draft: &Draft) -> Response {
    let problem = error.problem();
    let mut sheet = Sheet::new(look, None);
    sheet.put("<main><h1>Openfloor</h1>");
    sheet.say("alert", told(&problem));
    if draft.body.is_empty() {
        sheet.put(format_args!(r#"<p><a href="/">{}</a></p>"#, sheet.word("plain.enter")));
    } else {
        // Without an action a form goes where it came from.
        sheet.put("<form method=post>");
        sheet.fields(draft, None);
        sheet.put("</form>");
    }
    sheet.put("</main>");
    let mut response = sheet.done("Openfloor", problem.status);
    response.extensions_mut().insert(problem);
    response
}

fn told(problem: &Problem) -> &'static str {
    match problem.status.as_u16() {
        404 => "plain.lost",
        400 => "plain.required",
        _ => "plain.away",
    }
}

impl<'a> Sheet<'a> {
    fn new(look: Look, tenant: Option<&'a tenant::Model>) -> Self {
        Self { look, words: Words::of(look.lang, "plain"), tenant, body: String::new() }
    }

    fn put(&mut self, html: impl Display) {
        // A String takes whatever is written.
        let _ = write!(self.body, "{html}");
    }

    /// Words, ready for HTML.
    fn word(&self, key: &str) -> String {
        Escaped(self.words.get(key)).to_string()
    }

    fn say(&mut self, role: &str, key: &str) {
        self.put(format_args!("<p role={role}>{}</p>", self.word(key)));
    }

    /// The fields of the form in which one asks; `wrong` names one of them and says why.
    fn fields(&mut self, draft: &Draft, wrong: Option<(&str, &str)>) {
        let (question, name, ask) =
            (self.word("plain.yourQuestion"), self.word("plain.yourName"), self.word("plain.ask"));
        self.put(format_args!(r#"<input type=hidden name=key value="{}">"#, Escaped(&draft.key)));
        self.put(format_args!("<label for=body>{question}</label>"));
        let marks = self.wrong("body", wrong);
        // HTML drops a line break right after the tag.
        let body = Escaped(&draft.body);
        self.put(format_args!("<textarea id=body name=body rows=3 required{marks}>\n{body}</textarea>"));
        self.put(format_args!("<label for=authorName>{name}</label>"));
        let marks = self.wrong("authorName", wrong);
        let name = Escaped(&draft.name);
        self.put(format_args!(r#"<input id=authorName name=authorName autocomplete=name value="{name}"{marks}>"#));
        self.put(format_args!("<button>{ask}</button>"));
    }

    /// Says what is wrong with this field, if it is the one; the marks that tie it to the field.
    fn wrong(&mut self, field: &str, wrong: Option<(&str, &str)>) -> String {
        let Some((_, code)) = wrong.filter(|(name, _)| *name == field) else { return String::new() };
        let key = format!("plain.error.{code}");
        let why = Escaped(self.words.find(&key).unwrap_or(self.words.get("plain.error.other"))).to_string();
        self.put(format_args!("<p id={field}-error role=alert>{why}</p>"));
        format!(" aria-invalid=true aria-describedby={field}-error autofocus")
    }

    fn done(self, title: &str, status: StatusCode) -> Response {
        let mut inlay = Inlay::default();
        let brand = self.tenant.and_then(|tenant| tenant.brand_color.as_deref());
        let brand = brand.map(|color| format!(":root{{--brand:{color}}}")).unwrap_or_default();
        inlay.style(&format!("{}{brand}", include_str!("plain.css")));
        let page = format!(
            "<!doctype html>\n<html {}><head><meta charset=utf-8>\
             <meta name=viewport content=\"width=device-width,initial-scale=1\"><meta name=robots content=noindex>\
             <link rel=icon href=\"data:,\"><title>{}</title>{}</head><body>{}</body></html>\n",
            self.look,
            Escaped(title),
            inlay.html(),
            self.body
        );
        let mut response = page.into_response();
        *response.status_mut() = status;
        visitors_own(response.headers_mut(), &inlay.policy(false));
        response
    }
}
