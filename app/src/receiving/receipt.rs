//! A receipt: what came, where it lies, and how to undo it.

use leptos::prelude::*;
use model::receiving::{GetReceipt, ReceiptLineView, ReceiptView, ReverseReceipt};
use model::{ErrorCode, SlipNumber};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{Confirm, PageHead, Place, Sending, TextArea, Tick, loaded, route, show, use_param, use_place};
use crate::receiving::functions::{get_receipt, reverse_receipt};

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
        loaded(receipt, move |receipt| detail(place, &receipt, again))
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
    let reversed = summary.reversed_by.clone();
    let undone = reversed.as_ref().map(|reversal| undone(place, reversal, order.as_ref()));
    let (is_open, subject) = (reversed.is_none(), summary.number.clone());
    let mark = match &reversed {
        Some(_) => show::badge("neutral", tu_string!(i18n, words.reversed)),
        None => show::badge("success", tu_string!(i18n, receiving.state_received)),
    };
    let postings = format!("{}?slip={number}", place.path(&["stock", "slips"]));
    view! {
        <PageHead title crumbs mark>
            <a class="button" href=postings>{tu_string!(i18n, words.postings)}</a>
            {is_open.then(|| view! { <Reverse number=subject again/> })}
        </PageHead>
        {undone}
        <dl class="facts card">
            <div>
                <dt>{tu_string!(i18n, receiving.order)}</dt>
                <dd>
                    {match order {
                        Some((href, order)) => view! { <a class="code" href=href>{order}</a> }.into_any(),
                        None => tu_string!(i18n, receiving.unplanned_short).into_any(),
                    }}
                </dd>
            </div>
            <div><dt>{tu_string!(i18n, words.supplier)}</dt><dd>{show::or_dash(&summary.supplier_name)}</dd></div>
            <div>
                <dt>{tu_string!(i18n, receiving.received_at)}</dt>
                <dd>{summary.received_at.minutes()}" "{summary.received_by.clone()}</dd>
            </div>
            <div><dt>{tu_string!(i18n, words.business_date)}</dt><dd>{summary.business_date.slashed()}</dd></div>
            <div><dt>{tu_string!(i18n, words.note)}</dt><dd>{show::or_dash(&receipt.note)}</dd></div>
        </dl>
        <div class="table">
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col" class="number">{tu_string!(i18n, words.line)}</th>
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
    }
    .into_any()
}

fn row(place: Place, line: &ReceiptLineView) -> impl IntoView + use<> {
    let location = format!("{}?location={}", place.path(&["stock", "locations"]), line.location);
    view! {
        <tr>
            <td class="number">{line.line}</td>
            <th scope="row">{show::item(line.item.as_str(), &line.name, "")}</th>
            <td><a class="code" href=location>{line.location.to_string()}</a></td>
            <td>{show::or_dash(&show::lot(&line.lot))}</td>
            <td>{show::status(line.status.as_str())}</td>
            <td class="number">{show::amount(line.quantity, &line.unit)}</td>
        </tr>
    }
}

/// Says that it was undone, and what can be done next.
fn undone(place: Place, reversal: &SlipNumber, order: Option<&(String, String)>) -> AnyView {
    let i18n = use_i18n();
    let text = tu_string!(i18n, receiving.reversed_text, number = reversal.to_string());
    let again = match order {
        Some((href, _)) => {
            view! { <a class="button" href=format!("{href}/receive")>{tu_string!(i18n, receiving.receive_again)}</a> }
        }
        .into_any(),
        None => view! {
            <a class="button" href=place.path(&["receiving", "unplanned"])>
                {tu_string!(i18n, receiving.receive_again)}
            </a>
        }
        .into_any(),
    };
    view! { <div class="alert info"><p>{text}</p><p>{again}</p></div> }.into_any()
}

#[component]
fn Reverse(number: SlipNumber, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let (open, form) = (RwSignal::new(false), Sending::new());
    let (note, release, held) = (RwSignal::new(String::new()), RwSignal::new(false), RwSignal::new(false));
    let number = StoredValue::new(number);
    let reverse = move || {
        let command = ReverseReceipt {
            number: number.get_value(),
            note: note.get_untracked().trim().to_owned(),
            release_allocations: release.get_untracked(),
        };
        form.send_or(
            |envelope| reverse_receipt(envelope, command),
            move |_| {
                open.set(false);
                again.run(());
            },
            move |error| {
                held.set(error.code == ErrorCode::HeldByOrders);
                false
            },
        );
    };
    view! {
        <button type="button" class="button danger" on:click=move |_| open.set(true)>
            {tu_string!(i18n, receiving.reverse)}
        </button>
        <Confirm
            open
            form
            title=tu_string!(i18n, receiving.reverse_title)
            action=tu_string!(i18n, receiving.reverse)
            on_yes=reverse
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
        </Confirm>
    }
    .into_any()
}
