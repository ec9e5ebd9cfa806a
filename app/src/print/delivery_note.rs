//! The delivery note (納品書) of a shipment, with totals a tax rate.

use leptos::prelude::*;
use leptos_meta::Title;
use model::SlipNumber;
use model::item::TaxClass;
use model::shipping::{GetShipment, ShipmentLineView, ShipmentView};
use model::slip::SlipPartner;

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::{loaded_page, route, show, use_param};
use crate::print::functions::{CheckCode, get_check_code};
use crate::print::totals::{RateTotal, amount_yen, grouped, totals};
use crate::print::{PrintBar, company, qr};
use crate::shipping::functions::get_shipment;

/// The page `/print/delivery-note/:number`.
pub struct DeliveryNotePage;

impl Screen for DeliveryNotePage {
    fn view() -> AnyView {
        let number = use_param("number");
        let sheet = Resource::new(
            move || number.get(),
            |number| async move {
                let number = route::parsed::<SlipNumber>("shipment", &number)?;
                let shipment = get_shipment(GetShipment { number }).await?;
                let code = get_check_code(shipment.summary.order.clone()).await?;
                Ok((shipment, code))
            },
        );
        loaded_page(sheet, |(shipment, code)| paper(&shipment, &code))
    }
}

fn paper(shipment: &ShipmentView, code: &CheckCode) -> AnyView {
    let i18n = use_i18n();
    let summary = &shipment.summary;
    let title = format!("{} {}", tu_string!(i18n, paper.delivery_note), summary.number);
    // Without a single price it is a note of quantities alone.
    let priced = shipment.details.iter().any(|line| line.unit_price.ten_thousandths() > 0);
    let rows = shipment.details.iter().map(|line| row(line, priced)).collect_view();
    let label = tu_string!(i18n, paper.qr_label, url = code.url.clone()).to_string();
    let ship_to = (!shipment.ship_to.name.is_empty()).then(|| {
        view! { <div class="paper-ship-to"><p>{tu_string!(i18n, words.ship_to)}</p>{address(&shipment.ship_to)}</div> }
    });
    let reduced = shipment.details.iter().any(|line| line.tax == TaxClass::Reduced);
    view! {
        <Title text=title.clone()/>
        <PrintBar/>
        <article class="paper" tabindex="0" aria-label=title.clone()>
            <header class="paper-head">
                <div class="paper-to">
                    {address(&shipment.customer)}
                    <p class="paper-name">
                        {tu_string!(i18n, paper.honorific, name = shipment.customer.name.clone()).to_string()}
                    </p>
                    {ship_to}
                </div>
                <div class="paper-code">
                    <h1>{tu_string!(i18n, paper.delivery_note)}</h1>
                    <dl class="paper-facts">
                        <div><dt>{tu_string!(i18n, words.number)}</dt><dd class="code">{summary.number.to_string()}</dd></div>
                        <div><dt>{tu_string!(i18n, paper.delivered_on)}</dt><dd>{summary.business_date.slashed()}</dd></div>
                        <div>
                            <dt>{tu_string!(i18n, words.original_number)}</dt>
                            <dd>{show::or_dash(&shipment.original_number)}</dd>
                        </div>
                    </dl>
                    <p>{company()}</p>
                    {qr(code, label)}
                </div>
            </header>
            <p>{tu_string!(i18n, paper.greeting)}</p>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{tu_string!(i18n, words.item)}</th>
                        <th scope="col">{tu_string!(i18n, words.lot)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, words.quantity)}</th>
                        {priced
                            .then(|| view! {
                                <th scope="col" class="number">{tu_string!(i18n, paper.unit_price)}</th>
                                <th scope="col" class="number">{tu_string!(i18n, paper.amount)}</th>
                            })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {priced.then(|| sums(&shipment.details))}
            {(priced && reduced).then(|| view! { <p class="paper-note">{tu_string!(i18n, paper.reduced_note)}</p> })}
            {(!shipment.note.is_empty())
                .then(|| view! { <p class="paper-note">{tu_string!(i18n, words.note)}" "{shipment.note.clone()}</p> })}
        </article>
    }
    .into_any()
}

fn address(partner: &SlipPartner) -> AnyView {
    let postal = (!partner.postal_code.is_empty()).then(|| view! { <p>"〒"{partner.postal_code.clone()}</p> });
    let address = (!partner.address.is_empty()).then(|| view! { <p>{partner.address.clone()}</p> });
    view! { {postal} {address} }.into_any()
}

fn row(line: &ShipmentLineView, priced: bool) -> impl IntoView + use<> {
    let mark = if priced && line.tax == TaxClass::Reduced { " ※" } else { "" };
    let money = priced.then(|| {
        view! {
            <td class="number">{line.unit_price.to_string()}</td>
            <td class="number">{grouped(amount_yen(line.quantity, line.unit_price))}</td>
        }
    });
    view! {
        <tr>
            <th scope="row">
                <span class="code">{line.item.to_string()}</span>
                <br/>
                {show::names(&line.name, &line.name2)}
                {mark}
            </th>
            <td>{show::or_dash(&show::lot(&line.lot))}</td>
            <td class="number">{show::amount(line.quantity, &line.unit)}</td>
            {money}
        </tr>
    }
}

fn sums(lines: &[ShipmentLineView]) -> AnyView {
    let i18n = use_i18n();
    let amounts: Vec<_> = lines.iter().map(|line| (line.tax, amount_yen(line.quantity, line.unit_price))).collect();
    let rates = totals(&amounts);
    let whole: i64 = rates.iter().map(|rate| rate.net_yen + rate.tax_yen).sum();
    let each = |rate: &RateTotal| {
        let word = match rate.tax {
            TaxClass::Standard => tu_string!(i18n, paper.rate_standard),
            TaxClass::Reduced => tu_string!(i18n, paper.rate_reduced),
            TaxClass::Exempt => tu_string!(i18n, paper.rate_exempt),
        };
        view! {
            <tr>
                <th scope="row">{word}</th>
                <td class="number">{grouped(rate.net_yen)}</td>
                <td class="number">{grouped(rate.tax_yen)}</td>
            </tr>
        }
    };
    view! {
        <table class="paper-sums">
            <thead>
                <tr>
                    <th scope="col">{tu_string!(i18n, paper.rate)}</th>
                    <th scope="col" class="number">{tu_string!(i18n, paper.net)}</th>
                    <th scope="col" class="number">{tu_string!(i18n, paper.tax)}</th>
                </tr>
            </thead>
            <tbody>{rates.iter().map(each).collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{tu_string!(i18n, paper.total)}</th>
                    <td class="number" colspan="2">"¥"{grouped(whole)}</td>
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}
