//! An item: what it is, its barcodes, its stock in each warehouse, what moved it last.

use leptos::prelude::*;
use model::PageRequest;
use model::item::{GetItem, ItemView};
use model::stock::{ListPostings, ListStock};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::item::{expiry, tax, temperature};
use crate::masters::master::{Master, fact, head, one, there};
use crate::parts::{loaded, loaded_page, show, use_filters};
use crate::stock::balances::{Shown, balances};
use crate::stock::functions::{list_postings, list_stock};
use crate::stock::movement::{Column, postings};
use crate::stock::pages::{Pages, page};

/// How many of the last postings are shown.
const LAST: u16 = 10;
/// The page of the balances.
const LYING: &str = "lying";

/// The page `/items/:code`.
pub struct ItemDetailPage;

impl Screen for ItemDetailPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (filters, wanted, live) = (use_filters(), ItemView::wanted(), use_live(&["items", "stock"]));
        let item = one::<ItemView>(&["items"]);
        let key = move || (wanted.get(), live.get());
        let lying = Resource::new(
            move || (key(), page(filters, LYING)),
            |((wanted, _), page)| async move {
                let GetItem { code } = wanted?;
                list_stock(ListStock { item: Some(code), page, ..ListStock::default() }).await
            },
        );
        let moved = Resource::new(key, |(wanted, _)| async move {
            let GetItem { code } = wanted?;
            let page = PageRequest { limit: Some(LAST), ..PageRequest::default() };
            list_postings(ListPostings { item: Some(code), page, ..ListPostings::default() }).await
        });
        let again = Callback::new(move |()| item.refetch());
        view! {
            {loaded_page(item, move |item| detail(&item, again))}
            <section class="section">
                <h2>{tu_string!(i18n, stock.where_it_lies)}</h2>
                {loaded(lying, move |page| match page.data.as_slice() {
                    [] => view! { <p class="muted">{tu_string!(i18n, stock.lies_nowhere)}</p> }.into_any(),
                    rows => view! {
                        {balances(rows, Shown::Places)}
                        <Pages filters name=LYING shown=rows.len() next=page.next.clone() total=page.total/>
                    }.into_any(),
                })}
            </section>
            <section class="section">
                <h2>{tu_string!(i18n, masters.last_postings)}</h2>
                {loaded(moved, move |page| match page.data.as_slice() {
                    [] => view! { <p class="muted">{tu_string!(i18n, stock.no_postings)}</p> }.into_any(),
                    rows => postings(rows, &[Column::Warehouse]),
                })}
            </section>
        }
        .into_any()
    }
}

fn detail(item: &ItemView, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    view! {
        {head(item, again)}
        <div class="columns">
            <section class="card">
                <dl class="facts">
                    {fact(tu_string!(i18n, masters.kana), &item.kana)}
                    {fact(tu_string!(i18n, words.category), &item.category)}
                    {fact(tu_string!(i18n, words.unit), &item.unit)}
                    {fact(tu_string!(i18n, masters.tax), tax(i18n, item.tax))}
                    {fact(tu_string!(i18n, masters.temperature), temperature(i18n, item.temperature))}
                    {fact(tu_string!(i18n, masters.lot_managed), there(i18n, item.lot_managed))}
                    {fact(tu_string!(i18n, masters.expiry), expiry(i18n, item.expiry))}
                    {fact(tu_string!(i18n, masters.receive_limit), &days(item.receive_limit_days))}
                    {fact(tu_string!(i18n, masters.ship_limit), &days(item.ship_limit_days))}
                    {fact(tu_string!(i18n, masters.safety_stock), &item.safety_stock.grouped())}
                    {fact(tu_string!(i18n, masters.reorder_point), &item.reorder_point.grouped())}
                    {fact(tu_string!(i18n, masters.unit_price), &item.unit_price.to_string())}
                    {fact(tu_string!(i18n, words.note), &item.note)}
                    {fact(tu_string!(i18n, masters.updated), &item.updated_at.minutes())}
                </dl>
            </section>
            <section class="card">
                <h2>{tu_string!(i18n, masters.barcodes)}</h2>
                {barcodes(item)}
            </section>
        </div>
    }
    .into_any()
}

fn barcodes(item: &ItemView) -> AnyView {
    let i18n = use_i18n();
    if item.barcodes.is_empty() {
        return view! { <p class="muted">{tu_string!(i18n, masters.no_barcodes)}</p> }.into_any();
    }
    let rows = item
        .barcodes
        .iter()
        .map(|barcode| {
            view! {
                <tr>
                    <th scope="row" class="code breaking">{barcode.code.to_string()}</th>
                    <td class="number">{show::amount(barcode.quantity, &item.unit)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">{tu_string!(i18n, words.scan)}</th>
                    <th scope="col" class="number">{tu_string!(i18n, masters.pack)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn days(days: Option<u16>) -> String {
    let i18n = use_i18n();
    days.map_or_else(String::new, |days| tu_string!(i18n, masters.days_before, days = days.to_string()).to_string())
}
