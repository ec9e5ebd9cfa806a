//! A receiving order: what was planned, what came, what remains, and what can be done now.

use leptos::prelude::*;
use model::receiving::{
    CancelReceivingOrder, CloseReceivingOrder, GetReceivingOrder, ReceiptSummary, ReceivingLineView,
    ReceivingOrderView, ReceivingState,
};
use model::{Quantity, SlipNumber};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{Confirm, PageHead, Place, Sending, loaded, route, show, use_param, use_place};
use crate::receiving::functions::{cancel_receiving_order, close_receiving_order, get_receiving_order};

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
        loaded(order, move |order| detail(place, &order, again))
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
    view! {
        <PageHead title crumbs mark=show::receiving_state(order.state)>
            <Actions place order=subject again/>
        </PageHead>
        <dl class="facts card">
            <div><dt>{tu_string!(i18n, words.supplier)}</dt><dd>{show::partner(&order.supplier)}</dd></div>
            <div><dt>{tu_string!(i18n, receiving.planned_on)}</dt><dd>{show::date(order.planned_on)}</dd></div>
            <div><dt>{tu_string!(i18n, words.original_number)}</dt><dd>{show::or_dash(&order.original_number)}</dd></div>
            <div><dt>{tu_string!(i18n, receiving.progress)}</dt><dd>{show::progress(received, planned)}</dd></div>
            <div><dt>{tu_string!(i18n, words.note)}</dt><dd>{show::or_dash(&order.note)}</dd></div>
            <div>
                <dt>{tu_string!(i18n, words.created)}</dt>
                <dd>{order.created_at.minutes()}" "{order.created_by.clone()}</dd>
            </div>
        </dl>
        <section>
            <h2>{tu_string!(i18n, words.lines)}</h2>
            <div class="table">
                <table class="cards">
                    <thead>
                        <tr>
                            <th scope="col" class="number">{tu_string!(i18n, words.line)}</th>
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
        <section>
            <h2>{tu_string!(i18n, receiving.receipts)}</h2>
            {receipts(place, &order.receipts)}
        </section>
    }
    .into_any()
}

fn line(line: &ReceivingLineView) -> impl IntoView + use<> {
    let done = line.remaining.is_zero();
    view! {
        <tr class:done=done>
            <td class="number">{line.line}</td>
            <th scope="row">{show::item(line.item.as_str(), &line.name, &line.name2)}</th>
            <td>{show::or_dash(&show::lot(&line.lot))}</td>
            <td class="number">{show::amount(line.planned, &line.unit)}</td>
            <td class="number">{show::amount(line.received, &line.unit)}</td>
            <td class="number strong">{show::amount(line.remaining, &line.unit)}</td>
        </tr>
    }
}

/// A table of receipts, the undone ones marked.
pub fn receipts(place: Place, receipts: &[ReceiptSummary]) -> AnyView {
    let i18n = use_i18n();
    if receipts.is_empty() {
        return view! { <p class="muted">{tu_string!(i18n, receiving.no_receipts)}</p> }.into_any();
    }
    let rows = receipts.iter().map(|receipt| receipt_row(place, receipt)).collect_view();
    view! {
        <div class="table">
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">{tu_string!(i18n, receiving.receipt_number)}</th>
                        <th scope="col">{tu_string!(i18n, words.state)}</th>
                        <th scope="col">{tu_string!(i18n, receiving.received_at)}</th>
                        <th scope="col">{tu_string!(i18n, receiving.order)}</th>
                        <th scope="col">{tu_string!(i18n, words.supplier)}</th>
                        <th scope="col">{tu_string!(i18n, words.person)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, words.line_count)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, words.quantity)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn receipt_row(place: Place, receipt: &ReceiptSummary) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let number = receipt.number.to_string();
    let order = match &receipt.order {
        Some(order) => {
            view! { <a class="code" href=place.path(&["receiving", order.as_str()])>{order.to_string()}</a> }.into_any()
        }
        None => tu_string!(i18n, receiving.unplanned_short).into_any(),
    };
    let state = if receipt.reversed_by.is_some() {
        show::badge("neutral", tu_string!(i18n, words.reversed))
    } else {
        show::badge("success", tu_string!(i18n, receiving.state_received))
    };
    view! {
        <tr>
            <th scope="row"><a class="code" href=place.path(&["receipts", &number])>{number.clone()}</a></th>
            <td>{state}</td>
            <td>{receipt.received_at.minutes()}</td>
            <td>{order}</td>
            <td>{show::or_dash(&receipt.supplier_name)}</td>
            <td>{receipt.received_by.clone()}</td>
            <td class="number">{receipt.lines}</td>
            <td class="number">{receipt.quantity.grouped()}</td>
        </tr>
    }
}

#[component]
fn Actions(place: Place, order: ReceivingOrderView, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let number = order.number.to_string();
    let open = matches!(order.state, ReceivingState::Planned | ReceivingState::Partial);
    if !open {
        return ().into_any();
    }
    let untouched = order.state == ReceivingState::Planned;
    let (closing, cancelling) = (RwSignal::new(false), RwSignal::new(false));
    let form = Sending::new();
    let (slip, version) = (StoredValue::new(order.number), Some(order.version));
    let close = move || {
        let command = CloseReceivingOrder { number: slip.get_value(), version };
        form.send(
            |envelope| close_receiving_order(envelope, command),
            move |_| {
                closing.set(false);
                again.run(());
            },
        );
    };
    let cancel = move || {
        let command = CancelReceivingOrder { number: slip.get_value(), version };
        form.send(
            |envelope| cancel_receiving_order(envelope, command),
            move |_| {
                cancelling.set(false);
                again.run(());
            },
        );
    };
    view! {
        <a class="button primary" href=place.path(&["receiving", &number, "receive"])>
            {tu_string!(i18n, receiving.receive)}
        </a>
        {untouched
            .then(|| view! {
                <a class="button" href=place.path(&["receiving", &number, "edit"])>{tu_string!(i18n, words.edit)}</a>
                <button type="button" class="button ghost" on:click=move |_| cancelling.set(true)>
                    {tu_string!(i18n, receiving.cancel)}
                </button>
                <Confirm
                    open=cancelling
                    form
                    title=tu_string!(i18n, receiving.cancel_title)
                    action=tu_string!(i18n, receiving.cancel)
                    on_yes=cancel
                >
                    <p>{tu_string!(i18n, receiving.cancel_text)}</p>
                </Confirm>
            })}
        {(!untouched)
            .then(|| view! {
                <button type="button" class="button" on:click=move |_| closing.set(true)>
                    {tu_string!(i18n, receiving.close)}
                </button>
                <Confirm
                    open=closing
                    form
                    title=tu_string!(i18n, receiving.close_title)
                    action=tu_string!(i18n, receiving.close)
                    danger=false
                    on_yes=close
                >
                    <p>{tu_string!(i18n, receiving.close_text)}</p>
                </Confirm>
            })}
    }
    .into_any()
}
