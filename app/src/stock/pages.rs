//! Pages of a further list of a screen: its key stands in the URL under a name of its own, beside that of the main list.

use leptos::prelude::*;
use model::page::{Count, Total};
use model::{Cursor, Page, PageRequest, Quantity};

use crate::i18n::{tu_string, use_i18n};
use crate::parts::Filters;

/// The page that the URL asks for.
#[must_use]
pub fn page(filters: Filters, name: &str) -> PageRequest {
    let after = filters.text(name);
    PageRequest { after: (!after.is_empty()).then_some(Cursor(after)), limit: None, count: Count::Bounded }
}

/// The page of a list that needs not be asked for.
#[must_use]
pub const fn none<T>() -> Page<T> {
    Page { data: Vec::new(), next: None, total: None }
}

/// How many there are, and the ways to the next and the first page. Nothing where all are shown.
#[component]
pub fn Pages(
    filters: Filters,
    /// The parameter of the URL.
    name: &'static str,
    /// Rows on this page.
    shown: usize,
    next: Option<Cursor>,
    total: Option<Total>,
) -> AnyView {
    let i18n = use_i18n();
    let is_later = !filters.text(name).is_empty();
    if next.is_none() && !is_later {
        return ().into_any();
    }
    let count = total.map(|total| {
        let rows = i64::try_from(total.rows).ok().and_then(|rows| Quantity::from_units(rows).ok());
        let rows = rows.map_or_else(|| total.rows.to_string(), Quantity::grouped);
        if total.more {
            tu_string!(i18n, words.count_more, rows = rows).to_string()
        } else {
            tu_string!(i18n, words.count, rows = rows).to_string()
        }
    });
    let shown = tu_string!(i18n, words.shown, rows = shown.to_string()).to_string();
    let first = is_later.then(|| {
        view! { <a class="button" href=filters.link(&[(name, "")])>{tu_string!(i18n, words.first_page)}</a> }
    });
    let next = next.map(|next| {
        view! {
            <a class="button" rel="next" href=filters.link(&[(name, &next.0)])>{tu_string!(i18n, words.next_page)}</a>
        }
    });
    view! {
        <div class="pager">
            <p class="pager-count">{count}" "<span class="muted">{shown}</span></p>
            <div class="pager-links">{first} {next}</div>
        </div>
    }
    .into_any()
}
