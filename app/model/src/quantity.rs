//! Quantities in thousandths of the item's unit.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{AppError, ErrorCode, ItemCode};

/// A quantity in thousandths of the item's unit, from −999,999,999.999 to 999,999,999.999.
///
/// Invariant: within [`Quantity::MIN`] and [`Quantity::MAX`]; exact, never a float inside. In JSON it is a number
/// with at most three decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(i64);

/// Why a text or number is no quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Not a decimal number.
    #[error("not a number")]
    NotANumber,
    /// A comma elsewhere than between groups of three digits.
    #[error("a comma that separates no thousands")]
    Comma,
    /// More than three digits after the point.
    #[error("more than three decimals")]
    TooPrecise,
    /// Beyond ±999,999,999.999.
    #[error("out of range ±999,999,999.999")]
    OutOfRange,
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest quantity, 999,999,999.999.
    pub const MAX: Self = Self(999_999_999_999);
    /// The smallest quantity, −999,999,999.999.
    pub const MIN: Self = Self(-999_999_999_999);

    /// A quantity from thousandths.
    ///
    /// # Errors
    /// [`QuantityError::OutOfRange`] beyond ±999,999,999.999.
    pub const fn from_milli(milli: i64) -> Result<Self, QuantityError> {
        if milli > Self::MAX.0 || milli < Self::MIN.0 { Err(QuantityError::OutOfRange) } else { Ok(Self(milli)) }
    }

    /// A whole number of units; a count that fits in 32 bits at most nine digits long is always in range.
    ///
    /// # Errors
    /// [`QuantityError::OutOfRange`] beyond ±999,999,999.
    pub const fn from_units(units: i64) -> Result<Self, QuantityError> {
        match units.checked_mul(1000) {
            Some(milli) => Self::from_milli(milli),
            None => Err(QuantityError::OutOfRange),
        }
    }

    /// Reads a decimal number; half or full width digits, thousands separators between groups of three digits allowed.
    ///
    /// # Errors
    /// [`QuantityError`] says what is wrong.
    pub fn parse(raw: &str) -> Result<Self, QuantityError> {
        let folded = crate::text::fold_width(raw.trim());
        let (negative, unsigned) = match folded.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, folded.strip_prefix('+').unwrap_or(&folded)),
        };
        let digits = crate::text::ungrouped(unsigned).ok_or(QuantityError::Comma)?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let all_digits = |s: &str| s.chars().all(|c| c.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return Err(QuantityError::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 3 {
            return Err(QuantityError::TooPrecise);
        }
        let whole = whole.trim_start_matches('0');
        if whole.len() > 9 {
            return Err(QuantityError::OutOfRange);
        }
        let number = |s: &str| s.bytes().fold(0_i64, |n, digit| n * 10 + i64::from(digit - b'0'));
        let milli = number(whole) * 1000 + number(&format!("{fraction:0<3}"));
        Self::from_milli(if negative { -milli } else { milli })
    }

    /// Thousandths, for the database.
    #[must_use]
    pub const fn milli(self) -> i64 {
        self.0
    }

    /// Whether it is above zero.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Whether it is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether it is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it is a whole number of units.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.0 % 1000 == 0
    }

    /// The sum, or `None` beyond the range.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::from_milli(self.0 + other.0).ok()
    }

    /// The difference, or `None` beyond the range.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Self::from_milli(self.0 - other.0).ok()
    }

    /// The sum of all, or `None` beyond the range.
    #[must_use]
    pub fn checked_sum(quantities: impl IntoIterator<Item = Self>) -> Option<Self> {
        quantities.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// The total of a slip's lines, each with its item.
    ///
    /// # Errors
    /// [`ErrorCode::QuantityOverflow`] on the field `lines`, with the item whose line takes the total beyond the range.
    pub fn total<'a>(lines: impl IntoIterator<Item = (&'a ItemCode, Self)>) -> Result<Self, AppError> {
        lines.into_iter().try_fold(Self::ZERO, |total, (item, quantity)| {
            let refusal = || AppError::new(ErrorCode::QuantityOverflow).arg("item", item).field("lines");
            total.checked_add(quantity).ok_or_else(refusal)
        })
    }

    /// This many packs of `pack` units each, or `None` beyond the range or below a thousandth.
    #[must_use]
    pub fn checked_mul(self, pack: Self) -> Option<Self> {
        let product = i128::from(self.0) * i128::from(pack.0);
        if product % 1000 != 0 {
            return None;
        }
        i64::try_from(product / 1000).ok().and_then(|milli| Self::from_milli(milli).ok())
    }

    /// The number with thousands separators, as screens show it: `1,234.5`.
    #[must_use]
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let (sign, plain) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        let mut out = String::with_capacity(plain.len() + 4);
        out.push_str(sign);
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && (whole.len() - position) % 3 == 0 {
                out.push(',');
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push('.');
            out.push_str(fraction);
        }
        out
    }
}

/// Adding saturates at the range, which is right for what is only shown. What is kept is added with
/// [`Quantity::checked_add`], [`Quantity::checked_sum`] or [`Quantity::total`].
impl Add for Quantity {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self((self.0 + other.0).clamp(Self::MIN.0, Self::MAX.0))
    }
}

/// Subtracting saturates at the range.
impl Sub for Quantity {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self((self.0 - other.0).clamp(Self::MIN.0, Self::MAX.0))
    }
}

impl Neg for Quantity {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Quantity {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

/// The shortest decimal that says it exactly: `12`, `0.5`, `-3.125`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.abs() / 1000, self.0.abs() % 1000);
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let fraction = format!("{fraction:03}");
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

impl Serialize for Quantity {
    #[expect(clippy::cast_precision_loss, reason = "at most 12 digits: a double holds 15")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_whole() {
            serializer.serialize_i64(self.0 / 1000)
        } else {
            serializer.serialize_f64(self.0 as f64 / 1000.0)
        }
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(QuantityVisitor)
    }
}

struct QuantityVisitor;

impl de::Visitor<'_> for QuantityVisitor {
    type Value = Quantity;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number with at most three decimals within ±999,999,999.999")
    }

    fn visit_i64<E: de::Error>(self, units: i64) -> Result<Quantity, E> {
        Quantity::from_units(units).map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, units: u64) -> Result<Quantity, E> {
        i64::try_from(units).map_err(|_| QuantityError::OutOfRange).and_then(Quantity::from_units).map_err(E::custom)
    }

    /// The shortest decimal of a double is what stood in the JSON, for up to 15 digits.
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Quantity, E> {
        if !number.is_finite() || number.abs() > 1e9 {
            return Err(E::custom(QuantityError::OutOfRange));
        }
        Quantity::parse(&format!("{number}")).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parse_and_print_round_trip(milli in Quantity::MIN.0..=Quantity::MAX.0) {
            let quantity = Quantity::from_milli(milli).unwrap();
            prop_assert_eq!(Quantity::parse(&quantity.to_string()).unwrap(), quantity);
            prop_assert_eq!(Quantity::parse(&quantity.grouped()).unwrap(), quantity);
        }

        #[test]
        fn json_round_trips_exactly(milli in Quantity::MIN.0..=Quantity::MAX.0) {
            let quantity = Quantity::from_milli(milli).unwrap();
            let json = serde_json::to_string(&quantity).unwrap();
            prop_assert_eq!(&json.trim_end_matches(".0"), &quantity.to_string());
            prop_assert_eq!(serde_json::from_str::<Quantity>(&json).unwrap(), quantity);
        }
    }

    #[test]
    fn four_decimals_are_refused() {
        assert_eq!(Quantity::parse("1.0004"), Err(QuantityError::TooPrecise));
        assert!(serde_json::from_str::<Quantity>("1.0004").is_err());
        assert!(serde_json::from_str::<Quantity>("\"1\"").is_err());
    }

    #[test]
    fn full_width_digits_and_separators_are_read() {
        assert_eq!(Quantity::parse("１，２３４．５").unwrap().milli(), 1_234_500);
        assert_eq!(Quantity::parse("1.500").unwrap().milli(), 1_500);
        assert_eq!(Quantity::parse("−1,234,567.5").unwrap().milli(), -1_234_567_500);
        assert_eq!(Quantity::parse("+12,345").unwrap().milli(), 12_345_000);
    }

    #[test]
    fn a_comma_that_separates_no_thousands_is_refused() {
        for text in ["0,5", "0,500", "1,5", "12,34", "1234,567", "1,2345", ",500", "1,,234", "1,234,", "1.234,5", ","] {
            assert_eq!(Quantity::parse(text), Err(QuantityError::Comma), "{text}");
        }
    }

    #[test]
    fn a_billion_is_out_of_range() {
        assert_eq!(Quantity::parse("1000000000"), Err(QuantityError::OutOfRange));
        assert!(serde_json::from_str::<Quantity>("1e9").is_err());
    }

    #[test]
    fn a_total_beyond_the_range_names_the_line_that_takes_it_there() {
        let (tea, cup) = (ItemCode::parse("TEA").unwrap(), ItemCode::parse("CUP").unwrap());
        let thousandth = Quantity::from_milli(1).unwrap();
        let refusal = Quantity::total([(&tea, Quantity::MAX), (&cup, thousandth), (&tea, thousandth)]).unwrap_err();
        assert_eq!((refusal.code, refusal.get("item")), (ErrorCode::QuantityOverflow, "CUP"));
        assert_eq!(refusal.field.as_deref(), Some("lines"));
        assert_eq!(Quantity::total([(&tea, Quantity::MAX), (&cup, Quantity::ZERO)]), Ok(Quantity::MAX));
        assert_eq!(Quantity::checked_sum([Quantity::MAX, thousandth]), None);
        assert_eq!(Quantity::checked_sum([thousandth, thousandth]), Quantity::from_milli(2).ok());
    }

    #[test]
    fn packs_multiply_exactly() {
        let three = Quantity::from_units(3).unwrap();
        let case = Quantity::from_units(144).unwrap();
        assert_eq!(three.checked_mul(case).unwrap().to_string(), "432");
        assert_eq!(Quantity::MAX.checked_mul(Quantity::MAX), None);
    }
}
