//! Errors over REST. Whoever refuses below `/api`, be it a use case, the router or a layer around it, answers with a
//! problem document in the caller's language.

use axum::extract::{OriginalUri, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use model::user::Language;
use model::{AppError, ErrorCode};

use crate::refusal;

/// Bytes of a mebibyte.
const MEBIBYTE: usize = 1024 * 1024;

/// The answer that tells of an error.
pub fn respond(error: AppError, language: Language) -> Response {
    let asks_for_token = error.code == ErrorCode::NotSignedIn;
    let mut response = refusal::respond(error, language);
    if asks_for_token {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// The language of an answer: the first of those asked for that there is, else the user's.
pub fn language(headers: &HeaderMap, user: Language) -> Language {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known = asked.split(',').map(str::trim).find(|tag| tag.starts_with("en") || tag.starts_with("ja"));
    known.map_or(user, Language::from_tag)
}

/// What of a request its problem tells.
pub struct Asked {
    language: Language,
    path: String,
    body_max_bytes: usize,
}

impl Asked {
    /// Of a request by a user of this language.
    pub fn of(request: &Request, user: Language, body_max_bytes: usize) -> Self {
        let language = language(request.headers(), user);
        // Inside a nested router the address itself has lost its beginning.
        let whole = request.extensions().get::<OriginalUri>().map(|OriginalUri(uri)| uri);
        let path = whole.unwrap_or(request.uri()).path().to_owned();
        Self { language, path, body_max_bytes }
    }

    /// Makes a problem document of a refusal that is none yet, as the router and the layers around it write them. Its
    /// headers stay: `Allow`, limits.
    pub fn explain(&self, response: Response) -> Response {
        let status = response.status();
        let is_refusal = status.is_client_error() || status.is_server_error();
        if !is_refusal || response.headers().get(header::CONTENT_TYPE) == Some(&refusal::PROBLEM) {
            return response;
        }
        let (mut kept, _) = response.into_parts();
        let (told, body) = respond(self.error(status), self.language).into_parts();
        kept.status = told.status;
        kept.headers.remove(header::CONTENT_LENGTH);
        kept.headers.extend(told.headers);
        Response::from_parts(kept, body)
    }

    fn error(&self, status: StatusCode) -> AppError {
        match status {
            StatusCode::NOT_FOUND => no_such_address(&self.path),
            StatusCode::METHOD_NOT_ALLOWED => AppError::new(ErrorCode::MethodNotAllowed),
            StatusCode::PAYLOAD_TOO_LARGE => too_large(self.body_max_bytes),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                AppError::new(ErrorCode::MediaType).arg("expected", "application/json")
            }
            StatusCode::SERVICE_UNAVAILABLE => AppError::new(ErrorCode::Unavailable),
            status if status.is_server_error() => AppError::new(ErrorCode::Internal),
            // What the router itself cannot read is the address.
            _ => bad_request("address"),
        }
    }
}

/// There is nothing at this address.
pub fn no_such_address(path: &str) -> AppError {
    AppError::new(ErrorCode::NotFound).arg("what", "address").arg("code", path)
}

/// A body beyond the limit.
pub fn too_large(max_bytes: usize) -> AppError {
    AppError::new(ErrorCode::TooLarge).arg("max", format!("{} MiB", max_bytes / MEBIBYTE))
}

/// A request that cannot be read; `problem` is a word of `errors.json`.
pub fn bad_request(problem: &str) -> AppError {
    AppError::new(ErrorCode::BadRequest).arg("problem", problem)
}

/// A field that cannot be used; `problem` is a word of `errors.json`. The whole body is no field.
pub fn invalid(field: &str, value: impl std::fmt::Display, problem: &str) -> AppError {
    let error = AppError::new(ErrorCode::Invalid).arg("value", value).arg("problem", problem);
    if matches!(field, "" | ".") { error } else { error.field(field) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_asked_for_that_there_is_wins() {
        let of = |asked: &'static str| {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(asked))]);
            language(&headers, Language::Ja)
        };
        assert_eq!(of("en-GB,ja;q=0.5"), Language::En);
        assert_eq!(of("fr, en;q=0.8"), Language::En);
        assert_eq!(of("ja, en"), Language::Ja);
        assert_eq!(of("*"), Language::Ja);
        assert_eq!(language(&HeaderMap::new(), Language::En), Language::En);
    }
}
