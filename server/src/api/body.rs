//! The body of a write: a JSON object without NUL, whose numbers are read as they were written.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::http::{HeaderMap, header};
use model::{AppError, ErrorCode};
use serde_json::{Map, Value};

use super::number;
use super::problem::{bad_request, invalid, too_large};

/// The bytes of a body that came whole.
///
/// # Errors
/// [`ErrorCode::TooLarge`], or [`ErrorCode::BadRequest`] when it broke off.
pub fn received(body: Result<Bytes, BytesRejection>, max_bytes: usize) -> Result<Bytes, AppError> {
    body.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => too_large(max_bytes),
        _ => bad_request("body_incomplete"),
    })
}

/// Reads a body; none is as good as an empty object.
///
/// # Errors
/// [`ErrorCode::MediaType`], [`ErrorCode::BadRequest`], or [`ErrorCode::Invalid`] for a number that would be rounded.
pub fn read(headers: &HeaderMap, body: &[u8]) -> Result<Value, AppError> {
    if body.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    if !is_json(headers) {
        return Err(AppError::new(ErrorCode::MediaType).arg("expected", "application/json"));
    }
    let mut value: Value = serde_json::from_slice(body)
        .map_err(|error| bad_request("json").arg("line", error.line()).arg("column", error.column()))?;
    if has_nul(&value) {
        return Err(bad_request("nul"));
    }
    if !value.is_object() {
        return Err(bad_request("not_an_object"));
    }
    if let Some(inexact) = std::str::from_utf8(body).ok().and_then(number::first_inexact) {
        return Err(invalid(&inexact.field, inexact.number, "inexact"));
    }
    number::make_whole(&mut value);
    Ok(value)
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|value| value.split(';').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// No text of the service may hold it, and a database cannot.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn refusal(body: &str) -> AppError {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("Application/JSON; a=b"))]);
        read(&headers, body.as_bytes()).unwrap_err()
    }

    #[test]
    fn what_is_no_json_object_is_named() {
        let broken = refusal("{\"a\":\n 1,}");
        assert_eq!((broken.get("problem"), broken.get("line"), broken.get("column")), ("json", "2", "4"));
        assert_eq!(refusal("[]").get("problem"), "not_an_object");
        assert_eq!(refusal("{\"a\": \"\\u0000\"}").get("problem"), "nul");
        assert_eq!(read(&HeaderMap::new(), b"{}").unwrap_err().code, ErrorCode::MediaType);
        assert_eq!(read(&HeaderMap::new(), b"").unwrap(), Value::Object(Map::new()));
    }

    #[test]
    fn a_number_that_would_be_rounded_is_refused() {
        let inexact = refusal("{\"lines\": [{\"quantity\": 1.00000000000000001}]}");
        assert_eq!((inexact.code, inexact.field.as_deref()), (ErrorCode::Invalid, Some("lines.0.quantity")));
        assert_eq!((inexact.get("value"), inexact.get("problem")), ("1.00000000000000001", "inexact"));
    }
}
