//! The log: one line a request with its id, which the answer carries too.

use std::io::IsTerminal as _;
use std::time::Instant;

use anyhow::Context as _;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use service::Store;
use tracing::Instrument as _;
use tracing_subscriber::EnvFilter;

use crate::settings::{LogFormat, Settings};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request, in its extensions.
#[derive(Clone)]
pub struct RequestId(pub String);

/// Starts the log, on standard error.
///
/// # Errors
/// When the filter is not understood.
pub fn start(settings: &Settings) -> anyhow::Result<()> {
    let filter = settings.log.as_deref().unwrap_or("info");
    let filter = EnvFilter::try_new(filter)
        .with_context(|| format!("--log {filter:?} is not understood; try info or service=debug"))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match settings.log_format.unwrap_or_default() {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    Ok(())
}

/// Gives a request its id, and logs how it went. Neither query nor body is logged: they may hold what is secret.
pub async fn layer(State(store): State<Store>, mut request: Request, next: Next) -> Response {
    let id = format!("{:016x}", u64::from_le_bytes(store.random_bytes()));
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let span = tracing::info_span!("request", id = %id);
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let microseconds = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        if status >= 500 {
            tracing::warn!(%method, path, status, microseconds, "answered");
        } else if path.starts_with("/pkg/") || path == "/healthz" || path == "/readyz" {
            tracing::debug!(%method, path, status, microseconds, "answered");
        } else {
            tracing::info!(%method, path, status, microseconds, "answered");
        }
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
