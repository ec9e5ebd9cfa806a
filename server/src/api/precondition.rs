//! `If-Match` as the version that a command names (RFC 9110, 13.1.1).

use axum::http::{HeaderMap, header};
use model::AppError;

use super::problem::bad_request;

/// A version that nothing ever has: whoever asks for it is told that it is stale.
const NO_VERSION: i64 = -1;

/// The version that the caller saw; any when there is no `If-Match` or it is `*`.
///
/// An entity tag that is not one of ours, or a weak one, matches nothing.
///
/// # Errors
/// [`model::ErrorCode::BadRequest`] for what is no entity tag, or more than one.
pub fn version(headers: &HeaderMap) -> Result<Option<i64>, AppError> {
    let mut values = headers.get_all(header::IF_MATCH).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return if headers.contains_key(header::IF_MATCH) { Err(refusal("if_match")) } else { Ok(None) };
    };
    match value.to_str().unwrap_or_default().trim() {
        "*" => Ok(None),
        tag => match quoted(tag.strip_prefix("W/").unwrap_or(tag)) {
            Some(text) if !tag.starts_with("W/") => Ok(Some(text.parse().unwrap_or(NO_VERSION))),
            Some(_) => Ok(Some(NO_VERSION)),
            None => Err(refusal("if_match")),
        },
    }
}

/// Refuses `If-Match` where there is no version to compare it with, since ignoring it would be a broken promise.
///
/// # Errors
/// [`model::ErrorCode::BadRequest`].
pub fn none(headers: &HeaderMap) -> Result<(), AppError> {
    if headers.contains_key(header::IF_MATCH) { Err(refusal("if_match_unused")) } else { Ok(()) }
}

fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"').filter(|inside| !inside.contains(['"', ' ']))
}

fn refusal(problem: &str) -> AppError {
    bad_request(problem).field("If-Match")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn asked(values: &[&'static str]) -> Result<Option<i64>, String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::IF_MATCH, HeaderValue::from_static(value));
        }
        version(&headers).map_err(|error| error.get("problem").to_owned())
    }

    #[test]
    fn an_entity_tag_of_ours_is_a_version() {
        assert_eq!(asked(&[]), Ok(None));
        assert_eq!(asked(&["*"]), Ok(None));
        assert_eq!(asked(&["\"7\""]), Ok(Some(7)));
    }

    #[test]
    fn a_weak_or_foreign_tag_matches_nothing() {
        for tag in ["W/\"7\"", "\"abc\"", "\"\"", "\"99999999999999999999\""] {
            assert_eq!(asked(&[tag]), Ok(Some(NO_VERSION)), "{tag}");
        }
    }

    #[test]
    fn what_is_no_single_tag_is_refused() {
        for tag in ["7", "\"7", "\"", "W/7", "\"7\", \"8\"", ""] {
            assert_eq!(asked(&[tag]), Err("if_match".to_owned()), "{tag}");
        }
        assert_eq!(asked(&["\"7\"", "\"8\""]), Err("if_match".to_owned()));
    }
}
