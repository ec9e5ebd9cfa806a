//! Stock by item: the four quantities, each under its own name, each leading to its explanation.

use leptos::prelude::*;
use model::export::ExportList;
use model::stock::{ItemStock, ItemStockSort, ListItemStock};
use model::{Page, Permission, WarehouseCode};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::csv::Export;
use crate::masters::functions::list_categories;
use crate::parts::{
    Empty, Filters, PageHead, Pager, Place, SearchForm, SortChoice, SortHead, Tabs, choice_of, loaded, may, show,
    use_filters, use_place,
};
use crate::refusal::Refusal;
use crate::stock::figure::{Figure, Subject, cell};
use crate::stock::functions::list_item_stock;
use crate::stock::{StockActions, StockTab, StockTabs};

/// The page `/w/:warehouse/stock`.
pub struct StockItemsPage;

impl Screen for StockItemsPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (place, filters) = (use_place(), use_filters());
        let live = use_live(&["stock", "receiving", "shipping", "items"]);
        let rows = Resource::new(
            move || (place.code(), query(place, filters), live.get()),
            |(warehouse, query, _)| async move { Ok((warehouse?, list_item_stock(query?).await?)) },
        );
        let shown = vec![
            (String::new(), tu_string!(i18n, stock.with_stock)),
            ("all".to_owned(), tu_string!(i18n, stock.all_items)),
        ];
        view! {
            <PageHead title=tu_string!(i18n, stock.title)>
                {move || {
                    query(place, filters)
                        .ok()
                        .map(|list| view! { <Export list=Signal::stored(ExportList::ItemStock(list))/> })
                }}
                <StockActions place/>
            </PageHead>
            <StockTabs place here=StockTab::Items/>
            <Tabs filters name="show" label=tu_string!(i18n, stock.shown) tabs=shown/>
            <SearchForm
                filters
                placeholder=tu_string!(i18n, stock.search_placeholder)
                fields=&["category"]
                keep=&["show"]
            >
                <SortChoice
                    filters
                    columns=&["code", "name"]
                    labels=vec![tu_string!(i18n, masters.item_code), tu_string!(i18n, masters.name)]
                />
                <CategoryFilter filters/>
            </SearchForm>
            {loaded(rows, move |(warehouse, page)| table(place, &warehouse, filters, page))}
        }
        .into_any()
    }
}

fn query(place: Place, filters: Filters) -> Result<ListItemStock, Refusal> {
    let (sort, descending) = filters.sort();
    Ok(ListItemStock {
        warehouse: Some(place.code()?),
        search: filters.text("q"),
        category: filters.text("category"),
        with_stock: filters.text("show") != "all",
        sort: if sort == "name" { ItemStockSort::Name } else { ItemStockSort::Code },
        descending,
        page: filters.page(),
    })
}

/// A choice among the categories in use.
#[component]
pub fn CategoryFilter(filters: Filters) -> AnyView {
    let i18n = use_i18n();
    let categories = Resource::new(|| (), |()| list_categories(model::item::ListCategories {}));
    choice_of(filters, "category", tu_string!(i18n, words.category), move || {
        let names = categories.get().and_then(Result::ok).unwrap_or_default();
        names.into_iter().map(|name| (name.clone(), name)).collect()
    })
}

fn table(place: Place, warehouse: &WarehouseCode, filters: Filters, page: Page<ItemStock>) -> AnyView {
    let i18n = use_i18n();
    if page.data.is_empty() {
        return empty(place, filters);
    }
    let shown = page.data.len();
    let rows = page.data.into_iter().map(|stock| row(warehouse, &stock)).collect_view();
    let (code, name) = (tu_string!(i18n, masters.item_code), tu_string!(i18n, masters.name));
    // A search has its own order: what fits best comes first.
    let heads = if filters.any(&["q"]) {
        view! { <th scope="col">{code}</th><th scope="col">{name}</th> }.into_any()
    } else {
        view! {
            <SortHead filters column="code" label=code default=true/>
            <SortHead filters column="name" label=name/>
        }
        .into_any()
    };
    let figures = Figure::ALL.map(|figure| view! { <th scope="col" class="number">{figure.label()}</th> });
    view! {
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, stock.title)}</caption>
                <thead>
                    <tr>
                        {heads}
                        {figures.into_iter().collect_view()}
                        <th scope="col">{tu_string!(i18n, words.unit)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager filters shown next=page.next total=page.total/>
    }
    .into_any()
}

fn row(warehouse: &WarehouseCode, stock: &ItemStock) -> AnyView {
    let i18n = use_i18n();
    let code = stock.item.to_string();
    let subject = Subject::of_item(warehouse, &stock.item);
    let figures = Figure::ALL.map(|figure| cell(&subject, figure, figure.of(stock)));
    let low = stock.reorder_point.is_positive() && stock.projected < stock.reorder_point;
    view! {
        <tr>
            <th scope="row"><a class="code breaking" href=show::path(&["items", &code])>{code.clone()}</a></th>
            <td>
                {show::names(&stock.name, &stock.name2)}
                " "
                {low.then(|| show::badge("warning", tu_string!(i18n, stock.below_reorder_point)))}
            </td>
            {figures.into_iter().collect_view()}
            <td data-label=tu_string!(i18n, words.unit)>{stock.unit.clone()}</td>
        </tr>
    }
    .into_any()
}

fn empty(place: Place, filters: Filters) -> AnyView {
    let i18n = use_i18n();
    if filters.any(&["q", "category"]) {
        return view! {
            <Empty title=tu_string!(i18n, stock.none_found) hint=tu_string!(i18n, words.none_found_hint)>
                <a class="button" href="?">{tu_string!(i18n, words.clear_filters)}</a>
            </Empty>
        }
        .into_any();
    }
    no_stock_yet(place)
}

/// What stands instead of the stock of a warehouse that has none, and the ways to some.
pub fn no_stock_yet(place: Place) -> AnyView {
    let i18n = use_i18n();
    let import = may(Permission::Import).then(|| {
        let href = "/import?kind=opening_stock";
        view! { <a class="button primary" href=href>{tu_string!(i18n, stock.import_opening)}</a> }
    });
    let receive = may(Permission::Receive).then(|| {
        let href = place.path(&["receiving", "unplanned"]);
        view! { <a class="button" href=href>{tu_string!(i18n, receiving.unplanned)}</a> }
    });
    view! {
        <Empty title=tu_string!(i18n, stock.none) hint=tu_string!(i18n, stock.none_hint)>
            {import}
            {receive}
        </Empty>
    }
    .into_any()
}
