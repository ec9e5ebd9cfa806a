//! What a request calls the fields of its command or query, so that a problem names what the caller wrote.

use model::AppError;
use serde_json::Value;

/// Which segment of the path is which field: (name in the path, name of the field).
pub type Segments = &'static [(&'static str, &'static str)];

/// Query parameters that are fields of the page.
const PAGE: Segments = &[("cursor", "page.after"), ("limit", "page.limit"), ("count", "page.count")];

/// The names of one request.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// Fields that stand in the path.
    pub segments: Segments,
    /// The body as it came; empty for a read.
    pub body: &'a [u8],
}

impl Names<'_> {
    /// The error with the request's names for its field and for those of its details.
    #[must_use]
    pub fn rename(&self, error: AppError) -> AppError {
        let body = serde_json::from_slice(self.body).unwrap_or_default();
        self.rename_in(error, &body)
    }

    /// The same for what a use case answered.
    #[must_use]
    pub fn rename_refusal(&self, error: service::Error) -> service::Error {
        match error {
            service::Error::App(error) => service::Error::App(self.rename(error)),
            inside => inside,
        }
    }

    fn rename_in(&self, mut error: AppError, body: &Value) -> AppError {
        error.field = error.field.map(|field| self.name(&field, body));
        error.details = error.details.into_iter().map(|detail| self.rename_in(detail, body)).collect();
        error
    }

    fn name(&self, field: &str, body: &Value) -> String {
        let named = self.segments.iter().chain(PAGE).find(|(_, name)| *name == field);
        match named {
            Some((request, _)) => (*request).to_owned(),
            None => written(field.strip_prefix("change.").unwrap_or(field), body),
        }
    }
}

/// A field as far as the body has it: `supplier.code` is `supplier` where the code stands alone.
fn written(field: &str, body: &Value) -> String {
    let mut names = Vec::new();
    let mut at = body;
    for name in field.split('.') {
        if at.is_string() {
            break;
        }
        names.push(name);
        at = match at {
            Value::Array(values) => name.parse::<usize>().ok().and_then(|place| values.get(place)),
            _ => at.get(name),
        }
        .unwrap_or(&Value::Null);
    }
    names.join(".")
}

#[cfg(test)]
mod tests {
    use model::ErrorCode;

    use super::*;

    fn name(field: &str, body: &str) -> String {
        let names = Names { segments: &[("number", "order")], body: body.as_bytes() };
        names.rename(AppError::new(ErrorCode::Required).field(field)).field.unwrap()
    }

    #[test]
    fn fields_are_named_as_the_request_has_them() {
        assert_eq!(name("page.after", ""), "cursor");
        assert_eq!(name("order", "{}"), "number");
        assert_eq!(name("change.barcodes.0.code", r#"{"barcodes": [{"code": "1"}]}"#), "barcodes.0.code");
        assert_eq!(name("supplier.code", r#"{"supplier": "S-1"}"#), "supplier");
        assert_eq!(name("supplier.code", r#"{"supplier": {"code": "S-1"}}"#), "supplier.code");
        assert_eq!(name("lines.1.lot.use_by", r#"{"lines": [{}, {"lot": "L-1"}]}"#), "lines.1.lot");
        assert_eq!(name("lines.1.lot.use_by", r#"{"lines": [{}, {}]}"#), "lines.1.lot.use_by");
    }

    #[test]
    fn details_are_named_too() {
        let details = vec![AppError::new(ErrorCode::Stale).field("change.name")];
        let error = Names { segments: &[], body: b"{}" }.rename(AppError::new(ErrorCode::Stale).details(details));
        assert_eq!(error.details[0].field.as_deref(), Some("name"));
    }
}
