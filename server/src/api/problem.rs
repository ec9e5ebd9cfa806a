//! Errors over REST: `application/problem+json` (RFC 9457) with the stable code and a sentence.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::user::Language;
use model::{AppError, ErrorCode};
use serde::Serialize;

/// The body of an error.
#[derive(Serialize)]
struct Problem {
    /// Where the code is described, relative to the service.
    r#type: String,
    /// The stable code.
    code: ErrorCode,
    /// The HTTP status once more.
    status: u16,
    /// The stable code in words of the protocol.
    title: &'static str,
    /// What happened and what to do next, in the caller's language.
    detail: String,
    /// The field of the body it belongs to.
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

/// The answer that tells of an error.
pub fn respond(error: AppError, language: Language) -> Response {
    let error = app::sentence::spoken(error, language);
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(Problem::new(&error))).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    match error.code {
        ErrorCode::NotSignedIn => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        ErrorCode::RateLimited => {
            if let Ok(seconds) = HeaderValue::from_str(error.get("seconds")) {
                headers.insert(header::RETRY_AFTER, seconds);
            }
        }
        _ => {}
    }
    response
}

/// The language of an answer: what the request asks for, else the user's.
pub fn language(headers: &HeaderMap, user: Language) -> Language {
    match headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) {
        Some(tags) if tags.trim_start().starts_with("en") => Language::En,
        Some(tags) if tags.trim_start().starts_with("ja") => Language::Ja,
        _ => user,
    }
}
