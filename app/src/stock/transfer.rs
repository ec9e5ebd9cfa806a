//! Moving goods inside a warehouse, or changing their status.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::transfer::{Transfer, TransferLine};
use model::{Permission, StatusCode, WarehouseCode};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::Words;
use crate::masters::find;
use crate::parts::may::forbidden;
use crate::parts::reading::Reading;
use crate::parts::{
    Field, Filters, FormBody, PageHead, Picked, Picker, Place, Select, Sending, Submit, TextArea, loaded, may, show,
    use_filters, use_place, use_reader,
};
use crate::stock::functions::transfer;
use crate::stock::lot_fields::{LotDraft, LotFields};

/// The page `/w/:warehouse/stock/transfer`.
pub struct StockTransferPage;

impl Screen for StockTransferPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let place = use_place();
        let warehouse = Resource::new(move || place.code(), |warehouse| async move { warehouse });
        let crumbs = vec![(place.path(&["stock"]), tu_string!(i18n, stock.title).to_owned())];
        view! {
            <PageHead title=tu_string!(i18n, stock.transfer) crumbs/>
            <p class="lead">{tu_string!(i18n, stock.transfer_text)}</p>
            {loaded(warehouse, move |warehouse| {
                if may(Permission::Transfer) {
                    view! { <TransferForm place warehouse/> }.into_any()
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
    item: Picked,
    from: Picked,
    to: Picked,
    quantity: RwSignal<String>,
    lot: LotDraft,
    status: RwSignal<String>,
    to_status: RwSignal<String>,
    note: RwSignal<String>,
}

#[component]
fn TransferForm(place: Place, warehouse: WarehouseCode) -> AnyView {
    let i18n = use_i18n();
    let (form, reader, navigate, filters) = (Sending::new(), use_reader(), use_navigate(), use_filters());
    let text = || RwSignal::new(String::new());
    let draft = Draft {
        item: Picked::of(&filters.text("item"), "", ""),
        from: Picked::of(&filters.text("location"), "", ""),
        to: Picked::default(),
        quantity: text(),
        lot: LotDraft::of_url(filters),
        status: status_of_url(filters),
        to_status: text(),
        note: text(),
    };
    let at = warehouse.clone();
    let send = move || {
        let mut reading = reader.read();
        let line = read(i18n, &mut reading, draft);
        if let Err(error) = reading.done() {
            form.refuse(error);
            return;
        }
        let note = draft.note.get_untracked().trim().to_owned();
        let command = Transfer { warehouse: at.clone(), lines: line.into_iter().collect(), note };
        let navigate = navigate.clone();
        form.send(
            |envelope| transfer(envelope, command),
            move |slip| {
                let path = format!("{}?slip={}", place.path(&["stock", "slips"]), slip.number);
                navigate(&path, Default::default());
            },
        );
    };
    view! {
        <FormBody form on_submit=send>
            <section class="card form-grid">
                <TransferFields form draft warehouse=warehouse.clone()/>
            </section>
            <div class="form-actions">
                <Submit form label=tu_string!(i18n, stock.transfer_do)/>
                <a class="button" href=move || place.path(&["stock"])>{tu_string!(i18n, words.stop)}</a>
            </div>
        </FormBody>
    }
    .into_any()
}

#[component]
fn TransferFields(form: Sending, draft: Draft, warehouse: WarehouseCode) -> AnyView {
    let i18n = use_i18n();
    let unchanged = (String::new(), tu_string!(i18n, stock.status_unchanged).to_owned());
    view! {
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
            name="lines.0.from"
            label=tu_string!(i18n, stock.from)
            value=draft.from
            finder=find::locations(warehouse.clone())
            required=true
        />
        <Picker
            form
            name="lines.0.to"
            label=tu_string!(i18n, stock.to)
            value=draft.to
            finder=find::locations(warehouse)
            required=true
            hint=tu_string!(i18n, stock.to_hint)
        />
        <Field
            form
            name="lines.0.quantity"
            label=tu_string!(i18n, words.quantity)
            value=draft.quantity
            inputmode="decimal"
            maxlength=16
            required=true
        />
        <LotFields form draft=draft.lot/>
        <Select
            form
            name="lines.0.status"
            label=tu_string!(i18n, stock.status_now)
            value=draft.status
            choices=Signal::stored(statuses())
        />
        <Select
            form
            name="lines.0.to_status"
            label=tu_string!(i18n, stock.status_after)
            value=draft.to_status
            choices=Signal::stored([unchanged].into_iter().chain(statuses()).collect::<Vec<_>>())
        />
        <TextArea form name="note" label=tu_string!(i18n, words.note) value=draft.note/>
    }
    .into_any()
}

/// The seeded statuses with their names.
#[must_use]
pub fn statuses() -> Vec<(String, String)> {
    ["good", "hold", "damaged"].into_iter().map(|code| (code.to_owned(), show::status(code))).collect()
}

/// The status of the balance that the URL names, else good.
#[must_use]
pub fn status_of_url(filters: Filters) -> RwSignal<String> {
    let named = filters.text("status");
    RwSignal::new(if named.is_empty() { "good".to_owned() } else { named })
}

fn read(words: Words, reading: &mut Reading, draft: Draft) -> Option<TransferLine> {
    let item = reading.code("lines.0.item", &draft.item.text.get_untracked());
    let from = reading.code("lines.0.from", &draft.from.text.get_untracked());
    let to = reading.code("lines.0.to", &draft.to.text.get_untracked());
    let quantity = reading.positive("lines.0.quantity", &draft.quantity.get_untracked());
    let lot = draft.lot.read(words, reading);
    let status = reading.optional_code::<StatusCode>("lines.0.status", &draft.status.get_untracked());
    let to_status = reading.optional_code::<StatusCode>("lines.0.to_status", &draft.to_status.get_untracked());
    Some(TransferLine { item: item?, from: from?, to: to?, quantity: quantity?, lot, status, to_status })
}
