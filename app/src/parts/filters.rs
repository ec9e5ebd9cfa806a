//! What the URL of a list says, and links that change one thing of it.
//!
//! Always holds: a changed filter begins at the first page again.

use std::str::FromStr;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use model::page::Count;
use model::{Cursor, Date, PageRequest};

/// The parameter with the key of the page.
const AFTER: &str = "after";
/// The parameter that asks for an exact count.
const COUNT: &str = "count";
/// The parameter with the sort column; a leading `-` turns it round.
const SORT: &str = "sort";

/// The query of the current URL.
#[derive(Clone, Copy)]
pub struct Filters(Memo<ParamsMap>);

/// The query of the URL that this screen shows.
#[must_use]
pub fn use_filters() -> Filters {
    Filters(use_query_map())
}

impl Filters {
    /// The text of a parameter, empty when it is absent.
    #[must_use]
    pub fn text(self, name: &str) -> String {
        self.0.with(|query| query.get_str(name).unwrap_or_default().trim().to_owned())
    }

    /// A parameter of a type, or nothing when it is absent or not valid.
    #[must_use]
    pub fn parsed<T: FromStr>(self, name: &str) -> Option<T> {
        self.text(name).parse().ok()
    }

    /// A parameter that the list is narrowed by: nothing when it is absent.
    ///
    /// # Errors
    /// When what it says can be nothing of that type, so that the list has no row.
    pub fn code<T: FromStr>(self, name: &str) -> Result<Option<T>, T::Err> {
        let text = self.text(name);
        if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
    }

    /// A calendar date.
    #[must_use]
    pub fn date(self, name: &str) -> Option<Date> {
        Date::parse(&self.text(name)).ok()
    }

    /// Whether a parameter says yes.
    #[must_use]
    pub fn flag(self, name: &str) -> bool {
        self.text(name) == "1"
    }

    /// Column and direction; nothing when the list has its own order.
    #[must_use]
    pub fn sort(self) -> (String, bool) {
        let text = self.text(SORT);
        text.strip_prefix('-').map_or((text.clone(), false), |column| (column.to_owned(), true))
    }

    /// The page that is asked for, counted up to the bound unless the URL asks for more.
    #[must_use]
    pub fn page(self) -> PageRequest {
        let after = self.text(AFTER);
        PageRequest {
            after: (!after.is_empty()).then_some(Cursor(after)),
            limit: None,
            count: if self.text(COUNT) == "exact" { Count::Exact } else { Count::Bounded },
        }
    }

    /// Whether this is not the first page.
    #[must_use]
    pub fn is_later_page(self) -> bool {
        !self.text(AFTER).is_empty()
    }

    /// Whether one of the parameters narrows the list.
    #[must_use]
    pub fn any(self, names: &[&str]) -> bool {
        names.iter().any(|name| !self.text(name).is_empty())
    }

    /// A link to this list with some parameters changed; an empty text takes one away.
    #[must_use]
    pub fn link(self, changes: &[(&'static str, &str)]) -> String {
        let mut query = self.0.get();
        query.remove(AFTER);
        query.remove(COUNT);
        for (name, value) in changes {
            if value.is_empty() {
                query.remove(name);
            } else {
                query.replace(*name, (*value).to_owned());
            }
        }
        query_link(&query)
    }

    /// The link of a column head: sorts by it, or turns round when it is sorted by it already.
    #[must_use]
    pub fn sort_link(self, column: &str, default: bool) -> String {
        match self.direction(column, default) {
            Some(false) => self.link(&[(SORT, &format!("-{column}"))]),
            _ => self.link(&[(SORT, column)]),
        }
    }

    /// Whether the list is sorted by a column, and then whether from the last to the first.
    #[must_use]
    pub fn direction(self, column: &str, default: bool) -> Option<bool> {
        let (sorted, descending) = self.sort();
        (sorted == column || (sorted.is_empty() && default)).then_some(descending)
    }

    /// The link to the next page.
    #[must_use]
    pub fn next_link(self, next: &Cursor) -> String {
        self.link(&[(AFTER, &next.0)])
    }

    /// The link that counts exactly.
    #[must_use]
    pub fn exact_link(self) -> String {
        self.link(&[(COUNT, "exact")])
    }
}

/// The link to a query of the same path.
#[must_use]
pub fn query_link(query: &ParamsMap) -> String {
    let text = query.to_query_string();
    if text.is_empty() { "?".to_owned() } else { text }
}
