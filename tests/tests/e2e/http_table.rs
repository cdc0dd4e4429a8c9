//! The surface of HTTP: each route, caller and header has one answer, and each refusal one shape.

mod bodies;
mod callers;
mod cookies;
mod cors;
mod cross_site;
mod fields;
mod idempotency;
mod known;
mod shape;
mod tenancy;
mod versions;

/// An id that nothing has.
pub const NOBODY: &str = "019c0000-0000-7000-8000-00000000abcd";

/// Every address and its methods; `{}` stands for an id.
pub const ADDRESSES: &[(&str, &[&str])] = &[
    ("/questions", &["GET", "POST"]),
    ("/questions/{}", &["GET", "PATCH", "DELETE"]),
    ("/questions/{}/upvote", &["POST", "DELETE"]),
    ("/questions/{}/answer", &["POST", "DELETE"]),
    ("/questions/{}/tags", &["POST"]),
    ("/questions/{}/tags/{}", &["DELETE"]),
    ("/questions/{}/pin", &["POST", "DELETE"]),
    ("/questions/{}/freeze", &["POST", "DELETE"]),
    ("/questions/{}/review", &["POST"]),
    ("/questions/{}/archive", &["POST", "DELETE"]),
    ("/tags", &["GET", "POST"]),
    ("/tags/{}", &["PATCH", "DELETE"]),
    ("/teams", &["GET", "POST"]),
    ("/teams/{}", &["GET", "PATCH", "DELETE"]),
    ("/teams/{}/stage", &["PUT"]),
    ("/audit", &["GET"]),
    ("/tenant", &["GET", "PATCH"]),
    ("/stats", &["GET"]),
    ("/sse", &["GET"]),
    ("/sse/{}/subscriptions", &["POST"]),
    ("/events", &["GET"]),
    ("/auth/me", &["GET"]),
    ("/auth/login", &["POST"]),
    ("/auth/logout", &["POST"]),
    ("/auth/users", &["GET", "POST"]),
    ("/auth/users/{}", &["PATCH", "DELETE"]),
    ("/operator/tenants", &["GET", "POST"]),
    ("/operator/tenants/{}", &["PATCH", "DELETE"]),
    ("/health/live", &["GET"]),
    ("/health/ready", &["GET"]),
    ("/metrics", &["GET"]),
    ("/openapi.json", &["GET"]),
    ("/docs", &["GET"]),
    ("/join/{}", &["GET"]),
    ("/join/{}/qr.svg", &["GET"]),
    ("/j/{}", &["GET"]),
    ("/", &["GET"]),
    ("/room", &["GET"]),
    ("/room/{}", &["GET"]),
    ("/moderate", &["GET"]),
    ("/wall", &["GET"]),
    ("/wall/{}", &["GET"]),
    ("/admin", &["GET"]),
    ("/plain", &["GET"]),
    ("/plain/{}", &["GET"]),
    ("/plain/{}/ask", &["GET", "POST"]),
    ("/plain/{}/vote", &["GET", "POST"]),
];

/// Whether requests to this address happen inside a tenant.
pub fn is_inside_a_tenant(address: &str) -> bool {
    ["/questions", "/tags", "/teams", "/tenant", "/stats", "/sse", "/events", "/auth", "/audit"]
        .iter()
        .any(|part| address.starts_with(part))
}
