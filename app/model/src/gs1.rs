//! What a GS1 symbol says: element strings, their printed form and GS1 Digital Link.
//!
//! Sources: GS1 General Specifications 3 (application identifiers), 7.8 (processing of element strings), 7.12
//! (century of a date); GS1 Digital Link Standard: URI Syntax 1.4.

mod digital_link;
mod identifier;

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

use crate::barcode::check_digit;
use crate::item::ExpiryKind;
use crate::slip::LotRef;
use crate::text::fold_width;
use crate::{AppError, Date, ErrorCode, LotNumber, Quantity};

/// The separator behind a field of variable length, as readers transmit FNC1: ASCII 29.
pub const FNC1: char = '\u{1d}';

/// The symbology identifiers (ISO/IEC 15424) of symbols that hold element strings: GS1-128, GS1 `DataBar` and
/// composite, GS1 `DataMatrix`, GS1 QR, GS1 `DotCode`.
const SYMBOLOGIES: [&str; 5] = ["]C1", "]e0", "]d2", "]Q3", "]J1"];

/// What a GS1 symbol says. Printing it gives the printed form `(01)…(10)…`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gs1 {
    /// (00) serial shipping container code: 18 digits with the right check digit.
    pub sscc: Option<String>,
    /// (01) GTIN of the thing scanned: 14 digits with the right check digit.
    pub gtin: Option<String>,
    /// (02) GTIN of the things inside: 14 digits with the right check digit.
    pub contained: Option<String>,
    /// (11) date of production.
    pub production: Option<Date>,
    /// (15) 賞味期限.
    pub best_before: Option<Date>,
    /// (17) 使用期限 / 消費期限.
    pub use_by: Option<Date>,
    /// (310n) net weight.
    pub weight: Option<Weight>,
    /// (10) lot number.
    pub lot: Option<LotNumber>,
    /// (21) serial number.
    pub serial: Option<String>,
    /// (30) pieces in an item of varying content.
    pub count: Option<u32>,
    /// (37) how many of `contained` are inside.
    pub contained_count: Option<u32>,
    /// Identifiers that Kuramori makes no use of, each with its value, in the symbol's order.
    pub others: Vec<(String, String)>,
}

/// A net weight as a symbol gives it: six digits, of which some stand behind the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// The six digits.
    digits: u32,
    /// How many of them stand behind the point: 0 to 5.
    decimals: u8,
}

impl Weight {
    /// In kilograms, rounded to the gram.
    #[must_use]
    pub fn kilograms(self) -> Quantity {
        let digits = i64::from(self.digits) * 1000;
        let divisor = 10_i64.pow(u32::from(self.decimals.min(5)));
        Quantity::from_milli((digits + divisor / 2) / divisor).unwrap_or(Quantity::MAX)
    }
}

/// Why a text is no GS1 symbol, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} at character {position}")]
pub struct Gs1Error {
    /// What is wrong.
    pub problem: Gs1Problem,
    /// The character at which it is wrong, counted from 1 in the text as scanned (folded to half width).
    pub position: usize,
}

/// What can be wrong with a GS1 symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Gs1Problem {
    /// Nothing is there.
    #[error("nothing to read")]
    Empty,
    /// No such application identifier.
    #[error("unknown identifier")]
    UnknownIdentifier,
    /// The value ends too early.
    #[error("value too short")]
    TooShort,
    /// Something is left behind the value: a separator is missing.
    #[error("something is left over")]
    Leftover,
    /// A character that cannot stand there.
    #[error("character not allowed")]
    Character,
    /// The check digit does not fit.
    #[error("wrong check digit")]
    CheckDigit,
    /// No such day.
    #[error("no such date")]
    Date,
    /// The same identifier with another value.
    #[error("identifier given twice")]
    Twice,
}

impl Gs1Problem {
    /// The stable name in errors.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::UnknownIdentifier => "unknown_identifier",
            Self::TooShort => "too_short",
            Self::Leftover => "leftover",
            Self::Character => "character",
            Self::CheckDigit => "check_digit",
            Self::Date => "date",
            Self::Twice => "twice",
        }
    }
}

impl Gs1Error {
    const fn new(problem: Gs1Problem, position: usize) -> Self {
        Self { problem, position }
    }

    /// The error as people see it; `scanned` is the text that was read.
    #[must_use]
    pub fn public(&self, scanned: &str) -> AppError {
        AppError::new(ErrorCode::BarcodeInvalid)
            .arg("barcode", scanned.replace(FNC1, " "))
            .arg("problem", self.problem.as_str())
            .arg("position", self.position)
    }
}

/// One identifier with its value.
struct Element<'a> {
    identifier: &'a str,
    value: &'a str,
    /// Of the identifier and of the value's first character, counted from 1.
    identifier_at: usize,
    value_at: usize,
}

impl Gs1 {
    /// Reads a GS1 symbol when the text is one: it names its symbology, holds a separator, is in printed form, is a
    /// Digital Link, or is an element string from end to end that begins with a valid GTIN or SSCC. `None` means
    /// that it is some other barcode.
    ///
    /// # Errors
    /// [`Gs1Error`] when the text is marked as GS1 but wrong.
    pub fn detect(scanned: &str, year: i16) -> Option<Result<Self, Gs1Error>> {
        let folded = fold(scanned);
        let text = folded.trim_matches(' ');
        let marked = SYMBOLOGIES.iter().any(|mark| text.starts_with(mark))
            || text.contains(FNC1)
            || printed_identifier(text).is_some()
            || digital_link::path_and_query(text).is_some();
        if marked {
            return Some(Self::parse(scanned, year));
        }
        let leads = text.len() >= 16 && ["00", "01", "02"].iter().any(|lead| text.starts_with(lead));
        leads.then(|| Self::parse(scanned, year).ok()).flatten().map(Ok)
    }

    /// Reads an element string (with or without a leading symbology identifier), its printed form `(01)…(10)…` or a
    /// GS1 Digital Link URI. `year` is the current one: a date of two-digit years lies from 49 years before it to 50
    /// years after it.
    ///
    /// # Errors
    /// [`Gs1Error`] says what is wrong and where.
    pub fn parse(scanned: &str, year: i16) -> Result<Self, Gs1Error> {
        let folded = fold(scanned);
        if let Some(found) = digital_link::parse(&folded, year) {
            return found;
        }
        let mark = SYMBOLOGIES.iter().find(|mark| folded.starts_with(**mark)).map_or(0, |mark| mark.len());
        let start = mark + folded[mark..].len() - folded[mark..].trim_start_matches([FNC1, ' ']).len();
        if start == folded.len() {
            return Err(Gs1Error::new(Gs1Problem::Empty, 1));
        }
        if let Some(wrong) = folded.chars().position(|c| !c.is_ascii()) {
            return Err(Gs1Error::new(Gs1Problem::Character, wrong + 1));
        }
        let mut out = Self::default();
        let mut at = start;
        while at < folded.len() {
            let (element, next) = if printed_identifier(&folded[at..]).is_some() {
                printed_element(&folded, at)?
            } else {
                plain_element(&folded, at)?
            };
            out.take(&element, year)?;
            at = next;
        }
        Ok(out)
    }

    /// The lot that a receipt of an item records: the number where the item's lots have one, and the date that the
    /// item's lots carry.
    #[must_use]
    pub fn lot_of(&self, lot_managed: bool, expiry: ExpiryKind) -> LotRef {
        LotRef {
            number: self.lot.clone().filter(|_| lot_managed),
            best_before: self.best_before.filter(|_| expiry == ExpiryKind::BestBefore),
            use_by: self.use_by.filter(|_| expiry == ExpiryKind::UseBy),
        }
    }

    /// The element string as a reader transmits it, without a symbology identifier.
    #[must_use]
    pub fn element_string(&self) -> String {
        let mut out = String::new();
        let mut open = false;
        for (identifier, value) in self.elements() {
            if open {
                out.push(FNC1);
            }
            out.push_str(&identifier);
            out.push_str(&value);
            open = !identifier::ends_by_itself(&identifier);
        }
        out
    }

    /// Identifiers and values; those of fixed length first, as GS1 recommends.
    fn elements(&self) -> Vec<(String, String)> {
        let date = |date: Date| {
            let civil = date.civil();
            format!("{:02}{:02}{:02}", civil.year().rem_euclid(100), civil.month(), civil.day())
        };
        let known = [
            ("00", self.sscc.clone()),
            ("01", self.gtin.clone()),
            ("02", self.contained.clone()),
            ("11", self.production.map(date)),
            ("15", self.best_before.map(date)),
            ("17", self.use_by.map(date)),
            ("310", self.weight.map(|weight| format!("{:06}", weight.digits))),
            ("10", self.lot.as_ref().map(ToString::to_string)),
            ("21", self.serial.clone()),
            ("30", self.count.map(|count| count.to_string())),
            ("37", self.contained_count.map(|count| count.to_string())),
        ];
        let identifier = |name: &str| match self.weight {
            Some(weight) if name == "310" => format!("310{}", weight.decimals),
            _ => name.to_owned(),
        };
        let known = known.into_iter().filter_map(|(name, value)| Some((identifier(name), value?)));
        known.chain(self.others.iter().cloned()).collect()
    }

    /// Checks one element and keeps it.
    fn take(&mut self, element: &Element<'_>, year: i16) -> Result<(), Gs1Error> {
        check(element)?;
        let value = element.value;
        let wrong = |problem| Gs1Error::new(problem, element.value_at);
        let date = || read_date(value, year).ok_or(wrong(Gs1Problem::Date));
        let number = || value.parse::<u32>().map_err(|_| wrong(Gs1Problem::Character));
        let fresh = match element.identifier {
            "00" => keep(&mut self.sscc, value.to_owned()),
            "01" => keep(&mut self.gtin, value.to_owned()),
            "02" => keep(&mut self.contained, value.to_owned()),
            "10" => keep(&mut self.lot, LotNumber::parse(value).map_err(|_| wrong(Gs1Problem::Character))?),
            "11" => keep(&mut self.production, date()?),
            "15" => keep(&mut self.best_before, date()?),
            "17" => keep(&mut self.use_by, date()?),
            "21" => keep(&mut self.serial, value.to_owned()),
            "30" => keep(&mut self.count, number()?),
            "37" => keep(&mut self.contained_count, number()?),
            other => match other.strip_prefix("310").and_then(|decimals| decimals.parse().ok()) {
                Some(decimals) => keep(&mut self.weight, Weight { digits: number()?, decimals }),
                None => self.keep_other(other, value),
            },
        };
        if fresh { Ok(()) } else { Err(Gs1Error::new(Gs1Problem::Twice, element.identifier_at)) }
    }

    fn keep_other(&mut self, identifier: &str, value: &str) -> bool {
        if let Some((_, known)) = self.others.iter().find(|(known, _)| known == identifier) {
            return known == value;
        }
        self.others.push((identifier.to_owned(), value.to_owned()));
        true
    }
}

/// Keeps a value; false when another one was there.
fn keep<T: PartialEq>(slot: &mut Option<T>, value: T) -> bool {
    if let Some(known) = slot {
        return *known == value;
    }
    *slot = Some(value);
    true
}

/// The printed form: identifiers in parentheses.
impl fmt::Display for Gs1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.elements().into_iter().try_for_each(|(identifier, value)| {
            f.write_char('(')?;
            f.write_str(&identifier)?;
            f.write_char(')')?;
            f.write_str(&value)
        })
    }
}

/// Half width, without line ends; the picture of the separator is a separator.
fn fold(scanned: &str) -> String {
    fold_width(scanned.trim_matches(['\r', '\n', '\t', ' '])).replace('\u{241d}', "\u{1d}")
}

/// The identifier in parentheses that a text begins with.
fn printed_identifier(text: &str) -> Option<&str> {
    let (identifier, _) = text.strip_prefix('(')?.split_once(')')?;
    ((2..=4).contains(&identifier.len()) && identifier.bytes().all(|b| b.is_ascii_digit())).then_some(identifier)
}

/// Reads `(10)value` up to the next identifier in parentheses; spaces around the value are only for the eye.
fn printed_element(text: &str, at: usize) -> Result<(Element<'_>, usize), Gs1Error> {
    let identifier = printed_identifier(&text[at..]).unwrap_or_default();
    if identifier::format_of(identifier).is_none() {
        return Err(Gs1Error::new(Gs1Problem::UnknownIdentifier, at + 2));
    }
    let from = at + identifier.len() + 2;
    let rest = &text[from..];
    let length =
        rest.match_indices('(').map(|(place, _)| place).find(|place| printed_identifier(&rest[*place..]).is_some());
    let next = from + length.unwrap_or(rest.len());
    let raw = &text[from..next];
    let value = raw.trim_matches([' ', FNC1]);
    let value_at = from + 1 + raw.len() - raw.trim_start_matches([' ', FNC1]).len();
    Ok((Element { identifier, value, identifier_at: at + 2, value_at }, next))
}

/// Reads an element of an element string.
fn plain_element(text: &str, at: usize) -> Result<(Element<'_>, usize), Gs1Error> {
    let rest = &text[at..];
    let (identifier, format) =
        identifier::identify(rest).ok_or(Gs1Error::new(Gs1Problem::UnknownIdentifier, at + 1))?;
    let from = at + identifier.len();
    let end = text[from..].find(FNC1).map_or(text.len(), |length| from + length);
    let end = if identifier::ends_by_itself(identifier) { end.min(from + format.max) } else { end };
    let next = if text[end..].starts_with(FNC1) { end + 1 } else { end };
    Ok((Element { identifier, value: &text[from..end], identifier_at: at + 1, value_at: from + 1 }, next))
}

/// Whether the value fits its identifier.
fn check(element: &Element<'_>) -> Result<(), Gs1Error> {
    let Element { identifier, value, identifier_at, value_at } = *element;
    let format =
        identifier::format_of(identifier).ok_or(Gs1Error::new(Gs1Problem::UnknownIdentifier, identifier_at))?;
    let wrong = value
        .chars()
        .enumerate()
        .find(|(place, c)| if *place < format.digits { !c.is_ascii_digit() } else { !identifier::is_allowed(*c) });
    if let Some((place, _)) = wrong.filter(|(place, _)| *place < format.max) {
        return Err(Gs1Error::new(Gs1Problem::Character, value_at + place));
    }
    if value.len() < format.min {
        return Err(Gs1Error::new(Gs1Problem::TooShort, value_at + value.len()));
    }
    if value.len() > format.max {
        return Err(Gs1Error::new(Gs1Problem::Leftover, value_at + format.max));
    }
    let (body, last) = value.split_at(value.len() - 1);
    let fits = || last.parse().ok() == check_digit(body);
    if format.checked && !fits() {
        return Err(Gs1Error::new(Gs1Problem::CheckDigit, value_at + value.len() - 1));
    }
    Ok(())
}

/// Reads `YYMMDD`; day 00 is the last of the month.
fn read_date(value: &str, year: i16) -> Option<Date> {
    let part = |from: usize| value.get(from..from + 2)?.parse::<i8>().ok();
    let (two_digits, month, day) = (i16::from(part(0)?), part(2)?, part(4)?);
    let year = year.clamp(1900, 2999);
    let century = year - year.rem_euclid(100);
    let full = match two_digits - year.rem_euclid(100) {
        51.. => century - 100 + two_digits,
        ..=-50 => century + 100 + two_digits,
        _ => century + two_digits,
    };
    if day > 0 {
        return Date::new(full, month, day).ok();
    }
    (28..=31).rev().find_map(|last| Date::new(full, month, last).ok())
}

#[cfg(test)]
mod tests;
