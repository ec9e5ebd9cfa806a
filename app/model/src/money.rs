//! Money.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// A price a unit in 1/10,000 yen, from 0 to 99,999,999,999.9999 yen. Written in JSON as that integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct UnitPrice(i64);

/// Why a text or number is no unit price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitPriceError {
    /// Not a decimal number.
    #[error("not a number")]
    NotANumber,
    /// A comma elsewhere than between groups of three digits.
    #[error("a comma that separates no thousands")]
    Comma,
    /// More than four digits after the point.
    #[error("more than four decimals")]
    TooPrecise,
    /// Below zero or beyond 99,999,999,999.9999 yen.
    #[error("out of range 0 to 99,999,999,999.9999")]
    OutOfRange,
}

impl UnitPrice {
    const MAX: i64 = 999_999_999_999_999;

    /// A price from 1/10,000 yen.
    ///
    /// # Errors
    /// [`UnitPriceError::OutOfRange`] below zero or beyond the range.
    pub const fn from_ten_thousandths(raw: i64) -> Result<Self, UnitPriceError> {
        if raw < 0 || raw > Self::MAX { Err(UnitPriceError::OutOfRange) } else { Ok(Self(raw)) }
    }

    /// Reads yen with at most four decimals; thousands separators between groups of three digits allowed.
    ///
    /// # Errors
    /// [`UnitPriceError`] says what is wrong.
    pub fn parse(raw: &str) -> Result<Self, UnitPriceError> {
        let folded = crate::text::fold_width(raw.trim());
        let digits = crate::text::ungrouped(&folded).ok_or(UnitPriceError::Comma)?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let all_digits = |s: &str| s.chars().all(|c| c.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return Err(UnitPriceError::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 4 {
            return Err(UnitPriceError::TooPrecise);
        }
        let digits = format!("{}{fraction:0<4}", whole.trim_start_matches('0'));
        digits.parse::<i64>().map_err(|_| UnitPriceError::OutOfRange).and_then(Self::from_ten_thousandths)
    }

    /// 1/10,000 yen, for the database.
    #[must_use]
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }
}

/// Yen with as many decimals as needed.
impl fmt::Display for UnitPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (yen, rest) = (self.0 / 10_000, self.0 % 10_000);
        if rest == 0 {
            return write!(f, "{yen}");
        }
        write!(f, "{yen}.{}", format!("{rest:04}").trim_end_matches('0'))
    }
}

impl<'de> Deserialize<'de> for UnitPrice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = i64::deserialize(deserializer)?;
        Self::from_ten_thousandths(raw).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_and_print_round_trip() {
        for text in ["0", "120", "98.5", "0.0001", "99999999999.9999"] {
            assert_eq!(UnitPrice::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(UnitPrice::parse("1.00001"), Err(UnitPriceError::TooPrecise));
        assert_eq!(UnitPrice::parse("-1"), Err(UnitPriceError::NotANumber));
    }

    #[test]
    fn commas_separate_thousands_and_nothing_else() {
        assert_eq!(UnitPrice::parse("１，２３４．５").unwrap().ten_thousandths(), 12_345_000);
        for text in ["0,5", "98,50", "1234,567", "1,2345"] {
            assert_eq!(UnitPrice::parse(text), Err(UnitPriceError::Comma), "{text}");
        }
    }
}
