//! What a server function needs: who asks, and the way to `service`.

use http::{StatusCode, header, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use model::{AppError, user::Language};

use crate::{refusal::Refusal, sentence};

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
