//! Numbers of a body as they stand in its text: a double holds fifteen digits, and none may be rounded in silence.

use serde_json::Value;

/// Doubles below it are whole numbers exactly.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

/// A number that would be rounded.
#[derive(Debug, PartialEq, Eq)]
pub struct Inexact {
    /// Its field: `lines.2.quantity`.
    pub field: String,
    /// As it was written.
    pub number: String,
}

/// A step on the way to a value.
enum Step {
    Name(String),
    Place(usize),
}

/// The first number of a JSON text that a double would round. The text must be valid JSON.
pub fn first_inexact(json: &str) -> Option<Inexact> {
    let mut path: Vec<Step> = Vec::new();
    let mut rest = json;
    while let Some(first) = rest.chars().next() {
        let (token, after) = rest.split_at(token_length(rest, first));
        match (first, path.last_mut()) {
            ('{', _) => path.push(Step::Name(String::new())),
            ('[', _) => path.push(Step::Place(0)),
            ('}' | ']', _) => drop(path.pop()),
            (',', Some(Step::Place(place))) => *place += 1,
            ('"', Some(Step::Name(name))) if after.trim_start().starts_with(':') => {
                *name = serde_json::from_str(token).unwrap_or_default();
            }
            ('-' | '0'..='9', _) if !is_exact(token) => {
                return Some(Inexact { field: dotted(&path), number: token.to_owned() });
            }
            _ => {}
        }
        rest = after;
    }
    None
}

/// Makes whole numbers of doubles that are whole: to JSON Schema `12`, `12.0` and `1.2e1` are one integer.
pub fn make_whole(value: &mut Value) {
    match value {
        Value::Number(number) if !number.is_i64() && !number.is_u64() => {
            let whole = number.as_f64().filter(|double| double.fract() == 0.0 && double.abs() < WHOLE_MAX);
            #[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
            if let Some(whole) = whole {
                *value = Value::from(whole as i64);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(make_whole),
        Value::Object(fields) => fields.values_mut().for_each(make_whole),
        _ => {}
    }
}

/// The length of the text or the number at the beginning, or of the one character that stands there.
fn token_length(rest: &str, first: char) -> usize {
    match first {
        '"' => text_length(rest),
        '-' | '0'..='9' => rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')),
        other => Some(other.len_utf8()),
    }
    .unwrap_or(rest.len())
}

fn text_length(rest: &str) -> Option<usize> {
    let mut escaped = false;
    let end = rest.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map(|end| end + 2)
}

fn dotted(path: &[Step]) -> String {
    let names = path.iter().map(|step| match step {
        Step::Name(name) => name.clone(),
        Step::Place(place) => place.to_string(),
    });
    names.collect::<Vec<_>>().join(".")
}

/// Whether the shortest decimal of the double is what was written. Whole numbers of 64 bits never become a double.
fn is_exact(number: &str) -> bool {
    if number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok() {
        return true;
    }
    let double: f64 = number.parse().unwrap_or(f64::NAN);
    double.is_finite() && decimal(number) == decimal(&format!("{double:e}"))
}

/// The digits without the zeros around them, and the power of ten of the last one: `-1.50e2` is 15 and 1.
fn decimal(number: &str) -> Option<(String, i64)> {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.trim_start_matches('-').split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{}{fraction}", whole.trim_start_matches('-'));
    let significant = digits.trim_start_matches('0');
    let bare = significant.trim_end_matches('0');
    if bare.is_empty() {
        return Some((String::new(), 0));
    }
    let shift = i64::try_from(significant.len() - bare.len()).ok()? - i64::try_from(fraction.len()).ok()?;
    Some((bare.to_owned(), exponent.parse::<i64>().ok()?.checked_add(shift)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_double_holds_is_exact() {
        for number in ["0", "-0", "0.000", "1e2", "1E+2", "12.500", "-0.125", "999999999.999", "1.000000000000000000"] {
            assert!(is_exact(number), "{number}");
        }
        for number in ["9007199254740993", "-9223372036854775808", "18446744073709551615", "0e999", "1e-3", "1e22"] {
            assert!(is_exact(number), "{number}");
        }
    }

    #[test]
    fn what_a_double_would_round_is_not() {
        for number in ["1.00000000000000001", "0.30000000000000001", "1e-400", "9007199254740993.0", "1e400"] {
            assert!(!is_exact(number), "{number}");
        }
        for number in ["123456789012345678901", "0.1234567890123456789", "1e99999999999999999999"] {
            assert!(!is_exact(number), "{number}");
        }
    }

    #[test]
    fn whole_numbers_are_integers_however_they_are_written() {
        let mut value = serde_json::from_str(r#"{"a": [1.0, 1e2, -0.0, 2.5, 1e300, "1.0"]}"#).unwrap();
        make_whole(&mut value);
        assert_eq!(value, serde_json::json!({"a": [1, 100, 0, 2.5, 1e300, "1.0"]}));
    }

    #[test]
    fn the_first_inexact_number_is_named_with_its_field() {
        let json = r#"{"note": "1.00000000000000001, \"quoted\": {[", "a\"b": [1, {"x": 2.5}], "lines": [
            {"item": "A", "quantity": 1}, {"quantity" : 1.00000000000000001, "item": "日本"}]}"#;
        let found = first_inexact(json).unwrap();
        assert_eq!((found.field.as_str(), found.number.as_str()), ("lines.1.quantity", "1.00000000000000001"));
        assert_eq!(first_inexact(r#"{"a\\": [[1, 2], [3, 1e-400]]}"#).unwrap().field, "a\\.1.1");
        assert_eq!(first_inexact(r#"{"note": "0.30000000000000001", "quantity": 0.3}"#), None);
        assert_eq!(first_inexact("0.30000000000000001").unwrap().field, "");
    }
}
