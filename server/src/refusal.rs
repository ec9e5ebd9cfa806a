//! Errors as `application/problem+json` (RFC 9457) with the stable code and a sentence in the reader's language: of the
//! API, the middleware and the forms alike.

use app::sentence;
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::user::Language;
use model::{AppError, ErrorCode};
use serde::Serialize;

use crate::cookie;

/// The media type of an error.
pub const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");

/// The body of an error.
#[derive(Serialize)]
struct Problem {
    /// Where the code is described, relative to the service.
    r#type: String,
    /// The stable code.
    code: ErrorCode,
    /// The HTTP status once more.
    status: u16,
    /// The status in words of the protocol.
    title: &'static str,
    /// What happened and what to do next, in the reader's language.
    detail: String,
    /// The field of the request it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// Further errors of the same request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Problem>,
}

impl Problem {
    fn new(error: &AppError) -> Self {
        let status = error.code.status();
        Self {
            r#type: format!("/api/docs#error-{}", error.code),
            code: error.code,
            status,
            title: StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason()).unwrap_or("Error"),
            detail: error.message.clone(),
            field: error.field.clone(),
            errors: error.details.iter().map(Self::new).collect(),
        }
    }
}

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
    let mut response = (status, Json(Problem::new(&error))).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, PROBLEM);
    if let Ok(seconds) = HeaderValue::from_str(error.get("seconds"))
        && !seconds.is_empty()
    {
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}
