//! Calendar dates, which are never instants.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar date `YYYY-MM-DD`, of the years 1900 to 2999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

/// A text that is no calendar date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date of the form YYYY-MM-DD")]
pub struct DateError;

impl Date {
    /// A date from its parts.
    ///
    /// # Errors
    /// [`DateError`] when there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, DateError> {
        if !(1900..=2999).contains(&year) {
            return Err(DateError);
        }
        jiff::civil::Date::new(year, month, day).map(Self).map_err(|_| DateError)
    }

    /// Reads `YYYY-MM-DD` or `YYYY/MM/DD`, months and days with or without a leading zero, and `YYYYMMDD`.
    ///
    /// # Errors
    /// [`DateError`] when it is none of these or no such day exists.
    pub fn parse(raw: &str) -> Result<Self, DateError> {
        let folded = crate::text::fold_width(raw.trim());
        let parts: Vec<&str> = if folded.len() == 8 && folded.bytes().all(|b| b.is_ascii_digit()) {
            vec![&folded[..4], &folded[4..6], &folded[6..]]
        } else {
            folded.split(['-', '/']).collect()
        };
        let [year, month, day] = parts.as_slice() else { return Err(DateError) };
        if year.len() != 4 || month.len() > 2 || day.len() > 2 {
            return Err(DateError);
        }
        let number = |s: &str| s.parse::<i16>().map_err(|_| DateError);
        let small = |s: &str| s.parse::<i8>().map_err(|_| DateError);
        Self::new(number(year)?, small(month)?, small(day)?)
    }

    /// The date of the date library.
    #[must_use]
    pub const fn civil(self) -> jiff::civil::Date {
        self.0
    }

    /// The date `days` later (earlier when negative), or `None` beyond the range.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Option<Self> {
        let later = self.0.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        Self::new(later.year(), later.month(), later.day()).ok()
    }

    /// `YYYY/MM/DD`, as Japanese screens show it.
    #[must_use]
    pub fn slashed(self) -> String {
        format!("{:04}/{:02}/{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        Self::parse(&raw).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_that_people_write_are_read() {
        for raw in ["2026-11-23", "2026/11/23", "20261123", "２０２６／１１／２３"] {
            assert_eq!(Date::parse(raw).unwrap().to_string(), "2026-11-23");
        }
        assert_eq!(Date::parse("2026/2/3").unwrap().slashed(), "2026/02/03");
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for raw in ["2026-02-29", "2026-13-01", "26-01-01", "", "2026-01", "9999999"] {
            assert_eq!(Date::parse(raw), Err(DateError), "{raw}");
        }
    }

    #[test]
    fn days_are_added_across_months() {
        assert_eq!(Date::parse("2026-02-27").unwrap().plus_days(2).unwrap().to_string(), "2026-03-01");
    }
}
