//! The warehouse of the URL, and links that lead to the same screen in another.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use model::{WarehouseCode, user::Me};

use crate::parts::show;

/// A path below a warehouse.
#[must_use]
pub fn path(warehouse: &WarehouseCode, rest: &str) -> String {
    let root = show::path(&["w", warehouse.as_str()]);
    if rest.is_empty() { root } else { format!("{root}/{rest}") }
}

/// A text as a segment of a path or a value of a query.
#[must_use]
pub fn escaped(text: &str) -> String {
    show::path(&[text]).split_off(1)
}

/// The warehouse that the address named last, for screens whose own address names none. The frame keeps it, since every
/// screen must agree on it.
#[derive(Clone, Copy)]
struct NamedLast(Memo<Option<String>>);

/// Keeps which warehouse the address named last, for the screens in the frame: in its path, or for screens that are no
/// warehouse's own, in its query.
pub fn provide_warehouse() {
    let (pathname, query) = (use_location().pathname, use_query_map());
    provide_context(NamedLast(Memo::new(move |before: Option<&Option<String>>| {
        let in_path = pathname
            .with(|pathname| pathname.strip_prefix("/w/").and_then(|rest| rest.split('/').next()).map(str::to_owned));
        let in_query = || query.with(|query| query.get_str(IN_QUERY).map(escaped));
        in_path.or_else(in_query).or_else(|| before.cloned().flatten())
    })));
}

/// The parameter that names the warehouse of a screen whose path does not.
const IN_QUERY: &str = "warehouse";

/// The warehouse of this screen: the one in the URL, else the one of the screen before, else the one of last time.
#[must_use]
pub fn use_warehouse(me: &Me) -> Memo<Option<WarehouseCode>> {
    let NamedLast(named) = expect_context();
    let codes: Vec<WarehouseCode> = me.warehouses.iter().map(|warehouse| warehouse.code.clone()).collect();
    let usual = me.last_warehouse.clone().or_else(|| codes.first().cloned());
    Memo::new(move |_| {
        let is_named = |code: &&WarehouseCode| named.with(|named| named.as_deref() == Some(&*escaped(code.as_str())));
        codes.iter().find(is_named).cloned().or_else(|| usual.clone())
    })
}

/// Screens of a warehouse below a list of it that every warehouse has.
const BELOW_LISTS: [&str; 7] = [
    "stock/locations",
    "stock/slips",
    "stock/transfer",
    "stock/adjust",
    "receiving/new",
    "receiving/unplanned",
    "shipping/new",
];

/// Where a choice of another warehouse leads: the same screen there. A single slip or shelf belongs to its warehouse,
/// so from its page the way goes to the list.
#[must_use]
pub fn same_screen(pathname: &str, warehouse: &WarehouseCode) -> String {
    let Some((_, rest)) = pathname.strip_prefix("/w/").and_then(|rest| rest.split_once('/')) else {
        return same_screen_of_all(pathname, warehouse);
    };
    let list = rest.split('/').next().unwrap_or_default();
    path(warehouse, if BELOW_LISTS.contains(&rest) { rest } else { list })
}

/// The same for a screen that is no warehouse's own.
fn same_screen_of_all(pathname: &str, warehouse: &WarehouseCode) -> String {
    let page = match pathname {
        _ if pathname.starts_with("/locations/") => return path(warehouse, "locations"),
        _ if pathname.starts_with("/scan/check/") => "/scan/check",
        _ if pathname.starts_with("/scan/receive/") => "/scan/receive",
        page => page,
    };
    format!("{page}?{IN_QUERY}={}", escaped(warehouse.as_str()))
}

/// Path and query of this screen, to come back to.
#[must_use]
pub fn use_here() -> Memo<String> {
    let location = use_location();
    Memo::new(move |_| {
        let query = location.search.get();
        let pathname = location.pathname.get();
        if query.is_empty() { pathname } else { format!("{pathname}?{}", query.trim_start_matches('?')) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_warehouse_shows_the_same_screen() {
        let other = WarehouseCode::parse("大阪 2").unwrap();
        let there = |pathname: &str| same_screen(pathname, &other).replace("%E5%A4%A7%E9%98%AA%202", "W2");
        for (here, expected) in [
            ("/", "/?warehouse=W2"),
            ("/items/TEA", "/items/TEA?warehouse=W2"),
            ("/scan", "/scan?warehouse=W2"),
            ("/scan/check/SO-1", "/scan/check?warehouse=W2"),
            ("/locations/W1/A-01", "/w/W2/locations"),
            ("/w/W1/stock", "/w/W2/stock"),
            ("/w/W1/stock/locations", "/w/W2/stock/locations"),
            ("/w/W1/stock/slips", "/w/W2/stock/slips"),
            ("/w/W1/stock/explain", "/w/W2/stock"),
            ("/w/W1/receiving/unplanned", "/w/W2/receiving/unplanned"),
            ("/w/W1/receiving/RO-1/receive", "/w/W2/receiving"),
            ("/w/W1/shipping/SO-1", "/w/W2/shipping"),
            ("/w/W1/shipments/SH-1", "/w/W2/shipments"),
        ] {
            assert_eq!(there(here), expected, "{here}");
        }
    }
}
