//! Openfloor: a multi-tenant, real-time Q&A server.
//!
//! The modules stand in floor order, ground first: a module uses only what stands above its own line. See
//! `docs/architecture.md`.

pub mod clock;
pub mod config;
pub mod metrics;
pub mod error;
pub mod text;
pub mod db;
pub mod view;
pub mod event;
pub mod openapi;
pub mod log;
pub mod similar;
pub mod bus;
pub mod backplane;
pub mod relay;
pub mod auth;
pub mod live;
pub mod app;
pub mod feed;
pub mod rules;
pub mod votes;
pub mod scope;
pub mod wire;
pub mod filters;
pub mod sse;
pub mod pages;
pub mod handlers;
pub mod routes;
pub mod edge;
pub mod serve;
pub mod tools;

#[cfg(test)]
mod tidy;

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::info;

use crate::app::App;
use crate::config::Config;
use crate::edge::Edge;
use crate::serve::Porch;
use crate::votes::Votes;

/// Serves on this socket until `shutdown`, then drains and lets the database go.
///
/// # Errors
/// One line that says why it cannot start.
pub async fn run(
    mut config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), String> {
    config.listen = listener.local_addr().map_err(|error| format!("OPENFLOOR_LISTEN: {error}"))?;
    let stopping = CancellationToken::new();
    serve::bound_buffers(&listener);
    let porch = Porch::default();
    let mut shutdown = std::pin::pin!(shutdown);
    let app = tokio::select! {
        app = start(config, stopping.clone()) => app?,
        never = porch.take_in(&listener) => match never {},
        () = shutdown.as_mut() => return Ok(()),
    };
    let votes = Votes::new(Arc::clone(&app));
    let edge = Edge::new(Arc::clone(&app), routes::routes(&votes));
    let serving = serve::serve(Arc::clone(&app), edge, listener, porch);
    let watch = async {
        shutdown.await;
        info!("draining");
        stopping.cancel();
    };
    let ((), ()) = futures_util::future::join(serving, watch).await;
    app.stop().await;
    info!("stopped");
    Ok(())
}

/// The application, and in it the demo meeting where one is wanted.
async fn start(config: Config, stopping: CancellationToken) -> Result<Arc<App>, String> {
    let app = App::start(config, stopping).await?;
    if app.config.demo {
        tools::demo::seed(&app).await.map_err(|error| format!("the demo could not be seeded: {error:?}"))?;
    }
    Ok(app)
}
