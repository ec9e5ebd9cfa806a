//! The REST API under `/api/v1`, its specification and the page to read it.
//!
//! What always holds here: an endpoint is one line in [`routes`], and its handler and its description are made from
//! the same command or query, the same that the screens use. Nothing here decides anything about stock.

mod absent;
mod answer;
mod body;
mod docs;
mod endpoint;
mod examples;
mod links;
mod names;
mod number;
mod params;
mod precondition;
mod problem;
mod rate;
mod reading;
mod responses;
mod routes;
mod spec;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, get};
use axum::{Extension, Router};
use model::ErrorCode;
use model::user::Language;
use service::{Caller, Ctx, Store};

use crate::client::Client;
use problem::Asked;
use rate::RateLimit;

/// The largest body in bytes: a slip of a thousand lines is far below it.
const BODY_MAX_BYTES: usize = 2 * 1024 * 1024;

/// What the handlers need.
#[derive(Clone)]
pub struct ApiState {
    store: Store,
    rate: Arc<RateLimit>,
    body_max_bytes: usize,
}

/// The API with everything that belongs to it. `rate_per_second` counts requests a token and node; 0 for no limit.
pub fn router(store: Store, rate_per_second: u32, body_max_bytes: usize) -> Router {
    let body_max_bytes = body_max_bytes.min(BODY_MAX_BYTES);
    let state = ApiState { store, rate: Arc::new(RateLimit::new(rate_per_second)), body_max_bytes };
    let endpoints = routes::endpoints();
    let document = spec::document(&endpoints, env!("CARGO_PKG_VERSION"));
    let specification = document.to_string();
    let pages = docs::pages(&document);

    let mut by_path: BTreeMap<&str, MethodRouter<ApiState>> = BTreeMap::new();
    for endpoint in endpoints {
        let handlers = by_path.entry(endpoint.path).or_default();
        *handlers = std::mem::take(handlers).merge(endpoint.handler);
    }
    let api = by_path.into_iter().fold(Router::new(), |api, (path, handlers)| api.route(path, handlers));
    let api = api
        .fallback(no_such_address)
        .layer(middleware::from_fn_with_state(state.clone(), admit))
        .layer(DefaultBodyLimit::max(body_max_bytes))
        .with_state(state);
    Router::new()
        .nest("/api/v1", api)
        .route("/api/v1/openapi.json", get(move || async move { json(specification) }))
        .merge(pages)
        .route("/api", any(no_such_address))
        .route("/api/{*rest}", any(no_such_address))
}

/// Makes problem documents of the refusals of the layers inside it, for what lies below `/api`.
pub async fn explain(State(body_max_bytes): State<usize>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path != "/api" && !path.starts_with("/api/") {
        return next.run(request).await;
    }
    let asked = Asked::of(&request, Language::default(), body_max_bytes.min(BODY_MAX_BYTES));
    asked.explain(next.run(request).await)
}

fn json(text: String) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], text)
}

/// Lets a request in: who asks, and whether the token's limit allows it.
async fn admit(
    State(state): State<ApiState>,
    Extension(client): Extension<Client>,
    mut request: Request,
    next: Next,
) -> Response {
    let language = problem::language(request.headers(), Language::default());
    let ctx = match identify(&state, request.headers(), &client).await {
        Ok(ctx) => ctx,
        Err(error) => return problem::respond(error.disclose(), language),
    };
    let language = problem::language(request.headers(), ctx.language);
    let subject = match ctx.caller {
        Caller::Token(token, _) => token.get(),
        Caller::User(_) | Caller::System => 0,
    };
    match state.rate.take(subject, state.store.now()) {
        Ok(allowance) => {
            let asked = Asked::of(&request, ctx.language, state.body_max_bytes);
            request.extensions_mut().insert(ctx);
            let mut response = asked.explain(next.run(request).await);
            if let Some(allowance) = allowance {
                allowance.write(response.headers_mut());
            }
            response
        }
        Err((error, allowance)) => {
            let mut response = problem::respond(error, language);
            allowance.write(response.headers_mut());
            response
        }
    }
}

async fn identify(state: &ApiState, headers: &HeaderMap, client: &Client) -> Result<Ctx, service::Error> {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or(ErrorCode::NotSignedIn)?;
    service::token::resolve(&state.store, token, client.source(service::Via::Api))
        .await?
        .ok_or_else(|| ErrorCode::NotSignedIn.into())
}

/// Told in words by [`Asked::explain`], which knows the language.
async fn no_such_address() -> StatusCode {
    StatusCode::NOT_FOUND
}
