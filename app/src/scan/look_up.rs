//! What is this, where does it lie, and how much of it is there?

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use model::item::{BarcodeMatch, FindBarcode};
use model::location::{ListLocations, LocationView};
use model::stock::{ItemStock, ListItemStock, ListStock, StockRow};
use model::{PageRequest, Quantity};
use ui::ScanQueue;

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::functions::{find_barcode, list_locations};
use crate::parts::show::{lot, path};
use crate::refusal::Refusal;
use crate::scan::delivery::deliver;
use crate::scan::route::slip_path;
use crate::scan::show::{Head, Words, is_unknown, names, reason};
use crate::scan::station::{Outcomes, Station, use_outcomes};
use crate::scan::unknown::Unknown;
use crate::stock::functions::{list_item_stock, list_stock};

/// The most rows of a shelf or an item that a phone shows.
const ROWS: u16 = 100;

/// What a code turned out to be.
#[allow(clippy::large_enum_variant, reason = "one of them is alive at a time")]
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    Item { found: BarcodeMatch, stock: Option<ItemStock>, rows: Vec<StockRow> },
    Shelf { shelf: LocationView, rows: Vec<StockRow> },
    Unknown(String),
}

/// The page `/scan/look-up`, with `?code=` for a code that was scanned before.
pub struct LookUpPage;

impl Screen for LookUpPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let navigate = StoredValue::new_local(use_navigate());
        let query = use_query_map();
        let outcomes = use_outcomes();
        let answer = RwSignal::new(None::<Answer>);
        let queue = ScanQueue::new(move |scanned: String| async move {
            if let Some(path) = slip_path(&scanned) {
                navigate.with_value(|navigate| navigate(&path, NavigateOptions::default()));
                return;
            }
            let found = deliver(outcomes.device(), outcomes.offline, || ask(scanned.clone())).await;
            match found {
                Ok(found) => {
                    tell(i18n, outcomes, &found);
                    answer.try_set(Some(found));
                }
                Err(refusal) => outcomes.refused(scanned, reason(i18n, &refusal)),
            }
        });
        Effect::new(move |_| {
            if let Some(code) = query.with_untracked(|query| query.get("code")) {
                queue.push(&code);
            }
        });
        view! {
            <div class="scan">
                <Head title=tu_string!(i18n, scan.look_up) back="/scan"/>
                <Station queue outcomes/>
                <div class="scan-answer">
                    {move || match answer.get() {
                        None => view! { <p class="muted">{tu_string!(i18n, scan.look_up_first)}</p> }.into_any(),
                        Some(Answer::Item { found, stock, rows }) => item(&found, stock.as_ref(), &rows),
                        Some(Answer::Shelf { shelf, rows }) => shelf_view(&shelf, &rows),
                        Some(Answer::Unknown(scanned)) => {
                            let again = scanned.clone();
                            view! { <Unknown scanned done=Callback::new(move |()| queue.push(&again))/> }.into_any()
                        }
                    }}
                </div>
            </div>
        }
        .into_any()
    }
}

/// An item by its barcode, else a shelf by its label.
async fn ask(scanned: String) -> Result<Answer, Refusal> {
    match find_barcode(FindBarcode { scanned: scanned.clone() }).await {
        Ok(found) => about_item(found).await,
        Err(refusal) if is_unknown(&refusal) => about_shelf(scanned).await,
        Err(refusal) => Err(refusal),
    }
}

fn rows() -> PageRequest {
    PageRequest { limit: Some(ROWS), ..PageRequest::default() }
}

async fn about_item(found: BarcodeMatch) -> Result<Answer, Refusal> {
    let search = found.item.to_string();
    let stock = list_item_stock(ListItemStock { search, page: rows(), ..ListItemStock::default() }).await?;
    let stock = stock.data.into_iter().find(|stock| stock.item == found.item);
    let query = ListStock { item: Some(found.item.clone()), page: rows(), ..ListStock::default() };
    Ok(Answer::Item { rows: list_stock(query).await?.data, found, stock })
}

async fn about_shelf(scanned: String) -> Result<Answer, Refusal> {
    let query = ListLocations { search: scanned.clone(), page: rows(), ..ListLocations::default() };
    let shelves = list_locations(query).await?.data;
    let Some(shelf) = shelves.into_iter().find(|shelf| shelf.code.as_str().eq_ignore_ascii_case(&scanned)) else {
        return Ok(Answer::Unknown(scanned));
    };
    let query = ListStock {
        warehouse: Some(shelf.warehouse.clone()),
        location: Some(shelf.code.clone()),
        page: rows(),
        ..ListStock::default()
    };
    Ok(Answer::Shelf { rows: list_stock(query).await?.data, shelf })
}

fn tell(i18n: Words, outcomes: Outcomes, answer: &Answer) {
    match answer {
        Answer::Item { found, .. } => outcomes.accepted(names(&found.name, &found.name2), found.item.to_string()),
        Answer::Shelf { shelf, .. } => outcomes.accepted(shelf.code.to_string(), shelf.name.clone()),
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
            <p><a class="code" href=path(&["items", found.item.as_str()])>{found.item.to_string()}</a></p>
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
        let details =
            [lot(&row.lot), if row.status.as_str() == "good" { String::new() } else { row.status.to_string() }];
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
