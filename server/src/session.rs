//! Who is signed in: from the cookie to the extensions of the request, and the way to `/sign-in` for everyone else.

use app::sentence;
use axum::Json;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, Method, StatusCode, header};
use model::user::Language;
use model::{AppError, ErrorCode};
use service::session::{self, LONGEST_SECONDS, SignedIn};
use service::{Store, Via};

use crate::client::{Client, Transport};
use crate::cookie::{self, Script};
use crate::refusal;

/// The page where one signs in.
pub const SIGN_IN: &str = "/sign-in";
/// The page where one changes one's password.
pub const PASSWORD: &str = "/password";
/// Where the server functions are.
const FUNCTIONS: &str = "/fn/";
/// The only one that answers a stranger: what the device remembers for the page of signing in.
const REMEMBERED: &str = "/fn/sign_in/remembered";
/// Somebody's own figures: kept by nobody between, nor by the browser.
pub const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Leaves the [`SignedIn`] in the extensions of the request, and its [`service::Ctx`] too, unless the password must be
/// changed first. Gives the browser the new secret when the session took one. Server functions answer nobody else.
pub async fn attach(State(store): State<Store>, mut request: Request, next: Next) -> Response {
    let Some(client) = request.extensions().get::<Client>().cloned() else { return next.run(request).await };
    let name = cookie::session_name(client.transport);
    let cookie = cookie::read(request.headers(), name).map(str::to_owned);
    if cookie.is_some() && client.transport == Transport::Plain {
        return in_the_open(request, next).await;
    }
    let found = match find(&store, &client, cookie.as_deref()).await {
        Ok(found) => found,
        Err(error) => return refusal::respond(error.disclose(), refusal::language(request.headers())),
    };
    let is_function = request.uri().path().starts_with(FUNCTIONS);
    if is_function && found.is_none() && !is_open(&request) {
        return refuse_function(AppError::new(ErrorCode::NotSignedIn), refusal::language(request.headers()));
    }
    let mut renewed = None;
    if let Some(signed_in) = found {
        renewed = refresh(&store, &signed_in).await;
        if !signed_in.must_change_password {
            request.extensions_mut().insert(signed_in.ctx.clone());
        }
        request.extensions_mut().insert(signed_in);
    }
    let mut response = next.run(request).await;
    if is_function {
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(NO_STORE);
    }
    if let Some(value) = renewed.filter(|_| !sets_cookie(&response, name)) {
        give(&mut response, client.transport, &value);
    }
    response
}

async fn find(store: &Store, client: &Client, cookie: Option<&str>) -> service::Result<Option<SignedIn>> {
    match cookie {
        Some(cookie) => session::resolve(store, cookie, client.source(Via::Screen)).await,
        None => Ok(None),
    }
}

async fn refresh(store: &Store, signed_in: &SignedIn) -> Option<String> {
    session::refresh(store, signed_in).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "a session could not be refreshed");
        None
    })
}

/// Who signs in or out in this very request has the last word.
fn sets_cookie(response: &Response, name: &str) -> bool {
    let mut set = response.headers().get_all(header::SET_COOKIE).iter();
    set.any(|value| value.as_bytes().starts_with(name.as_bytes()))
}

/// A secret that came unencrypted over a network opens nothing; whoever asks for a page reads what to do.
async fn in_the_open(request: Request, next: Next) -> Response {
    if request.uri().path() == SIGN_IN {
        return next.run(request).await;
    }
    let refusal = AppError::new(ErrorCode::InsecureTransport);
    if request.method() == Method::GET && accepts_pages(&request) {
        return see_other(&format!("{SIGN_IN}?error={}", refusal.code));
    }
    refusal::respond(refusal, refusal::language(request.headers()))
}

/// What the page of signing in asks for itself. It has no body, so nobody can fill the memory with one.
fn is_open(request: &Request) -> bool {
    request.method() == Method::GET && request.uri().path() == REMEMBERED
}

/// Refuses a server function before its body is read, in the form in which those refuse.
fn refuse_function(error: AppError, language: Language) -> Response {
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CACHE_CONTROL, NO_STORE)], Json(sentence::spoken(error, language))).into_response()
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
    let is_page = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_page || path.starts_with("/api/") || path.starts_with(FUNCTIONS) {
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
    if accepts_pages(&request) { guard(request, next).await } else { next.run(request).await }
}

fn accepts_pages(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// Redirects with 303, and never from a cache.
pub fn see_other(to: &str) -> Response {
    ([(header::CACHE_CONTROL, NO_STORE)], Redirect::to(to)).into_response()
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
