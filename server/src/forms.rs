//! The plain forms that work before WebAssembly has arrived: signing in and out, a new password, language, theme and
//! warehouse. Each answers with a redirect, or with a problem for those who accept JSON only.

use app::preferences::{LANGUAGE_COOKIE, THEME_COOKIE, Theme};
use app::sign_in::Typed;
use axum::extract::{DefaultBodyLimit, Form, State};
use axum::response::Response;
use axum::routing::post;
use axum::{Extension, Router};
use http::{HeaderMap, header};
use model::user::Language;
use model::{AppError, ErrorCode, WarehouseCode};
use serde::Deserialize;
use service::session::SignedIn;
use service::sign_in::{self, Credentials, From};
use service::{Ctx, Store, Via, me, session as sessions};

use crate::client::{Client, Transport};
use crate::cookie::{self, Script};
use crate::refusal;
use crate::session::{self, PASSWORD, SIGN_IN, escape, see_other};

/// Browsers keep a cookie no longer than 400 days.
const REMEMBERED_SECONDS: i64 = 400 * 86_400;
/// How long what was typed is kept for the form that comes back with an error.
const TYPED_SECONDS: i64 = 60;
/// The largest form: anybody may send one.
const FORM_MAX_BYTES: usize = 16 * 1024;

/// The routes.
pub fn router(store: Store) -> Router {
    Router::new()
        .route(SIGN_IN, post(sign_in))
        .route("/sign-out", post(sign_out))
        .route(PASSWORD, post(change_password))
        .route("/preferences", post(prefer))
        .layer(DefaultBodyLimit::max(FORM_MAX_BYTES))
        .with_state(store)
}

/// The form of `/sign-in`.
#[derive(Deserialize)]
struct SignIn {
    customer_id: String,
    user_id: String,
    password: String,
    /// Whether the device remembers customer and user ID.
    remember: Option<String>,
    next: Option<String>,
}

async fn sign_in(
    State(store): State<Store>,
    Extension(client): Extension<Client>,
    before: Option<Extension<SignedIn>>,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    let next = form.next.as_deref().filter(|next| is_own_path(next)).unwrap_or("/");
    let typed = Typed {
        customer_id: form.customer_id.clone(),
        user_id: form.user_id.clone(),
        remember: form.remember.is_some(),
    };
    let outcome = if client.transport == Transport::Plain {
        Err(AppError::new(ErrorCode::InsecureTransport))
    } else {
        let credentials = Credentials { customer_id: form.customer_id, login: form.user_id, password: form.password };
        let from = From { source: client.source(Via::Screen), user_agent: client.user_agent.clone() };
        sign_in::sign_in(&store, credentials, from).await.map_err(|error| error.disclose())
    };
    match outcome {
        Ok(begun) => {
            let mut response = see_other(if begun.must_change_password { PASSWORD } else { next });
            session::give(&mut response, client.transport, &begun.cookie);
            remember(&mut response, &client, &typed, 0);
            end_before(&store, before).await;
            response
        }
        Err(error) => {
            let mut response = back(SIGN_IN, error, Some(next), &headers);
            remember(&mut response, &client, &typed, TYPED_SECONDS);
            response
        }
    }
}

/// Keeps what was typed for the next time, or for `else_seconds` when the device was not asked to remember it.
fn remember(response: &mut Response, client: &Client, typed: &Typed, else_seconds: i64) {
    let seconds = if typed.remember { REMEMBERED_SECONDS } else { else_seconds };
    let value = if seconds > 0 { typed.cookie() } else { String::new() };
    cookie::set(response, client.transport, Typed::COOKIE, &value, seconds, Script::Hidden);
}

/// The browser forgets the session that it had, so nobody could end that one any more.
async fn end_before(store: &Store, before: Option<Extension<SignedIn>>) {
    if let Some(Extension(before)) = before
        && let Err(error) = sessions::end(store, &before).await
    {
        tracing::warn!(%error, "the session that a browser had before was not ended");
    }
}

async fn sign_out(
    State(store): State<Store>,
    Extension(client): Extension<Client>,
    signed_in: Option<Extension<SignedIn>>,
) -> Response {
    if let Some(Extension(signed_in)) = signed_in
        && let Err(error) = sessions::end(&store, &signed_in).await
    {
        return refusal::respond(error.disclose(), signed_in.ctx.language);
    }
    let mut response = see_other(SIGN_IN);
    session::take(&mut response, client.transport);
    response
}

/// The form of `/password`.
#[derive(Deserialize)]
struct ChangePassword {
    current: String,
    password: String,
    /// The new one once more.
    again: String,
}

async fn change_password(
    State(store): State<Store>,
    Extension(client): Extension<Client>,
    signed_in: Option<Extension<SignedIn>>,
    headers: HeaderMap,
    Form(form): Form<ChangePassword>,
) -> Response {
    let Some(Extension(signed_in)) = signed_in else {
        return back(SIGN_IN, AppError::new(ErrorCode::NotSignedIn), Some(PASSWORD), &headers);
    };
    if form.password != form.again {
        return back(PASSWORD, AppError::new(ErrorCode::PasswordDiffers).field("again"), None, &headers);
    }
    let user_agent = client.user_agent.clone();
    match sign_in::change_password(&store, &signed_in, form.current, form.password, user_agent).await {
        Ok(begun) => {
            let mut response = see_other("/");
            session::give(&mut response, client.transport, &begun.cookie);
            response
        }
        Err(error) => back(PASSWORD, error.disclose(), None, &headers),
    }
}

/// The form of `/preferences`: what is absent stays as it is.
#[derive(Deserialize)]
struct Preferences {
    language: Option<String>,
    theme: Option<String>,
    warehouse: Option<String>,
    next: Option<String>,
}

async fn prefer(
    State(store): State<Store>,
    Extension(client): Extension<Client>,
    ctx: Option<Extension<Ctx>>,
    headers: HeaderMap,
    Form(form): Form<Preferences>,
) -> Response {
    let mut response = see_other(form.next.as_deref().filter(|next| is_own_path(next)).unwrap_or("/"));
    if let Some(theme) = &form.theme {
        let name = Theme::parse(theme).name();
        cookie::set(&mut response, client.transport, THEME_COOKIE, name, REMEMBERED_SECONDS, Script::Visible);
    }
    let language = form.language.as_deref().map(Language::from_tag);
    if let Some(language) = language {
        let tag = language.as_str();
        cookie::set(&mut response, client.transport, LANGUAGE_COOKIE, tag, REMEMBERED_SECONDS, Script::Visible);
    }
    let Some(Extension(ctx)) = ctx else { return response };
    match keep(&store, &ctx, language, form.warehouse.as_deref()).await {
        Ok(()) => response,
        Err(error) => refusal::respond(error.disclose(), refusal::language(&headers)),
    }
}

async fn keep(store: &Store, ctx: &Ctx, language: Option<Language>, warehouse: Option<&str>) -> service::Result<()> {
    if let Some(language) = language {
        me::choose_language(store, ctx, language).await?;
    }
    if let Some(warehouse) = warehouse {
        let code = WarehouseCode::parse(warehouse)
            .map_err(|_| AppError::new(ErrorCode::Unknown).arg("what", "warehouse").arg("code", warehouse))?;
        me::choose_warehouse(store, ctx, code).await?;
    }
    Ok(())
}

/// Whether it is an address of this service, and not a way to lead somebody elsewhere.
fn is_own_path(next: &str) -> bool {
    next.starts_with('/')
        && !next[1..].starts_with(['/', '\\'])
        && !next.chars().any(|c| c.is_control() || c == '\\')
        && !next.starts_with("/sign-")
}

/// Back to the form with the error in its address, or as a problem for those who accept JSON only.
fn back(page: &str, error: AppError, next: Option<&str>, headers: &HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accept.starts_with("application/json") || accept.starts_with("application/problem+json") {
        return refusal::respond(error, refusal::language(headers));
    }
    let mut to = format!("{page}?error={}", error.code);
    for (name, value) in error
        .args
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain(next.filter(|next| *next != "/").map(|next| ("next", next)))
    {
        to = format!("{to}&{name}={}", escape(value));
    }
    see_other(&to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        for own in ["/", "/w/TOKYO/stock?item=A", "/items/A-1"] {
            assert!(is_own_path(own), "{own}");
        }
        for other in ["", "https://evil.example", "//evil.example", "/\\evil.example", "/a\n", "/sign-in", "evil"] {
            assert!(!is_own_path(other), "{other}");
        }
    }
}
