//! The REST API under `/api/v1`, its specification and the page to read it.
//!
//! What always holds here: an endpoint is one line in [`routes`], and its handler and its description are made from
//! the same command or query, the same that the screens use. Nothing here decides anything about stock.

mod docs;
mod endpoint;
mod params;
mod problem;
mod rate;
mod routes;
mod spec;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use axum::{Extension, Router};
use model::user::Language;
use model::{AppError, ErrorCode};
use service::{Caller, Ctx, Store};

use crate::client::Client;
use rate::RateLimit;

/// The largest body in bytes: a slip of a thousand lines is far below it.
const BODY_MAX_BYTES: usize = 2 * 1024 * 1024;
/// The same for people.
const BODY_MAX_TEXT: &str = "2 MiB";

/// What the handlers need.
#[derive(Clone)]
pub struct ApiState {
    store: Store,
    rate: Arc<RateLimit>,
}

/// The API with everything that belongs to it. `rate_per_second` counts requests a token and node; 0 for no limit.
pub fn router(store: Store, rate_per_second: u32) -> Router {
    let state = ApiState { store, rate: Arc::new(RateLimit::new(rate_per_second)) };
    let endpoints = routes::endpoints();
    let document = spec::document(&endpoints, env!("CARGO_PKG_VERSION"));
    let specification = document.to_string();
    let pages = docs::pages(&document);

    let mut by_path: BTreeMap<&str, (MethodRouter<ApiState>, Vec<Method>)> = BTreeMap::new();
    for endpoint in endpoints {
        let (handlers, methods) = by_path.entry(endpoint.path).or_default();
        *handlers = std::mem::take(handlers).merge(endpoint.handler);
        methods.push(endpoint.method);
    }
    let mut api = Router::new();
    for (path, (handlers, methods)) in by_path {
        api = api
            .route(path, handlers.fallback(move |headers: HeaderMap| async move { wrong_method(&methods, &headers) }));
    }
    let api = api
        .fallback(no_such_address)
        .layer(middleware::from_fn_with_state(state.clone(), admit))
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .with_state(state);
    Router::new()
        .nest("/api/v1", api)
        .route("/api/v1/openapi.json", get(move || async move { json(specification) }))
        .merge(pages)
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
        Err(error) => return problem::respond(error.public(), language),
    };
    let subject = match ctx.caller {
        Caller::Token(token, _) => token.get(),
        Caller::User(_) | Caller::System => 0,
    };
    match state.rate.take(subject, state.store.now()) {
        Ok(allowance) => {
            request.extensions_mut().insert(ctx);
            let mut response = next.run(request).await;
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

fn wrong_method(methods: &[Method], headers: &HeaderMap) -> Response {
    let error = AppError::new(ErrorCode::MethodNotAllowed);
    let mut response = problem::respond(error, problem::language(headers, Language::default()));
    let allowed = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    if let Ok(allowed) = HeaderValue::from_str(&allowed) {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}

async fn no_such_address(request: Request) -> Response {
    let error = AppError::new(ErrorCode::NotFound).arg("what", "address").arg("code", request.uri().path());
    problem::respond(error, problem::language(request.headers(), Language::default()))
}
