//! Errors on their way to a screen.

use std::fmt;

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use model::{AppError, ErrorCode};
use serde::{Deserialize, Serialize};

/// The error of every server function: a stable code with the sentence in the user's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Refusal(pub AppError);

impl Refusal {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// The sentence for a field of a form, if this refusal or one of its details is about it.
    #[must_use]
    pub fn about(&self, field: &str) -> Option<String> {
        std::iter::once(&self.0)
            .chain(&self.0.details)
            .find(|error| error.field.as_deref() == Some(field))
            .map(|error| error.message.clone())
    }

    /// Whether no answer of ours came: the server could not be reached, or something before it answered instead. What
    /// was sent may have been done, so it may only be sent again under the same key.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.0.code == ErrorCode::Unavailable && self.0.message.is_empty()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.message.is_empty() { write!(f, "{}", self.0.code) } else { f.write_str(&self.0.message) }
    }
}

impl std::error::Error for Refusal {}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Self {
        Self(AppError::new(code))
    }
}

/// What goes wrong on the way itself has no sentence yet: the screen shows its own.
///
/// An answer that cannot be read is not ours: a proxy's page about a timeout, or half of an answer. It says nothing
/// about what the server did, which is the same as no answer.
impl FromServerFnError for Refusal {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Deserialization(_) | ServerFnErrorErr::Response(_) => {
                ErrorCode::Unavailable.into()
            }
            ServerFnErrorErr::Args(problem) | ServerFnErrorErr::MissingArg(problem) => {
                Self(AppError::new(ErrorCode::BadRequest).arg("problem", problem))
            }
            _ => ErrorCode::Internal.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_not_ours_leaves_the_outcome_open() {
        let page = Refusal::de("<html><h1>504 Gateway Time-out</h1></html>".into());
        assert!(page.is_offline(), "{page:?}");
        let half = Refusal::de("{\"code\":\"unavail".into());
        assert!(half.is_offline(), "{half:?}");
    }

    #[test]
    fn our_own_refusal_is_known() {
        let ours = Refusal::de(r#"{"code":"unavailable","message":"later"}"#.into());
        assert!(!ours.is_offline());
        assert_eq!(Refusal::de(r#"{"code":"too_many"}"#.into()).code(), ErrorCode::TooMany);
    }
}
