//! The list of locations.

use leptos::prelude::*;
use model::export::ExportList;
use model::location::{ListLocations, LocationSort, LocationView};
use model::warehouse::ListWarehouses;
use model::{Page, PageRequest, Permission, WarehouseCode};

use crate::bundle::Screen;
use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::change::activity;
use crate::masters::csv::Export;
use crate::masters::functions::{list_locations, list_warehouses};
use crate::masters::{active, active_tabs, nothing};
use crate::parts::{
    Filters, May, PageHead, Pager, SearchForm, SortChoice, SortHead, Tabs, choice_of, loaded, show, use_filters,
    use_param,
};

/// The page `/locations`, and `/w/:warehouse/locations` for one warehouse.
pub struct LocationListPage;

impl Screen for LocationListPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (filters, live, place) = (use_filters(), use_live(&["locations"]), use_param("warehouse"));
        let rows = Resource::new(
            move || (query(filters, &place.get()), live.get()),
            |(query, _)| async move { list_locations(query).await },
        );
        let new = move || new_path(&warehouse(filters, &place.get()));
        view! {
            <PageHead title=tu_string!(i18n, masters.locations)>
                <Export list=Signal::derive(move || ExportList::Locations(query(filters, &place.get())))/>
                <May permission=Permission::EditMasters>
                    <a class="button primary" href=new>{tu_string!(i18n, masters.new_location)}</a>
                </May>
            </PageHead>
            <Tabs filters name="show" label=tu_string!(i18n, masters.shown) tabs=active_tabs()/>
            <SearchForm
                filters
                placeholder=tu_string!(i18n, masters.code_or_name)
                fields=&["warehouse"]
                keep=&["show"]
            >
                <SortChoice
                    filters
                    columns=&["code", "walk"]
                    labels=vec![tu_string!(i18n, masters.code), tu_string!(i18n, masters.walk_order)]
                />
                {if place.get_untracked().is_empty() {
                    view! { <WarehouseFilter filters/> }.into_any()
                } else {
                    only_here(place)
                }}
            </SearchForm>
            {loaded(rows, move |page| {
                let new = new_path(&warehouse(filters, &place.get_untracked()));
                table(filters, &new, page)
            })}
        }
        .into_any()
    }
}

fn new_path(warehouse: &str) -> String {
    if warehouse.is_empty() {
        return "/locations/new".to_owned();
    }
    format!("/locations/new?warehouse={}", place::escaped(warehouse))
}

/// The path names the warehouse, so there is nothing to choose; the frame leads to another, this link to all.
fn only_here(place: Memo<String>) -> AnyView {
    let i18n = use_i18n();
    view! {
        <p class="row">
            {tu_string!(i18n, masters.warehouse)}
            <strong class="code">{move || place.get()}</strong>
            <a href="/locations">{tu_string!(i18n, masters.all_warehouses)}</a>
        </p>
    }
    .into_any()
}

#[component]
fn WarehouseFilter(filters: Filters) -> AnyView {
    let i18n = use_i18n();
    let warehouses = Resource::new(
        || (),
        |()| {
            let page = PageRequest { limit: Some(PageRequest::LIMIT_MAX), ..PageRequest::default() };
            list_warehouses(ListWarehouses { page, ..ListWarehouses::default() })
        },
    );
    choice_of(filters, "warehouse", tu_string!(i18n, masters.warehouse), move || {
        let known = warehouses.get().and_then(Result::ok).map_or_else(Vec::new, |page| page.data);
        known.into_iter().map(|each| (each.code.to_string(), each.name)).collect()
    })
}

/// The warehouse of the path, else the one of the filter, else none.
fn warehouse(filters: Filters, place: &str) -> String {
    if place.is_empty() { filters.text("warehouse") } else { place.to_owned() }
}

fn query(filters: Filters, place: &str) -> ListLocations {
    let (sort, descending) = filters.sort();
    ListLocations {
        warehouse: WarehouseCode::parse(&warehouse(filters, place)).ok(),
        search: filters.text("q"),
        active: active(filters),
        sort: if sort == "walk" { LocationSort::WalkOrder } else { LocationSort::Code },
        descending,
        page: filters.page(),
    }
}

fn table(filters: Filters, new: &str, page: Page<LocationView>) -> AnyView {
    let i18n = use_i18n();
    if page.data.is_empty() {
        let hint = tu_string!(i18n, masters.no_locations_hint);
        return nothing(filters, &["q", "warehouse", "show"], tu_string!(i18n, masters.no_locations), hint, || {
            view! { <a class="button primary" href=new.to_owned()>{tu_string!(i18n, masters.new_location)}</a> }
                .into_any()
        });
    }
    let shown = page.data.len();
    view! {
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, masters.locations)}</caption>
                <thead>
                    <tr>
                        <SortHead filters column="code" label=tu_string!(i18n, masters.code) default=true/>
                        <th scope="col">{tu_string!(i18n, masters.name)}</th>
                        <th scope="col">{tu_string!(i18n, masters.warehouse)}</th>
                        <SortHead filters column="walk" label=tu_string!(i18n, masters.walk_order)/>
                        <th scope="col">{tu_string!(i18n, masters.uses)}</th>
                        <th scope="col">{tu_string!(i18n, words.state)}</th>
                        <th scope="col"><span class="spoken">{tu_string!(i18n, words.actions)}</span></th>
                    </tr>
                </thead>
                <tbody>{page.data.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <Pager filters shown next=page.next total=page.total/>
    }
    .into_any()
}

fn row(each: &LocationView) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let (warehouse, code) = (each.warehouse.to_string(), each.code.to_string());
    let stock = format!("{}?location={}", place::path(&each.warehouse, "stock/locations"), place::escaped(&code));
    view! {
        <tr>
            <th scope="row">
                <a class="code" href=show::path(&["locations", &warehouse, &code])>{code.clone()}</a>
            </th>
            <td data-label=tu_string!(i18n, masters.name)>{show::or_dash(&each.name)}</td>
            <td class="code" data-label=tu_string!(i18n, masters.warehouse)>{warehouse}</td>
            <td class="number" data-label=tu_string!(i18n, masters.walk_order)>{each.walk_order}</td>
            <td data-label=tu_string!(i18n, masters.uses)>
                {(!each.allocatable).then(|| show::badge("warning", tu_string!(i18n, masters.not_allocatable)))}
                " "
                {(!each.receivable).then(|| show::badge("warning", tu_string!(i18n, masters.not_receivable)))}
            </td>
            <td data-label=tu_string!(i18n, words.state)>{activity(each.active)}</td>
            <td><a href=stock>{tu_string!(i18n, stock.title)}</a></td>
        </tr>
    }
}
