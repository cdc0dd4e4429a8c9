//! Which site a browser's request comes from: the cross-site rule, and CORS by an allow-list.

use http::header::{self, HeaderValue};
use http::{HeaderMap, Method, Request, StatusCode};
use hyper::body::Incoming;

use super::Edge;
use crate::error::Error;

impl Edge {
    /// Whether a browser sent this from another site. Without `Sec-Fetch-Site` and `Origin` it is no browser's.
    pub(super) fn refuse_cross_site(&self, method: &Method, headers: &HeaderMap) -> Result<(), Error> {
        if method.is_safe() || headers.contains_key(header::AUTHORIZATION) {
            return Ok(());
        }
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let site = text("sec-fetch-site");
        if matches!(site, Some("same-origin" | "none")) {
            return Ok(());
        }
        let Some(origin) = text("origin") else {
            return if site.is_none() { Ok(()) } else { Err(Error::CrossSite) };
        };
        let ours = match &self.app.config.public_url {
            Some(url) => origin.eq_ignore_ascii_case(&site_of(url)),
            None => {
                let host = origin.split_once("://").map(|(_, host)| host);
                host.is_some() && host == text("host")
            }
        };
        if ours || self.is_listed(origin) { Ok(()) } else { Err(Error::CrossSite) }
    }

    fn is_listed(&self, origin: &str) -> bool {
        self.app.config.cors_origins.iter().any(|listed| listed.eq_ignore_ascii_case(origin))
    }

    /// The answer to a CORS preflight from a listed origin.
    pub(super) fn preflight(&self, request: &Request<Incoming>) -> Option<warp::reply::Response> {
        let asks = request.method() == Method::OPTIONS
            && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        let origin = request.headers().get(header::ORIGIN)?.to_str().ok()?;
        if !asks || !self.is_listed(origin) {
            return None;
        }
        let mut response = warp::reply::Response::default();
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        let methods = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE");
        let names = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Tenant-Id";
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(names));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        Some(response)
    }

    pub(super) fn allow_origin(&self, headers: &mut HeaderMap, origin: Option<&HeaderValue>) {
        if self.app.config.cors_origins.is_empty() {
            return;
        }
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
        let Some(origin) = origin.filter(|origin| origin.to_str().is_ok_and(|origin| self.is_listed(origin))) else {
            return;
        };
        let exposed = HeaderValue::from_static("Location, Retry-After, X-Request-Id");
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
}

/// Scheme and host of a URL.
fn site_of(url: &str) -> String {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find('/').map_or(url.len(), |at| host + at);
    crate::config::plain_port(&url[..end])
}
