//! Items, warehouses, locations and partners.

pub mod change;
pub mod csv;
pub mod find;
pub mod functions;
pub mod item;
pub mod item_barcodes;
pub mod item_detail;
pub mod item_form;
pub mod item_list;
pub mod location;
pub mod location_detail;
pub mod location_form;
pub mod locations;
pub mod master;
pub mod partner;
pub mod partner_detail;
pub mod partner_form;
pub mod partners;
pub mod warehouse;
pub mod warehouse_detail;
pub mod warehouse_form;
pub mod warehouses;
pub mod writing;

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route};
use leptos_router::path;

use model::Permission;
use model::item::ActiveFilter;

use crate::bundle::Masters;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::{Empty, Filters, may};

/// The routes of the masters.
#[component(transparent)]
pub fn MasterRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=Outlet>
            <Route path=path!("items") view=Masters::ItemList/>
            <Route path=path!("items/new") view=Masters::ItemNew/>
            <Route path=path!("items/:code") view=Masters::ItemDetail/>
            <Route path=path!("items/:code/edit") view=Masters::ItemEdit/>
            <Route path=path!("warehouses") view=Masters::WarehouseList/>
            <Route path=path!("warehouses/new") view=Masters::WarehouseNew/>
            <Route path=path!("warehouses/:code") view=Masters::WarehouseDetail/>
            <Route path=path!("warehouses/:code/edit") view=Masters::WarehouseEdit/>
            <Route path=path!("w/:warehouse/locations") view=Masters::LocationList/>
            <Route path=path!("locations") view=Masters::LocationList/>
            <Route path=path!("locations/new") view=Masters::LocationNew/>
            <Route path=path!("locations/:warehouse/:code") view=Masters::LocationDetail/>
            <Route path=path!("locations/:warehouse/:code/edit") view=Masters::LocationEdit/>
            <Route path=path!("partners") view=Masters::PartnerList/>
            <Route path=path!("partners/new") view=Masters::PartnerNew/>
            <Route path=path!("partners/:code") view=Masters::PartnerDetail/>
            <Route path=path!("partners/:code/edit") view=Masters::PartnerEdit/>
        </ParentRoute>
    }
    .into_inner()
}

/// Which of the masters the URL asks for.
#[must_use]
pub fn active(filters: Filters) -> ActiveFilter {
    match filters.text("show").as_str() {
        "inactive" => ActiveFilter::Inactive,
        "all" => ActiveFilter::All,
        _ => ActiveFilter::Active,
    }
}

/// The tabs for [`active`].
#[must_use]
pub fn active_tabs() -> Vec<(String, &'static str)> {
    let i18n = use_i18n();
    vec![
        (String::new(), tu_string!(i18n, masters.active)),
        ("inactive".to_owned(), tu_string!(i18n, masters.inactive)),
        ("all".to_owned(), tu_string!(i18n, words.all)),
    ]
}

/// An empty list: none that fits the filters, or none at all yet, with the way to the first one for who may go it.
#[must_use]
pub fn nothing(
    filters: Filters,
    narrowing: &[&str],
    title: &'static str,
    hint: &'static str,
    begin: impl FnOnce() -> AnyView,
) -> AnyView {
    let i18n = use_i18n();
    if filters.any(narrowing) {
        return view! {
            <Empty title=tu_string!(i18n, masters.none_found) hint=tu_string!(i18n, words.none_found_hint)>
                <a class="button" href="?">{tu_string!(i18n, words.clear_filters)}</a>
            </Empty>
        }
        .into_any();
    }
    let begin = may(Permission::EditMasters).then(begin);
    view! { <Empty title hint>{begin}</Empty> }.into_any()
}
