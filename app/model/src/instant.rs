//! Points in time.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::Date;

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

impl Instant {
    /// From microseconds since the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch, for the database.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This many seconds later (earlier when negative).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1_000_000)
    }

    /// How it reads on a wall clock `offset_minutes` ahead of UTC.
    #[must_use]
    pub const fn at_offset(self, offset_minutes: i32) -> LocalInstant {
        LocalInstant { instant: self, offset_minutes }
    }
}

/// An instant together with the tenant's offset at that moment, so that a screen needs no time zone database.
///
/// In JSON it is RFC 3339 with microseconds and the offset: `2026-11-23T14:10:33.000000+09:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalInstant {
    /// The instant.
    pub instant: Instant,
    /// Minutes ahead of UTC: 540 in Japan.
    pub offset_minutes: i32,
}

impl LocalInstant {
    fn civil(self) -> Option<jiff::civil::DateTime> {
        let offset = jiff::tz::Offset::from_seconds(self.offset_minutes * 60).ok()?;
        Some(offset.to_datetime(jiff::Timestamp::from_microsecond(self.instant.0).ok()?))
    }

    /// The calendar date on that wall clock, or `None` outside the years of [`Date`].
    #[must_use]
    pub fn date(self) -> Option<Date> {
        let civil = self.civil()?;
        Date::new(civil.year(), civil.month(), civil.day()).ok()
    }

    /// `YYYY/MM/DD hh:mm`, as screens show it.
    #[must_use]
    pub fn minutes(self) -> String {
        self.civil().map_or_else(String::new, |t| {
            format!("{:04}/{:02}/{:02} {:02}:{:02}", t.year(), t.month(), t.day(), t.hour(), t.minute())
        })
    }
}

impl Serialize for LocalInstant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LocalInstant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        let pieces = jiff::fmt::temporal::Pieces::parse(&raw).map_err(de::Error::custom)?;
        let offset = pieces.to_numeric_offset().ok_or_else(|| de::Error::custom("no offset"))?;
        let time = pieces.time().ok_or_else(|| de::Error::custom("no time of day"))?;
        let instant = offset.to_timestamp(pieces.date().to_datetime(time)).map_err(de::Error::custom)?;
        Ok(Instant(instant.as_microsecond()).at_offset(offset.seconds() / 60))
    }
}

/// RFC 3339 with microseconds and the offset.
impl fmt::Display for LocalInstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(t) = self.civil() else { return Err(fmt::Error) };
        let (sign, offset) =
            if self.offset_minutes < 0 { ('-', -self.offset_minutes) } else { ('+', self.offset_minutes) };
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}{sign}{:02}:{:02}",
            t.year(),
            t.month(),
            t.day(),
            t.hour(),
            t.minute(),
            t.second(),
            t.subsec_nanosecond() / 1000,
            offset / 60,
            offset % 60
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japan_is_nine_hours_ahead() {
        let late = Instant::from_micros(1_795_448_000_000_000).at_offset(540);
        assert_eq!(late.to_string(), "2026-11-24T00:33:20.000000+09:00");
        assert_eq!(late.date().unwrap().to_string(), "2026-11-24");
        assert_eq!(late.minutes(), "2026/11/24 00:33");
        let json = serde_json::to_string(&late).unwrap();
        assert_eq!(serde_json::from_str::<LocalInstant>(&json).unwrap(), late);
    }
}
