//! Whether the program lives, and whether it can work.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;
use service::Store;
use tokio::sync::watch;

/// How long the database has to answer.
const READY_TIMEOUT: Duration = Duration::from_secs(2);

#[derive(Clone)]
struct Health {
    store: Store,
    closing: watch::Receiver<bool>,
}

/// `/healthz` and `/readyz`.
pub fn router(store: Store, closing: watch::Receiver<bool>) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .with_state(Health { store, closing })
}

async fn ready(State(health): State<Health>) -> (StatusCode, &'static str) {
    if *health.closing.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match tokio::time::timeout(READY_TIMEOUT, health.store.ready()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer in time\n"),
    }
}
