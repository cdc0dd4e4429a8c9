//! The pages, built beforehand and embedded in the binary.

use http::{HeaderValue, StatusCode};
use rust_embed::{EmbeddedFile, RustEmbed};
use warp::reply::{Reply, Response};

use crate::error::Error;

/// What the build made of `web/`.
#[derive(RustEmbed)]
#[folder = "$OUT_DIR/web"]
struct Web;

/// No script, style or connection but our own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

/// A page by its file.
pub fn page(file: &str) -> Response {
    let Some(found) = Web::get(file) else { return Error::not_found().into_response() };
    let mut response = with_type(found, "text/html; charset=utf-8");
    let headers = response.headers_mut();
    headers.insert("cache-control", HeaderValue::from_static("no-cache"));
    headers.insert("content-security-policy", HeaderValue::from_static(POLICY));
    headers.insert("referrer-policy", HeaderValue::from_static("same-origin"));
    response
}

/// An asset by its name; names carry a hash of the content, so an asset never changes.
pub fn asset(name: &str) -> Response {
    let path = format!("assets/{name}");
    let Some(found) = Web::get(&path) else { return Error::not_found().into_response() };
    let kind = found.metadata.mimetype().to_owned();
    let mut response = with_type(found, &kind);
    let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert("cache-control", for_ever);
    response
}

/// Sends on to a page of ours, keeping the query.
pub fn redirect(to: &str, query: Option<&str>) -> Response {
    let to = query.map_or_else(|| to.to_owned(), |query| format!("{to}?{query}"));
    let mut response = Response::default();
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(to) = to.parse() {
        response.headers_mut().insert("location", to);
    }
    response
}

fn with_type(file: EmbeddedFile, kind: &str) -> Response {
    let mut response = file.data.into_owned().into_response();
    let kind = HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    response.headers_mut().insert("content-type", kind);
    response
}
