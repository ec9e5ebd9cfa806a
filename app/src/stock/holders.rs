//! What explains 引当済, 入荷予定 and 受注残: the orders that hold, expect and want an item.

use leptos::prelude::*;
use model::Page;
use model::stock::{HolderView, OpenLine, OpenSide};

use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::{Filters, show};
use crate::stock::pages::Pages;

/// The page of the orders that hold it.
pub const HELD: &str = "held";
/// The page of the lines that expect it.
pub const EXPECTED: &str = "expected";
/// The page of the lines that want it.
pub const WANTED: &str = "wanted";

/// The orders that hold it, with how much each.
pub fn holders(filters: Filters, page: &Page<HolderView>) -> AnyView {
    let i18n = use_i18n();
    let table = if page.data.is_empty() {
        view! { <p class="muted">{tu_string!(i18n, stock.no_holders)}</p> }.into_any()
    } else {
        view! {
            <div class="table">
                <table class="cards">
                    <caption class="spoken">{tu_string!(i18n, stock.holders)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{tu_string!(i18n, shipping.order)}</th>
                            <th scope="col">{tu_string!(i18n, words.customer)}</th>
                            <th scope="col">{tu_string!(i18n, shipping.planned_on)}</th>
                            <th scope="col">{tu_string!(i18n, words.location)}</th>
                            <th scope="col">{tu_string!(i18n, words.lot)}</th>
                            <th scope="col" class="number">{tu_string!(i18n, stock.allocated)}</th>
                            <th scope="col" class="number">{tu_string!(i18n, shipping.checked)}</th>
                        </tr>
                    </thead>
                    <tbody>{page.data.iter().map(holder).collect_view()}</tbody>
                </table>
            </div>
            <Pages filters name=HELD shown=page.data.len() next=page.next.clone() total=page.total/>
        }
        .into_any()
    };
    view! {
        <section class="section" data-explains="allocated">
            <h2>{tu_string!(i18n, stock.holders)}</h2>
            {table}
        </section>
    }
    .into_any()
}

fn holder(holder: &HolderView) -> AnyView {
    let i18n = use_i18n();
    let order = holder.order.to_string();
    let href = place::path(&holder.warehouse, &format!("shipping/{}", place::escaped(&order)));
    view! {
        <tr>
            <th scope="row"><a class="code" href=href>{order}</a></th>
            <td data-label=tu_string!(i18n, words.customer)>{show::or_dash(&holder.customer_name)}</td>
            <td data-label=tu_string!(i18n, shipping.planned_on)>{show::date(holder.planned_on)}</td>
            <td class="code breaking" data-label=tu_string!(i18n, words.location)>{holder.location.to_string()}</td>
            <td data-label=tu_string!(i18n, words.lot)>{show::or_dash(&show::lot(&holder.lot))}</td>
            <td class="number" data-label=tu_string!(i18n, stock.allocated)>{holder.quantity.grouped()}</td>
            <td class="number" data-label=tu_string!(i18n, shipping.checked)>{holder.checked.grouped()}</td>
        </tr>
    }
    .into_any()
}

/// What tells the two sides apart.
struct Side {
    area: &'static str,
    name: &'static str,
    explains: &'static str,
    title: &'static str,
    none: &'static str,
    partner: &'static str,
    planned_on: &'static str,
    quantity: &'static str,
    done: &'static str,
}

fn texts(side: OpenSide) -> Side {
    let i18n = use_i18n();
    match side {
        OpenSide::Receiving => Side {
            area: "receiving",
            name: EXPECTED,
            explains: "incoming",
            title: tu_string!(i18n, stock.open_receiving),
            none: tu_string!(i18n, stock.no_open_receiving),
            partner: tu_string!(i18n, words.supplier),
            planned_on: tu_string!(i18n, receiving.planned_on),
            quantity: tu_string!(i18n, stock.planned),
            done: tu_string!(i18n, stock.received),
        },
        OpenSide::Shipping => Side {
            area: "shipping",
            name: WANTED,
            explains: "outgoing",
            title: tu_string!(i18n, stock.open_shipping),
            none: tu_string!(i18n, stock.no_open_shipping),
            partner: tu_string!(i18n, words.customer),
            planned_on: tu_string!(i18n, shipping.planned_on),
            quantity: tu_string!(i18n, shipping.ordered),
            done: tu_string!(i18n, stock.served),
        },
    }
}

/// The lines of open orders, with what is open of each.
pub fn open_lines(filters: Filters, side: OpenSide, page: &Page<OpenLine>) -> AnyView {
    let i18n = use_i18n();
    let texts = texts(side);
    let table = if page.data.is_empty() {
        view! { <p class="muted">{texts.none}</p> }.into_any()
    } else {
        view! {
            <div class="table">
                <table class="cards">
                    <caption class="spoken">{texts.title}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{tu_string!(i18n, words.number)}</th>
                            <th scope="col" class="number">{tu_string!(i18n, words.line)}</th>
                            <th scope="col">{texts.partner}</th>
                            <th scope="col">{texts.planned_on}</th>
                            <th scope="col" class="number">{texts.quantity}</th>
                            <th scope="col" class="number">{texts.done}</th>
                            <th scope="col" class="number">{tu_string!(i18n, stock.open)}</th>
                        </tr>
                    </thead>
                    <tbody>{page.data.iter().map(|line| open_line(&texts, line)).collect_view()}</tbody>
                </table>
            </div>
            <Pages filters name=texts.name shown=page.data.len() next=page.next.clone() total=page.total/>
        }
        .into_any()
    };
    view! {
        <section class="section" data-explains=texts.explains>
            <h2>{texts.title}</h2>
            {table}
        </section>
    }
    .into_any()
}

fn open_line(texts: &Side, line: &OpenLine) -> AnyView {
    let i18n = use_i18n();
    let order = line.order.to_string();
    let href = place::path(&line.warehouse, &format!("{}/{}", texts.area, place::escaped(&order)));
    view! {
        <tr>
            <th scope="row"><a class="code" href=href>{order}</a></th>
            <td class="number" data-label=tu_string!(i18n, words.line)>{line.line}</td>
            <td data-label=texts.partner>{show::or_dash(&line.partner_name)}</td>
            <td data-label=texts.planned_on>{show::date(line.planned_on)}</td>
            <td class="number" data-label=texts.quantity>{line.quantity.grouped()}</td>
            <td class="number" data-label=texts.done>{line.done.grouped()}</td>
            <td class="number strong" data-label=tu_string!(i18n, stock.open)>{line.open.grouped()}</td>
        </tr>
    }
    .into_any()
}
