//! Writing an item, new or again.

use leptos::prelude::*;
use model::item::ItemView;

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::Words;
use crate::masters::item::{
    EXPIRIES, ItemDraft, TAXES, TEMPERATURES, expiry, expiry_name, tax, tax_name, temperature, temperature_name,
};
use crate::masters::item_barcodes::Barcodes;
use crate::masters::writing::{edit_page, new_page};
use crate::parts::{Field, Select, Sending, TextArea, Tick};

/// The page `/items/new`.
pub struct ItemNewPage;

impl Screen for ItemNewPage {
    fn view() -> AnyView {
        new_page::<ItemView>()
    }
}

/// The page `/items/:code/edit`.
pub struct ItemEditPage;

impl Screen for ItemEditPage {
    fn view() -> AnyView {
        edit_page::<ItemView>()
    }
}

/// The fields of the form.
pub(super) fn fields(form: Sending, draft: ItemDraft, is_new: bool) -> AnyView {
    view! {
        <Names form draft is_new/>
        <Barcodes form draft=draft.barcodes/>
        <section class="card form-grid">
            <Dates form draft/>
            <Levels form draft/>
        </section>
    }
    .into_any()
}

/// What a field chooses from. It is drawn anew when the field changes by itself, because somebody else changed it.
fn choices<T: Copy>(
    field: RwSignal<String>,
    all: &[T],
    name: fn(T) -> &'static str,
    word: fn(Words, T) -> &'static str,
) -> Signal<Vec<(String, String)>> {
    let i18n = use_i18n();
    let choices: Vec<_> = all.iter().map(|value| (name(*value).to_owned(), word(i18n, *value).to_owned())).collect();
    Signal::derive(move || {
        field.track();
        choices.clone()
    })
}

#[component]
fn Names(form: Sending, draft: ItemDraft, is_new: bool) -> AnyView {
    let i18n = use_i18n();
    view! {
        <section class="card form-grid">
            <Field
                form
                name="code"
                label=tu_string!(i18n, masters.item_code)
                value=draft.code
                required=true
                readonly=!is_new
                maxlength=40
                hint=tu_string!(i18n, masters.item_code_hint)
            />
            <Field form name="name" label=tu_string!(i18n, masters.name) value=draft.name required=true maxlength=100/>
            <Field form name="name2" label=tu_string!(i18n, masters.name2) value=draft.name2 maxlength=100/>
            <Field form name="kana" label=tu_string!(i18n, masters.kana) value=draft.kana maxlength=100/>
            <Field form name="category" label=tu_string!(i18n, words.category) value=draft.category maxlength=60/>
            <Field form name="unit" label=tu_string!(i18n, words.unit) value=draft.unit required=true maxlength=10/>
        </section>
    }
    .into_any()
}

#[component]
fn Dates(form: Sending, draft: ItemDraft) -> AnyView {
    let i18n = use_i18n();
    view! {
        <Select
            form
            name="expiry"
            label=tu_string!(i18n, masters.expiry)
            value=draft.expiry
            choices=choices(draft.expiry, &EXPIRIES, expiry_name, expiry)
            hint=tu_string!(i18n, masters.expiry_hint)
        />
        <Tick
            name="lot_managed"
            label=tu_string!(i18n, masters.lot_managed)
            value=draft.lot_managed
            hint=tu_string!(i18n, masters.lot_managed_hint)
        />
        <Field
            form
            name="receive_limit_days"
            label=tu_string!(i18n, masters.receive_limit)
            value=draft.receive_limit
            inputmode="numeric"
            hint=tu_string!(i18n, masters.limit_hint)
            maxlength=5
        />
        <Field
            form
            name="ship_limit_days"
            label=tu_string!(i18n, masters.ship_limit)
            value=draft.ship_limit
            inputmode="numeric"
            hint=tu_string!(i18n, masters.limit_hint)
            maxlength=5
        />
    }
    .into_any()
}

#[component]
fn Levels(form: Sending, draft: ItemDraft) -> AnyView {
    let i18n = use_i18n();
    view! {
        <Field
            form
            name="safety_stock"
            label=tu_string!(i18n, masters.safety_stock)
            value=draft.safety_stock
            inputmode="decimal"
            maxlength=16
        />
        <Field
            form
            name="reorder_point"
            label=tu_string!(i18n, masters.reorder_point)
            value=draft.reorder_point
            inputmode="decimal"
            maxlength=16
        />
        <Select
            form
            name="tax"
            label=tu_string!(i18n, masters.tax)
            value=draft.tax
            choices=choices(draft.tax, &TAXES, tax_name, tax)
        />
        <Select
            form
            name="temperature"
            label=tu_string!(i18n, masters.temperature)
            value=draft.temperature
            choices=choices(draft.temperature, &TEMPERATURES, temperature_name, temperature)
        />
        <Field
            form
            name="unit_price"
            label=tu_string!(i18n, masters.unit_price)
            value=draft.unit_price
            inputmode="decimal"
            maxlength=20
        />
        <TextArea form name="note" label=tu_string!(i18n, words.note) value=draft.note/>
    }
    .into_any()
}
