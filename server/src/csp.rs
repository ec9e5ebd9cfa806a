//! Headers that every answer carries, and the content security policy of pages.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use leptos::{nonce::use_nonce, prelude::use_context};
use leptos_axum::ResponseOptions;
use model::{AppError, ErrorCode};

use crate::{
    client::{self, Client, Transport},
    refusal, session,
};

/// For everything that is not a page: such an answer never runs anything.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

const WORKER: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
);

const FIXED: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(self), microphone=(), geolocation=()"),
    ),
];

/// Gives the page that is being rendered its policy. Called in the context of each request, where a page knows its
/// nonce.
pub fn page_headers() {
    if app::ssr::answers_function() {
        return;
    }
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    // `cargo leptos watch` reloads through a socket on another port.
    let watch = if std::env::var_os("LEPTOS_WATCH").is_some() { " ws:" } else { "" };
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; \
         connect-src 'self'{watch}; worker-src 'self'; manifest-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    // After signing out, nobody pages back to them.
    response.insert_header(header::CACHE_CONTROL, session::NO_STORE);
}

/// Gives a worker its policy: code from here, WebAssembly, and nothing else.
pub async fn worker_headers(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, WORKER);
    response
}

/// Whether browsers may be told never to come without TLS again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum StrictTransport {
    /// Under TLS, and not for this machine's own names.
    Allowed,
    /// The certificate is of an authority of our own.
    Never,
}

/// A year.
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Adds what is missing to each answer.
pub async fn security_headers(State(strict): State<StrictTransport>, request: Request, next: Next) -> Response {
    let is_https = request.extensions().get::<Client>().is_some_and(|client| client.transport == Transport::Https);
    let host = client::host(&request).map(str::to_owned);
    let mut response = match token_in_the_open(&request) {
        Some(refusal) => refusal,
        None => next.run(request).await,
    };
    let headers: &mut HeaderMap = response.headers_mut();
    for (name, value) in &FIXED {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NOTHING);
    if strict == StrictTransport::Allowed && is_https && !host.is_some_and(|host| client::is_loopback_name(&host)) {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
    }
    response
}

/// How a token is announced.
const BEARER: &[u8] = b"bearer ";

/// A token that came unencrypted over a network opens nothing, so that whoever set it up learns at once what to do.
fn token_in_the_open(request: &Request) -> Option<Response> {
    let is_plain = request.extensions().get::<Client>().is_some_and(|client| client.transport == Transport::Plain);
    let sent = request.headers().get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    let is_token = sent.and_then(|sent| sent.get(..BEARER.len())).is_some_and(|s| s.eq_ignore_ascii_case(BEARER));
    (is_plain && is_token)
        .then(|| refusal::respond(AppError::new(ErrorCode::InsecureTransport), refusal::language(request.headers())))
}
