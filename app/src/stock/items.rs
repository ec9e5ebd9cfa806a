//! Stock by item: the four quantities, each under its own name, each leading to its explanation.

use leptos::prelude::*;
use model::stock::{ItemStock, ListItemStock};
use model::{Page, Quantity};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::functions::list_categories;
use crate::parts::{
    ChoiceFilter, Empty, Filters, PageHead, Pager, Place, SearchForm, Tabs, loaded, show, use_filters, use_place,
};
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
            move || {
                let query = |warehouse| ListItemStock {
                    warehouse: Some(warehouse),
                    search: filters.text("q"),
                    category: filters.text("category"),
                    with_stock: filters.text("show") != "all",
                    page: filters.page(),
                };
                (place.code().map(query), live.get())
            },
            |(query, _)| async move { list_item_stock(query?).await },
        );
        let shown = vec![
            (String::new(), tu_string!(i18n, stock.with_stock)),
            ("all".to_owned(), tu_string!(i18n, stock.all_items)),
        ];
        view! {
            <PageHead title=tu_string!(i18n, stock.title)><StockActions place/></PageHead>
            <StockTabs place here=StockTab::Items/>
            <Tabs filters name="show" label=tu_string!(i18n, stock.shown) tabs=shown/>
            <SearchForm
                filters
                placeholder=tu_string!(i18n, stock.search_placeholder)
                fields=&["category"]
                keep=&["show"]
            >
                <CategoryFilter filters/>
            </SearchForm>
            {loaded(rows, move |page| table(place, filters, page))}
        }
        .into_any()
    }
}

/// A choice among the categories in use.
#[component]
pub fn CategoryFilter(filters: Filters) -> AnyView {
    let i18n = use_i18n();
    let all = tu_string!(i18n, words.all);
    let categories = Resource::new(|| (), |()| list_categories(model::item::ListCategories {}));
    view! {
        <Transition>
            {move || {
                let names = categories.get().and_then(Result::ok).unwrap_or_default();
                let choices: Vec<_> = [(String::new(), all.to_owned())]
                    .into_iter()
                    .chain(names.into_iter().map(|name| (name.clone(), name)))
                    .collect();
                view! {
                    <ChoiceFilter
                        filters
                        name="category"
                        label=tu_string!(i18n, words.category)
                        choices=Signal::stored(choices)
                    />
                }
            }}
        </Transition>
    }
    .into_any()
}

fn table(place: Place, filters: Filters, page: Page<ItemStock>) -> AnyView {
    let i18n = use_i18n();
    if page.data.is_empty() {
        return empty(place, filters);
    }
    let shown = page.data.len();
    let rows = page.data.into_iter().map(|stock| row(place, &stock)).collect_view();
    view! {
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, stock.title)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{tu_string!(i18n, words.item)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.on_hand)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.allocated)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.available)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.incoming)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.outgoing)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.projected)}</th>
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

/// Where a quantity of an item is explained.
pub fn explain_path(place: Place, item: &str, figure: &str) -> String {
    let item = show::path(&[item]);
    format!("{}?item={}&figure={figure}", place.path(&["stock", "explain"]), item.trim_start_matches('/'))
}

fn row(place: Place, stock: &ItemStock) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let code = stock.item.to_string();
    let figure = |figure: &'static str, quantity: Quantity, label: &'static str| {
        let href = explain_path(place, &code, figure);
        let spoken = format!("{label} {}", quantity.grouped());
        view! {
            <td class="number" data-label=label>
                <a href=href aria-label=spoken>{quantity.grouped()}</a>
            </td>
        }
    };
    let low = stock.reorder_point.is_positive() && stock.projected < stock.reorder_point;
    view! {
        <tr>
            <th scope="row">
                {show::item(&code, &stock.name, &stock.name2)}
                {low.then(|| show::badge("warning", tu_string!(i18n, stock.below_reorder_point)))}
            </th>
            {figure("on_hand", stock.on_hand, tu_string!(i18n, stock.on_hand))}
            {figure("allocated", stock.allocated, tu_string!(i18n, stock.allocated))}
            {figure("available", stock.available, tu_string!(i18n, stock.available))}
            {figure("incoming", stock.incoming, tu_string!(i18n, stock.incoming))}
            {figure("outgoing", stock.outgoing, tu_string!(i18n, stock.outgoing))}
            {figure("projected", stock.projected, tu_string!(i18n, stock.projected))}
            <td data-label=tu_string!(i18n, words.unit)>{stock.unit.clone()}</td>
        </tr>
    }
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
    view! {
        <Empty title=tu_string!(i18n, stock.none) hint=tu_string!(i18n, stock.none_hint)>
            <a class="button primary" href="/import">{tu_string!(i18n, stock.import_opening)}</a>
            <a class="button" href=place.path(&["receiving", "unplanned"])>{tu_string!(i18n, receiving.unplanned)}</a>
        </Empty>
    }
    .into_any()
}
