//! From one scan page to another, and the warehouse that goes along.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlInputElement;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use model::WarehouseCode;
use model::user::Me;
use ui::ScanQueue;

use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::scan::device::{Device, use_device};
use crate::scan::kept::{Keeper, use_keeper};

type Navigate = Arc<dyn Fn(&str) + Send + Sync>;

/// Longer than a hand scanner takes from key to key, and from one scan of its memory to the next.
const PAUSE_MS: u32 = 100;
/// Whoever types without end is not waited for.
const PAUSES_MAX: usize = 30;

/// The way to another page.
#[derive(Clone, Copy)]
pub struct Way {
    navigate: StoredValue<Navigate>,
    keeper: Keeper,
    device: StoredValue<Device>,
}

/// Made in a component.
#[must_use]
pub fn use_way() -> Way {
    let navigate = use_navigate();
    let navigate: Navigate = Arc::new(move |path| navigate(path, NavigateOptions::default()));
    Way { navigate: StoredValue::new(navigate), keeper: use_keeper(), device: use_device() }
}

impl Way {
    /// Goes to a page.
    pub fn go(self, path: &str) {
        if let Some(navigate) = self.navigate.try_get_value() {
            navigate(path);
        }
    }

    /// Goes to the page of a slip that was scanned, as soon as the hand scanner pauses: between two pages nobody takes
    /// what it types.
    pub async fn to_slip(self, path: &str, queue: ScanQueue) {
        let device = self.device.try_get_value().unwrap_or_default();
        for _ in 0..PAUSES_MAX {
            let waiting = queue.count();
            device.wait(PAUSE_MS).await;
            if !is_typing() && queue.count() == waiting {
                break;
            }
        }
        self.open_slip(path, queue);
    }

    /// Goes to the page of a slip. What was scanned after it belongs to that slip and goes along.
    pub fn open_slip(self, path: &str, queue: ScanQueue) {
        self.keeper.add_scans(path, queue.take_waiting());
        queue.settle();
        self.go(path);
    }
}

/// Whether a burst stands in the scan field that has not ended yet.
fn is_typing() -> bool {
    let field = document().get_element_by_id("scan").and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    field.is_some_and(|field| !field.value().is_empty())
}

/// The warehouse that the address of a scan page names, as its query.
#[must_use]
pub fn use_named() -> Memo<Option<WarehouseCode>> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get("warehouse")).and_then(|code| WarehouseCode::parse(&code).ok()))
}

/// The warehouse of a scan page: the one that its address names, else the one in which the person works.
#[must_use]
pub fn use_warehouse(me: &Me) -> Memo<Option<WarehouseCode>> {
    let (named, usual) = (use_named(), place::use_warehouse(me));
    let codes: Vec<WarehouseCode> = me.warehouses.iter().map(|warehouse| warehouse.code.clone()).collect();
    Memo::new(move |_| named.get().filter(|code| codes.contains(code)).or_else(|| usual.get()))
}

/// A scan page in a warehouse.
#[must_use]
pub fn in_warehouse(page: &str, warehouse: Option<&WarehouseCode>) -> String {
    match warehouse {
        Some(code) => format!("{page}?warehouse={}", place::escaped(code.as_str())),
        None => page.to_owned(),
    }
}

/// Says which warehouse a page is about, and offers the others; nothing when there is only one.
pub fn warehouse_choice(me: &Me, current: Memo<Option<WarehouseCode>>, page: &'static str) -> AnyView {
    let i18n = use_i18n();
    if me.warehouses.len() < 2 {
        return ().into_any();
    }
    let choices = me.warehouses.iter().map(|warehouse| {
        let code = warehouse.code.clone();
        let is_current = move || current.with(|current| current.as_ref() == Some(&code)).then_some("true");
        view! {
            <li>
                <a class="button" href=in_warehouse(page, Some(&warehouse.code)) aria-current=is_current>
                    {warehouse.name.clone()}
                </a>
            </li>
        }
    });
    view! {
        <nav class="scan-warehouses" aria-label=tu_string!(i18n, frame.warehouse)>
            <ul>{choices.collect_view()}</ul>
        </nav>
    }
    .into_any()
}
