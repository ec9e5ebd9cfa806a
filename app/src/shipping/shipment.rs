//! A shipment: what went, from where, its delivery note, and how to undo it.

use leptos::prelude::*;
use model::SlipNumber;
use model::shipping::{GetShipment, ReverseShipment, ShipmentLineView, ShipmentView};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{Confirm, PageHead, Place, Sending, TextArea, loaded, route, show, use_param, use_place};
use crate::shipping::functions::{get_shipment, reverse_shipment};

/// The page `/w/:warehouse/shipments/:number`.
pub struct ShipmentPage;

impl Screen for ShipmentPage {
    fn view() -> AnyView {
        let (place, number, live) = (use_place(), use_param("number"), use_live(&["shipping"]));
        let shipment = Resource::new(
            move || (number.get(), live.get()),
            |(number, _)| async move {
                let number = route::parsed::<SlipNumber>("shipment", &number)?;
                get_shipment(GetShipment { number }).await
            },
        );
        let again = Callback::new(move |()| shipment.refetch());
        loaded(shipment, move |shipment| detail(place, &shipment, again))
    }
}

fn detail(place: Place, shipment: &ShipmentView, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let summary = &shipment.summary;
    let (number, order) = (summary.number.to_string(), summary.order.to_string());
    let title = tu_string!(i18n, shipping.shipment_title, number = number.clone());
    let crumbs = vec![
        (place.path(&["shipping"]), tu_string!(i18n, shipping.title).to_owned()),
        (place.path(&["shipments"]), tu_string!(i18n, shipping.shipments).to_owned()),
    ];
    let order_path = place.path(&["shipping", &order]);
    let reversed = summary.reversed_by.clone();
    let (is_open, subject) = (reversed.is_none(), summary.number.clone());
    let mark = match &reversed {
        Some(_) => show::badge("neutral", tu_string!(i18n, words.reversed)),
        None => show::badge("success", tu_string!(i18n, shipping.state_shipped)),
    };
    let undone = reversed.as_ref().map(|reversal| {
        let text = tu_string!(i18n, shipping.reversed_text, number = reversal.to_string());
        view! {
            <div class="alert info">
                <p>{text}</p>
                <p><a class="button" href=order_path.clone()>{tu_string!(i18n, words.back_to_slip)}</a></p>
            </div>
        }
    });
    let postings = format!("{}?slip={number}", place.path(&["stock", "slips"]));
    let lines = shipment.details.iter().map(|line| row(place, line)).collect_view();
    view! {
        <PageHead title crumbs mark>
            {is_open
                .then(|| view! {
                    <a class="button primary" href=show::path(&["print", "delivery-note", &number]) target="_blank">
                        {tu_string!(i18n, shipping.print_delivery_note)}
                    </a>
                })}
            <a class="button" href=postings>{tu_string!(i18n, words.postings)}</a>
            {is_open.then(|| view! { <Reverse number=subject again/> })}
        </PageHead>
        {undone}
        <dl class="facts card">
            <div>
                <dt>{tu_string!(i18n, shipping.order)}</dt>
                <dd><a class="code" href=order_path>{order}</a></dd>
            </div>
            <div><dt>{tu_string!(i18n, words.customer)}</dt><dd>{show::partner(&shipment.customer)}</dd></div>
            <div>
                <dt>{tu_string!(i18n, shipping.shipped_at)}</dt>
                <dd>{summary.shipped_at.minutes()}" "{summary.shipped_by.clone()}</dd>
            </div>
            <div><dt>{tu_string!(i18n, words.business_date)}</dt><dd>{summary.business_date.slashed()}</dd></div>
            <div><dt>{tu_string!(i18n, words.note)}</dt><dd>{show::or_dash(&shipment.note)}</dd></div>
        </dl>
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
    }
    .into_any()
}

fn row(place: Place, line: &ShipmentLineView) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let location = format!("{}?location={}", place.path(&["stock", "locations"]), line.location);
    view! {
        <tr>
            <td class="number narrow" data-label=tu_string!(i18n, words.line)>{line.line}</td>
            <th scope="row">{show::item(line.item.as_str(), &line.name, &line.name2)}</th>
            <td data-label=tu_string!(i18n, words.location)>
                <a class="code" href=location>{line.location.to_string()}</a>
            </td>
            <td data-label=tu_string!(i18n, words.lot)>{show::or_dash(&show::lot(&line.lot))}</td>
            <td class="number" data-label=tu_string!(i18n, words.quantity)>
                {show::amount(line.quantity, &line.unit)}
            </td>
        </tr>
    }
}

#[component]
fn Reverse(number: SlipNumber, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let (open, form, note) = (RwSignal::new(false), Sending::new(), RwSignal::new(String::new()));
    let number = StoredValue::new(number);
    let reverse = move || {
        let command = ReverseShipment { number: number.get_value(), note: note.get_untracked().trim().to_owned() };
        form.send(
            |envelope| reverse_shipment(envelope, command),
            move |_| {
                open.set(false);
                again.run(());
            },
        );
    };
    view! {
        <button type="button" class="button danger" on:click=move |_| open.set(true)>
            {tu_string!(i18n, shipping.reverse)}
        </button>
        <Confirm
            open
            form
            title=tu_string!(i18n, shipping.reverse_title)
            action=tu_string!(i18n, shipping.reverse)
            on_yes=reverse
        >
            <p>{tu_string!(i18n, shipping.reverse_text)}</p>
            <TextArea form name="note" label=tu_string!(i18n, words.reason_note) value=note/>
        </Confirm>
    }
    .into_any()
}
