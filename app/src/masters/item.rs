//! The item as its pages see and write it.

use leptos::prelude::*;
use model::item::{CreateItem, ExpiryKind, GetItem, ItemChange, ItemView, TaxClass, TemperatureClass, UpdateItem};
use model::{AppError, Envelope, ErrorCode, ItemCode};

use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::{Entry, Words, activity_word};
use crate::masters::functions::{create_item, get_item, update_item};
use crate::masters::item_barcodes::BarcodeDraft;
use crate::masters::item_form;
use crate::masters::master::{Master, there};
use crate::masters::writing::Written;
use crate::parts::reading::Reader;
use crate::parts::{Sending, route, show, use_param};
use crate::refusal::Refusal;

impl Master for ItemView {
    type Get = GetItem;

    fn list() -> (&'static str, &'static str) {
        let i18n = use_i18n();
        ("/items", tu_string!(i18n, masters.items))
    }

    fn leaving() -> &'static str {
        let i18n = use_i18n();
        tu_string!(i18n, masters.deactivate_item_text)
    }

    fn wanted() -> Signal<Result<GetItem, Refusal>> {
        let code = use_param("code");
        Signal::derive(move || Ok(GetItem { code: route::parsed::<ItemCode>("item", &code.get())? }))
    }

    async fn get(wanted: GetItem) -> Result<Self, Refusal> {
        get_item(wanted).await
    }

    fn question(&self) -> GetItem {
        GetItem { code: self.code.clone() }
    }

    fn path(&self) -> String {
        show::path(&["items", self.code.as_str()])
    }

    fn title(&self) -> String {
        show::item_title(&self.code, &self.name, &self.name2)
    }

    fn is_active(&self) -> bool {
        self.active
    }

    async fn set_active(self, envelope: Envelope, active: bool) -> Result<Self, Refusal> {
        let change = ItemChange { active: Some(active), ..ItemChange::default() };
        update_item(envelope, UpdateItem { code: self.code, version: Some(self.version), change }).await
    }
}

/// What is typed.
#[derive(Clone, Copy)]
pub struct ItemDraft {
    pub(super) code: RwSignal<String>,
    pub(super) name: RwSignal<String>,
    pub(super) name2: RwSignal<String>,
    pub(super) kana: RwSignal<String>,
    pub(super) category: RwSignal<String>,
    pub(super) unit: RwSignal<String>,
    pub(super) barcodes: BarcodeDraft,
    pub(super) lot_managed: RwSignal<bool>,
    pub(super) expiry: RwSignal<String>,
    pub(super) receive_limit: RwSignal<String>,
    pub(super) ship_limit: RwSignal<String>,
    pub(super) safety_stock: RwSignal<String>,
    pub(super) reorder_point: RwSignal<String>,
    pub(super) tax: RwSignal<String>,
    pub(super) temperature: RwSignal<String>,
    pub(super) unit_price: RwSignal<String>,
    pub(super) note: RwSignal<String>,
}

impl Written for ItemView {
    type Draft = ItemDraft;
    type Create = CreateItem;

    fn new_title() -> &'static str {
        let i18n = use_i18n();
        tu_string!(i18n, masters.new_item)
    }

    fn draft() -> ItemDraft {
        let i18n = use_i18n();
        let text = |text: &str| RwSignal::new(text.to_owned());
        ItemDraft {
            code: text(""),
            name: text(""),
            name2: text(""),
            kana: text(""),
            category: text(""),
            unit: text(tu_string!(i18n, masters.default_unit)),
            barcodes: BarcodeDraft::with_empty_row(),
            lot_managed: RwSignal::new(false),
            expiry: text(expiry_name(ExpiryKind::None)),
            receive_limit: text(""),
            ship_limit: text(""),
            safety_stock: text(""),
            reorder_point: text(""),
            tax: text(tax_name(TaxClass::Standard)),
            temperature: text(temperature_name(TemperatureClass::Ambient)),
            unit_price: text(""),
            note: text(""),
        }
    }

    fn entries(&self, draft: ItemDraft, words: Words) -> Vec<Entry> {
        let days = |days: Option<u16>| days.map_or_else(String::new, |days| days.to_string());
        vec![
            Entry::text(tu_string!(words, masters.item_code), draft.code, self.code.as_str()),
            Entry::text(tu_string!(words, masters.name), draft.name, &self.name),
            Entry::text(tu_string!(words, masters.name2), draft.name2, &self.name2),
            Entry::text(tu_string!(words, masters.kana), draft.kana, &self.kana),
            Entry::text(tu_string!(words, words.category), draft.category, &self.category),
            Entry::text(tu_string!(words, words.unit), draft.unit, &self.unit),
            draft.barcodes.entry(tu_string!(words, masters.barcodes), &self.barcodes),
            Entry::choice(
                tu_string!(words, masters.expiry),
                draft.expiry,
                expiry_name(self.expiry),
                expiry(words, self.expiry),
            ),
            Entry::flag(
                tu_string!(words, masters.lot_managed),
                draft.lot_managed,
                self.lot_managed,
                there(words, self.lot_managed),
            ),
            Entry::text(tu_string!(words, masters.receive_limit), draft.receive_limit, days(self.receive_limit_days)),
            Entry::text(tu_string!(words, masters.ship_limit), draft.ship_limit, days(self.ship_limit_days)),
            Entry::text(tu_string!(words, masters.safety_stock), draft.safety_stock, self.safety_stock.to_string()),
            Entry::text(tu_string!(words, masters.reorder_point), draft.reorder_point, self.reorder_point.to_string()),
            Entry::choice(tu_string!(words, masters.tax), draft.tax, tax_name(self.tax), tax(words, self.tax)),
            Entry::choice(
                tu_string!(words, masters.temperature),
                draft.temperature,
                temperature_name(self.temperature),
                temperature(words, self.temperature),
            ),
            Entry::text(tu_string!(words, masters.unit_price), draft.unit_price, self.unit_price.to_string()),
            Entry::text(tu_string!(words, words.note), draft.note, &self.note),
            Entry::apart(tu_string!(words, words.state), activity_word(words, self.active)),
        ]
    }

    fn fields(form: Sending, draft: ItemDraft, is_new: bool) -> AnyView {
        item_form::fields(form, draft, is_new)
    }

    fn read(draft: ItemDraft, reader: Reader) -> Result<CreateItem, AppError> {
        let mut reading = reader.read();
        let text = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
        let code = reading.code::<ItemCode>("code", &text(draft.code));
        let name = reading.text("name", &text(draft.name));
        let unit = reading.text("unit", &text(draft.unit));
        let barcodes = draft.barcodes.read(&mut reading);
        let receive_limit_days = reading.days("receive_limit_days", &text(draft.receive_limit));
        let ship_limit_days = reading.days("ship_limit_days", &text(draft.ship_limit));
        let safety_stock = reading.level("safety_stock", &text(draft.safety_stock));
        let reorder_point = reading.level("reorder_point", &text(draft.reorder_point));
        let unit_price = reading.price("unit_price", &text(draft.unit_price)).unwrap_or_default();
        reading.done()?;
        Ok(CreateItem {
            code: code.ok_or_else(|| AppError::new(ErrorCode::Required).field("code"))?,
            name,
            name2: text(draft.name2),
            kana: text(draft.kana),
            category: text(draft.category),
            unit,
            barcodes,
            lot_managed: draft.lot_managed.get_untracked(),
            expiry: named(&EXPIRIES, expiry_name, &text(draft.expiry)),
            receive_limit_days,
            ship_limit_days,
            safety_stock,
            reorder_point,
            tax: named(&TAXES, tax_name, &text(draft.tax)),
            temperature: named(&TEMPERATURES, temperature_name, &text(draft.temperature)),
            unit_price,
            note: text(draft.note),
        })
    }

    async fn create(envelope: Envelope, typed: CreateItem) -> Result<Self, Refusal> {
        create_item(envelope, typed).await
    }

    async fn update(self, envelope: Envelope, typed: CreateItem) -> Result<Self, Refusal> {
        let change = change_of(typed);
        update_item(envelope, UpdateItem { code: self.code, version: Some(self.version), change }).await
    }
}

fn change_of(item: CreateItem) -> ItemChange {
    ItemChange {
        name: Some(item.name),
        name2: Some(item.name2),
        kana: Some(item.kana),
        category: Some(item.category),
        unit: Some(item.unit),
        barcodes: Some(item.barcodes),
        lot_managed: Some(item.lot_managed),
        expiry: Some(item.expiry),
        receive_limit_days: Some(item.receive_limit_days),
        ship_limit_days: Some(item.ship_limit_days),
        safety_stock: Some(item.safety_stock),
        reorder_point: Some(item.reorder_point),
        tax: Some(item.tax),
        temperature: Some(item.temperature),
        unit_price: Some(item.unit_price),
        note: Some(item.note),
        active: None,
    }
}

/// The choices of a form; the first one is usual.
pub(super) const EXPIRIES: [ExpiryKind; 3] = [ExpiryKind::None, ExpiryKind::BestBefore, ExpiryKind::UseBy];
/// Likewise.
pub(super) const TAXES: [TaxClass; 3] = [TaxClass::Standard, TaxClass::Reduced, TaxClass::Exempt];
/// Likewise.
pub(super) const TEMPERATURES: [TemperatureClass; 3] =
    [TemperatureClass::Ambient, TemperatureClass::Chilled, TemperatureClass::Frozen];

/// What the form holds for a kind of date.
pub(super) const fn expiry_name(kind: ExpiryKind) -> &'static str {
    match kind {
        ExpiryKind::None => "none",
        ExpiryKind::BestBefore => "best_before",
        ExpiryKind::UseBy => "use_by",
    }
}

/// What the form holds for a tax class.
pub(super) const fn tax_name(class: TaxClass) -> &'static str {
    match class {
        TaxClass::Standard => "standard",
        TaxClass::Reduced => "reduced",
        TaxClass::Exempt => "exempt",
    }
}

/// What the form holds for a temperature class.
pub(super) const fn temperature_name(class: TemperatureClass) -> &'static str {
    match class {
        TemperatureClass::Ambient => "ambient",
        TemperatureClass::Chilled => "chilled",
        TemperatureClass::Frozen => "frozen",
    }
}

fn named<T: Copy, const N: usize>(all: &[T; N], name: fn(T) -> &'static str, text: &str) -> T {
    all.iter().copied().find(|value| name(*value) == text).unwrap_or(all[0])
}

/// The word for a tax class.
#[must_use]
pub fn tax(words: Words, tax: TaxClass) -> &'static str {
    match tax {
        TaxClass::Standard => tu_string!(words, masters.tax_standard),
        TaxClass::Reduced => tu_string!(words, masters.tax_reduced),
        TaxClass::Exempt => tu_string!(words, masters.tax_exempt),
    }
}

/// The word for a temperature class.
#[must_use]
pub fn temperature(words: Words, class: TemperatureClass) -> &'static str {
    match class {
        TemperatureClass::Ambient => tu_string!(words, masters.ambient),
        TemperatureClass::Chilled => tu_string!(words, masters.chilled),
        TemperatureClass::Frozen => tu_string!(words, masters.frozen),
    }
}

/// The word for a kind of date.
#[must_use]
pub fn expiry(words: Words, kind: ExpiryKind) -> &'static str {
    match kind {
        ExpiryKind::None => tu_string!(words, masters.no),
        ExpiryKind::BestBefore => tu_string!(words, words.best_before),
        ExpiryKind::UseBy => tu_string!(words, words.use_by),
    }
}
