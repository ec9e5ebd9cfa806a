//! Stock by location: each balance, where it lies.

use leptos::prelude::*;
use model::stock::{ListStock, StockRow, StockSort};
use model::{LocationCode, Page, StatusCode};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{
    ChoiceFilter, Empty, Filters, PageHead, Pager, Place, SearchForm, SortHead, loaded, show, use_filters, use_place,
};
use crate::refusal::Refusal;
use crate::stock::functions::list_stock;
use crate::stock::items::explain_path;
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
            <PageHead title=tu_string!(i18n, stock.title)><StockActions place/></PageHead>
            <StockTabs place here=StockTab::Locations/>
            <SearchForm
                filters
                placeholder=tu_string!(i18n, stock.search_placeholder)
                fields=&["location", "status"]
                keep=&["sort"]
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
            </SearchForm>
            {loaded(rows, move |page| table(place, filters, page))}
        }
        .into_any()
    }
}

/// The seeded statuses, and all of them first.
fn statuses() -> Signal<Vec<(String, String)>> {
    let i18n = use_i18n();
    let all = [(String::new(), tu_string!(i18n, words.all).to_owned())];
    let each = ["good", "hold", "damaged"].map(|code| (code.to_owned(), show::status(code)));
    Signal::stored(all.into_iter().chain(each).collect())
}

fn query(place: Place, filters: Filters) -> Result<ListStock, Refusal> {
    let (sort, _) = filters.sort();
    Ok(ListStock {
        item: None,
        warehouse: Some(place.code()?),
        location: filters.parsed::<LocationCode>("location"),
        status: filters.parsed::<StatusCode>("status"),
        search: filters.text("q"),
        sort: if sort == "item" { StockSort::Item } else { StockSort::Location },
        page: filters.page(),
    })
}

fn table(place: Place, filters: Filters, page: Page<StockRow>) -> AnyView {
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
        {balances(place, Some(filters), &page.data)}
        <Pager filters shown next=page.next total=page.total/>
    }
    .into_any()
}

/// A table of balances; its heads sort where the URL of a list stands behind it.
pub fn balances(place: Place, filters: Option<Filters>, rows: &[StockRow]) -> AnyView {
    let i18n = use_i18n();
    let (location, item) = (tu_string!(i18n, words.location), tu_string!(i18n, words.item));
    let heads = match filters {
        Some(filters) => view! {
            <SortHead filters column="location" label=location default=true/>
            <SortHead filters column="item" label=item/>
        }
        .into_any(),
        None => view! { <th scope="col">{location}</th><th scope="col">{item}</th> }.into_any(),
    };
    let rows = rows.iter().map(|stock| row(place, stock)).collect_view();
    view! {
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, stock.by_location)}</caption>
                <thead>
                    <tr>
                        {heads}
                        <th scope="col">{tu_string!(i18n, words.lot)}</th>
                        <th scope="col">{tu_string!(i18n, words.status)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.on_hand)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.allocated)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.available)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(place: Place, stock: &StockRow) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let code = stock.item.to_string();
    let here = show::path(&[stock.location.as_str()]);
    let figure = |figure: &str, quantity: model::Quantity, label: &'static str| {
        let href = format!("{}&location={}", explain_path(place, &code, figure), here.trim_start_matches('/'));
        let spoken = format!("{label} {}", quantity.grouped());
        view! {
            <td class="number" data-label=label><a href=href aria-label=spoken>{quantity.grouped()}</a></td>
        }
    };
    view! {
        <tr>
            <th scope="row" class="code">{stock.location.to_string()}</th>
            <td>{show::item(&code, &stock.name, &stock.name2)}</td>
            <td data-label=tu_string!(i18n, words.lot)>{show::or_dash(&show::lot(&stock.lot))}</td>
            <td data-label=tu_string!(i18n, words.status)>{show::status(stock.status.as_str())}</td>
            {figure("on_hand", stock.on_hand, tu_string!(i18n, stock.on_hand))}
            {figure("allocated", stock.allocated, tu_string!(i18n, stock.allocated))}
            {figure("available", stock.available, tu_string!(i18n, stock.available))}
        </tr>
    }
}
