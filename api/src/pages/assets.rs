//! The assets, as the build compressed them. Their names carry a hash of the content, so an asset never changes.

use http::HeaderValue;
use warp::reply::{Reply, Response};

use crate::error::Error;

/// The encodings the build may have made, the smallest first, and how their files end.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// An asset by its name, in the smallest encoding that the client accepts.
pub fn asset(name: &str, accepted: &str) -> Response {
    let path = format!("assets/{name}");
    // The compressed files are other forms of an asset, and none themselves.
    let found = super::file(&path).filter(|_| !ENCODINGS.iter().any(|(_, end)| name.ends_with(end)));
    let Some((bytes, kind)) = found else { return Error::not_found().into_response() };
    let smaller = ENCODINGS.iter().filter(|(encoding, _)| accepts(accepted, encoding));
    let smaller = smaller.filter_map(|(encoding, end)| Some((*encoding, super::file(&format!("{path}{end}"))?.0)));
    let (encoding, bytes) = smaller.map(|(encoding, bytes)| (Some(encoding), bytes)).next().unwrap_or((None, bytes));
    let mut response = bytes.into_owned().into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(&kind).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert("content-type", kind);
    headers.insert("cache-control", HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert("vary", HeaderValue::from_static("Accept-Encoding"));
    if let Some(encoding) = encoding {
        headers.insert("content-encoding", HeaderValue::from_static(encoding));
    }
    response
}

/// Whether `Accept-Encoding` lets this encoding pass: named, or by `*`, and not with weight 0.
fn accepts(header: &str, encoding: &str) -> bool {
    let ranges = || header.split(',').map(|range| range.split(';').map(str::trim));
    let weight = |name: &str| {
        ranges().find_map(|mut parts| {
            let named = parts.next().is_some_and(|range| range.eq_ignore_ascii_case(name));
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Ok(1.0), str::parse);
            named.then(|| weight.unwrap_or(0.0_f32))
        })
    };
    weight(encoding).or_else(|| weight("*")).is_some_and(|weight| weight > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_passes_that_is_accepted() {
        for (header, br) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=0.1", true),
            ("BR", true),
            ("*", true),
            ("*;q=0", false),
            ("br;q=0, *", false),
            ("br; q=0.0", false),
            ("gzip", false),
            ("brotli", false),
            ("", false),
        ] {
            assert_eq!(accepts(header, "br"), br, "{header}");
        }
    }
}
