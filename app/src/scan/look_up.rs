//! What is this, where does it lie, and how much of it is there?

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::item::{BarcodeMatch, FindBarcode};
use model::location::{ListLocations, LocationView};
use model::stock::{ItemStock, ListItemStock, ListStock, StockRow};
use model::user::Me;
use model::{LocationCode, PageRequest, Quantity, WarehouseCode};
use ui::ScanQueue;

use crate::bundle::Screen;
use crate::frame::use_who;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::functions::{find_barcode, list_locations};
use crate::parts::loaded;
use crate::parts::show::{lot, path, status};
use crate::refusal::Refusal;
use crate::scan::delivery::deliver;
use crate::scan::route::slip_path;
use crate::scan::show::{Head, Words, is_unknown, names, reason};
use crate::scan::station::{Outcomes, Station, use_outcomes};
use crate::scan::unknown::Unknown;
use crate::scan::way::{in_warehouse, use_named, use_warehouse, use_way, warehouse_choice};
use crate::stock::functions::{list_item_stock, list_stock};

/// The most rows of a shelf or an item that a phone shows.
const ROWS: u16 = 100;

/// What a code turned out to be.
#[allow(clippy::large_enum_variant, reason = "one of them is alive at a time")]
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    Item {
        found: BarcodeMatch,
        stock: Option<ItemStock>,
        rows: Vec<StockRow>,
    },
    /// A shelf of the warehouse; else those elsewhere that have the same label.
    Shelves(Vec<(LocationView, Vec<StockRow>)>),
    Unknown(String),
}

/// The page `/scan/look-up`, with `?code=` for a code that was scanned before.
pub struct LookUpPage;

impl Screen for LookUpPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let named = use_named();
        view! {
            <div class="scan">
                <Head
                    title=tu_string!(i18n, scan.look_up)
                    back=Signal::derive(move || in_warehouse("/scan", named.get().as_ref()))
                />
                {loaded(use_who().resource(), |me| view! { <LookUp me/> }.into_any())}
            </div>
        }
        .into_any()
    }
}

#[component]
fn LookUp(me: Me) -> AnyView {
    let i18n = use_i18n();
    let (way, query, warehouse) = (use_way(), use_query_map(), use_warehouse(&me));
    let outcomes = use_outcomes();
    let answer = RwSignal::new(None::<(String, Answer)>);
    let queue = ScanQueue::new(move |scanned: String, queue| async move {
        if let Some(path) = slip_path(&scanned) {
            way.to_slip(&path, queue);
            return;
        }
        let here = warehouse.get_untracked();
        let found = deliver(outcomes.device(), outcomes.offline, || ask(scanned.clone(), here.clone())).await;
        match found {
            Ok(found) => {
                tell(i18n, outcomes, &found);
                answer.try_set(Some((scanned, found)));
            }
            Err(refusal) => outcomes.refused(scanned, reason(i18n, &refusal)),
        }
    });
    let code = Memo::new(move |_| query.with(|query| query.get("code")));
    Effect::new(move |_| {
        if let Some(code) = code.get() {
            queue.push(&code);
        }
    });
    // What is shown belongs to the warehouse: in another one it is asked anew.
    Effect::new(move |before: Option<Option<WarehouseCode>>| {
        let now = warehouse.get();
        if before.is_some_and(|before| before != now)
            && let Some((scanned, _)) = answer.get_untracked()
        {
            queue.push(&scanned);
        }
        now
    });
    view! {
        {warehouse_choice(&me, warehouse, "/scan/look-up")}
        <Station queue outcomes/>
        <div class="scan-answer">
            {move || match answer.get().map(|(_, answer)| answer) {
                None => view! { <p class="muted">{tu_string!(i18n, scan.look_up_first)}</p> }.into_any(),
                Some(Answer::Item { found, stock, rows }) => item(&found, stock.as_ref(), &rows),
                Some(Answer::Shelves(shelves)) => {
                    shelves.iter().map(|(shelf, rows)| shelf_view(shelf, rows)).collect_view().into_any()
                }
                Some(Answer::Unknown(scanned)) => {
                    let again = scanned.clone();
                    view! { <Unknown scanned done=Callback::new(move |()| queue.push(&again))/> }.into_any()
                }
            }}
        </div>
    }
    .into_any()
}

/// An item by its barcode, else a shelf by its label.
async fn ask(scanned: String, here: Option<WarehouseCode>) -> Result<Answer, Refusal> {
    match find_barcode(FindBarcode { scanned: scanned.clone() }).await {
        Ok(found) => about_item(found, here).await,
        Err(refusal) if is_unknown(&refusal) => about_shelf(scanned, here).await,
        Err(refusal) => Err(refusal),
    }
}

fn rows() -> PageRequest {
    PageRequest { limit: Some(ROWS), ..PageRequest::default() }
}

/// The item as it stands in the warehouse.
async fn about_item(found: BarcodeMatch, here: Option<WarehouseCode>) -> Result<Answer, Refusal> {
    let search = found.item.to_string();
    let query = ListItemStock { warehouse: here.clone(), search, page: rows(), ..ListItemStock::default() };
    let stock = list_item_stock(query).await?.data.into_iter().find(|stock| stock.item == found.item);
    let query = ListStock { item: Some(found.item.clone()), warehouse: here, page: rows(), ..ListStock::default() };
    Ok(Answer::Item { rows: list_stock(query).await?.data, found, stock })
}

/// The shelf of the warehouse; a label of another warehouse is shown as that, not taken for an unknown code.
async fn about_shelf(scanned: String, here: Option<WarehouseCode>) -> Result<Answer, Refusal> {
    let Ok(code) = LocationCode::parse(&scanned) else { return Ok(Answer::Unknown(scanned)) };
    let mut shelves = shelves_of(&code, here).await?;
    if shelves.is_empty() {
        shelves = shelves_of(&code, None).await?;
    }
    if shelves.is_empty() {
        return Ok(Answer::Unknown(scanned));
    }
    let mut answer = Vec::with_capacity(shelves.len());
    for shelf in shelves {
        let query = ListStock {
            warehouse: Some(shelf.warehouse.clone()),
            location: Some(shelf.code.clone()),
            page: rows(),
            ..ListStock::default()
        };
        answer.push((shelf, list_stock(query).await?.data));
    }
    Ok(Answer::Shelves(answer))
}

/// The shelves with that label in a warehouse, or in all; who types it need not mind its case.
async fn shelves_of(code: &LocationCode, warehouse: Option<WarehouseCode>) -> Result<Vec<LocationView>, Refusal> {
    let query = ListLocations { warehouse, search: code.to_string(), page: rows(), ..ListLocations::default() };
    let same = |shelf: &LocationView| shelf.code.as_str().eq_ignore_ascii_case(code.as_str());
    Ok(list_locations(query).await?.data.into_iter().filter(same).collect())
}

fn tell(i18n: Words, outcomes: Outcomes, answer: &Answer) {
    match answer {
        Answer::Item { found, .. } => outcomes.accepted(names(&found.name, &found.name2), found.item.to_string()),
        Answer::Shelves(shelves) => {
            let titles = shelves.iter().map(|(shelf, _)| format!("{} {}", shelf.warehouse, shelf.code));
            let name = shelves.first().map(|(shelf, _)| shelf.name.clone()).unwrap_or_default();
            outcomes.accepted(titles.collect::<Vec<_>>().join("、"), name);
        }
        Answer::Unknown(scanned) => outcomes.refused(scanned.clone(), tu_string!(i18n, scan.unknown)),
    }
}

fn item(found: &BarcodeMatch, stock: Option<&ItemStock>, rows: &[StockRow]) -> AnyView {
    let i18n = use_i18n();
    let pack = (found.quantity != Quantity::from_units(1).unwrap_or_default()).then(|| {
        let quantity = format!("{} {}", found.quantity.grouped(), found.unit);
        view! { <p>{tu_string!(i18n, scan.pack, quantity = quantity)}</p> }
    });
    let quantities = stock.map(|stock| {
        let each = [
            (tu_string!(i18n, scan.on_hand), stock.on_hand),
            (tu_string!(i18n, scan.allocated), stock.allocated),
            (tu_string!(i18n, scan.available), stock.available),
            (tu_string!(i18n, scan.projected), stock.projected),
        ];
        view! {
            <dl class="scan-quantities">
                {each
                    .into_iter()
                    .map(|(name, quantity)| view! { <div><dt>{name}</dt><dd>{quantity.grouped()}</dd></div> })
                    .collect_view()}
            </dl>
        }
    });
    view! {
        <section class="card">
            <h2>{names(&found.name, &found.name2)}</h2>
            <p><a class="code scan-link" href=path(&["items", found.item.as_str()])>{found.item.to_string()}</a></p>
            {pack}
            {quantities}
        </section>
        <section class="card">
            <h2>{tu_string!(i18n, scan.where_it_lies)}</h2>
            {lying(rows, |row| format!("{} {}", row.warehouse, row.location))}
        </section>
    }
    .into_any()
}

fn shelf_view(shelf: &LocationView, rows: &[StockRow]) -> AnyView {
    view! {
        <section class="card">
            <h2>{format!("{} {}", shelf.warehouse, shelf.code)}</h2>
            {lying(rows, |row| names(&row.name, &row.name2))}
        </section>
    }
    .into_any()
}

fn lying(rows: &[StockRow], title: impl Fn(&StockRow) -> String) -> AnyView {
    let i18n = use_i18n();
    if rows.is_empty() {
        return view! { <p class="muted">{tu_string!(i18n, scan.nothing_lies)}</p> }.into_any();
    }
    let rows = rows.iter().map(|row| {
        let held_back = if row.status.as_str() == "good" { String::new() } else { status(row.status.as_str()) };
        let details = [lot(&row.lot), held_back];
        let details = details.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" / ");
        let free = tu_string!(i18n, scan.free, quantity = row.available.grouped());
        view! {
            <li>
                <span>
                    <strong>{title(row)}</strong>
                    <span class="muted">{details}</span>
                </span>
                <span class="scan-amount">
                    <strong>{row.on_hand.grouped()}</strong>
                    <small class="unit">{row.unit.clone()}</small>
                    <span class="muted">{free}</span>
                </span>
            </li>
        }
    });
    view! { <ul class="scan-lines">{rows.collect_view()}</ul> }.into_any()
}
