//! Commands and queries read from JSON. What is wrong is told by words that the sentences know, never by the words of
//! a parser, which are English.

use model::{AppError, ErrorCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::names::Segments;
use super::problem::invalid;

/// The most characters of a wrong value that are shown.
const SHOWN_MAX_CHARS: usize = 40;

/// How the reasons of parsers begin, and the words for them below `problem` in `errors.json`.
const REASONS: [(&str, &str); 10] = [
    ("unknown variant", "unknown_choice"),
    ("invalid type", "wrong_type"),
    ("invalid value: integer", "out_of_range"),
    ("not a number", "not_a_number"),
    ("more than three decimals", "too_precise"),
    ("more than four decimals", "too_precise"),
    ("out of range", "out_of_range"),
    ("not a date", "not_a_date"),
    ("a control character or space", "character"),
    ("a lot has either", "two_dates"),
];

/// Reads a command or query of an endpoint. A wrong name in the path names nothing, so it is not found; any other
/// wrong field is named.
///
/// # Errors
/// [`ErrorCode::NotFound`], or the wrong field with what is wrong.
pub fn read<T: DeserializeOwned>(fields: &Value, path: &str, segments: Segments) -> Result<T, AppError> {
    serde_path_to_error::deserialize(fields).map_err(|error| {
        let field = error.path().to_string().replace('[', ".").replace(']', "");
        match segments.iter().find(|(_, name)| *name == field) {
            Some((segment, name)) => not_found(what(path, segment), fields.get(name)),
            None => wrong(&field, &error.inner().to_string(), fields),
        }
    })
}

fn not_found(what: String, code: Option<&Value>) -> AppError {
    let code = code.and_then(Value::as_str).unwrap_or_default();
    AppError::new(ErrorCode::NotFound).arg("what", what).arg("code", code)
}

/// What a segment of a path names: `{warehouse}` a warehouse, `{code}` below `/items` an item.
fn what(path: &str, segment: &str) -> String {
    match segment {
        "code" | "number" => path.split('/').nth(1).unwrap_or_default().trim_end_matches('s').replace('-', "_"),
        other => other.to_owned(),
    }
}

fn wrong(field: &str, reason: &str, fields: &Value) -> AppError {
    let name = || reason.split('`').nth(1).unwrap_or_default();
    if reason.starts_with("missing field") {
        let place = if field == "." { String::new() } else { format!("{field}.") };
        return AppError::new(ErrorCode::Required).field(place + name());
    }
    if reason.starts_with("unknown field") {
        return invalid(field, name(), "unknown_field");
    }
    if reason == "empty" {
        return AppError::new(ErrorCode::Required).field(field);
    }
    if let Some(max) = reason.strip_prefix("longer than ").and_then(|rest| rest.strip_suffix(" characters")) {
        return AppError::new(ErrorCode::TooLong).arg("max", max).field(field);
    }
    invalid(field, shown(fields, field), word(reason))
}

fn word(reason: &str) -> &'static str {
    if reason.ends_with("cannot stand in a code") {
        return "character";
    }
    let known = REASONS.iter().find(|(beginning, _)| reason.starts_with(beginning));
    known.map_or("not_understood", |(_, word)| word)
}

/// A wrong value as people see it: short, and without characters that break lines.
fn shown(fields: &Value, field: &str) -> String {
    let value = field.split('.').filter(|name| !name.is_empty()).try_fold(fields, |at, name| match at {
        Value::Array(values) => values.get(name.parse::<usize>().ok()?),
        _ => at.get(name),
    });
    let text = match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(_)) => "[…]".to_owned(),
        Some(Value::Object(_)) | None => "{…}".to_owned(),
        Some(plain) => plain.to_string(),
    };
    let mut shown: String = text.chars().take(SHOWN_MAX_CHARS).flat_map(visible).collect();
    if text.chars().nth(SHOWN_MAX_CHARS).is_some() {
        shown.push('…');
    }
    shown
}

fn visible(character: char) -> Vec<char> {
    if character.is_control() { character.escape_default().collect() } else { vec![character] }
}

#[cfg(test)]
mod tests {
    use model::item::{CreateItem, ItemBarcode, UpdateItem};
    use model::receiving::{CreateReceivingOrder, ReceivingOrderLine};
    use serde_json::json;

    use super::*;

    fn refusal<T: DeserializeOwned>(fields: &Value) -> (ErrorCode, String, String) {
        let error = read::<T>(fields, "/items/{code}", &[("code", "code")]).err().unwrap();
        let told = error.args.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" ");
        (error.code, error.field.unwrap_or_default(), told)
    }

    fn invalid(field: &str, told: &str) -> (ErrorCode, String, String) {
        (ErrorCode::Invalid, field.to_owned(), told.to_owned())
    }

    #[test]
    fn wrong_fields_are_named_and_told_in_known_words() {
        let line = |fields: Value| {
            let mut line = json!({"item": "A", "quantity": 1});
            line.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            refusal::<CreateReceivingOrder>(&json!({"warehouse": "T01", "lines": [line]}))
        };
        assert_eq!(line(json!({"quantity": 0.1234})), invalid("lines.0.quantity", "0.1234 too_precise"));
        assert_eq!(line(json!({"quantity": "1"})), invalid("lines.0.quantity", "1 wrong_type"));
        assert_eq!(line(json!({"quantity": 1e10})), invalid("lines.0.quantity", "10000000000.0 out_of_range"));
        assert_eq!(line(json!({"item": "A/1\n"})), invalid("lines.0.item", "A/1\\n character"));
        assert_eq!(
            line(json!({"lot": {"use_by": "2026-02-30"}})),
            invalid("lines.0.lot.use_by", "2026-02-30 not_a_date")
        );
        assert_eq!(line(json!({"lot": {"uses_by": 1}})), invalid("lines.0.lot.uses_by", "uses_by unknown_field"));
        assert_eq!(line(json!({"lot": 5})), invalid("lines.0.lot", "5 wrong_type"));
        assert_eq!(line(json!({"unit_price": -1})), invalid("lines.0.unit_price", "-1 out_of_range"));
        let both = json!({"use_by": "2026-02-03", "best_before": "2026-02-03"});
        assert_eq!(line(json!({"lot": both})), invalid("lines.0.lot", "{…} two_dates"));
    }

    #[test]
    fn what_is_missing_or_too_long_has_codes_of_its_own() {
        let missing = |field: &str| (ErrorCode::Required, field.to_owned(), String::new());
        assert_eq!(refusal::<CreateReceivingOrder>(&json!({"warehouse": "T01"})), missing("lines"));
        let order = json!({"warehouse": "T01", "lines": [{"quantity": 1}]});
        assert_eq!(refusal::<CreateReceivingOrder>(&order), missing("lines.0.item"));
        assert_eq!(refusal::<ReceivingOrderLine>(&json!({"item": " ", "quantity": 1})), missing("item"));
        let long = json!({"code": "9".repeat(81)});
        assert_eq!(refusal::<ItemBarcode>(&long).0, ErrorCode::NotFound, "the code stands in the path");
        let long = json!({"code": "A", "name": "B", "barcodes": [{"code": "9".repeat(81)}]});
        let told = (ErrorCode::TooLong, "barcodes.0.code".to_owned(), "80".to_owned());
        assert_eq!(refusal::<CreateItem>(&long), told);
    }

    #[test]
    fn a_wrong_name_in_the_path_is_not_found() {
        let change = json!({"code": "A/1", "change": {}});
        assert_eq!(refusal::<UpdateItem>(&change), (ErrorCode::NotFound, String::new(), "item A/1".to_owned()));
        assert_eq!(what("/receiving-orders/{number}/cancel", "number"), "receiving_order");
        assert_eq!(what("/locations/{warehouse}/{code}", "warehouse"), "warehouse");
        let change = json!({"code": "A", "change": {"expiry": "never", "colour": 1}});
        assert_eq!(refusal::<UpdateItem>(&change).2, "colour unknown_field");
        let change = json!({"code": "A", "change": {"expiry": "never"}});
        assert_eq!(refusal::<UpdateItem>(&change), invalid("change.expiry", "never unknown_choice"));
        let change = json!({"code": "A", "change": {"receive_limit_days": 70000}});
        assert_eq!(refusal::<UpdateItem>(&change), invalid("change.receive_limit_days", "70000 out_of_range"));
    }
}
