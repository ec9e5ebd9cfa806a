//! The answers of success.

use app::sentence;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::user::Language;
use model::{AppError, Page};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A page as REST shows it: the total is a number, and there only when asked for.
pub struct PageBody<T>(pub Page<T>);

impl<T: Serialize> Serialize for PageBody<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut page = serializer.serialize_struct("Page", 3)?;
        page.serialize_field("data", &self.0.data)?;
        page.serialize_field("next", &self.0.next)?;
        match self.0.total {
            Some(total) => page.serialize_field("total", &total.rows)?,
            None => page.skip_field("total")?,
        }
        page.end()
    }
}

/// The answer as JSON, its warnings in the caller's language. What has a version gets it as its entity tag, for
/// `If-Match`.
///
/// # Errors
/// When the answer cannot be written.
pub fn tagged(status: StatusCode, answer: &impl Serialize, language: Language) -> Result<Response, service::Error> {
    let mut answer = serde_json::to_value(answer)?;
    speak_warnings(&mut answer, language)?;
    let tag = answer.get("version").and_then(Value::as_i64);
    let mut response = (status, Json(answer)).into_response();
    if let Some(tag) = tag.and_then(|version| HeaderValue::from_str(&format!("\"{version}\"")).ok()) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

fn speak_warnings(answer: &mut Value, language: Language) -> Result<(), service::Error> {
    for warning in answer.get_mut("warnings").and_then(Value::as_array_mut).into_iter().flatten() {
        let error: AppError = serde_json::from_value(warning.take())?;
        *warning = serde_json::to_value(sentence::spoken(error, language))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use model::transfer::PostedSlip;
    use model::{ErrorCode, SlipNumber};

    use super::*;

    #[test]
    fn warnings_are_spoken_in_the_callers_language() {
        let warning = AppError::new(ErrorCode::NotOnHand).arg("item", "A-1").arg("location", "B-2");
        let warning = warning.arg("on_hand", -3).arg("wanted", 5);
        let slip = PostedSlip { number: SlipNumber::parse("AD-00000001").unwrap(), warnings: vec![warning] };
        for (language, sentence) in [
            (Language::Ja, "品目「A-1」はロケーション「B-2」に-3しかなく、5を引けません。"),
            (Language::En, "Location “B-2” holds only -3 of item “A-1”, not 5."),
        ] {
            let mut answer = serde_json::to_value(&slip).unwrap();
            speak_warnings(&mut answer, language).unwrap();
            assert_eq!(answer["warnings"][0]["message"], sentence);
            assert_eq!(answer["warnings"][0]["code"], "not_on_hand");
        }
    }
}
