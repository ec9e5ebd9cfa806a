//! Which slip: the lists from which receiving and checking begin. They work before WebAssembly has arrived.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::receiving::{ListReceivingOrders, ReceivingSort, ReceivingState};
use model::shipping::{ListShippingOrders, ShippingSort, ShippingState};
use model::{Date, PageRequest, Quantity};
use ui::ScanQueue;

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::loaded;
use crate::receiving::functions::list_receiving_orders;
use crate::scan::route::slip_path;
use crate::scan::show::Head;
use crate::scan::station::{Station, use_outcomes};
use crate::shipping::functions::list_shipping_orders;

/// How many slips are offered; the paper's code opens any.
const OFFERED: u16 = 50;

fn offered() -> PageRequest {
    PageRequest { limit: Some(OFFERED), ..PageRequest::default() }
}

/// The page `/scan/receive`.
pub struct ChooseReceivePage;

impl Screen for ChooseReceivePage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let query = || ListReceivingOrders {
            states: vec![ReceivingState::Planned, ReceivingState::Partial],
            sort: ReceivingSort::PlannedOn,
            page: offered(),
            ..ListReceivingOrders::default()
        };
        let slips = Resource::new(|| (), move |()| list_receiving_orders(query()));
        view! {
            <div class="scan">
                <Head title=tu_string!(i18n, scan.receive) back="/scan"/>
                <SlipScanner/>
                {loaded(slips, |page| {
                    let rows = page.data.iter().map(|slip| {
                        let done = (slip.received, slip.planned);
                        row(&format!("/scan/receive/{}", slip.number), slip.number.as_str(), &slip.supplier_name, slip.planned_on, done)
                    });
                    list(rows.collect())
                })}
            </div>
        }
        .into_any()
    }
}

/// The page `/scan/check`.
pub struct ChooseCheckPage;

impl Screen for ChooseCheckPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let query = || ListShippingOrders {
            states: vec![
                ShippingState::Checking,
                ShippingState::Allocated,
                ShippingState::Short,
                ShippingState::Checked,
                ShippingState::PartlyShipped,
            ],
            sort: ShippingSort::PlannedOn,
            page: offered(),
            ..ListShippingOrders::default()
        };
        let slips = Resource::new(|| (), move |()| list_shipping_orders(query()));
        view! {
            <div class="scan">
                <Head title=tu_string!(i18n, scan.check) back="/scan"/>
                <SlipScanner/>
                {loaded(slips, |page| {
                    let rows = page.data.iter().filter(|slip| slip.allocated.is_positive()).map(|slip| {
                        let done = (slip.checked, slip.allocated);
                        row(&format!("/scan/check/{}", slip.number), slip.number.as_str(), &slip.customer_name, slip.planned_on, done)
                    });
                    list(rows.collect())
                })}
            </div>
        }
        .into_any()
    }
}

/// Opens the slip whose paper is scanned.
#[component]
fn SlipScanner() -> AnyView {
    let i18n = use_i18n();
    let navigate = StoredValue::new_local(use_navigate());
    let outcomes = use_outcomes();
    let queue = ScanQueue::new(move |scanned: String| async move {
        match slip_path(&scanned) {
            Some(path) => navigate.with_value(|navigate| navigate(&path, NavigateOptions::default())),
            None => outcomes.refused(scanned, tu_string!(i18n, scan.no_slip)),
        }
    });
    view! { <Station queue outcomes/> }.into_any()
}

fn row(
    path: &str,
    number: &str,
    partner: &str,
    planned_on: Option<Date>,
    (done, all): (Quantity, Quantity),
) -> AnyView {
    view! {
        <li>
            <a href=path.to_owned()>
                <span class="scan-slip">
                    <strong class="code">{number.to_owned()}</strong>
                    <span>{planned_on.map(Date::slashed)}</span>
                </span>
                <span class="scan-slip">
                    <span>{partner.to_owned()}</span>
                    <span>{done.grouped()}" / "{all.grouped()}</span>
                </span>
            </a>
        </li>
    }
    .into_any()
}

fn list(rows: Vec<AnyView>) -> AnyView {
    let i18n = use_i18n();
    if rows.is_empty() {
        return view! {
            <div class="empty">
                <p class="empty-title">{tu_string!(i18n, scan.no_slips)}</p>
                <p>{tu_string!(i18n, scan.no_slips_hint)}</p>
            </div>
        }
        .into_any();
    }
    view! { <ul class="scan-choices">{rows}</ul> }.into_any()
}
