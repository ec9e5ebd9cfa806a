//! Which slip: the lists from which receiving and checking begin. They work before WebAssembly has arrived.

use leptos::prelude::*;
use model::receiving::{ListReceivingOrders, ReceivingOrderSummary, ReceivingSort, ReceivingState};
use model::shipping::{ListShippingOrders, ShippingOrderSummary, ShippingSort, ShippingState};
use model::user::Me;
use model::{Date, PageRequest, Permission, Quantity, WarehouseCode};
use serde::{Deserialize, Serialize};
use ui::ScanQueue;

use crate::bundle::Screen;
use crate::frame::use_who;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{allowed, loaded};
use crate::receiving::functions::list_receiving_orders;
use crate::refusal::Refusal;
use crate::scan::kept::use_keeper;
use crate::scan::route::slip_path;
use crate::scan::show::Head;
use crate::scan::station::{Station, use_outcomes};
use crate::scan::way::{in_warehouse, use_named, use_warehouse, use_way, warehouse_choice};
use crate::shipping::functions::list_shipping_orders;

/// How many slips are offered; the paper's code opens any.
const OFFERED: u16 = 50;
/// How many pages of orders are looked through for those that hold goods.
const PAGES_MAX: usize = 5;

/// The page `/scan/receive`.
pub struct ChooseReceivePage;

impl Screen for ChooseReceivePage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        page(tu_string!(i18n, scan.receive), Permission::Receive, |me| view! { <Receiving me/> }.into_any())
    }
}

/// The page `/scan/check`.
pub struct ChooseCheckPage;

impl Screen for ChooseCheckPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        page(tu_string!(i18n, scan.check), Permission::Ship, |me| view! { <Checking me/> }.into_any())
    }
}

fn page(
    title: &'static str,
    permission: Permission,
    slips: impl Fn(Me) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    let named = use_named();
    let slips = move |me: Me| if me.role.may(permission) { slips(me) } else { ().into_any() };
    view! {
        <div class="scan">
            <Head title back=Signal::derive(move || in_warehouse("/scan", named.get().as_ref()))/>
            {allowed(permission, || view! { <SlipScanner/> }.into_any())}
            {loaded(use_who().resource(), slips)}
        </div>
    }
    .into_any()
}

/// Slips to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Slips<T> {
    slips: Vec<T>,
    /// Whether there are more than are offered.
    more: bool,
}

fn offered() -> PageRequest {
    PageRequest { limit: Some(OFFERED), ..PageRequest::default() }
}

#[component]
fn Receiving(me: Me) -> AnyView {
    let (warehouse, live) = (use_warehouse(&me), use_live(&["receiving"]));
    let slips = Resource::new(
        move || (warehouse.get(), live.get()),
        |(warehouse, _)| async move { to_receive(warehouse).await },
    );
    let shown = |slip: &ReceivingOrderSummary| Row {
        path: format!("/scan/receive/{}", slip.number),
        number: slip.number.to_string(),
        partner: slip.supplier_name.clone(),
        planned_on: slip.planned_on,
        done: slip.received,
        all: slip.planned,
    };
    view! {
        {warehouse_choice(&me, warehouse, "/scan/receive")}
        {loaded(slips, move |slips| list(slips.slips.iter().map(shown).collect(), slips.more))}
    }
    .into_any()
}

async fn to_receive(warehouse: Option<WarehouseCode>) -> Result<Slips<ReceivingOrderSummary>, Refusal> {
    let query = ListReceivingOrders {
        warehouse,
        states: vec![ReceivingState::Planned, ReceivingState::Partial],
        sort: ReceivingSort::PlannedOn,
        page: offered(),
        ..ListReceivingOrders::default()
    };
    let page = list_receiving_orders(query).await?;
    Ok(Slips { more: page.next.is_some(), slips: page.data })
}

#[component]
fn Checking(me: Me) -> AnyView {
    let (warehouse, live) = (use_warehouse(&me), use_live(&["shipping"]));
    let slips =
        Resource::new(move || (warehouse.get(), live.get()), |(warehouse, _)| async move { to_check(warehouse).await });
    let shown = |slip: &ShippingOrderSummary| Row {
        path: format!("/scan/check/{}", slip.number),
        number: slip.number.to_string(),
        partner: slip.customer_name.clone(),
        planned_on: slip.planned_on,
        done: slip.checked,
        all: slip.allocated,
    };
    view! {
        {warehouse_choice(&me, warehouse, "/scan/check")}
        {loaded(slips, move |slips| list(slips.slips.iter().map(shown).collect(), slips.more))}
    }
    .into_any()
}

/// Orders that hold goods. One of which a part was shipped may wait for the rest and hold nothing: such orders are
/// looked past, so that they never fill the list.
async fn to_check(warehouse: Option<WarehouseCode>) -> Result<Slips<ShippingOrderSummary>, Refusal> {
    let mut query = ListShippingOrders {
        warehouse,
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
    let offered = usize::from(OFFERED);
    let mut slips = Vec::new();
    for _ in 0..PAGES_MAX {
        let page = list_shipping_orders(query.clone()).await?;
        slips.extend(page.data.into_iter().filter(|slip| slip.allocated.is_positive()));
        query.page.after = page.next;
        if slips.len() >= offered || query.page.after.is_none() {
            break;
        }
    }
    let more = slips.len() > offered || query.page.after.is_some();
    slips.truncate(offered);
    Ok(Slips { slips, more })
}

/// Opens the slip whose paper is scanned.
#[component]
fn SlipScanner() -> AnyView {
    let i18n = use_i18n();
    let (way, outcomes) = (use_way(), use_outcomes());
    let queue = ScanQueue::new(move |scanned: String, queue| async move {
        match slip_path(&scanned) {
            Some(path) => way.to_slip(&path, queue).await,
            None => outcomes.refused(scanned, tu_string!(i18n, scan.no_slip)),
        }
    });
    view! { <Station queue outcomes/> }.into_any()
}

/// A slip of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    path: String,
    number: String,
    partner: String,
    planned_on: Option<Date>,
    done: Quantity,
    all: Quantity,
}

fn row(slip: Row) -> AnyView {
    let i18n = use_i18n();
    let keeper = use_keeper();
    let (path, undone) = (slip.path.clone(), RwSignal::new(false));
    Effect::new(move |_| undone.set(keeper.ready() && keeper.has(&path)));
    let mark =
        move || undone.get().then(|| view! { <span class="badge warning">{tu_string!(i18n, scan.undone_work)}</span> });
    view! {
        <li>
            <a href=slip.path>
                <span class="scan-slip">
                    <strong class="code">{slip.number}</strong>
                    <span>{slip.planned_on.map(Date::slashed)}</span>
                </span>
                <span class="scan-slip">
                    <span>{slip.partner}</span>
                    <span>{slip.done.grouped()}" / "{slip.all.grouped()}</span>
                </span>
                {mark}
            </a>
        </li>
    }
    .into_any()
}

fn list(rows: Vec<Row>, more: bool) -> AnyView {
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
    view! {
        <ul class="scan-choices">{rows.into_iter().map(row).collect_view()}</ul>
        {more.then(|| view! { <p class="muted">{tu_string!(i18n, scan.more_slips)}</p> })}
    }
    .into_any()
}
