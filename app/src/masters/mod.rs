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
use leptos_router::{Lazy, path};

use item_detail::ItemDetailPage;
use item_form::{ItemEditPage, ItemNewPage};
use item_list::ItemListPage;
use location_detail::LocationDetailPage;
use location_form::{LocationEditPage, LocationNewPage};
use locations::LocationListPage;
use model::Permission;
use model::item::ActiveFilter;
use partner_detail::PartnerDetailPage;
use partner_form::{PartnerEditPage, PartnerNewPage};
use partners::PartnerListPage;
use warehouse_detail::WarehouseDetailPage;
use warehouse_form::{WarehouseEditPage, WarehouseNewPage};
use warehouses::WarehouseListPage;

use crate::i18n::{tu_string, use_i18n};
use crate::parts::{Empty, Filters, may};

/// The routes of the masters.
#[component(transparent)]
pub fn MasterRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=Outlet>
            <Route path=path!("items") view={Lazy::<ItemListPage>::new()}/>
            <Route path=path!("items/new") view={Lazy::<ItemNewPage>::new()}/>
            <Route path=path!("items/:code") view={Lazy::<ItemDetailPage>::new()}/>
            <Route path=path!("items/:code/edit") view={Lazy::<ItemEditPage>::new()}/>
            <Route path=path!("warehouses") view={Lazy::<WarehouseListPage>::new()}/>
            <Route path=path!("warehouses/new") view={Lazy::<WarehouseNewPage>::new()}/>
            <Route path=path!("warehouses/:code") view={Lazy::<WarehouseDetailPage>::new()}/>
            <Route path=path!("warehouses/:code/edit") view={Lazy::<WarehouseEditPage>::new()}/>
            <Route path=path!("w/:warehouse/locations") view={Lazy::<LocationListPage>::new()}/>
            <Route path=path!("locations") view={Lazy::<LocationListPage>::new()}/>
            <Route path=path!("locations/new") view={Lazy::<LocationNewPage>::new()}/>
            <Route path=path!("locations/:warehouse/:code") view={Lazy::<LocationDetailPage>::new()}/>
            <Route path=path!("locations/:warehouse/:code/edit") view={Lazy::<LocationEditPage>::new()}/>
            <Route path=path!("partners") view={Lazy::<PartnerListPage>::new()}/>
            <Route path=path!("partners/new") view={Lazy::<PartnerNewPage>::new()}/>
            <Route path=path!("partners/:code") view={Lazy::<PartnerDetailPage>::new()}/>
            <Route path=path!("partners/:code/edit") view={Lazy::<PartnerEditPage>::new()}/>
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
