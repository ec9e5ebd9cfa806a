//! Live lists: `/events` tells a browser which areas of its company changed. It fetches anew what it shows.
//!
//! Each event carries the number of the change as its id. A browser that comes with another number than the latest, be
//! it that of the page it shows or that of the last event it heard, is told at once that everything may have changed.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use futures::Stream;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use model::{AppError, ErrorCode, TenantId};
use serde::Deserialize;
use serde_json::json;
use service::session::{self, SignedIn};
use service::{Area, Change, Ctx, Store};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::time::Interval;

use crate::client::Client;
use crate::{cookie, refusal};

/// Streams of one company on this node; one browser has one.
const STREAMS_MAX: usize = 1000;
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// How often it is looked whether the session still lives.
const SESSION_CHECK: Duration = Duration::from_mins(1);
/// The name of the event that says what changed: `live.js` hears events by their names.
const CHANGE: &str = "change";
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

#[derive(Clone)]
struct Events {
    store: Store,
    closing: watch::Receiver<bool>,
    open: Arc<Mutex<HashMap<TenantId, usize>>>,
}

/// `/events`
pub fn router(store: Store, closing: watch::Receiver<bool>) -> Router {
    Router::new().route("/events", get(events)).with_state(Events { store, closing, open: Arc::default() })
}

/// What the address says.
#[derive(Deserialize)]
struct Opening {
    /// The number of the latest change that the page shows.
    seen: Option<i64>,
}

async fn events(
    State(events): State<Events>,
    ctx: Option<Extension<Ctx>>,
    Extension(client): Extension<Client>,
    Query(opening): Query<Opening>,
    headers: HeaderMap,
) -> Response {
    let language = refusal::language(&headers);
    let Some(Extension(ctx)) = ctx else {
        return refusal::respond(AppError::new(ErrorCode::NotSignedIn), language);
    };
    let Some(place) = Place::take(&events.open, ctx.tenant) else {
        return refusal::respond(AppError::new(ErrorCode::Unavailable), language);
    };
    // Subscribed before the latest number is read, so that nothing falls between.
    let changes = events.store.subscribe(ctx.tenant);
    let latest = events.store.latest_change(ctx.tenant);
    let heard = headers.get(LAST_EVENT_ID).and_then(|value| value.to_str().ok()?.parse::<i64>().ok());
    // The address stays the same when a browser comes back by itself.
    let seen = heard.or(opening.seen);
    let first = if seen.is_some_and(|seen| seen != latest) { everything(latest) } else { hello(latest) };
    let cookie = cookie::read(&headers, cookie::session_name(client.transport)).unwrap_or_default().to_owned();
    let follower = Follower {
        store: events.store,
        closing: events.closing,
        changes,
        tenant: ctx.tenant,
        cookie,
        client,
        first: Some(first),
        session_check: tokio::time::interval_at(tokio::time::Instant::now() + SESSION_CHECK, SESSION_CHECK),
        _place: place,
    };
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE).text("");
    let mut response = Sse::new(follower.stream()).keep_alive(keep_alive).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Otherwise a proxy keeps events back until it has a page full of them.
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// One open stream, counted until it ends.
struct Place {
    open: Arc<Mutex<HashMap<TenantId, usize>>>,
    tenant: TenantId,
}

impl Place {
    fn take(open: &Arc<Mutex<HashMap<TenantId, usize>>>, tenant: TenantId) -> Option<Self> {
        let mut counts = open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(tenant).or_default();
        if *count >= STREAMS_MAX {
            return None;
        }
        *count += 1;
        Some(Self { open: Arc::clone(open), tenant })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.tenant) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.tenant);
            }
        }
    }
}

/// What one stream needs.
struct Follower {
    store: Store,
    closing: watch::Receiver<bool>,
    changes: broadcast::Receiver<Change>,
    tenant: TenantId,
    cookie: String,
    client: Client,
    first: Option<Event>,
    session_check: Interval,
    _place: Place,
}

impl Follower {
    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        futures::stream::unfold(self, |mut follower| async move {
            let event = follower.next().await?;
            Some((Ok(event), follower))
        })
    }

    /// The next event; `None` when the program stops or the session has ended.
    async fn next(&mut self) -> Option<Event> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        loop {
            let change = tokio::select! {
                biased;
                _ = self.closing.wait_for(|closing| *closing) => return None,
                change = self.changes.recv() => Some(change),
                _ = self.session_check.tick() => None,
            };
            match change {
                Some(Ok(Change { number, areas })) => {
                    return Some(event(number, &json!({ "number": number, "areas": areas })));
                }
                Some(Err(RecvError::Lagged(_))) => return Some(everything(self.store.latest_change(self.tenant))),
                None if self.is_signed_in().await => {}
                None | Some(Err(RecvError::Closed)) => return None,
            }
        }
    }

    async fn is_signed_in(&self) -> bool {
        let source = self.client.source(service::Via::Screen);
        let found: service::Result<Option<SignedIn>> = session::resolve(&self.store, &self.cookie, source).await;
        // A database that does not answer ends nobody's session.
        found.map_or(true, |found| found.is_some())
    }
}

fn event(number: i64, data: &serde_json::Value) -> Event {
    Event::default().event(CHANGE).id(number.to_string()).data(data.to_string())
}

/// Everything may have changed.
fn everything(number: i64) -> Event {
    event(number, &json!({ "number": number, "areas": Area::ALL }))
}

/// The stream stands; nothing was missed.
fn hello(number: i64) -> Event {
    Event::default().event("ready").id(number.to_string()).data(json!({ "number": number }).to_string())
}

#[cfg(test)]
mod tests {
    use super::CHANGE;

    #[test]
    fn the_script_of_the_pages_listens_for_what_is_sent() {
        assert!(app::live::SCRIPT.contains(&format!("addEventListener(\"{CHANGE}\"")));
    }
}
