//! A barcode that belongs to nothing yet: attach it to an item, or make one. A scan never ends nowhere.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::barcode::Barcode;
use model::gs1::Gs1;
use model::item::{ActiveFilter, CreateItem, ItemBarcode, ItemChange, ItemView, ListItems, UpdateItem};
use model::{Envelope, ItemCode, PageRequest, Quantity};

use crate::i18n::{tu_string, use_i18n};
use crate::masters::functions::{create_item, list_items, update_item};
use crate::refusal::Refusal;
use crate::scan::device::use_device;
use crate::scan::show::{names, reason};

/// Any year reads the GTIN of a symbol.
const ANY_YEAR: i16 = 2026;
/// How many items are offered.
const OFFERED: u16 = 8;

/// What to do with an unknown barcode. `done` is called when it has an item.
#[component]
pub fn Unknown(scanned: String, done: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let device = use_device();
    let Ok(barcode) = Barcode::parse(&gtin_of(&scanned)) else {
        return view! { <p class="alert danger">{tu_string!(i18n, scan.unreadable)}</p> }.into_any();
    };
    let (search, quantity) = (RwSignal::new(String::new()), RwSignal::new("1".to_owned()));
    let (code, name) = (RwSignal::new(barcode.to_string()), RwSignal::new(String::new()));
    let offered = RwSignal::new(Vec::<ItemView>::new());
    let (problem, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let key = StoredValue::new(String::new());
    let envelope = move || {
        if key.with_value(String::is_empty) {
            key.set_value(device.with_value(|device| device.key()));
        }
        Envelope::with_key(key.get_value())
    };
    let finish = move |answer: Result<ItemView, Refusal>| {
        busy.try_set(false);
        match answer {
            Ok(_) => done.run(()),
            Err(refusal) => {
                if !refusal.is_offline() {
                    key.try_set_value(String::new());
                }
                problem.try_set(reason(i18n, &refusal));
            }
        }
    };
    let pack = move || Quantity::parse(&quantity.get_untracked()).ok().filter(|quantity| quantity.is_positive());
    let symbol = StoredValue::new(barcode.clone());
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
            match list_items(query).await {
                Ok(page) => {
                    problem.try_set(if page.data.is_empty() {
                        tu_string!(i18n, scan.no_item).to_owned()
                    } else {
                        String::new()
                    });
                    offered.try_set(page.data);
                }
                Err(refusal) => {
                    problem.try_set(reason(i18n, &refusal));
                }
            }
        });
    };
    let attach = move |item: ItemView| {
        let Some(quantity) = pack() else {
            problem.set(tu_string!(i18n, scan.wrong_quantity).to_owned());
            return;
        };
        let mut barcodes = item.barcodes;
        barcodes.push(ItemBarcode { code: symbol.get_value(), quantity });
        let change = ItemChange { barcodes: Some(barcodes), ..ItemChange::default() };
        let command = UpdateItem { code: item.code, version: Some(item.version), change };
        busy.set(true);
        spawn_local(async move { finish(update_item(envelope(), command).await) });
    };
    let create = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Ok(code), Some(quantity)) = (ItemCode::parse(&code.get_untracked()), pack()) else {
            problem.set(tu_string!(i18n, scan.wrong_item).to_owned());
            return;
        };
        let command = new_item(code, name.get_untracked(), ItemBarcode { code: symbol.get_value(), quantity });
        busy.set(true);
        spawn_local(async move { finish(create_item(envelope(), command).await) });
    };
    view! {
        <section class="card" aria-labelledby="unknown-title">
            <h2 id="unknown-title">{tu_string!(i18n, scan.unknown_title)}</h2>
            <p class="code">{barcode.to_string()}</p>
            <p role="alert" class="field-error">{move || problem.get()}</p>
            {field("unknown-quantity", tu_string!(i18n, scan.pack_quantity), "decimal", quantity)}
            <form class="stack" on:submit=find>
                <h3>{tu_string!(i18n, scan.attach)}</h3>
                {field("unknown-search", tu_string!(i18n, scan.search_item), "search", search)}
                <button type="submit" class="button wide">{tu_string!(i18n, scan.search)}</button>
                <ul class="scan-choices">
                    {move || offered.get().into_iter().map(|item| {
                        let title = names(&item.name, &item.name2);
                        let code = item.code.to_string();
                        view! {
                            <li>
                                <button type="button" disabled=move || busy.get() on:click=move |_| attach(item.clone())>
                                    <strong>{title}</strong>
                                    <span class="code">{code}</span>
                                </button>
                            </li>
                        }
                    }).collect_view()}
                </ul>
            </form>
            <form class="stack" on:submit=create>
                <h3>{tu_string!(i18n, scan.create)}</h3>
                {field("unknown-code", tu_string!(i18n, scan.item_code), "text", code)}
                {field("unknown-name", tu_string!(i18n, scan.item_name), "text", name)}
                <button type="submit" class="button primary wide" disabled=move || busy.get()>
                    {tu_string!(i18n, scan.create_do)}
                </button>
            </form>
        </section>
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

fn new_item(code: ItemCode, name: String, barcode: ItemBarcode) -> CreateItem {
    CreateItem {
        code,
        name,
        name2: String::new(),
        kana: String::new(),
        category: String::new(),
        unit: "個".to_owned(),
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
