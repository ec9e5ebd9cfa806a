//! GS1 Digital Link: `https://example.com/01/04901234567894/10/ABC?17=271231`.

use super::{Element, FNC1, Gs1, Gs1Error, Gs1Problem, identifier};

/// Keys that may begin the GS1 part of a path.
const KEYS: [&str; 2] = ["00", "01"];

/// Reads a Digital Link, or `None` when the text is none.
pub(super) fn parse(text: &str, year: i16) -> Option<Result<Gs1, Gs1Error>> {
    let (path_at, query_at) = path_and_query(text)?;
    Some(read(text, path_at, query_at, year))
}

/// Where the GS1 part of the path begins and where the path ends, in bytes; `None` when the text is no Digital Link.
pub(super) fn path_and_query(text: &str) -> Option<(usize, usize)> {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))?;
    let path_end = text.find(['?', '#']).unwrap_or(text.len());
    let host_end = scheme.len() + text.get(scheme.len()..path_end)?.find('/')?;
    let mut at = host_end + 1;
    for segment in text[at..path_end].split('/') {
        let value = text[at + segment.len()..path_end].strip_prefix('/').and_then(|rest| rest.split('/').next());
        if KEYS.contains(&segment) && value.is_some_and(|value| value.len() >= 8 && is_digits(value)) {
            return Some((at, path_end));
        }
        at += segment.len() + 1;
    }
    None
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn read(text: &str, path_at: usize, path_end: usize, year: i16) -> Result<Gs1, Gs1Error> {
    let mut out = Gs1::default();
    let mut at = path_at;
    let mut segments = text[path_at..path_end].trim_end_matches('/').split('/');
    while let Some(identifier) = segments.next() {
        let value = segments.next().ok_or(error(text, Gs1Problem::TooShort, at + identifier.len()))?;
        take(&mut out, text, (identifier, at), (value, at + identifier.len() + 1), year)?;
        at += identifier.len() + value.len() + 2;
    }
    let query = text.get(path_end..).and_then(|rest| rest.strip_prefix('?')).unwrap_or_default();
    let query = query.split('#').next().unwrap_or_default();
    let mut at = path_end + 1;
    for pair in query.split(['&', ';']) {
        let (identifier, value) = pair.split_once('=').unwrap_or((pair, ""));
        // Other keys belong to the resolver: `linkType`, `context`.
        if !identifier.is_empty() && is_digits(identifier) {
            take(&mut out, text, (identifier, at), (value, at + identifier.len() + 1), year)?;
        }
        at += pair.len() + 1;
    }
    Ok(out)
}

fn take(
    out: &mut Gs1,
    text: &str,
    (identifier, identifier_at): (&str, usize),
    (raw, value_at): (&str, usize),
    year: i16,
) -> Result<(), Gs1Error> {
    if identifier::format_of(identifier).is_none() {
        return Err(error(text, Gs1Problem::UnknownIdentifier, identifier_at));
    }
    let value = percent_decoded(raw).ok_or(error(text, Gs1Problem::Character, value_at))?;
    // A GTIN of 8, 12 or 13 digits is allowed here and means the one of 14 with zeros before it.
    let short_gtin = identifier == "01" && matches!(value.len(), 8 | 12 | 13);
    let padding = if short_gtin { 14 - value.len() } else { 0 };
    let value = format!("{}{value}", "0".repeat(padding));
    let position = |byte: usize| text.get(..byte).map_or(byte, |head| head.chars().count()) + 1;
    let element = Element {
        identifier,
        value: &value,
        identifier_at: position(identifier_at),
        value_at: position(value_at) - padding,
    };
    out.take(&element, year)
}

fn error(text: &str, problem: Gs1Problem, byte: usize) -> Gs1Error {
    Gs1Error::new(problem, text.get(..byte).map_or(byte, |head| head.chars().count()) + 1)
}

/// The text behind `%2F` and the like; `None` when it is not ASCII or an escape is cut off.
fn percent_decoded(raw: &str) -> Option<String> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(place) = rest.find('%') {
        out.push_str(&rest[..place]);
        let byte = u8::from_str_radix(rest.get(place + 1..place + 3)?, 16).ok()?;
        out.push(char::from(byte));
        rest = &rest[place + 3..];
    }
    out.push_str(rest);
    (out.is_ascii() && !out.contains(FNC1)).then_some(out)
}
