//! A shipment: what went, from where, its delivery note, and how to undo it.

use leptos::prelude::*;
use model::shipping::{GetShipment, GetShippingOrder, ReverseShipment, ShipmentLineView, ShipmentView, ShippingState};
use model::{Permission, SlipNumber};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{PageHead, Place, Sending, TextArea, loaded_page, may, route, show, use_param, use_place};
use crate::shipping::functions::{get_shipment, get_shipping_order, reverse_shipment};
use crate::slip::facts::{fact, fact_of, facts};
use crate::slip::step::{Command, Step};

/// The page `/w/:warehouse/shipments/:number`.
pub struct ShipmentPage;

impl Screen for ShipmentPage {
    fn view() -> AnyView {
        let (place, number, live) = (use_place(), use_param("number"), use_live(&["shipping"]));
        let shipment = Resource::new(
            move || (number.get(), live.get()),
            |(number, _)| async move {
                let number = route::parsed::<SlipNumber>("shipment", &number)?;
                let shipment = get_shipment(GetShipment { number }).await?;
                let order = get_shipping_order(GetShippingOrder { number: shipment.summary.order.clone() }).await?;
                Ok((shipment, order.state == ShippingState::Cancelled))
            },
        );
        let again = Callback::new(move |()| shipment.refetch());
        loaded_page(shipment, move |(shipment, is_cancelled)| detail(place, &shipment, is_cancelled, again))
    }
}

/// The shipment; `is_cancelled` says that its order goes no further.
fn detail(place: Place, shipment: &ShipmentView, is_cancelled: bool, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let summary = &shipment.summary;
    let (number, order) = (summary.number.to_string(), summary.order.to_string());
    let title = tu_string!(i18n, shipping.shipment_title, number = number.clone());
    let crumbs = vec![
        (place.path(&["shipping"]), tu_string!(i18n, shipping.title).to_owned()),
        (place.path(&["shipments"]), tu_string!(i18n, shipping.shipments).to_owned()),
    ];
    let order_path = place.path(&["shipping", &order]);
    let (is_open, subject) = (summary.reversed_by.is_none(), summary.number.clone());
    let mark = match summary.reversed_by {
        Some(_) => show::badge("neutral", tu_string!(i18n, words.reversed)),
        None => show::badge("success", tu_string!(i18n, shipping.state_shipped)),
    };
    let undone = summary.reversed_by.as_ref().map(|reversal| {
        let number = reversal.to_string();
        let text = if is_cancelled {
            tu_string!(i18n, shipping.reversed_cancelled_text, number = number).to_string()
        } else {
            tu_string!(i18n, shipping.reversed_text, number = number).to_string()
        };
        view! {
            <div class="alert info">
                <p>{text}</p>
                <p><a class="button" href=order_path.clone()>{tu_string!(i18n, words.back_to_slip)}</a></p>
            </div>
        }
    });
    let paper = is_open.then(|| {
        view! {
            <a class="button primary" href=show::path(&["print", "delivery-note", &number]) target="_blank">
                {tu_string!(i18n, shipping.print_delivery_note)}
            </a>
        }
    });
    let postings = format!("{}?slip={number}", place.path(&["stock", "slips"]));
    let lines = shipment.details.iter().map(|line| row(place, line)).collect_view();
    let head = vec![
        fact(tu_string!(i18n, shipping.order), view! { <a class="code" href=order_path>{order}</a> }),
        fact(tu_string!(i18n, words.customer), show::partner(&shipment.customer)),
        fact_of(tu_string!(i18n, shipping.shipped_at), summary.shipped_at, &summary.shipped_by),
        fact(tu_string!(i18n, words.business_date), summary.business_date.slashed()),
        fact(tu_string!(i18n, words.note), show::or_dash(&shipment.note)),
    ];
    view! {
        <PageHead title crumbs mark>
            {paper}
            <a class="button" href=postings>{tu_string!(i18n, words.postings)}</a>
            {(is_open && may(Permission::Reverse)).then(|| view! { <Reverse number=subject is_cancelled again/> })}
        </PageHead>
        <div class="stack">
            {undone}
            {facts(head)}
            <div class="table">
                <table class="cards">
                    <thead>
                        <tr>
                            <th scope="col" class="number narrow">{tu_string!(i18n, words.line)}</th>
                            <th scope="col">{tu_string!(i18n, words.item)}</th>
                            <th scope="col">{tu_string!(i18n, words.location)}</th>
                            <th scope="col">{tu_string!(i18n, words.lot)}</th>
                            <th scope="col" class="number">{tu_string!(i18n, words.quantity)}</th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
}

fn row(place: Place, line: &ShipmentLineView) -> impl IntoView + use<> {
    let i18n = use_i18n();
    view! {
        <tr>
            <td class="number narrow" data-label=tu_string!(i18n, words.line)>{line.line}</td>
            <th scope="row">{show::item(line.item.as_str(), &line.name, &line.name2)}</th>
            <td data-label=tu_string!(i18n, words.location)>{show::location(place, &line.location)}</td>
            <td data-label=tu_string!(i18n, words.lot)>{show::or_dash(&show::lot(&line.lot))}</td>
            <td class="number" data-label=tu_string!(i18n, words.quantity)>
                {show::amount(line.quantity, &line.unit)}
            </td>
        </tr>
    }
}

#[component]
fn Reverse(number: SlipNumber, is_cancelled: bool, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let text = if is_cancelled {
        tu_string!(i18n, shipping.reverse_cancelled_text)
    } else {
        tu_string!(i18n, shipping.reverse_text)
    };
    let (form, note) = (Sending::new(), RwSignal::new(String::new()));
    let said = tu_string!(i18n, shipping.said_reversed, number = number.to_string());
    let command = Command::new(move |envelope| {
        let command = ReverseShipment { number: number.clone(), note: note.get_untracked().trim().to_owned() };
        reverse_shipment(envelope, command)
    });
    view! {
        <Step
            form
            label=tu_string!(i18n, shipping.reverse)
            title=tu_string!(i18n, shipping.reverse_title)
            class="button danger"
            said
            command
            again
        >
            <p>{text}</p>
            <TextArea form name="note" label=tu_string!(i18n, words.reason_note) value=note/>
        </Step>
    }
    .into_any()
}
