//! What load balancers and Prometheus ask.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use serde_json::json;
use warp::reply::{Reply, Response};

use crate::app::App;

/// How long the database may take to say it is there.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /health/live`.
pub async fn live() -> Response {
    warp::reply::json(&json!({"status": "live"})).into_response()
}

/// `GET /health/ready`: 503 when it cannot serve, or drains.
pub async fn ready(app: Arc<App>) -> Response {
    let answered = tokio::time::timeout(PATIENCE, app.db.reader().ping()).await;
    let database = match answered {
        Ok(Ok(())) if app.db.is_full() => "full",
        Ok(Ok(())) => "ok",
        _ => "down",
    };
    let status = if app.stopping.is_cancelled() {
        "draining"
    } else if database == "down" {
        "unavailable"
    } else {
        // A full disk takes nothing new, but lists and streams go on: other nodes could not do more.
        "ready"
    };
    // Without it events of other nodes come later, which is no reason to send people away.
    let body = json!({"status": status, "checks": {"database": database, "backplane": app.backplane.line().name()}});
    let code = if status == "ready" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    warp::reply::with_status(warp::reply::json(&body), code).into_response()
}

/// `GET /metrics`.
pub async fn metrics(app: Arc<App>) -> Response {
    let (idle, used) = app.db.pool();
    app.metrics.pool_holds(idle, used);
    warp::reply::with_header(app.metrics.page(), "content-type", "text/plain; version=0.0.4").into_response()
}
