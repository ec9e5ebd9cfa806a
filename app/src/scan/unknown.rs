//! A barcode that belongs to nothing yet: attach it to an item, or make one. A scan never ends nowhere.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::barcode::Barcode;
use model::gs1::Gs1;
use model::item::{ActiveFilter, CreateItem, ItemBarcode, ItemChange, ItemView, ListItems, UpdateItem};
use model::{Envelope, ItemCode, PageRequest, Permission, Quantity};

use crate::frame::use_who;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::functions::{create_item, list_items, update_item};
use crate::parts::show::names;
use crate::refusal::Refusal;
use crate::scan::delivery::is_uncertain;
use crate::scan::device::{Device, use_device};
use crate::scan::show::{Words, reason};

/// Any year reads the GTIN of a symbol.
const ANY_YEAR: i16 = 2026;
/// How many items are offered.
const OFFERED: u16 = 8;

/// A barcode on its way to an item.
#[derive(Clone, Copy)]
struct Settling {
    i18n: Words,
    barcode: StoredValue<Barcode>,
    /// What one scan counts, as typed.
    quantity: RwSignal<String>,
    problem: RwSignal<String>,
    busy: RwSignal<bool>,
    /// Of the command; a new one once it is known that it was refused.
    key: StoredValue<String>,
    device: StoredValue<Device>,
    done: Callback<()>,
}

impl Settling {
    fn item_barcode(self) -> Option<ItemBarcode> {
        let quantity =
            Quantity::parse(&self.quantity.get_untracked()).ok().filter(|quantity| quantity.is_positive())?;
        Some(ItemBarcode { code: self.barcode.get_value(), quantity })
    }

    fn envelope(self) -> Envelope {
        if self.key.with_value(String::is_empty) {
            self.key.set_value(self.device.with_value(Device::key));
        }
        Envelope::with_key(self.key.get_value())
    }

    /// Sends a command that gives the barcode an item.
    fn send(self, command: impl Future<Output = Result<ItemView, Refusal>> + 'static) {
        self.busy.set(true);
        spawn_local(async move {
            let answer = command.await;
            self.busy.try_set(false);
            match answer {
                Ok(_) => self.done.run(()),
                Err(refusal) => {
                    if !is_uncertain(&refusal) {
                        self.key.try_set_value(String::new());
                    }
                    self.problem.try_set(reason(self.i18n, &refusal));
                }
            }
        });
    }
}

/// What to do with an unknown barcode. `done` is called when it has an item. Who may not change items is told whom to
/// ask.
#[component]
pub fn Unknown(#[prop(into)] scanned: Signal<String>, done: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let Ok(barcode) = scanned.with_untracked(|scanned| Barcode::parse(&gtin_of(scanned))) else {
        return view! { <p class="alert danger">{tu_string!(i18n, scan.unreadable)}</p> }.into_any();
    };
    let settling = Settling {
        i18n,
        barcode: StoredValue::new(barcode.clone()),
        quantity: RwSignal::new("1".to_owned()),
        problem: RwSignal::new(String::new()),
        busy: RwSignal::new(false),
        key: StoredValue::new(String::new()),
        device: use_device(),
        done,
    };
    let me = use_who().resource().get_untracked().and_then(Result::ok);
    if !me.is_some_and(|me| me.role.may(Permission::EditMasters)) {
        return view! {
            <section class="card stack" aria-labelledby="unknown-title">
                <h2 id="unknown-title">{tu_string!(i18n, scan.unknown_title)}</h2>
                <p class="code">{barcode.to_string()}</p>
                <p>{tu_string!(i18n, scan.ask_manager)}</p>
            </section>
        }
        .into_any();
    }
    view! {
        <section class="card stack" aria-labelledby="unknown-title">
            <h2 id="unknown-title">{tu_string!(i18n, scan.unknown_title)}</h2>
            <p class="code">{barcode.to_string()}</p>
            <p role="alert" class="field-error">{move || settling.problem.get()}</p>
            {field("unknown-quantity", tu_string!(i18n, scan.pack_quantity), "decimal", settling.quantity)}
            <Attach settling/>
            <Create settling/>
        </section>
    }
    .into_any()
}

/// Finds an item and attaches the barcode to it.
#[component]
fn Attach(settling: Settling) -> AnyView {
    let i18n = use_i18n();
    let search = RwSignal::new(String::new());
    let offered = RwSignal::new(Vec::<ItemView>::new());
    let find = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            let page = PageRequest { limit: Some(OFFERED), ..PageRequest::default() };
            let query = ListItems {
                search: search.get_untracked(),
                active: ActiveFilter::Active,
                page,
                ..ListItems::default()
            };
            let problem = match list_items(query).await {
                Ok(page) => {
                    let none = page.data.is_empty();
                    offered.try_set(page.data);
                    if none { tu_string!(i18n, scan.no_item).to_owned() } else { String::new() }
                }
                Err(refusal) => reason(i18n, &refusal),
            };
            settling.problem.try_set(problem);
        });
    };
    let attach = move |item: ItemView| {
        let Some(barcode) = settling.item_barcode() else {
            settling.problem.set(tu_string!(i18n, scan.wrong_quantity).to_owned());
            return;
        };
        let mut barcodes = item.barcodes;
        barcodes.push(barcode);
        let change = ItemChange { barcodes: Some(barcodes), ..ItemChange::default() };
        let command = UpdateItem { code: item.code, version: Some(item.version), change };
        settling.send(update_item(settling.envelope(), command));
    };
    let row = move |item: ItemView| {
        let (title, code) = (names(&item.name, &item.name2), item.code.to_string());
        view! {
            <li>
                <button type="button" disabled=move || settling.busy.get() on:click=move |_| attach(item.clone())>
                    <strong>{title}</strong>
                    <span class="code">{code}</span>
                </button>
            </li>
        }
    };
    view! {
        <form class="stack" on:submit=find>
            <h3>{tu_string!(i18n, scan.attach)}</h3>
            {field("unknown-search", tu_string!(i18n, scan.search_item), "search", search)}
            <button type="submit" class="button wide">{tu_string!(i18n, scan.search)}</button>
            <ul class="scan-choices">{move || offered.get().into_iter().map(row).collect_view()}</ul>
        </form>
    }
    .into_any()
}

/// Makes an item with the barcode.
#[component]
fn Create(settling: Settling) -> AnyView {
    let i18n = use_i18n();
    let code = RwSignal::new(settling.barcode.with_value(ToString::to_string));
    let name = RwSignal::new(String::new());
    let create = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Ok(code), Some(barcode)) = (ItemCode::parse(&code.get_untracked()), settling.item_barcode()) else {
            settling.problem.set(tu_string!(i18n, scan.wrong_item).to_owned());
            return;
        };
        let unit = tu_string!(i18n, scan.default_unit).to_owned();
        let command = new_item(code, name.get_untracked(), unit, barcode);
        settling.send(create_item(settling.envelope(), command));
    };
    view! {
        <form class="stack" on:submit=create>
            <h3>{tu_string!(i18n, scan.create)}</h3>
            {field("unknown-code", tu_string!(i18n, scan.item_code), "text", code)}
            {field("unknown-name", tu_string!(i18n, scan.item_name), "text", name)}
            <button type="submit" class="button primary wide" disabled=move || settling.busy.get()>
                {tu_string!(i18n, scan.create_do)}
            </button>
        </form>
    }
    .into_any()
}

fn field(id: &'static str, label: &'static str, inputmode: &'static str, value: RwSignal<String>) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                type="text"
                inputmode=inputmode
                autocomplete="off"
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}

/// The GTIN of a GS1 symbol as people print it, else the text itself.
fn gtin_of(scanned: &str) -> String {
    let symbol = Gs1::detect(scanned, ANY_YEAR).and_then(Result::ok);
    match symbol.and_then(|symbol| symbol.gtin.or(symbol.contained)) {
        Some(gtin) => gtin.strip_prefix('0').map_or(gtin.clone(), ToOwned::to_owned),
        None => scanned.to_owned(),
    }
}

fn new_item(code: ItemCode, name: String, unit: String, barcode: ItemBarcode) -> CreateItem {
    CreateItem {
        code,
        name,
        name2: String::new(),
        kana: String::new(),
        category: String::new(),
        unit,
        barcodes: vec![barcode],
        lot_managed: false,
        expiry: model::item::ExpiryKind::None,
        receive_limit_days: None,
        ship_limit_days: None,
        safety_stock: Quantity::ZERO,
        reorder_point: Quantity::ZERO,
        tax: model::item::TaxClass::Standard,
        temperature: model::item::TemperatureClass::Ambient,
        unit_price: model::UnitPrice::default(),
        note: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gs1_symbol_is_attached_by_its_gtin() {
        assert_eq!(gtin_of("]C10104901234567894172712311"), "]C10104901234567894172712311");
        assert_eq!(gtin_of("]C1010490123456789410L1"), "4901234567894");
        assert_eq!(gtin_of("(01)14901234567891"), "14901234567891");
        assert_eq!(gtin_of("SHELF-1"), "SHELF-1");
    }
}
