//! Correcting stock, with a reason.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::adjustment::{Adjust, AdjustmentLine, ListReasons, ReasonView};
use model::{ErrorCode, Permission, ReasonCode, StatusCode, WarehouseCode};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::Words;
use crate::masters::find;
use crate::parts::may::forbidden;
use crate::parts::reading::Reading;
use crate::parts::{
    Field, FormBody, PageHead, Picked, Picker, Place, Select, Sending, Submit, TextArea, Tick, loaded, may, show,
    use_filters, use_place, use_reader,
};
use crate::stock::functions::{adjust, list_reasons};
use crate::stock::lot_fields::{LotDraft, LotFields};
use crate::stock::transfer::{status_of_url, statuses};

/// The page `/w/:warehouse/stock/adjust`.
pub struct StockAdjustPage;

impl Screen for StockAdjustPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let place = use_place();
        let known = Resource::new(
            move || place.code(),
            |warehouse| async move { Ok((warehouse?, list_reasons(ListReasons {}).await?)) },
        );
        let crumbs = vec![(place.path(&["stock"]), tu_string!(i18n, stock.title).to_owned())];
        view! {
            <PageHead title=tu_string!(i18n, stock.adjust) crumbs/>
            <p class="lead">{tu_string!(i18n, stock.adjust_text)}</p>
            {loaded(known, move |(warehouse, reasons)| {
                if may(Permission::Adjust) {
                    view! { <AdjustForm place warehouse reasons/> }.into_any()
                } else {
                    forbidden()
                }
            })}
        }
        .into_any()
    }
}

#[derive(Clone, Copy)]
struct Draft {
    reason: RwSignal<String>,
    item: Picked,
    location: Picked,
    quantity: RwSignal<String>,
    lot: LotDraft,
    status: RwSignal<String>,
    note: RwSignal<String>,
    release: RwSignal<bool>,
}

#[component]
fn AdjustForm(place: Place, warehouse: WarehouseCode, reasons: Vec<ReasonView>) -> AnyView {
    let i18n = use_i18n();
    let (form, reader, navigate, filters) = (Sending::new(), use_reader(), use_navigate(), use_filters());
    let text = || RwSignal::new(String::new());
    let first = reasons.first().map_or_else(String::new, |reason| reason.code.to_string());
    let draft = Draft {
        reason: RwSignal::new(first),
        item: Picked::of(&filters.text("item"), "", ""),
        location: Picked::of(&filters.text("location"), "", ""),
        quantity: text(),
        lot: LotDraft::of_url(filters),
        status: status_of_url(filters),
        note: text(),
        release: RwSignal::new(false),
    };
    let held = RwSignal::new(false);
    let at = warehouse.clone();
    let send = move || {
        let mut reading = reader.read();
        let reason = reading.code::<ReasonCode>("reason", &draft.reason.get_untracked());
        let line = read(i18n, &mut reading, draft);
        if let Err(error) = reading.done() {
            form.refuse(error);
            return;
        }
        let Some(reason) = reason else { return };
        let command = Adjust {
            warehouse: at.clone(),
            reason,
            lines: line.into_iter().collect(),
            note: draft.note.get_untracked().trim().to_owned(),
            release_allocations: draft.release.get_untracked(),
        };
        let navigate = navigate.clone();
        form.send_or(
            |envelope| adjust(envelope, command),
            move |slip| {
                let path = format!("{}?slip={}", place.path(&["stock", "slips"]), slip.number);
                navigate(&path, Default::default());
            },
            move |error| {
                held.set(error.code == ErrorCode::HeldByOrders);
                false
            },
        );
    };
    view! {
        <FormBody form on_submit=send>
            <section class="card form-grid">
                <AdjustFields form draft warehouse=warehouse.clone() reasons/>
                <Show when=move || held.get()>
                    <Tick
                        name="release_allocations"
                        label=tu_string!(i18n, words.release_allocations)
                        value=draft.release
                        hint=tu_string!(i18n, words.release_allocations_hint)
                    />
                </Show>
            </section>
            <div class="form-actions">
                <Submit form label=tu_string!(i18n, stock.adjust_do)/>
                <a class="button" href=move || place.path(&["stock"])>{tu_string!(i18n, words.stop)}</a>
            </div>
        </FormBody>
    }
    .into_any()
}

#[component]
fn AdjustFields(form: Sending, draft: Draft, warehouse: WarehouseCode, reasons: Vec<ReasonView>) -> AnyView {
    let i18n = use_i18n();
    let choice = |reason: ReasonView| (reason.code.to_string(), show::reason(reason.code.as_str(), &reason.name));
    let reasons: Vec<_> = reasons.into_iter().map(choice).collect();
    view! {
        <Select
            form
            name="reason"
            label=tu_string!(i18n, stock.reason)
            value=draft.reason
            choices=Signal::stored(reasons)
            required=true
        />
        <Picker
            form
            name="lines.0.item"
            label=tu_string!(i18n, words.item)
            value=draft.item
            finder=find::items()
            required=true
        />
        <Picker
            form
            name="lines.0.location"
            label=tu_string!(i18n, words.location)
            value=draft.location
            finder=find::locations(warehouse)
            required=true
        />
        <Field
            form
            name="lines.0.quantity"
            label=tu_string!(i18n, stock.adjust_quantity)
            value=draft.quantity
            inputmode="decimal"
            maxlength=16
            required=true
            hint=tu_string!(i18n, stock.adjust_quantity_hint)
        />
        <LotFields form draft=draft.lot/>
        <Select
            form
            name="lines.0.status"
            label=tu_string!(i18n, words.status)
            value=draft.status
            choices=Signal::stored(statuses())
        />
        <TextArea form name="note" label=tu_string!(i18n, words.note) value=draft.note/>
    }
    .into_any()
}

fn read(words: Words, reading: &mut Reading, draft: Draft) -> Option<AdjustmentLine> {
    let item = reading.code("lines.0.item", &draft.item.text.get_untracked());
    let location = reading.code("lines.0.location", &draft.location.text.get_untracked());
    let quantity = reading.signed("lines.0.quantity", &draft.quantity.get_untracked());
    let lot = draft.lot.read(words, reading);
    let status = reading.optional_code::<StatusCode>("lines.0.status", &draft.status.get_untracked());
    Some(AdjustmentLine { item: item?, location: location?, quantity: quantity?, lot, status })
}
