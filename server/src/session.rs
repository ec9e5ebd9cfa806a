//! Who is signed in: from the cookie to the extensions of the request, and the way to `/sign-in` for everyone else.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::Method;
use service::session::{self, LONGEST_SECONDS, SignedIn};
use service::{Store, Via};

use crate::client::{Client, Transport};
use crate::cookie::{self, Script};
use crate::refusal;

/// The page where one signs in.
pub const SIGN_IN: &str = "/sign-in";
/// The page where one changes one's password.
pub const PASSWORD: &str = "/password";

/// Leaves the [`SignedIn`] in the extensions of the request, and its [`service::Ctx`] too, unless the password must be
/// changed first. Gives the browser the new secret when the session took one.
pub async fn attach(State(store): State<Store>, mut request: Request, next: Next) -> Response {
    let Some(client) = request.extensions().get::<Client>().cloned() else { return next.run(request).await };
    let name = cookie::session_name(client.transport);
    let Some(cookie) = cookie::read(request.headers(), name).map(str::to_owned) else {
        return next.run(request).await;
    };
    let language = refusal::language(request.headers());
    let found = match session::resolve(&store, &cookie, client.source(Via::Screen)).await {
        Ok(found) => found,
        Err(error) => return refusal::respond(refusal::public(&error), language),
    };
    let mut renewed = None;
    if let Some(signed_in) = found {
        renewed = session::refresh(&store, &signed_in).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "a session could not be refreshed");
            None
        });
        if !signed_in.must_change_password {
            request.extensions_mut().insert(signed_in.ctx.clone());
        }
        request.extensions_mut().insert(signed_in);
    }
    let mut response = next.run(request).await;
    // Who signs in or out in this very request has the last word.
    let has_another = response
        .headers()
        .get_all(http::header::SET_COOKIE)
        .iter()
        .any(|value| value.as_bytes().starts_with(name.as_bytes()));
    if let (Some(value), false) = (renewed, has_another) {
        give(&mut response, client.transport, &value);
    }
    response
}

/// Sets the cookie of a session.
pub fn give(response: &mut Response, transport: Transport, value: &str) {
    cookie::set(response, transport, cookie::session_name(transport), value, LONGEST_SECONDS, Script::Hidden);
}

/// Takes the cookie of a session away.
pub fn take(response: &mut Response, transport: Transport) {
    cookie::set(response, transport, cookie::session_name(transport), "", 0, Script::Hidden);
}

/// Sends those who ask for a page without being signed in to where they can, and back afterwards.
pub async fn guard(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !matches!(*request.method(), Method::GET | Method::HEAD) || path.starts_with("/api/") {
        return next.run(request).await;
    }
    let signed_in = request.extensions().get::<SignedIn>();
    let must_change = signed_in.is_some_and(|signed_in| signed_in.must_change_password);
    match (path, signed_in) {
        (SIGN_IN, Some(_)) => see_other("/"),
        (SIGN_IN, None) => next.run(request).await,
        (_, None) => {
            let wanted = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
            if wanted == "/" { see_other(SIGN_IN) } else { see_other(&format!("{SIGN_IN}?next={}", escape(wanted))) }
        }
        (path, Some(_)) if must_change && path != PASSWORD => see_other(PASSWORD),
        _ => next.run(request).await,
    }
}

/// The same for addresses that lead nowhere: only who asks for a page is sent away, not who asks for a picture.
pub async fn guard_pages(request: Request, next: Next) -> Response {
    let accept = request.headers().get(http::header::ACCEPT).and_then(|value| value.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("text/html")) {
        return guard(request, next).await;
    }
    next.run(request).await
}

/// Redirects with 303, and never from a cache.
pub fn see_other(to: &str) -> Response {
    let no_store = [(http::header::CACHE_CONTROL, "no-store")];
    (no_store, Redirect::to(to)).into_response()
}

/// A text as the value in a query.
pub fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
