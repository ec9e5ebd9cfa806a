//! Stock: the four quantities, where they lie, and what explains each of them.

pub mod adjust;
pub mod balances;
pub mod explain;
pub mod figure;
pub mod functions;
pub mod holders;
pub mod items;
pub mod locations;
pub mod lot_fields;
pub mod movement;
pub mod pages;
pub mod slips;
pub mod transfer;

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route};
use leptos_router::path;

use model::Permission;

use crate::bundle::Slips;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::{May, Place};

/// The routes of stock, below `/w/:warehouse`.
#[component(transparent)]
pub fn StockRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=Outlet>
            <Route path=path!("stock") view=Slips::StockItems/>
            <Route path=path!("stock/locations") view=Slips::StockLocations/>
            <Route path=path!("stock/slips") view=Slips::StockSlips/>
            <Route path=path!("stock/explain") view=Slips::StockExplain/>
            <Route path=path!("stock/transfer") view=Slips::StockTransfer/>
            <Route path=path!("stock/adjust") view=Slips::StockAdjust/>
        </ParentRoute>
    }
    .into_inner()
}

/// Which of the three views of stock is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StockTab {
    /// 品目別
    Items,
    /// ロケーション別
    Locations,
    /// 伝票別
    Slips,
}

/// Links to the three views of stock.
#[component]
pub fn StockTabs(place: Place, here: StockTab) -> AnyView {
    let i18n = use_i18n();
    let tabs = [
        (StockTab::Items, vec!["stock"], tu_string!(i18n, stock.by_item)),
        (StockTab::Locations, vec!["stock", "locations"], tu_string!(i18n, stock.by_location)),
        (StockTab::Slips, vec!["stock", "slips"], tu_string!(i18n, stock.by_slip)),
    ];
    let links = tabs
        .into_iter()
        .map(|(tab, path, text)| {
            view! {
                <li>
                    <a href=move || place.path(&path) aria-current=(tab == here).then_some("page")>{text}</a>
                </li>
            }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=tu_string!(i18n, stock.views)><ul>{links}</ul></nav> }.into_any()
}

/// The actions of all stock screens.
#[component]
pub fn StockActions(place: Place) -> AnyView {
    let i18n = use_i18n();
    view! {
        <May permission=Permission::Transfer>
            <a class="button" href=move || place.path(&["stock", "transfer"])>{tu_string!(i18n, stock.transfer)}</a>
        </May>
        <May permission=Permission::Adjust>
            <a class="button" href=move || place.path(&["stock", "adjust"])>{tu_string!(i18n, stock.adjust)}</a>
        </May>
    }
    .into_any()
}
