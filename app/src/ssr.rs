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

/// Runs a query in which finding nothing is an everyday answer: browsers note every 404 as an error of the page.
///
/// # Errors
/// What the query refuses otherwise, with its sentence.
pub async fn find<Q: Query>(query: Q) -> Result<Option<Q::Answer>, Refusal> {
    let ctx = ctx()?;
    match store()?.query(&ctx, query).await {
        Ok(found) => Ok(Some(found)),
        Err(error) => match error.disclose() {
            AppError { code: ErrorCode::NotFound | ErrorCode::BarcodeUnknown, .. } => Ok(None),
            error => Err(refuse(error)),
        },
    }
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
    if let (true, Some(response)) = (answers_function(), use_context::<ResponseOptions>()) {
        response.set_status(StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    }
    Refusal(sentence::spoken(error, language()))
}

/// Whether the request is a call of a server function, and not a page that calls some while it is drawn.
///
/// Its address says so. What else is in the context may be a page's: the owner of a call is made below the one that its
/// thread worked for last, as long as that lives. What a function asks for by itself is always of its own request.
#[must_use]
pub fn answers_function() -> bool {
    use_context::<Parts>().is_some_and(|parts| parts.uri.path().starts_with(concat!(env!("SERVER_FN_PREFIX"), "/")))
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

#[cfg(test)]
mod tests {
    use leptos::nonce::Nonce;

    use super::*;

    /// The status that a refusal gives to the answer of a request, on a thread that has drawn a page before.
    fn status(path: &str) -> Option<StatusCode> {
        let page = Owner::new();
        page.with(|| {
            provide_context(Nonce::new());
            Owner::new().with(|| {
                let (parts, ()) = http::Request::get(path).body(()).unwrap().into_parts();
                let response = ResponseOptions::default();
                provide_context(parts);
                provide_context(response.clone());
                let _refusal = refuse(AppError::new(ErrorCode::Forbidden));
                response.0.read().unwrap().status
            })
        })
    }

    #[test]
    fn a_refusal_is_the_status_of_a_server_function_and_not_of_a_page() {
        assert_eq!(status("/fn/users/list"), Some(StatusCode::FORBIDDEN));
        assert_eq!(status("/users"), None);
    }
}
