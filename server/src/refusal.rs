//! Errors of the middleware and the forms as `application/problem+json` in the reader's language.

use app::sentence;
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::AppError;
use model::user::Language;
use serde_json::json;

use crate::cookie;

/// The language of the reader: the cookie, else what the browser prefers.
pub fn language(headers: &HeaderMap) -> Language {
    let chosen = cookie::read(headers, app::preferences::LANGUAGE_COOKIE);
    let preferred = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    chosen.or_else(preferred).map_or(Language::Ja, Language::from_tag)
}

/// An error as an answer.
pub fn respond(error: AppError, language: Language) -> Response {
    let error = sentence::spoken(error, language);
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let problem = json!({
        "type": "about:blank",
        "title": error.code,
        "status": status.as_u16(),
        "code": error.code,
        "detail": error.message,
        "field": error.field,
    });
    let mut response = (status, Json(problem)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Ok(seconds) = HeaderValue::from_str(error.get("seconds"))
        && !seconds.is_empty()
    {
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

/// What a use case answered instead; its inside goes to the log.
pub fn public(error: &service::Error) -> AppError {
    let public = error.public();
    if !matches!(error, service::Error::App(_)) {
        tracing::error!(%error, "a use case failed");
    }
    public
}
