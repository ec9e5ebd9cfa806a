//! A table of balances: each where it lies, of which lot and status, with three figures that open their explanations.

use leptos::prelude::*;
use model::stock::StockRow;

use crate::i18n::{tu_string, use_i18n};
use crate::parts::show;
use crate::stock::figure::{Figure, Subject, cell};

/// What tells the rows of a table apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Locations of one warehouse, of whatever item.
    LocationsAndItems,
    /// Locations of one warehouse and item.
    Locations,
    /// Locations of any warehouse, of one item.
    Places,
    /// Items at one location.
    Items,
}

impl Shown {
    const fn has_item(self) -> bool {
        matches!(self, Self::LocationsAndItems | Self::Items)
    }

    const fn has_location(self) -> bool {
        !matches!(self, Self::Items)
    }
}

/// The table.
pub fn balances(rows: &[StockRow], shown: Shown) -> AnyView {
    let i18n = use_i18n();
    let head = |label: &'static str| view! { <th scope="col">{label}</th> };
    let location = shown.has_location().then(|| head(tu_string!(i18n, words.location)));
    let item = shown.has_item().then(|| head(tu_string!(i18n, words.item)));
    let figures = Figure::OF_LOCATION.map(|figure| view! { <th scope="col" class="number">{figure.label()}</th> });
    let rows = rows.iter().map(|stock| row(stock, shown)).collect_view();
    view! {
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, stock.where_it_lies)}</caption>
                <thead>
                    <tr>
                        {location}
                        {item}
                        <th scope="col">{tu_string!(i18n, words.lot)}</th>
                        <th scope="col">{tu_string!(i18n, words.status)}</th>
                        {figures.into_iter().collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(stock: &StockRow, shown: Shown) -> AnyView {
    let i18n = use_i18n();
    let subject = Subject::of_row(stock);
    let item = || show::item(stock.item.as_str(), &stock.name, &stock.name2);
    let first = if shown.has_location() { place(stock, shown) } else { item() };
    let second = (shown.has_item() && shown.has_location()).then(|| view! { <td>{item()}</td> });
    view! {
        <tr>
            <th scope="row">{first}</th>
            {second}
            <td data-label=tu_string!(i18n, words.lot)>{show::or_dash(&show::lot(&stock.lot))}</td>
            <td data-label=tu_string!(i18n, words.status)>{show::status(stock.status.as_str())}</td>
            {cell(&subject, Figure::OnHand, stock.on_hand)}
            {cell(&subject, Figure::Allocated, stock.allocated)}
            {cell(&subject, Figure::Available, stock.available)}
        </tr>
    }
    .into_any()
}

/// The location, which leads to its page, behind its warehouse where that is not known.
fn place(stock: &StockRow, shown: Shown) -> AnyView {
    let (warehouse, location) = (stock.warehouse.to_string(), stock.location.to_string());
    let href = show::path(&["locations", &warehouse, &location]);
    let warehouse = (shown == Shown::Places).then(|| view! { <span class="code">{warehouse}</span>" " });
    view! { {warehouse}<a class="code breaking" href=href>{location}</a> }.into_any()
}
