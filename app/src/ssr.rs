//! What a server function needs: who asks, and the way to `service`.

use http::{StatusCode, header, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use model::{AppError, Envelope, ErrorCode, user::Language};
use service::{Command, Ctx, Query, Store, session::SignedIn};

use crate::{refusal::Refusal, sentence};

/// The store, which the server gives to the context of every page and server function.
///
/// # Errors
/// [`ErrorCode::Unavailable`] outside a request.
pub fn store() -> Result<Store, Refusal> {
    use_context::<Store>().ok_or_else(|| refuse(AppError::new(ErrorCode::Unavailable)))
}

/// Who asks: the middleware of the session leaves it in the extensions of the request.
///
/// # Errors
/// [`ErrorCode::NotSignedIn`] when nobody is, [`ErrorCode::PasswordChangeRequired`] when the password comes first.
pub fn ctx() -> Result<Ctx, Refusal> {
    let session = session()?;
    if session.must_change_password {
        return Err(refuse(AppError::new(ErrorCode::PasswordChangeRequired)));
    }
    Ok(session.ctx)
}

/// The session of who asks, even when the password must be changed before anything else.
///
/// # Errors
/// [`ErrorCode::NotSignedIn`] when nobody is signed in.
pub fn session() -> Result<SignedIn, Refusal> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<SignedIn>().cloned())
        .ok_or_else(|| refuse(AppError::new(ErrorCode::NotSignedIn)))
}

/// The number of the latest change in the company of who asks; `None` when nobody is signed in.
#[must_use]
pub fn latest_change() -> Option<i64> {
    let (store, session) = (store().ok()?, session().ok()?);
    Some(store.latest_change(session.ctx.tenant))
}

/// Runs a command for the user of the current request.
///
/// # Errors
/// What the command refuses, with its sentence.
pub async fn execute<C: Command>(envelope: Envelope, command: C) -> Result<C::Answer, Refusal> {
    let ctx = ctx()?;
    store()?.execute(&ctx, &envelope, command).await.map_err(|error| hide(&error))
}

/// Runs a query for the user of the current request.
///
/// # Errors
/// What the query refuses, with its sentence.
pub async fn query<Q: Query>(query: Q) -> Result<Q::Answer, Refusal> {
    let ctx = ctx()?;
    store()?.query(&ctx, query).await.map_err(|error| hide(&error))
}

/// The inside of an error goes to the log, never to the screen.
#[must_use]
pub fn hide(error: &service::Error) -> Refusal {
    refuse(error.disclose())
}

/// Speaks the error in the language of the page, and gives its status to a server function's answer.
#[must_use]
pub fn refuse(error: AppError) -> Refusal {
    // Inside a page the status belongs to the page.
    let is_page = use_context::<leptos::nonce::Nonce>().is_some();
    if let (false, Some(response)) = (is_page, use_context::<ResponseOptions>()) {
        response.set_status(StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    }
    Refusal(sentence::spoken(error, language()))
}

/// The language of the current request: the signed-in user's cookie, else Japanese.
#[must_use]
pub fn language() -> Language {
    cookie(crate::preferences::LANGUAGE_COOKIE).map_or(Language::Ja, |tag| Language::from_tag(&tag))
}

/// The value of a cookie of the current request.
#[must_use]
pub fn cookie(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    parts
        .headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}
