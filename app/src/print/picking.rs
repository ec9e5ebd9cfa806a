//! The picking list of an order, in walking order.

use leptos::prelude::*;
use leptos_meta::Title;
use model::SlipNumber;
use model::shipping::{AllocationView, GetShippingOrder, ShippingOrderView};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::{Empty, PageHead, loaded_page, route, show, use_param};
use crate::print::functions::{CheckCode, get_check_code};
use crate::print::{PrintBar, company, qr};
use crate::shipping::functions::get_shipping_order;

/// The page `/print/picking/:number`.
pub struct PickingPage;

impl Screen for PickingPage {
    fn view() -> AnyView {
        let number = use_param("number");
        let sheet = Resource::new(
            move || number.get(),
            |number| async move {
                let number = route::parsed::<SlipNumber>("shipping_order", &number)?;
                let order = get_shipping_order(GetShippingOrder { number: number.clone() }).await?;
                Ok((order, get_check_code(number).await?))
            },
        );
        loaded_page(sheet, |(order, code)| paper(&order, &code))
    }
}

fn paper(order: &ShippingOrderView, code: &CheckCode) -> AnyView {
    let i18n = use_i18n();
    let number = order.number.to_string();
    let slip = show::path(&["w", order.warehouse.as_str(), "shipping", &number]);
    let crumbs = vec![(slip, number.clone())];
    if order.allocations.is_empty() {
        return view! {
            <PageHead title=tu_string!(i18n, paper.picking_list) crumbs/>
            <Empty title=tu_string!(i18n, shipping.nothing_allocated) hint=tu_string!(i18n, shipping.nothing_to_check_hint)/>
        }
        .into_any();
    }
    let title = format!("{} {number}", tu_string!(i18n, paper.picking_list));
    let rows = order.allocations.iter().map(row).collect_view();
    let label = tu_string!(i18n, paper.qr_label, url = code.url.clone()).to_string();
    view! {
        <Title text=title.clone()/>
        <PrintBar/>
        <article class="paper" tabindex="0" aria-label=title.clone()>
            <header class="paper-head">
                <div>
                    <h1>{tu_string!(i18n, paper.picking_list)}</h1>
                    <p class="paper-number code">{number}</p>
                    <dl class="paper-facts">
                        <div><dt>{tu_string!(i18n, words.customer)}</dt><dd>{show::or_dash(&order.customer.name)}</dd></div>
                        <div><dt>{tu_string!(i18n, shipping.planned_on)}</dt><dd>{show::date(order.planned_on)}</dd></div>
                        <div>
                            <dt>{tu_string!(i18n, words.original_number)}</dt>
                            <dd>{show::or_dash(&order.original_number)}</dd>
                        </div>
                        <div><dt>{tu_string!(i18n, masters.warehouse)}</dt><dd>{order.warehouse.to_string()}</dd></div>
                        <div><dt>{tu_string!(i18n, words.note)}</dt><dd>{show::or_dash(&order.note)}</dd></div>
                    </dl>
                </div>
                <div class="paper-code">
                    {qr(code, label)}
                    <p>{tu_string!(i18n, paper.qr_hint)}</p>
                    <p>{company()}</p>
                </div>
            </header>
            <table>
                <thead>
                    <tr>
                        <th scope="col" class="narrow">{tu_string!(i18n, paper.tick)}</th>
                        <th scope="col">{tu_string!(i18n, words.location)}</th>
                        <th scope="col">{tu_string!(i18n, words.item)}</th>
                        <th scope="col">{tu_string!(i18n, words.lot)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, shipping.to_pick)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </article>
    }
    .into_any()
}

fn row(allocation: &AllocationView) -> impl IntoView + use<> {
    view! {
        <tr>
            <td class="narrow"><span class="paper-tick"></span></td>
            <th scope="row" class="code paper-place">{allocation.location.to_string()}</th>
            <td>
                <span class="code">{allocation.item.to_string()}</span>
                <br/>
                {show::names(&allocation.name, &allocation.name2)}
            </td>
            <td>{show::or_dash(&show::lot(&allocation.lot))}</td>
            <td class="number paper-quantity">{show::amount(allocation.quantity, &allocation.unit)}</td>
        </tr>
    }
}
