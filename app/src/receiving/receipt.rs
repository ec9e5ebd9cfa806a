//! A receipt: what came, where it lies, and how to undo it.

use leptos::prelude::*;
use model::receiving::{GetReceipt, ReceiptLineView, ReceiptView, ReverseReceipt};
use model::{AppError, ErrorCode, Permission, SlipNumber};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{PageHead, Place, Sending, TextArea, Tick, loaded_page, may, route, show, use_param, use_place};
use crate::receiving::functions::{get_receipt, reverse_receipt};
use crate::slip::facts::{fact, fact_of, facts};
use crate::slip::step::{Command, Step};

/// The page `/w/:warehouse/receipts/:number`.
pub struct ReceiptPage;

impl Screen for ReceiptPage {
    fn view() -> AnyView {
        let (place, number, live) = (use_place(), use_param("number"), use_live(&["receiving"]));
        let receipt = Resource::new(
            move || (number.get(), live.get()),
            |(number, _)| async move {
                let number = route::parsed::<SlipNumber>("receipt", &number)?;
                get_receipt(GetReceipt { number }).await
            },
        );
        let again = Callback::new(move |()| receipt.refetch());
        loaded_page(receipt, move |receipt| detail(place, &receipt, again))
    }
}

fn detail(place: Place, receipt: &ReceiptView, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let summary = &receipt.summary;
    let number = summary.number.to_string();
    let title = tu_string!(i18n, receiving.receipt_title, number = number.clone());
    let crumbs = vec![
        (place.path(&["receiving"]), tu_string!(i18n, receiving.title).to_owned()),
        (place.path(&["receipts"]), tu_string!(i18n, receiving.receipts).to_owned()),
    ];
    let order = summary.order.as_ref().map(|order| (place.path(&["receiving", order.as_str()]), order.to_string()));
    let lines = receipt.details.iter().map(|line| row(place, line)).collect_view();
    let undone = summary.reversed_by.as_ref().map(|reversal| undone(place, reversal, order.as_ref()));
    let mark = match summary.reversed_by {
        Some(_) => show::badge("neutral", tu_string!(i18n, words.reversed)),
        None => show::badge("success", tu_string!(i18n, receiving.state_received)),
    };
    let subject = summary.number.clone();
    let reverse =
        (summary.reversed_by.is_none() && may(Permission::Reverse)).then(|| view! { <Reverse number=subject again/> });
    let postings = format!("{}?slip={number}", place.path(&["stock", "slips"]));
    let of_order = match order {
        Some((href, order)) => view! { <a class="code" href=href>{order}</a> }.into_any(),
        None => tu_string!(i18n, receiving.unplanned_short).into_any(),
    };
    let head = vec![
        fact(tu_string!(i18n, receiving.order), of_order),
        fact(tu_string!(i18n, words.supplier), show::or_dash(&summary.supplier_name)),
        fact_of(tu_string!(i18n, receiving.received_at), summary.received_at, &summary.received_by),
        fact(tu_string!(i18n, words.business_date), summary.business_date.slashed()),
        fact(tu_string!(i18n, words.note), show::or_dash(&receipt.note)),
    ];
    view! {
        <PageHead title crumbs mark>
            <a class="button" href=postings>{tu_string!(i18n, words.postings)}</a>
            {reverse}
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
                            <th scope="col">{tu_string!(i18n, words.status)}</th>
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

fn row(place: Place, line: &ReceiptLineView) -> impl IntoView + use<> {
    let i18n = use_i18n();
    view! {
        <tr>
            <td class="number narrow" data-label=tu_string!(i18n, words.line)>{line.line}</td>
            <th scope="row">{show::item(line.item.as_str(), &line.name, &line.name2)}</th>
            <td data-label=tu_string!(i18n, words.location)>{show::location(place, &line.location)}</td>
            <td data-label=tu_string!(i18n, words.lot)>{show::or_dash(&show::lot(&line.lot))}</td>
            <td data-label=tu_string!(i18n, words.status)>{show::status(line.status.as_str())}</td>
            <td class="number" data-label=tu_string!(i18n, words.quantity)>
                {show::amount(line.quantity, &line.unit)}
            </td>
        </tr>
    }
}

/// Says that it was undone, and what can be done next.
fn undone(place: Place, reversal: &SlipNumber, order: Option<&(String, String)>) -> AnyView {
    let i18n = use_i18n();
    let text = tu_string!(i18n, receiving.reversed_text, number = reversal.to_string());
    let path = match order {
        Some((href, _)) => format!("{href}/receive"),
        None => place.path(&["receiving", "unplanned"]),
    };
    let again = may(Permission::Receive)
        .then(|| view! { <p><a class="button" href=path>{tu_string!(i18n, receiving.receive_again)}</a></p> });
    view! { <div class="alert info"><p>{text}</p>{again}</div> }.into_any()
}

#[component]
fn Reverse(number: SlipNumber, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let form = Sending::new();
    let (note, release, held) = (RwSignal::new(String::new()), RwSignal::new(false), RwSignal::new(false));
    let said = tu_string!(i18n, receiving.said_reversed, number = number.to_string());
    let command = Command::new(move |envelope| {
        let command = ReverseReceipt {
            number: number.clone(),
            note: note.get_untracked().trim().to_owned(),
            release_allocations: release.get_untracked(),
        };
        reverse_receipt(envelope, command)
    });
    let refused = Callback::new(move |error: AppError| held.set(error.code == ErrorCode::HeldByOrders));
    view! {
        <Step
            form
            label=tu_string!(i18n, receiving.reverse)
            title=tu_string!(i18n, receiving.reverse_title)
            class="button danger"
            said
            command
            again
            refused
        >
            <p>{tu_string!(i18n, receiving.reverse_text)}</p>
            <TextArea form name="note" label=tu_string!(i18n, words.reason_note) value=note/>
            <Show when=move || held.get()>
                <Tick
                    name="release_allocations"
                    label=tu_string!(i18n, words.release_allocations)
                    value=release
                    hint=tu_string!(i18n, words.release_allocations_hint)
                />
            </Show>
        </Step>
    }
    .into_any()
}
