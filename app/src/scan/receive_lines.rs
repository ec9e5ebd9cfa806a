//! What receiving draws: the shelf, the question for a lot, the lines of the slip and what was scanned of them.

use leptos::ev::{Event, Targeted};
use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;
use model::item::{BarcodeMatch, ExpiryKind};
use model::location::LocationView;
use model::receiving::{ReceivingLineView, ReceivingOrderView};
use model::slip::LotRef;
use model::{Date, LocationCode, LotNumber, Quantity};
use serde::{Deserialize, Serialize};
use ui::ScanQueue;

use crate::i18n::{tu_string, use_i18n};
use crate::parts::show::{lot, names};
use crate::scan::receive_work::Work;
use crate::scan::show::progress;
use crate::scan::taken::{Entry, Verdict};
use crate::scan::times::SCAN_CHARS;

/// Shelves to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelves {
    pub shelves: Vec<LocationView>,
    /// Whether there are more than are offered.
    pub more: bool,
}

/// Where the next goods are put: scanned, or chosen here.
pub fn shelf_choice(work: Work, Shelves { shelves, more }: &Shelves) -> AnyView {
    let i18n = use_i18n();
    let offered: Vec<LocationCode> = shelves.iter().map(|shelf| shelf.code.clone()).collect();
    // One that was scanned may be none of those that are offered.
    let scanned = move || {
        work.shelf
            .get()
            .filter(|shelf| !offered.contains(shelf))
            .map(|shelf| view! { <option value=shelf.to_string() selected=true>{shelf.to_string()}</option> })
    };
    let options = shelves
        .iter()
        .map(|shelf| {
            let code = shelf.code.clone();
            let text = format!("{} {}", shelf.code, shelf.name).trim().to_owned();
            let selected = move || work.shelf.with(|chosen| chosen.as_ref() == Some(&code));
            view! { <option value=shelf.code.to_string() prop:selected=selected>{text}</option> }
        })
        .collect_view();
    view! {
        <div class="field scan-shelf">
            <label for="shelf">{tu_string!(i18n, scan.shelf)}</label>
            <select id="shelf" on:change=move |event| work.shelf.set(LocationCode::parse(&event_target_value(&event)).ok())>
                <option value="" prop:selected=move || work.shelf.with(Option::is_none)>{tu_string!(i18n, scan.shelf_none)}</option>
                {options}
                {scanned}
            </select>
            {more.then(|| view! { <p class="field-hint">{tu_string!(i18n, scan.more_shelves)}</p> })}
        </div>
    }
    .into_any()
}

/// Asks for lot number and date when goods need them and their symbol does not say.
pub fn lot_question(work: Work, question: Option<(BarcodeMatch, Verdict)>) -> AnyView {
    let i18n = use_i18n();
    let Some((found, Verdict::NeedsLot { number: needs_number, date: needs_date })) = question else {
        return ().into_any();
    };
    let (number, date) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let problem = RwSignal::new("");
    let item = StoredValue::new(found.item.clone());
    let said = StoredValue::new(found.lot.clone());
    let answer = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = LotNumber::parse(&number.get_untracked()).ok();
        let day = Date::parse(&date.get_untracked()).ok();
        if needs_number && typed.is_none() {
            problem.set(tu_string!(i18n, scan.lot_missing));
        } else if needs_date != ExpiryKind::None && day.is_none() {
            problem.set(tu_string!(i18n, scan.date_missing));
        } else {
            let said = said.get_value();
            let lot = LotRef {
                number: typed.or(said.number),
                best_before: day.filter(|_| needs_date == ExpiryKind::BestBefore).or(said.best_before),
                use_by: day.filter(|_| needs_date == ExpiryKind::UseBy).or(said.use_by),
            };
            work.answer(&item.get_value(), lot);
        }
    };
    let date_label = match needs_date {
        ExpiryKind::UseBy => tu_string!(i18n, words.use_by),
        _ => tu_string!(i18n, words.best_before),
    };
    view! {
        <form class="card stack" aria-labelledby="lot-title" on:submit=answer>
            <h2 id="lot-title">{names(&found.name, &found.name2)}</h2>
            <p role="alert" class="field-error">{move || problem.get()}</p>
            {needs_number.then(|| view! {
                <div class="field">
                    <label for="lot-number">{tu_string!(i18n, scan.lot)}</label>
                    <input id="lot-number" type="text" autocomplete="off" autocapitalize="off"
                        on:input=move |event| number.set(event_target_value(&event))/>
                </div>
            })}
            {(needs_date != ExpiryKind::None).then(|| view! {
                <div class="field">
                    <label for="lot-date">{date_label}</label>
                    <input id="lot-date" type="date" on:input=move |event| date.set(event_target_value(&event))/>
                </div>
            })}
            <div class="scan-pair">
                <button type="button" class="button" on:click=move |_| work.give_up(&item.get_value())>
                    {tu_string!(i18n, scan.give_up)}
                </button>
                <button type="submit" class="button primary">{tu_string!(i18n, scan.lot_ok)}</button>
            </div>
        </form>
    }
    .into_any()
}

/// The lines of the slip, each with what was scanned of it.
pub fn lines(work: Work, order: &ReceivingOrderView) -> AnyView {
    let rows = order.lines.iter().map(|line| row(work, line)).collect_view();
    view! {
        <section class="card">
            <h2>{order.supplier.name.clone()}</h2>
            <ul class="scan-lines">{rows}</ul>
        </section>
    }
    .into_any()
}

/// What was scanned. It stands outside of what is drawn anew with the slip, so that nothing typed here is lost.
pub fn taken_goods(work: Work, queue: ScanQueue) -> AnyView {
    let i18n = work.i18n;
    view! {
        <section class="card" hidden=move || work.taken.with(|taken| taken.entries().is_empty())>
            <h2>{tu_string!(i18n, scan.scanned)}</h2>
            <ul class="scan-lines">
                <For
                    each=move || work.taken.with(|taken| taken.entries().to_vec())
                    key=|entry| format!("{entry:?}")
                    children=move |entry| taken_row(work, queue, entry)
                />
            </ul>
        </section>
    }
    .into_any()
}

fn row(work: Work, line: &ReceivingLineView) -> AnyView {
    let (item, received, planned, unit) = (line.item.clone(), line.received, line.planned, line.unit.clone());
    let so_far = Memo::new(move |_| work.taken.with(|taken| taken.of(&item)));
    let done = move || received + so_far.get() >= planned;
    view! {
        <li class:done=done>
            <span>
                <strong>{names(&line.name, &line.name2)}</strong>
                <span class="code">{line.item.to_string()}</span>
                <span class="muted">{line.suggested_location.as_ref().map(ToString::to_string)}</span>
            </span>
            {move || progress(received + so_far.get(), planned, &unit)}
        </li>
    }
    .into_any()
}

/// Goods that were scanned: their quantity can be typed, their lot asked for anew. What is on its way stays as it is.
fn taken_row(work: Work, queue: ScanQueue, entry: Entry) -> AnyView {
    let i18n = work.i18n;
    let item = entry.item.clone();
    let details = [entry.location.to_string(), lot(&entry.lot)];
    let details = details.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" / ");
    let other_lot = (!entry.lot.is_none()).then(|| {
        view! {
            <button type="button" class="button" on:click=move |_| work.other_lot(&item)>
                {tu_string!(i18n, scan.other_lot)}
            </button>
        }
    });
    let label = tu_string!(i18n, scan.quantity_of, name = entry.name.clone());
    let (name, unit, quantity) = (entry.name.clone(), entry.unit.clone(), entry.quantity.to_string());
    let before = quantity.clone();
    let set = move |event: Targeted<Event, HtmlInputElement>| {
        let typed = event.target().value();
        match Quantity::parse(&typed) {
            Ok(quantity) if typed.len() < SCAN_CHARS => work.taken.update(|taken| taken.set(&entry, quantity)),
            // A hand scanner types wherever the focus is.
            _ => {
                event.target().set_value(&before);
                queue.push(&typed);
            }
        }
    };
    view! {
        <li>
            <span>
                <strong>{name}</strong>
                <span class="muted">{details}</span>
                {other_lot}
            </span>
            <span class="scan-amount">
                <input
                    type="text"
                    inputmode="decimal"
                    class="number"
                    aria-label=label
                    value=quantity
                    disabled=move || work.sent.with(Option::is_some)
                    on:change:target=set
                />
                <small class="unit">{unit}</small>
            </span>
        </li>
    }
    .into_any()
}
