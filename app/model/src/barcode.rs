//! Barcodes: their text, their check digits and the key by which they are found.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::text::fold_width;

/// A barcode as printed: 1–80 printable characters, folded to half width.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Barcode(String);

/// Why a text is no barcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BarcodeError {
    /// Nothing is left after trimming.
    #[error("empty")]
    Empty,
    /// More than 80 characters.
    #[error("longer than 80 characters")]
    TooLong,
    /// A control character or a space inside.
    #[error("a control character or space inside")]
    Character,
}

impl Barcode {
    /// The bound in characters.
    pub const MAX_CHARS: usize = 80;

    /// Folds to half width, trims and checks.
    ///
    /// # Errors
    /// [`BarcodeError`] when it is empty, too long or holds a control character or space.
    pub fn parse(raw: &str) -> Result<Self, BarcodeError> {
        let folded = fold_width(raw);
        let text = folded.trim();
        if text.is_empty() {
            return Err(BarcodeError::Empty);
        }
        if text.chars().count() > Self::MAX_CHARS {
            return Err(BarcodeError::TooLong);
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(BarcodeError::Character);
        }
        Ok(Self(text.to_owned()))
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key by which it is found: a valid GTIN padded to 14 digits, so that the (01) of a GS1 symbol finds the
    /// JAN; any other text as it is.
    #[must_use]
    pub fn lookup_key(&self) -> String {
        if is_gtin(&self.0) { format!("{:0>14}", self.0) } else { self.0.clone() }
    }

    /// Whether it has the length and digits of a GTIN (8, 12, 13 or 14) but a wrong check digit: damaged by a
    /// spreadsheet or mistyped, most likely.
    #[must_use]
    pub fn has_wrong_check_digit(&self) -> bool {
        has_gtin_shape(&self.0) && !is_gtin(&self.0)
    }
}

impl fmt::Display for Barcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Barcode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        Self::parse(&raw).map_err(serde::de::Error::custom)
    }
}

fn has_gtin_shape(text: &str) -> bool {
    matches!(text.len(), 8 | 12 | 13 | 14) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a text is a GTIN-8, -12, -13 or -14 with the right check digit (GS1 General Specifications 7.9).
#[must_use]
pub fn is_gtin(text: &str) -> bool {
    let Some((body, check)) = text.split_at_checked(text.len().saturating_sub(1)) else { return false };
    has_gtin_shape(text) && check.bytes().next() == check_digit(body).map(|digit| b'0' + digit)
}

/// The GS1 modulo 10 check digit over the digits before it, or `None` when there is something else than digits.
#[must_use]
pub fn check_digit(body: &str) -> Option<u8> {
    let mut sum = 0_u32;
    for (position, byte) in body.bytes().rev().enumerate() {
        if !byte.is_ascii_digit() {
            return None;
        }
        let weight = if position % 2 == 0 { 3 } else { 1 };
        sum += u32::from(byte - b'0') * weight;
    }
    u8::try_from((10 - sum % 10) % 10).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_follow_gs1() {
        assert!(is_gtin("4901234567894"));
        assert!(is_gtin("49123456"));
        assert!(is_gtin("14901234567891"));
        assert!(!is_gtin("4901234567890"));
        assert!(!is_gtin(""));
        assert!(!is_gtin("日本語"));
    }

    #[test]
    fn a_jan_and_its_gtin_14_have_one_key() {
        let jan = Barcode::parse("４９０１２３４５６７８９４").unwrap();
        assert_eq!(jan.lookup_key(), "04901234567894");
        assert_eq!(Barcode::parse("04901234567894").unwrap().lookup_key(), jan.lookup_key());
        assert_eq!(Barcode::parse("SHELF-01").unwrap().lookup_key(), "SHELF-01");
    }

    #[test]
    fn a_damaged_jan_is_noticed() {
        assert!(Barcode::parse("4901234567890").unwrap().has_wrong_check_digit());
        assert!(!Barcode::parse("12345").unwrap().has_wrong_check_digit());
    }
}
