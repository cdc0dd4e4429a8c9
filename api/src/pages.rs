//! The pages: built beforehand, embedded in the binary, and dressed for each visitor with a language, a theme, the
//! words, a snapshot and the tenant's colour. What is put into a page is hashed into its policy, so that no other
//! script or style runs. The plain room has no script at all.

use std::borrow::Cow;

use http::{HeaderMap, HeaderValue, StatusCode};
use rust_embed::RustEmbed;
use warp::reply::{Reply, Response};

use crate::config::Config;
use crate::error::Error;
use crate::filters::Received;

mod assets;
mod html;
mod inlay;
mod look;
mod words;
pub mod docs;
pub mod plain;

pub use assets::asset;
pub use look::Look;

use html::Escaped;
use inlay::Inlay;
use words::Words;

/// What the build made of `web/`.
#[derive(RustEmbed)]
#[folder = "$OUT_DIR/web"]
struct Web;

/// A page that the build made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The front door, where a code is typed.
    Join,
    /// The audience's.
    Room,
    /// The moderators'.
    Moderate,
    /// The big screen's.
    Wall,
    /// The admins'.
    Admin,
}

/// What a page wears for one visitor.
#[derive(Debug)]
pub struct Dress {
    /// Language and theme.
    pub look: Look,
    /// The tenant's colour, `#RRGGBB`.
    pub brand: Option<String>,
    /// What the page shows first, as JSON.
    pub snapshot: Option<String>,
    /// The address of the plain room, for who has no JavaScript.
    pub plain: Option<String>,
}

impl Page {
    fn file(self) -> &'static str {
        match self {
            Self::Join => "index.html",
            Self::Room => "room.html",
            Self::Moderate => "moderate.html",
            Self::Wall => "wall.html",
            Self::Admin => "admin.html",
        }
    }

    /// The name of its words.
    fn words(self) -> &'static str {
        match self {
            Self::Join => "join",
            other => other.file().trim_end_matches(".html"),
        }
    }
}

/// A page, dressed.
pub fn page(page: Page, dress: &Dress) -> Response {
    let Some(built) = text(page.file()) else { return Error::not_found().into_response() };
    let mut inlay = Inlay::default();
    let lang = dress.look.lang;
    inlay.data("words", &format!(r#"{{"lang":"{lang}","words":{}}}"#, words::json(lang, page.words())));
    if let Some(snapshot) = &dress.snapshot {
        inlay.data("snapshot", snapshot);
    }
    if let Some(brand) = &dress.brand {
        inlay.style(&format!(":root{{--brand:{brand}}}"));
    }
    let built = built.replacen(r#"<html lang="en""#, &format!("<html {}", dress.look), 1);
    let built = spoken(&built, page, dress);
    let mut response = built.replacen("<!--inlay-->", inlay.html(), 1).into_response();
    visitors_own(response.headers_mut(), &inlay.policy(true));
    response
}

/// Whether a page is at this path, so that who comes there becomes a participant.
pub fn is_page(path: &str) -> bool {
    matches!(path.split('/').nth(1), Some("" | "room" | "moderate" | "wall" | "admin" | "plain"))
}

/// Sends on to another page.
pub fn redirect(to: &str) -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(to) = to.parse() {
        response.headers_mut().insert("location", to);
    }
    response
}

/// The address people use: the public URL, else the host they asked.
pub fn origin(config: &Config, received: &Received) -> String {
    // A name is never longer, and the picture of a code holds no more than a few thousand characters.
    let plain =
        |host: &&str| host.len() <= 255 && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]_".contains(&b));
    match received.header("host").filter(|host| !host.is_empty()).filter(plain) {
        Some(host) if config.public_url.is_none() => format!("http://{host}"),
        _ => config.address(),
    }
}

/// What keeps a page to its visitor and to what it was given.
fn visitors_own(headers: &mut HeaderMap, policy: &str) {
    let policy = HeaderValue::from_str(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    headers.insert("content-type", HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert("content-security-policy", policy);
    // It carries the visitor's own marks, and must be asked for again after each deed.
    headers.insert("cache-control", HeaderValue::from_static("private, no-cache"));
    headers.insert("vary", HeaderValue::from_static("Accept-Language, Cookie"));
    headers.insert("referrer-policy", HeaderValue::from_static("same-origin"));
}

/// The page with its title, and what it says to who has no JavaScript, in the visitor's language.
fn spoken(built: &str, page: Page, dress: &Dress) -> String {
    let (own, plain) = (Words::of(dress.look.lang, page.words()), Words::of(dress.look.lang, "plain"));
    let title = own.find(&format!("{}.title", page.words())).map(|title| format!("{} · Openfloor", Escaped(title)));
    let unscripted = match &dress.plain {
        Some(way) => {
            plain.find("plain.noscript").map(|words| format!(r#"<a href="{}">{}</a>"#, Escaped(way), Escaped(words)))
        }
        None => plain.find("plain.needsScript").map(|words| Escaped(words).to_string()),
    };
    let built = filled(built, "title", title);
    filled(&built, "noscript", unscripted)
}

/// The page with the first element of this name holding something else; as it was when there is nothing to hold.
fn filled(html: &str, name: &str, inside: Option<String>) -> String {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let parts = html.split_once(&open).and_then(|(before, rest)| Some((before, rest.split_once(&close)?.1)));
    match (parts, inside) {
        (Some((before, after)), Some(inside)) => format!("{before}{open}{inside}{close}{after}"),
        _ => html.to_owned(),
    }
}

/// A file of the build as text.
fn text(path: &str) -> Option<String> {
    let bytes = Web::get(path)?.data;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A file of the build as bytes, with its type.
fn file(path: &str) -> Option<(Cow<'static, [u8]>, String)> {
    let found = Web::get(path)?;
    let kind = found.metadata.mimetype().to_owned();
    Some((found.data, kind))
}
