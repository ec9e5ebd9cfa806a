//! Query parameters of lists: declared once, read and described from the same declaration.

use model::{AppError, ErrorCode};
use serde_json::{Map, Value, json};

/// A query parameter that a list understands.
#[derive(Clone, Copy)]
pub struct Param {
    /// Its name in the query and in the query's struct.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// What it does, in English.
    pub about: &'static str,
}

/// What a parameter may hold.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Free text, at most so many characters.
    Text(usize),
    /// A code, at most so many characters.
    Code(usize),
    /// A calendar date.
    Date,
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Some of these words, separated by commas.
    Choices(&'static [&'static str]),
}

impl Param {
    /// A free text.
    pub const fn text(name: &'static str, about: &'static str) -> Self {
        Self { name, kind: Kind::Text(200), about }
    }

    /// A code of at most `max` characters.
    pub const fn code(name: &'static str, max: usize, about: &'static str) -> Self {
        Self { name, kind: Kind::Code(max), about }
    }

    /// A calendar date.
    pub const fn date(name: &'static str, about: &'static str) -> Self {
        Self { name, kind: Kind::Date, about }
    }

    /// A yes or no.
    pub const fn flag(name: &'static str, about: &'static str) -> Self {
        Self { name, kind: Kind::Flag, about }
    }

    /// One of some words.
    pub const fn choice(name: &'static str, words: &'static [&'static str], about: &'static str) -> Self {
        Self { name, kind: Kind::Choice(words), about }
    }

    /// Some of some words.
    pub const fn choices(name: &'static str, words: &'static [&'static str], about: &'static str) -> Self {
        Self { name, kind: Kind::Choices(words), about }
    }

    /// Its schema in the specification.
    pub fn schema(&self) -> Value {
        match self.kind {
            Kind::Text(max) | Kind::Code(max) => json!({"type": "string", "maxLength": max}),
            Kind::Date => json!({"type": "string", "format": "date"}),
            Kind::Flag => json!({"type": "boolean"}),
            Kind::Choice(words) => json!({"type": "string", "enum": words}),
            Kind::Choices(words) => json!({"type": "array", "items": {"type": "string", "enum": words}}),
        }
    }

    fn read(&self, raw: &str) -> Result<Value, AppError> {
        let word = |word: &str, words: &[&str]| {
            if words.contains(&word) { Ok(json!(word)) } else { Err(invalid(self.name, raw, "no such choice")) }
        };
        match self.kind {
            Kind::Text(max) | Kind::Code(max) if raw.chars().count() > max => {
                Err(AppError::new(ErrorCode::TooLong).arg("max", max).field(self.name))
            }
            Kind::Text(_) | Kind::Code(_) | Kind::Date => Ok(json!(raw)),
            Kind::Flag => match raw {
                "true" => Ok(json!(true)),
                "false" => Ok(json!(false)),
                _ => Err(invalid(self.name, raw, "true or false")),
            },
            Kind::Choice(words) => word(raw, words),
            Kind::Choices(words) => raw.split(',').map(|each| word(each, words)).collect(),
        }
    }
}

fn invalid(field: &str, value: &str, problem: &str) -> AppError {
    AppError::new(ErrorCode::Invalid).arg("value", value).arg("problem", problem).field(field)
}

/// Reads a query string as the fields of a list's query: declared parameters, and `cursor`, `limit`, `count` as its
/// `page`. An empty value is as good as none; an unknown name is refused.
///
/// # Errors
/// [`ErrorCode::BadRequest`] for an unknown or repeated name, [`ErrorCode::Invalid`] naming the parameter.
pub fn read(query: &str, params: &[Param], paged: bool) -> Result<Value, AppError> {
    let mut fields = Map::new();
    let mut page = Map::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if value.is_empty() {
            continue;
        }
        if value.chars().any(char::is_control) {
            return Err(invalid(&name, "", "a control character"));
        }
        let (place, key, value) = match (name.as_ref(), params.iter().find(|param| param.name == name)) {
            ("cursor", _) if paged => (&mut page, "after".to_owned(), json!(value)),
            ("limit", _) if paged => (&mut page, "limit".to_owned(), limit(&value)?),
            ("count", _) if paged => (&mut page, "count".to_owned(), count(&value)?),
            (_, Some(param)) => (&mut fields, param.name.to_owned(), param.read(&value)?),
            (unknown, None) => return Err(bad_request(&format!("unknown parameter {unknown:?}"))),
        };
        match (place.get_mut(&key), value) {
            (None, value) => {
                place.insert(key, value);
            }
            (Some(Value::Array(several)), Value::Array(mut more)) => several.append(&mut more),
            (Some(_), _) => return Err(bad_request(&format!("{name:?} is given twice"))),
        }
    }
    if paged {
        fields.insert("page".to_owned(), Value::Object(page));
    }
    Ok(Value::Object(fields))
}

fn bad_request(problem: &str) -> AppError {
    AppError::new(ErrorCode::BadRequest).arg("problem", problem)
}

fn limit(raw: &str) -> Result<Value, AppError> {
    let max = model::PageRequest::LIMIT_MAX;
    match raw.parse::<u16>() {
        Ok(limit) if (1..=max).contains(&limit) => Ok(json!(limit)),
        _ => Err(AppError::new(ErrorCode::OutOfRange).arg("min", 1).arg("max", max).field("limit")),
    }
}

fn count(raw: &str) -> Result<Value, AppError> {
    match raw {
        "true" => Ok(json!("exact")),
        "false" => Ok(json!("no")),
        _ => Err(invalid("count", raw, "true or false")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMS: &[Param] = &[
        Param::text("search", "text"),
        Param::flag("descending", "order"),
        Param::choices("states", &["open", "short"], "states"),
    ];

    #[test]
    fn parameters_become_fields_and_the_page() {
        let read = read("search=%E8%8C%B6&states=open,short&limit=2&cursor=abc&count=true", PARAMS, true).unwrap();
        let page = json!({"after": "abc", "limit": 2, "count": "exact"});
        assert_eq!(read, json!({"search": "茶", "states": ["open", "short"], "page": page}));
    }

    #[test]
    fn an_empty_value_is_as_good_as_none() {
        assert_eq!(read("search=&descending=", PARAMS, false).unwrap(), json!({}));
    }

    #[test]
    fn unknown_repeated_and_wrong_parameters_are_refused() {
        assert_eq!(read("serach=x", PARAMS, true).unwrap_err().code, ErrorCode::BadRequest);
        assert_eq!(read("search=x&search=y", PARAMS, true).unwrap_err().code, ErrorCode::BadRequest);
        assert_eq!(read("descending=yes", PARAMS, true).unwrap_err().field.unwrap(), "descending");
        assert_eq!(read("limit=0", PARAMS, true).unwrap_err().code, ErrorCode::OutOfRange);
        assert_eq!(read("search=%00", PARAMS, true).unwrap_err().code, ErrorCode::Invalid);
    }
}
