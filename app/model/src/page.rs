//! Pages of lists, by key and never by offset.

use serde::{Deserialize, Serialize};

/// Where the next page begins: opaque to everyone but the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// How far a list is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Not at all.
    #[default]
    No,
    /// Exactly up to 10,000; beyond that "10,000+".
    Bounded,
    /// Exactly, whatever it costs.
    Exact,
}

/// Which page of a list is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageRequest {
    /// The cursor that the page before gave; none for the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
    /// Rows a page, 1 to [`PageRequest::LIMIT_MAX`]; [`PageRequest::LIMIT_DEFAULT`] when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// Whether to count.
    #[serde(default)]
    pub count: Count,
}

impl PageRequest {
    /// Rows a page when nothing is said.
    pub const LIMIT_DEFAULT: u16 = 50;
    /// The most rows a page.
    pub const LIMIT_MAX: u16 = 500;

    /// Rows a page within the bounds.
    #[must_use]
    pub fn limit(&self) -> u16 {
        self.limit.unwrap_or(Self::LIMIT_DEFAULT).clamp(1, Self::LIMIT_MAX)
    }
}

/// How many rows a list has in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// The number counted.
    pub rows: u64,
    /// Whether there are more than were counted.
    pub more: bool,
}

impl Total {
    /// Where a bounded count stops.
    pub const BOUND: u64 = 10_000;
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in the order of the list.
    pub data: Vec<T>,
    /// The cursor of the next page; none on the last.
    pub next: Option<Cursor>,
    /// The count, when asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Total>,
}

impl<T> Page<T> {
    /// The same page with each row turned into another.
    #[must_use]
    pub fn map<U>(self, each: impl FnMut(T) -> U) -> Page<U> {
        Page { data: self.data.into_iter().map(each).collect(), next: self.next, total: self.total }
    }
}
