//! Writing an item, new or again.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use model::barcode::Barcode;
use model::item::{
    CreateItem, ExpiryKind, GetItem, ItemBarcode, ItemChange, ItemView, TaxClass, TemperatureClass, UpdateItem,
};
use model::{AppError, ErrorCode, ItemCode};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::{Conflict, Difference, differences, is_stale};
use crate::masters::functions::{create_item, get_item, update_item};
use crate::masters::item_detail::{expiry, tax, temperature};
use crate::parts::reading::{Reader, Reading};
use crate::parts::{
    Field, FormBody, PageHead, Select, Sending, Submit, TextArea, Tick, browser, loaded, route, show, use_param,
    use_reader,
};

/// The page `/items/new`.
pub struct ItemNewPage;

impl Screen for ItemNewPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (form, draft, reader, navigate) = (Sending::new(), Draft::default(), use_reader(), use_navigate());
        let save = move || match draft.read(reader) {
            Err(error) => form.refuse(error),
            Ok(item) => {
                let navigate = navigate.clone();
                form.send(
                    |envelope| create_item(envelope, item),
                    move |item| navigate(&show::path(&["items", item.code.as_str()]), Default::default()),
                );
            }
        };
        let crumbs = vec![("/items".to_owned(), tu_string!(i18n, masters.items).to_owned())];
        view! {
            <PageHead title=tu_string!(i18n, masters.new_item) crumbs/>
            <FormBody form on_submit=save>
                <Fields form draft is_new=true/>
                <div class="form-actions">
                    <Submit form label=tu_string!(i18n, masters.create)/>
                    <a class="button" href="/items">{tu_string!(i18n, words.stop)}</a>
                </div>
            </FormBody>
        }
        .into_any()
    }
}

/// The page `/items/:code/edit`.
pub struct ItemEditPage;

impl Screen for ItemEditPage {
    fn view() -> AnyView {
        let code = use_param("code");
        let item = Resource::new(
            move || code.get(),
            |code| async move { get_item(GetItem { code: route::parsed::<ItemCode>("item", &code)? }).await },
        );
        loaded(item, |item| view! { <Edit item/> }.into_any())
    }
}

#[component]
fn Edit(item: ItemView) -> AnyView {
    let i18n = use_i18n();
    let (form, draft, reader) = (Sending::new(), Draft::of(&item), use_reader());
    let navigate = StoredValue::new_local(use_navigate());
    let (seen, found) = (RwSignal::new(item.clone()), RwSignal::new(None::<Vec<Difference>>));
    let path = show::path(&["items", item.code.as_str()]);
    let labels = StoredValue::new(Labels::new());
    let back = path.clone();
    let save = move || {
        let change = match draft.read(reader) {
            Err(error) => return form.refuse(error),
            Ok(item) => change_of(item),
        };
        let (code, version) = seen.with_untracked(|item| (item.code.clone(), item.version));
        let again = code.clone();
        let path = path.clone();
        form.send_or(
            |envelope| update_item(envelope, UpdateItem { code, version: Some(version), change }),
            move |_| navigate.with_value(|navigate| navigate(&path, Default::default())),
            move |error| {
                let stale = is_stale(error);
                if stale {
                    spawn_local(async move {
                        if let Ok(now) = get_item(GetItem { code: again }).await {
                            let before = seen.get_untracked();
                            found.set(Some(labels.with_value(|labels| labels.compare(&before, &now))));
                            seen.set(now);
                        }
                    });
                }
                stale
            },
        );
    };
    let title = tu_string!(i18n, masters.edit_item, code = item.code.to_string());
    let crumbs =
        vec![("/items".to_owned(), tu_string!(i18n, masters.items).to_owned()), (back.clone(), item.code.to_string())];
    view! {
        <PageHead title crumbs/>
        <Conflict form differences=found/>
        <FormBody form on_submit=save>
            <Fields form draft is_new=false/>
            <div class="form-actions">
                <Submit form label=tu_string!(i18n, words.save)/>
                <a class="button" href=back>{tu_string!(i18n, words.stop)}</a>
            </div>
        </FormBody>
    }
    .into_any()
}

/// The labels of the fields that are compared.
struct Labels([&'static str; 8]);

impl Labels {
    fn new() -> Self {
        let i18n = use_i18n();
        Self([
            tu_string!(i18n, masters.name),
            tu_string!(i18n, masters.name2),
            tu_string!(i18n, masters.kana),
            tu_string!(i18n, words.category),
            tu_string!(i18n, words.unit),
            tu_string!(i18n, masters.barcodes),
            tu_string!(i18n, words.unit_price),
            tu_string!(i18n, words.note),
        ])
    }

    fn compare(&self, before: &ItemView, now: &ItemView) -> Vec<Difference> {
        let values = |item: &ItemView| {
            let barcodes: Vec<_> =
                item.barcodes.iter().map(|each| format!("{}×{}", each.code, each.quantity)).collect();
            let price = item.unit_price.to_string();
            [&item.name, &item.name2, &item.kana, &item.category, &item.unit, &barcodes.join(" "), &price, &item.note]
                .map(Clone::clone)
        };
        let pairs = self.0.into_iter().zip(values(before)).zip(values(now));
        differences(pairs.map(|((label, before), now)| (label, before, now)).collect())
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

#[derive(Clone, Copy)]
struct DraftBarcode {
    id: u32,
    code: RwSignal<String>,
    quantity: RwSignal<String>,
}

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    code: RwSignal<String>,
    name: RwSignal<String>,
    name2: RwSignal<String>,
    kana: RwSignal<String>,
    category: RwSignal<String>,
    unit: RwSignal<String>,
    barcodes: RwSignal<Vec<DraftBarcode>>,
    next_barcode: StoredValue<u32>,
    lot_managed: RwSignal<bool>,
    expiry: RwSignal<String>,
    receive_limit: RwSignal<String>,
    ship_limit: RwSignal<String>,
    safety_stock: RwSignal<String>,
    reorder_point: RwSignal<String>,
    tax: RwSignal<String>,
    temperature: RwSignal<String>,
    unit_price: RwSignal<String>,
    note: RwSignal<String>,
}

impl Default for Draft {
    fn default() -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        let draft = Self {
            code: text(""),
            name: text(""),
            name2: text(""),
            kana: text(""),
            category: text(""),
            unit: text("個"),
            barcodes: RwSignal::new(Vec::new()),
            next_barcode: StoredValue::new(0),
            lot_managed: RwSignal::new(false),
            expiry: text("none"),
            receive_limit: text(""),
            ship_limit: text(""),
            safety_stock: text(""),
            reorder_point: text(""),
            tax: text("standard"),
            temperature: text("ambient"),
            unit_price: text(""),
            note: text(""),
        };
        draft.add_barcode("", "1");
        draft
    }
}

impl Draft {
    fn of(item: &ItemView) -> Self {
        let draft = Self::default();
        let set = |signal: RwSignal<String>, text: &str| signal.set(text.to_owned());
        set(draft.code, item.code.as_str());
        set(draft.name, &item.name);
        set(draft.name2, &item.name2);
        set(draft.kana, &item.kana);
        set(draft.category, &item.category);
        set(draft.unit, &item.unit);
        draft.lot_managed.set(item.lot_managed);
        set(draft.expiry, expiry_name(item.expiry));
        set(draft.receive_limit, &item.receive_limit_days.map_or_else(String::new, |days| days.to_string()));
        set(draft.ship_limit, &item.ship_limit_days.map_or_else(String::new, |days| days.to_string()));
        set(draft.safety_stock, &item.safety_stock.to_string());
        set(draft.reorder_point, &item.reorder_point.to_string());
        set(draft.tax, tax_name(item.tax));
        set(draft.temperature, temperature_name(item.temperature));
        set(draft.unit_price, &item.unit_price.to_string());
        set(draft.note, &item.note);
        if !item.barcodes.is_empty() {
            draft.barcodes.set(Vec::new());
        }
        for barcode in &item.barcodes {
            draft.add_barcode(barcode.code.as_str(), &barcode.quantity.to_string());
        }
        draft
    }

    fn add_barcode(self, code: &str, quantity: &str) -> u32 {
        let id = self.next_barcode.get_value();
        self.next_barcode.set_value(id + 1);
        let text = |text: &str| RwSignal::new(text.to_owned());
        self.barcodes.update(|rows| rows.push(DraftBarcode { id, code: text(code), quantity: text(quantity) }));
        id
    }

    fn read(self, reader: Reader) -> Result<CreateItem, AppError> {
        let mut reading = reader.read();
        let text = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
        let code = reading.code::<ItemCode>("code", &text(self.code));
        let name = reading.text("name", &text(self.name));
        let unit = reading.text("unit", &text(self.unit));
        let barcodes = self.read_barcodes(&mut reading);
        let receive_limit_days = reading.days("receive_limit_days", &text(self.receive_limit));
        let ship_limit_days = reading.days("ship_limit_days", &text(self.ship_limit));
        let safety_stock = reading.level("safety_stock", &text(self.safety_stock));
        let reorder_point = reading.level("reorder_point", &text(self.reorder_point));
        let unit_price = reading.price("unit_price", &text(self.unit_price)).unwrap_or_default();
        reading.done()?;
        Ok(CreateItem {
            code: code.ok_or_else(|| AppError::new(ErrorCode::Required).field("code"))?,
            name,
            name2: text(self.name2),
            kana: text(self.kana),
            category: text(self.category),
            unit,
            barcodes,
            lot_managed: self.lot_managed.get_untracked(),
            expiry: named(ExpiryKind::None, &EXPIRIES, expiry_name, &text(self.expiry)),
            receive_limit_days,
            ship_limit_days,
            safety_stock,
            reorder_point,
            tax: named(TaxClass::Standard, &TAXES, tax_name, &text(self.tax)),
            temperature: named(TemperatureClass::Ambient, &TEMPERATURES, temperature_name, &text(self.temperature)),
            unit_price,
            note: text(self.note),
        })
    }

    fn read_barcodes(self, reading: &mut Reading) -> Vec<ItemBarcode> {
        self.barcodes.update(|rows| rows.retain(|row| row.code.with_untracked(|code| !code.trim().is_empty())));
        let rows = self.barcodes.get_untracked();
        rows.into_iter()
            .enumerate()
            .filter_map(|(place, row)| {
                let field = |name: &str| format!("barcodes.{place}.{name}");
                let code = Barcode::parse(&row.code.get_untracked()).ok();
                if code.is_none() {
                    reading.code::<ItemCode>(&field("code"), "/");
                }
                let quantity = reading.positive(&field("quantity"), &row.quantity.get_untracked());
                Some(ItemBarcode { code: code?, quantity: quantity? })
            })
            .collect()
    }
}

const EXPIRIES: [ExpiryKind; 3] = [ExpiryKind::None, ExpiryKind::BestBefore, ExpiryKind::UseBy];
const TAXES: [TaxClass; 3] = [TaxClass::Standard, TaxClass::Reduced, TaxClass::Exempt];
const TEMPERATURES: [TemperatureClass; 3] =
    [TemperatureClass::Ambient, TemperatureClass::Chilled, TemperatureClass::Frozen];

const fn expiry_name(kind: ExpiryKind) -> &'static str {
    match kind {
        ExpiryKind::None => "none",
        ExpiryKind::BestBefore => "best_before",
        ExpiryKind::UseBy => "use_by",
    }
}

const fn tax_name(class: TaxClass) -> &'static str {
    match class {
        TaxClass::Standard => "standard",
        TaxClass::Reduced => "reduced",
        TaxClass::Exempt => "exempt",
    }
}

const fn temperature_name(class: TemperatureClass) -> &'static str {
    match class {
        TemperatureClass::Ambient => "ambient",
        TemperatureClass::Chilled => "chilled",
        TemperatureClass::Frozen => "frozen",
    }
}

fn named<T: Copy>(default: T, all: &[T], name: fn(T) -> &'static str, text: &str) -> T {
    all.iter().copied().find(|value| name(*value) == text).unwrap_or(default)
}

fn choices<T: Copy>(
    all: &[T],
    name: fn(T) -> &'static str,
    word: fn(T) -> &'static str,
) -> Signal<Vec<(String, String)>> {
    Signal::stored(all.iter().map(|value| (name(*value).to_owned(), word(*value).to_owned())).collect())
}

#[component]
fn Fields(form: Sending, draft: Draft, is_new: bool) -> AnyView {
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
        <Barcodes form draft/>
        <section class="card form-grid">
            <Select
                form
                name="expiry"
                label=tu_string!(i18n, masters.expiry)
                value=draft.expiry
                choices=choices(&EXPIRIES, expiry_name, expiry)
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
                choices=choices(&TAXES, tax_name, tax)
            />
            <Select
                form
                name="temperature"
                label=tu_string!(i18n, masters.temperature)
                value=draft.temperature
                choices=choices(&TEMPERATURES, temperature_name, temperature)
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
        </section>
    }
    .into_any()
}

#[component]
fn Barcodes(form: Sending, draft: Draft) -> AnyView {
    let i18n = use_i18n();
    let add = move |_| {
        let id = draft.add_barcode("", "1");
        browser::focus_soon(format!("#field-barcode-{id}-code"));
    };
    let place = move |id: u32| draft.barcodes.with(|rows| rows.iter().position(|row| row.id == id).unwrap_or_default());
    let row = move |row: DraftBarcode| {
        let id = row.id;
        let error = move |name: &'static str| form.field_at(move || format!("barcodes.{}.{name}", place(id)));
        view! {
            <div class="barcode-line">
                <Field
                    form
                    name=format!("barcode-{id}-code")
                    label=tu_string!(i18n, words.scan)
                    value=row.code
                    maxlength=80
                    error=error("code")
                />
                <Field
                    form
                    name=format!("barcode-{id}-quantity")
                    label=tu_string!(i18n, masters.pack)
                    value=row.quantity
                    inputmode="decimal"
                    maxlength=16
                    error=error("quantity")
                />
                <button
                    type="button"
                    class="button ghost"
                    on:click=move |_| draft.barcodes.update(|rows| rows.retain(|row| row.id != id))
                >
                    {tu_string!(i18n, words.remove)}
                </button>
            </div>
        }
    };
    view! {
        <section class="card">
            <h2>{tu_string!(i18n, masters.barcodes)}</h2>
            <p class="field-hint">{tu_string!(i18n, masters.barcodes_hint)}</p>
            <div class="barcode-lines">
                <For each=move || draft.barcodes.get() key=|row| row.id children=row/>
            </div>
            <button type="button" class="button" on:click=add>{tu_string!(i18n, masters.add_barcode)}</button>
        </section>
    }
    .into_any()
}
