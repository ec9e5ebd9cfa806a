//! The warehouse of the URL, and links that lead to the same screen in another.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
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

/// The warehouse of this screen: the one in the URL, else the one of the screen before, else the one of last time.
#[must_use]
pub fn use_warehouse(me: &Me) -> Memo<Option<WarehouseCode>> {
    let pathname = use_location().pathname;
    let codes: Vec<WarehouseCode> = me.warehouses.iter().map(|warehouse| warehouse.code.clone()).collect();
    let usual = me.last_warehouse.clone().or_else(|| codes.first().cloned());
    Memo::new(move |before: Option<&Option<WarehouseCode>>| {
        let named = pathname.with(|pathname| codes.iter().find(|code| is_below(pathname, code)).cloned());
        named.or_else(|| before.cloned().flatten()).or_else(|| usual.clone())
    })
}

fn is_below(pathname: &str, code: &WarehouseCode) -> bool {
    pathname.strip_prefix(&path(code, "")).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where a choice of another warehouse leads: the same list there. A single slip belongs to its warehouse, so from
/// its page the way goes to the list.
#[must_use]
pub fn same_screen(pathname: &str, warehouse: &WarehouseCode) -> String {
    let area = pathname.strip_prefix("/w/").and_then(|rest| rest.split('/').nth(1)).unwrap_or_default();
    let area = if area.is_empty() { "stock" } else { area };
    path(warehouse, area)
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
