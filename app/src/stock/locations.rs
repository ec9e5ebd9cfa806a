//! Stock by location: each balance, where it lies.

use leptos::prelude::*;
use model::export::ExportList;
use model::stock::{ListStock, StockRow, StockSort};
use model::{LocationCode, Page, StatusCode};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::csv::Export;
use crate::parts::{
    ChoiceFilter, Empty, Filters, PageHead, Pager, Place, SearchForm, loaded, show, use_filters, use_place,
};
use crate::refusal::Refusal;
use crate::stock::balances::{Shown, balances};
use crate::stock::functions::list_stock;
use crate::stock::{StockActions, StockTab, StockTabs};

/// The page `/w/:warehouse/stock/locations`.
pub struct StockLocationsPage;

impl Screen for StockLocationsPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (place, filters) = (use_place(), use_filters());
        let live = use_live(&["stock", "receiving", "shipping"]);
        let rows = Resource::new(
            move || (query(place, filters), live.get()),
            |(query, _)| async move { list_stock(query?).await },
        );
        view! {
            <PageHead title=tu_string!(i18n, stock.title)>
                {move || {
                    query(place, filters)
                        .ok()
                        .map(|list| view! { <Export list=Signal::stored(ExportList::Stock(list))/> })
                }}
                <StockActions place/>
            </PageHead>
            <StockTabs place here=StockTab::Locations/>
            <SearchForm
                filters
                placeholder=tu_string!(i18n, stock.search_placeholder)
                fields=&["location", "status"]
                keep=&[]
            >
                <div class="field">
                    <label for="field-location">{tu_string!(i18n, words.location)}</label>
                    <input
                        id="field-location"
                        name="location"
                        autocomplete="off"
                        value=move || filters.text("location")
                    />
                </div>
                <ChoiceFilter filters name="status" label=tu_string!(i18n, words.status) choices=statuses()/>
                <ChoiceFilter filters name="sort" label=tu_string!(i18n, words.sort) choices=orders()/>
            </SearchForm>
            {loaded(rows, move |page| table(filters, page))}
        }
        .into_any()
    }
}

/// The orders that the list has.
fn orders() -> Signal<Vec<(String, String)>> {
    let i18n = use_i18n();
    Signal::stored(vec![
        (String::new(), tu_string!(i18n, stock.by_location).to_owned()),
        ("item".to_owned(), tu_string!(i18n, stock.by_item).to_owned()),
    ])
}

/// The seeded statuses, and all of them first.
fn statuses() -> Signal<Vec<(String, String)>> {
    let i18n = use_i18n();
    let all = [(String::new(), tu_string!(i18n, words.all).to_owned())];
    let each = ["good", "hold", "damaged"].map(|code| (code.to_owned(), show::status(code)));
    Signal::stored(all.into_iter().chain(each).collect())
}

fn query(place: Place, filters: Filters) -> Result<ListStock, Refusal> {
    Ok(ListStock {
        item: None,
        warehouse: Some(place.code()?),
        location: filters.parsed::<LocationCode>("location"),
        status: filters.parsed::<StatusCode>("status"),
        portion: None,
        search: filters.text("q"),
        sort: if filters.text("sort") == "item" { StockSort::Item } else { StockSort::Location },
        page: filters.page(),
    })
}

fn table(filters: Filters, page: Page<StockRow>) -> AnyView {
    let i18n = use_i18n();
    if page.data.is_empty() {
        return view! {
            <Empty title=tu_string!(i18n, stock.none_here) hint=tu_string!(i18n, stock.none_here_hint)>
                <a class="button" href="?">{tu_string!(i18n, words.clear_filters)}</a>
            </Empty>
        }
        .into_any();
    }
    let shown = page.data.len();
    view! {
        {balances(&page.data, Shown::LocationsAndItems)}
        <Pager filters shown next=page.next total=page.total/>
    }
    .into_any()
}
