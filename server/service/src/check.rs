//! Checks of what people typed, which gather every problem of a form before they refuse it.

use model::{AppError, ErrorCode};

use crate::{Error, Result};

/// The problems of a command so far.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<AppError>);

impl Problems {
    /// Notes a problem.
    pub(crate) fn push(&mut self, problem: AppError) {
        self.0.push(problem);
    }

    /// One line of text, trimmed, of at most `max` characters.
    pub(crate) fn line(&mut self, field: &str, raw: &str, max: usize) -> String {
        if raw.chars().any(char::is_control) {
            self.push(
                AppError::new(ErrorCode::Invalid)
                    .field(field)
                    .arg("value", raw.escape_debug())
                    .arg("problem", "control_character"),
            );
        }
        self.text(field, raw, max)
    }

    /// Text of any number of lines, trimmed, of at most `max` characters.
    pub(crate) fn text(&mut self, field: &str, raw: &str, max: usize) -> String {
        let text = raw.trim();
        if text.chars().count() > max {
            self.push(AppError::new(ErrorCode::TooLong).field(field).arg("max", max));
        }
        if text.contains('\0') {
            self.push(
                AppError::new(ErrorCode::Invalid).field(field).arg("value", "\\0").arg("problem", "control_character"),
            );
        }
        text.to_owned()
    }

    /// One line of text that must not be empty.
    pub(crate) fn required(&mut self, field: &str, raw: &str, max: usize) -> String {
        let text = self.line(field, raw, max);
        if text.is_empty() {
            self.push(AppError::new(ErrorCode::Required).field(field));
        }
        text
    }

    /// All problems.
    pub(crate) fn into_vec(self) -> Vec<AppError> {
        self.0
    }

    /// Refuses when there are problems: with the first, and all of them as details when there are several.
    pub(crate) fn refuse(self) -> Result<()> {
        match self.0.first().cloned() {
            None => Ok(()),
            Some(first) if self.0.len() == 1 => Err(Error::App(first)),
            Some(first) => Err(Error::App(first.details(self.0))),
        }
    }
}

/// The refusal of a master or slip that was saved in between: each field that the editor wants to change and that
/// stands differently now is named with its present value.
pub(crate) fn stale(
    what: &str,
    code: &str,
    version: i64,
    now: &impl serde::Serialize,
    change: &impl serde::Serialize,
) -> Result<Error> {
    let (now, change) = (serde_json::to_value(now)?, serde_json::to_value(change)?);
    let mut details = Vec::new();
    for (field, wanted) in change.as_object().into_iter().flatten() {
        let present = now.get(field).unwrap_or(&serde_json::Value::Null);
        if present != wanted {
            let value = present.as_str().map_or_else(|| present.to_string(), str::to_owned);
            details.push(AppError::new(ErrorCode::Stale).field(field).arg("value", value));
        }
    }
    let refusal = AppError::new(ErrorCode::Stale).arg("what", what).arg("code", code).arg("version", version);
    Ok(Error::App(refusal.details(details)))
}
