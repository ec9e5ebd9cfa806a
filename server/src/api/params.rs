//! Query parameters of lists: declared once, read and described from the same declaration.

use model::{AppError, ErrorCode};
use serde_json::{Map, Value, json};

use super::problem::{bad_request, invalid};

/// A query parameter that a list understands.
#[derive(Clone, Copy)]
pub struct Param {
    /// Its name in the query and in the query's struct.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// What it does, in English.
    pub about: &'static str,
    /// Whether the list needs it.
    pub required: bool,
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
    const fn new(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, about, required: false }
    }

    /// The same, for a list that needs it.
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// A free text.
    pub const fn text(name: &'static str, about: &'static str) -> Self {
        Self::new(name, Kind::Text(200), about)
    }

    /// A code of at most `max` characters.
    pub const fn code(name: &'static str, max: usize, about: &'static str) -> Self {
        Self::new(name, Kind::Code(max), about)
    }

    /// A calendar date.
    pub const fn date(name: &'static str, about: &'static str) -> Self {
        Self::new(name, Kind::Date, about)
    }

    /// A yes or no.
    pub const fn flag(name: &'static str, about: &'static str) -> Self {
        Self::new(name, Kind::Flag, about)
    }

    /// One of some words.
    pub const fn choice(name: &'static str, words: &'static [&'static str], about: &'static str) -> Self {
        Self::new(name, Kind::Choice(words), about)
    }

    /// Some of some words.
    pub const fn choices(name: &'static str, words: &'static [&'static str], about: &'static str) -> Self {
        Self::new(name, Kind::Choices(words), about)
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
            if words.contains(&word) { Ok(json!(word)) } else { Err(invalid(self.name, word, "unknown_choice")) }
        };
        match self.kind {
            Kind::Text(max) | Kind::Code(max) if raw.chars().count() > max => {
                Err(AppError::new(ErrorCode::TooLong).arg("max", max).field(self.name))
            }
            Kind::Text(_) | Kind::Code(_) | Kind::Date => Ok(json!(raw)),
            Kind::Flag => match raw {
                "true" => Ok(json!(true)),
                "false" => Ok(json!(false)),
                _ => Err(invalid(self.name, raw, "not_flag")),
            },
            Kind::Choice(words) => word(raw, words),
            Kind::Choices(words) => raw.split(',').map(|each| word(each, words)).collect(),
        }
    }
}

/// Reads a query string as the fields of a list's query: declared parameters, and `cursor`, `limit`, `count` as its
/// `page`. An empty value is as good as none; an unknown name is refused.
///
/// # Errors
/// [`ErrorCode::BadRequest`] for an unknown or repeated name, [`ErrorCode::Required`] and [`ErrorCode::Invalid`] naming
/// the parameter.
pub fn read(query: &str, params: &[Param], paged: bool) -> Result<Value, AppError> {
    let mut fields = Map::new();
    let mut page = Map::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let param = params.iter().find(|param| param.name == name);
        let is_of_page = paged && matches!(name.as_ref(), "cursor" | "limit" | "count");
        if param.is_none() && !is_of_page {
            return Err(bad_request("unknown_parameter").arg("name", &name).field(name));
        }
        if value.is_empty() {
            continue;
        }
        if value.chars().any(char::is_control) {
            return Err(invalid(&name, value.escape_default(), "control_character"));
        }
        let (place, key, value) = match (param, name.as_ref()) {
            (Some(param), _) => (&mut fields, param.name, param.read(&value)?),
            (None, "limit") => (&mut page, "limit", limit(&value)?),
            (None, "count") => (&mut page, "count", count(&value)?),
            (None, _) => (&mut page, "after", json!(value)),
        };
        if !put(place, key, value) {
            return Err(bad_request("parameter_twice").arg("name", &name).field(name));
        }
    }
    if let Some(missing) = params.iter().find(|param| param.required && !fields.contains_key(param.name)) {
        return Err(AppError::new(ErrorCode::Required).field(missing.name));
    }
    if paged {
        fields.insert("page".to_owned(), Value::Object(page));
    }
    Ok(Value::Object(fields))
}

/// Puts a value in its place; only words of a choice may come more than once.
fn put(place: &mut Map<String, Value>, key: &str, value: Value) -> bool {
    match (place.get_mut(key), value) {
        (None, value) => place.insert(key.to_owned(), value).is_none(),
        (Some(Value::Array(several)), Value::Array(mut more)) => {
            several.append(&mut more);
            true
        }
        (Some(_), _) => false,
    }
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
        _ => Err(invalid("count", raw, "not_flag")),
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
    const NEEDED: &[Param] = &[Param::code("item", 40, "item").required()];

    #[test]
    fn parameters_become_fields_and_the_page() {
        let read = read("search=%E8%8C%B6&states=open,short&limit=2&cursor=abc&count=true", PARAMS, true).unwrap();
        let page = json!({"after": "abc", "limit": 2, "count": "exact"});
        assert_eq!(read, json!({"search": "茶", "states": ["open", "short"], "page": page}));
    }

    #[test]
    fn an_empty_value_is_as_good_as_none() {
        assert_eq!(read("search=&descending=", PARAMS, false).unwrap(), json!({}));
        assert_eq!(read("", NEEDED, false).unwrap_err().code, ErrorCode::Required);
        assert_eq!(read("item=", NEEDED, false).unwrap_err().field.unwrap(), "item");
    }

    #[test]
    fn unknown_repeated_and_wrong_parameters_are_refused() {
        let unknown = read("serach=x", PARAMS, true).unwrap_err();
        assert_eq!((unknown.code, unknown.get("name")), (ErrorCode::BadRequest, "serach"));
        assert_eq!(read("search=x&search=y", PARAMS, true).unwrap_err().code, ErrorCode::BadRequest);
        assert_eq!(read("descending=yes", PARAMS, true).unwrap_err().field.unwrap(), "descending");
        assert_eq!(read("limit=0", PARAMS, true).unwrap_err().code, ErrorCode::OutOfRange);
        assert_eq!(read("search=%00", PARAMS, true).unwrap_err().code, ErrorCode::Invalid);
    }
}
