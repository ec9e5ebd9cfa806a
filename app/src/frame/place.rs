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

/// The warehouse that the address named last, for screens whose own address names none. The frame keeps it, since every
/// screen must agree on it.
#[derive(Clone, Copy)]
struct NamedLast(Memo<Option<String>>);

/// Keeps which warehouse the address named last, for the screens in the frame.
pub fn provide_warehouse() {
    let pathname = use_location().pathname;
    provide_context(NamedLast(Memo::new(move |before: Option<&Option<String>>| {
        let named = pathname
            .with(|pathname| pathname.strip_prefix("/w/").and_then(|rest| rest.split('/').next()).map(str::to_owned));
        named.or_else(|| before.cloned().flatten())
    })));
}

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
