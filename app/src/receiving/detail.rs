//! A receiving order: what was planned, what came, what remains, and what can be done now.

use leptos::prelude::*;
use model::receiving::{
    CancelReceivingOrder, CloseReceivingOrder, GetReceivingOrder, ReceiptSummary, ReceivingLineView,
    ReceivingOrderView, ReceivingState,
};
use model::{Permission, Quantity, SlipNumber};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{PageHead, Place, loaded_page, may, route, show, use_param, use_place};
use crate::receiving::functions::{cancel_receiving_order, close_receiving_order, get_receiving_order};
use crate::slip::facts::{Document, DocumentWords, all_documents, documents, fact, fact_of, facts};
use crate::slip::step::{Command, Step};

/// The page `/w/:warehouse/receiving/:number`.
pub struct ReceivingDetailPage;

impl Screen for ReceivingDetailPage {
    fn view() -> AnyView {
        let (place, number) = (use_place(), use_param("number"));
        let live = use_live(&["receiving"]);
        let order = Resource::new(
            move || (number.get(), live.get()),
            |(number, _)| async move {
                let number = route::parsed::<SlipNumber>("receiving_order", &number)?;
                get_receiving_order(GetReceivingOrder { number }).await
            },
        );
        let again = Callback::new(move |()| order.refetch());
        loaded_page(order, move |order| detail(place, &order, again))
    }
}

fn detail(place: Place, order: &ReceivingOrderView, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let number = order.number.to_string();
    let title = tu_string!(i18n, receiving.slip_title, number = number);
    let crumbs = vec![(place.path(&["receiving"]), tu_string!(i18n, receiving.title).to_owned())];
    let planned: Quantity = order.lines.iter().map(|line| line.planned).sum();
    let received: Quantity = order.lines.iter().map(|line| line.received).sum();
    let lines = order.lines.iter().map(line).collect_view();
    let subject = order.clone();
    let head = vec![
        fact(tu_string!(i18n, words.supplier), show::partner(&order.supplier)),
        fact(tu_string!(i18n, receiving.planned_on), show::date(order.planned_on)),
        fact(tu_string!(i18n, words.original_number), show::or_dash(&order.original_number)),
        fact(tu_string!(i18n, receiving.progress), show::progress(received, planned)),
        fact(tu_string!(i18n, words.note), show::or_dash(&order.note)),
        fact_of(tu_string!(i18n, words.created), order.created_at, &order.created_by),
    ];
    view! {
        <PageHead title crumbs mark=show::receiving_state(order.state)>
            <Actions place order=subject again/>
        </PageHead>
        <div class="stack">
            {facts(head)}
            <section class="section">
                <h2>{tu_string!(i18n, words.lines)}</h2>
                <div class="table">
                    <table class="cards">
                        <thead>
                            <tr>
                                <th scope="col" class="number narrow">{tu_string!(i18n, words.line)}</th>
                                <th scope="col">{tu_string!(i18n, words.item)}</th>
                                <th scope="col">{tu_string!(i18n, words.lot)}</th>
                                <th scope="col" class="number">{tu_string!(i18n, receiving.planned)}</th>
                                <th scope="col" class="number">{tu_string!(i18n, receiving.received)}</th>
                                <th scope="col" class="number">{tu_string!(i18n, receiving.remaining)}</th>
                            </tr>
                        </thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
            </section>
            <section class="section">
                <h2>{tu_string!(i18n, receiving.receipts)}</h2>
                {receipts(place, &order.receipts)}
                {all_documents(order.receipts.len(), order.receipt_count, &place.path(&["receipts"]), &order.number)}
            </section>
        </div>
    }
    .into_any()
}

fn line(line: &ReceivingLineView) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let done = line.remaining.is_zero();
    view! {
        <tr class:done=done>
            <td class="number narrow" data-label=tu_string!(i18n, words.line)>{line.line}</td>
            <th scope="row">{show::item(line.item.as_str(), &line.name, &line.name2)}</th>
            <td data-label=tu_string!(i18n, words.lot)>{show::or_dash(&show::lot(&line.lot))}</td>
            <td class="number" data-label=tu_string!(i18n, receiving.planned)>
                {show::amount(line.planned, &line.unit)}
            </td>
            <td class="number" data-label=tu_string!(i18n, receiving.received)>
                {show::amount(line.received, &line.unit)}
            </td>
            <td class="number strong" data-label=tu_string!(i18n, receiving.remaining)>
                {show::amount(line.remaining, &line.unit)}
            </td>
        </tr>
    }
}

/// A table of receipts, the undone ones marked.
pub fn receipts(place: Place, receipts: &[ReceiptSummary]) -> AnyView {
    let i18n = use_i18n();
    let words = DocumentWords {
        number: tu_string!(i18n, receiving.receipt_number),
        done: tu_string!(i18n, receiving.state_received),
        at: tu_string!(i18n, receiving.received_at),
        order: tu_string!(i18n, receiving.order),
        no_order: tu_string!(i18n, receiving.unplanned_short),
        partner: tu_string!(i18n, words.supplier),
        none: tu_string!(i18n, receiving.no_receipts),
    };
    let each = receipts.iter().map(|receipt| Document {
        number: receipt.number.to_string(),
        path: place.path(&["receipts", receipt.number.as_str()]),
        reversed: receipt.reversed_by.is_some(),
        at: receipt.received_at,
        order: receipt.order.as_ref().map(|order| (order.to_string(), place.path(&["receiving", order.as_str()]))),
        partner: receipt.supplier_name.clone(),
        by: receipt.received_by.clone(),
        lines: receipt.lines,
        quantity: receipt.quantity.grouped(),
    });
    documents(words, each.collect())
}

/// What can be done while something is still to come, by whom it may be done.
#[component]
fn Actions(place: Place, order: ReceivingOrderView, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    if !matches!(order.state, ReceivingState::Planned | ReceivingState::Partial) {
        return ().into_any();
    }
    let number = order.number.to_string();
    let receiving = may(Permission::Receive).then(|| {
        view! {
            <a class="button primary" href=place.path(&["receiving", &number, "receive"])>
                {tu_string!(i18n, receiving.receive)}
            </a>
        }
    });
    let editing = may(Permission::EditSlips).then(|| {
        if order.state == ReceivingState::Planned {
            view! {
                <a class="button" href=place.path(&["receiving", &number, "edit"])>{tu_string!(i18n, words.edit)}</a>
                <Cancel order=order.number version=order.version again/>
            }
            .into_any()
        } else {
            view! { <Close order=order.number version=order.version again/> }.into_any()
        }
    });
    view! { {receiving} {editing} }.into_any()
}

#[component]
fn Cancel(order: SlipNumber, version: i64, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let said = tu_string!(i18n, receiving.said_cancelled, number = order.to_string());
    let command = Command::new(move |envelope| {
        let command = CancelReceivingOrder { number: order.clone(), version: Some(version) };
        cancel_receiving_order(envelope, command)
    });
    view! {
        <Step
            label=tu_string!(i18n, receiving.cancel)
            title=tu_string!(i18n, receiving.cancel_title)
            class="button ghost"
            said
            command
            again
        >
            <p>{tu_string!(i18n, receiving.cancel_text)}</p>
        </Step>
    }
    .into_any()
}

#[component]
fn Close(order: SlipNumber, version: i64, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let said = tu_string!(i18n, receiving.said_closed, number = order.to_string());
    let command = Command::new(move |envelope| {
        let command = CloseReceivingOrder { number: order.clone(), version: Some(version) };
        close_receiving_order(envelope, command)
    });
    view! {
        <Step
            label=tu_string!(i18n, receiving.close)
            title=tu_string!(i18n, receiving.close_title)
            danger=false
            said
            command
            again
        >
            <p>{tu_string!(i18n, receiving.close_text)}</p>
        </Step>
    }
    .into_any()
}
