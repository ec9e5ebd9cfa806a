//! Stock by location: each balance, where it lies.

use leptos::prelude::*;
use model::Page;
use model::export::ExportList;
use model::stock::{ListStock, StockRow, StockSort};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::csv::Export;
use crate::parts::{
    ChoiceFilter, Empty, Filters, PageHead, Pager, Place, SearchForm, TextFilter, loaded, show, use_filters, use_place,
};
use crate::refusal::Refusal;
use crate::stock::balances::{Shown, balances};
use crate::stock::functions::list_stock;
use crate::stock::items::no_stock_yet;
use crate::stock::pages::none;
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
            |(query, _)| async move {
                match query? {
                    Some(query) => list_stock(query).await,
                    None => Ok(none()),
                }
            },
        );
        view! {
            <PageHead title=tu_string!(i18n, stock.title)>
                {move || {
                    query(place, filters)
                        .ok()
                        .flatten()
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
                <TextFilter filters name="location" label=tu_string!(i18n, words.location)/>
                <ChoiceFilter filters name="status" label=tu_string!(i18n, words.status) choices=statuses()/>
                <ChoiceFilter filters name="sort" label=tu_string!(i18n, words.sort) choices=orders()/>
            </SearchForm>
            {loaded(rows, move |page| table(place, filters, page))}
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

/// What the URL asks for; nothing when it names what can be no location or status.
fn query(place: Place, filters: Filters) -> Result<Option<ListStock>, Refusal> {
    let warehouse = Some(place.code()?);
    let (Ok(location), Ok(status)) = (filters.code("location"), filters.code("status")) else { return Ok(None) };
    Ok(Some(ListStock {
        item: None,
        warehouse,
        location,
        status,
        portion: None,
        search: filters.text("q"),
        sort: if filters.text("sort") == "item" { StockSort::Item } else { StockSort::Location },
        page: filters.page(),
    }))
}

fn table(place: Place, filters: Filters, page: Page<StockRow>) -> AnyView {
    let i18n = use_i18n();
    if page.data.is_empty() && !filters.any(&["q", "location", "status"]) {
        return no_stock_yet(place);
    }
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
