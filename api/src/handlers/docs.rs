//! The interface, told to programs and to people.

use std::sync::Arc;

use warp::reply::{Reply, Response};

use crate::filters::Received;
use crate::openapi;
use crate::pages::{self, Look};

/// `GET /openapi.json`.
pub async fn document() -> Response {
    warp::reply::json(&openapi::document()).into_response()
}

/// `GET /docs`: the same to read.
pub async fn page(received: Arc<Received>) -> Response {
    pages::docs::page(Look::of(&received), &openapi::document())
}
