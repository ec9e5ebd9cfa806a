//! What may stand in a cell, and the damage that spreadsheets do to it.

use std::num::ParseIntError;

use model::money::UnitPriceError;
use model::quantity::QuantityError;
use model::user::Language;
use model::{Quantity, UnitPrice};

/// What a cell says, or the name of the problem.
pub(super) type Parsed<T> = Result<T, &'static str>;

/// The choices of a column: stable name, Japanese, English; further words are understood when read.
pub(crate) struct Choice {
    pub(crate) name: &'static str,
    pub(crate) ja: &'static str,
    pub(crate) en: &'static str,
    pub(crate) also: &'static [&'static str],
}

impl Choice {
    /// The word in a language.
    pub(crate) const fn word(&self, language: Language) -> &'static str {
        match language {
            Language::Ja => self.ja,
            Language::En => self.en,
        }
    }
}

const fn choice(name: &'static str, ja: &'static str, en: &'static str, also: &'static [&'static str]) -> Choice {
    Choice { name, ja, en, also }
}

/// 期限の種類.
pub(crate) const EXPIRY: [Choice; 3] = [
    choice("none", "なし", "none", &["0", "-", "無"]),
    choice("best_before", "賞味期限", "best before", &["best_before", "賞味"]),
    choice("use_by", "使用期限", "use by", &["use_by", "消費期限", "消費", "使用"]),
];
/// 税区分.
pub(crate) const TAX: [Choice; 3] = [
    choice("standard", "10%", "10%", &["standard", "標準", "標準税率", "課税", "10"]),
    choice("reduced", "8%", "8%", &["reduced", "軽減", "軽減税率", "8", "軽減8%"]),
    choice("exempt", "非課税", "exempt", &["0", "0%"]),
];
/// 温度帯.
pub(crate) const TEMPERATURE: [Choice; 3] = [
    choice("ambient", "常温", "ambient", &["0"]),
    choice("chilled", "冷蔵", "chilled", &["1"]),
    choice("frozen", "冷凍", "frozen", &["2"]),
];
/// はい or いいえ.
pub(crate) const YES_NO: [Choice; 2] = [
    choice("true", "する", "yes", &["true", "1", "はい", "あり", "有", "○", "有効", "y", "on", "使用中"]),
    choice("false", "しない", "no", &["false", "0", "いいえ", "なし", "無", "×", "無効", "n", "off", "使用停止"]),
];

/// The stable name of the choice that a cell means.
pub(super) fn choose(choices: &'static [Choice], cell: &str) -> Option<&'static str> {
    if let Some(exact) = choices.iter().find(|choice| [choice.ja, choice.en, choice.name].contains(&cell)) {
        return Some(exact.name);
    }
    let wanted = model::search_key::search_key(cell);
    let is = |word: &str| model::search_key::search_key(word) == wanted;
    let found =
        |choice: &&Choice| is(choice.name) || is(choice.ja) || is(choice.en) || choice.also.iter().any(|word| is(word));
    choices.iter().find(found).map(|choice| choice.name)
}

/// What a spreadsheet made of a code or barcode, if it did.
pub(super) fn damage(cell: &str) -> Option<&'static str> {
    if cell.contains(char::REPLACEMENT_CHARACTER) {
        return Some("not_decodable");
    }
    if is_exponent(cell) {
        return Some("exponent");
    }
    if is_day(cell) {
        return Some("date_damage");
    }
    let error = cell.starts_with('#') && (cell.ends_with(['!', '?', '#']) || cell == "#N/A" || cell.len() == 1);
    (error && cell.len() > 1).then_some("spreadsheet_error")
}

/// `4.90123E+12`: a long number as Excel shows it; the digits behind are gone.
fn is_exponent(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole) && digits(fraction) && exponent.strip_prefix('+').is_some_and(digits)
}

/// `1月2日` or `2-Jan`: what Excel makes of `1-2`.
fn is_day(cell: &str) -> bool {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let number = |text: &str| matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
    if let Some((month, day)) = cell.strip_suffix('日').and_then(|rest| rest.split_once('月')) {
        return number(month) && number(day);
    }
    cell.split_once('-').is_some_and(|(a, b)| (number(a) && MONTHS.contains(&b)) || (MONTHS.contains(&a) && number(b)))
}

/// Whether leading zeros are missing: eleven digits with a right check digit are a UPC-A or JAN that began with 0.
pub(super) fn lost_zeros(barcode: &str) -> bool {
    barcode.len() == 11 && model::barcode::is_gtin(&format!("{barcode:0>13}"))
}

/// A number of days, or what is wrong with it.
pub(super) fn days(text: &str) -> Parsed<Option<u16>> {
    let folded = model::text::fold_width(text);
    folded.parse().map(Some).map_err(|_: ParseIntError| "not_days")
}

/// A quantity, or what is wrong with it.
pub(super) fn quantity(text: &str) -> Parsed<Quantity> {
    Quantity::parse(text).map_err(|problem| match problem {
        QuantityError::NotANumber => "not_a_number",
        QuantityError::Comma => "comma",
        QuantityError::TooPrecise => "too_precise",
        QuantityError::OutOfRange => "out_of_range",
    })
}

/// A price in yen, or what is wrong with it.
pub(super) fn price(text: &str) -> Parsed<UnitPrice> {
    UnitPrice::parse(text).map_err(|problem| match problem {
        UnitPriceError::NotANumber => "not_a_number",
        UnitPriceError::Comma => "comma",
        UnitPriceError::TooPrecise => "too_precise",
        UnitPriceError::OutOfRange => "out_of_range",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_recognised_and_codes_are_not_taken_for_it() {
        for (cell, found) in [
            ("4.90123E+12", Some("exponent")),
            ("4E+12", Some("exponent")),
            ("1月2日", Some("date_damage")),
            ("2-Jan", Some("date_damage")),
            ("Mar-12", Some("date_damage")),
            ("#N/A", Some("spreadsheet_error")),
            ("#NAME?", Some("spreadsheet_error")),
            ("#REF!", Some("spreadsheet_error")),
            ("########", Some("spreadsheet_error")),
            ("E+12", None),
            ("12E5", None),
            ("LINE+12", None),
            ("A-Jan", None),
            ("#", None),
            ("#12", None),
            ("4901234567894", None),
        ] {
            assert_eq!(damage(cell), found, "{cell}");
        }
        assert!(lost_zeros("12345678905"));
        assert!(!lost_zeros("12345678901") && !lost_zeros("4901234567894"));
    }

    #[test]
    fn choices_are_understood_in_both_languages() {
        assert_eq!(choose(&TAX, "８％"), Some("reduced"));
        assert_eq!(choose(&EXPIRY, "Best Before"), Some("best_before"));
        assert_eq!(choose(&YES_NO, "○"), Some("true"));
        assert_eq!(choose(&TEMPERATURE, "温"), None);
    }
}
