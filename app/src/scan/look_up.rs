//! What is this, where does it lie, and how much of it is there?

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use model::item::{BarcodeMatch, FindBarcode};
use model::location::{ListLocations, LocationView};
use model::stock::{GetItemStock, ItemStock, ListStock, StockRow};
use model::user::Me;
use model::{LocationCode, PageRequest, Quantity, WarehouseCode};
use ui::ScanQueue;

use crate::bundle::Screen;
use crate::frame::{place, use_who};
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::functions::{find_barcode, list_locations};
use crate::parts::focus::Focused;
use crate::parts::loaded;
use crate::parts::loaded::skeleton;
use crate::parts::show::{lot, names, path, status};
use crate::refusal::Refusal;
use crate::scan::delivery::deliver;
use crate::scan::route::slip_path;
use crate::scan::show::{Head, Words, reason};
use crate::scan::station::{Outcomes, Station, use_outcomes};
use crate::scan::unknown::Unknown;
use crate::scan::way::{in_warehouse, use_named, use_warehouse, use_way, warehouse_choice};
use crate::stock::figure::{Figure, Subject};
use crate::stock::functions::{get_item_stock, list_stock};

/// The most rows of a shelf or an item that a phone shows.
const ROWS: u16 = 100;
/// The four quantities of an item.
const FOUR: [Figure; 4] = [Figure::OnHand, Figure::Allocated, Figure::Available, Figure::Projected];

/// What a code turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    Item(Box<Goods>),
    /// A shelf of the warehouse; else those elsewhere that have the same label.
    Shelves(Vec<(LocationView, Lying)>),
    Unknown(String),
}

/// An item as it stands somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Goods {
    found: BarcodeMatch,
    stock: ItemStock,
    /// Where it was looked for.
    warehouse: Option<WarehouseCode>,
    lying: Lying,
}

/// What lies there, as far as a phone shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Lying {
    rows: Vec<StockRow>,
    /// Whether there is more.
    more: bool,
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
    let shown = RwSignal::new(Shown::Nothing);
    let queue = ScanQueue::new(move |scanned: String, queue| async move {
        if let Some(path) = slip_path(&scanned) {
            way.to_slip(&path, queue).await;
            return;
        }
        // What was shown before is about something else.
        shown.set(Shown::Waiting);
        let here = warehouse.get_untracked();
        let found = deliver(outcomes.device(), outcomes.offline, || ask(scanned.clone(), here.clone())).await;
        if !outcomes.alive() {
            return;
        }
        match found {
            Ok(found) => {
                tell(i18n, outcomes, &found);
                shown.set(Shown::Answer(scanned, found));
            }
            Err(refusal) => {
                shown.set(Shown::Nothing);
                outcomes.refused(scanned, reason(i18n, &refusal));
            }
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
            && let Shown::Answer(scanned, _) = shown.get_untracked()
        {
            queue.push(&scanned);
        }
        now
    });
    stay_live(shown, warehouse);
    view! {
        {warehouse_choice(&me, warehouse, "/scan/look-up")}
        <Station queue outcomes/>
        <div class="scan-answer">
            {move || {
                let focused = Focused::now();
                let drawn = match shown.get() {
                    Shown::Nothing => view! { <p class="muted">{tu_string!(i18n, scan.look_up_first)}</p> }.into_any(),
                    Shown::Waiting => skeleton(),
                    Shown::Answer(_, answer) => card(queue, answer),
                };
                focused.return_after_drawing();
                drawn
            }}
        </div>
    }
    .into_any()
}

/// What the page shows below the scanner.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shown {
    Nothing,
    /// Something was scanned and is being looked up.
    Waiting,
    /// What was scanned, and what it is.
    Answer(String, Answer),
}

impl Shown {
    /// Whether both are about the same scan, and the other says something else of it.
    fn is_older(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Answer(mine, _), Self::Answer(theirs, _)) if mine == theirs) && self != other
    }
}

/// Asks again, without a sound, when somebody moves what is shown. An answer that comes after the next scan, or after
/// the next change, says nothing any more.
fn stay_live(shown: RwSignal<Shown>, warehouse: Memo<Option<WarehouseCode>>) {
    let live = use_live(&["stock", "receiving", "shipping", "items", "locations"]);
    Effect::new(move |before: Option<u64>| {
        let now = live.get();
        if before.is_some_and(|before| before != now)
            && let Shown::Answer(scanned, known) = shown.get_untracked()
            // Somebody may be writing the name of what is unknown.
            && !matches!(known, Answer::Unknown(_))
        {
            let here = warehouse.get_untracked();
            spawn_local(async move {
                let Ok(found) = ask(scanned.clone(), here.clone()).await else { return };
                let is_last = live.try_get_untracked() == Some(now) && warehouse.try_get_untracked() == Some(here);
                let found = Shown::Answer(scanned, found);
                let is_due = shown.try_with_untracked(|shown| shown.is_older(&found)).unwrap_or_default();
                if is_last && is_due {
                    shown.set(found);
                }
            });
        }
        now
    });
}

fn card(queue: ScanQueue, answer: Answer) -> AnyView {
    match answer {
        Answer::Item(goods) => item(&goods),
        Answer::Shelves(shelves) => {
            shelves.iter().map(|(shelf, lying)| shelf_view(shelf, lying)).collect_view().into_any()
        }
        Answer::Unknown(scanned) => {
            let again = scanned.clone();
            view! { <Unknown scanned done=Callback::new(move |()| queue.push(&again))/> }.into_any()
        }
    }
}

/// An item by its barcode, else a shelf by its label.
async fn ask(scanned: String, here: Option<WarehouseCode>) -> Result<Answer, Refusal> {
    match find_barcode(FindBarcode { scanned: scanned.clone() }).await? {
        Some(found) => about_item(found, here).await,
        None => about_shelf(scanned, here).await,
    }
}

fn rows() -> PageRequest {
    PageRequest { limit: Some(ROWS), ..PageRequest::default() }
}

async fn lying(query: ListStock) -> Result<Lying, Refusal> {
    let page = list_stock(ListStock { page: rows(), ..query }).await?;
    Ok(Lying { more: page.next.is_some(), rows: page.data })
}

/// The item as it stands in the warehouse.
async fn about_item(found: BarcodeMatch, here: Option<WarehouseCode>) -> Result<Answer, Refusal> {
    let (item, warehouse) = (found.item.clone(), here.clone());
    let stock = get_item_stock(GetItemStock { item, warehouse, location: None, portion: None }).await?;
    let query = ListStock { item: Some(found.item.clone()), warehouse: here.clone(), ..ListStock::default() };
    Ok(Answer::Item(Box::new(Goods { lying: lying(query).await?, found, stock, warehouse: here })))
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
            ..ListStock::default()
        };
        answer.push((shelf, lying(query).await?));
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
        Answer::Item(goods) => {
            let found = &goods.found;
            outcomes.accepted(names(&found.name, &found.name2), found.item.to_string());
        }
        Answer::Shelves(shelves) => {
            let titles = shelves.iter().map(|(shelf, _)| format!("{} {}", shelf.warehouse, shelf.code));
            let name = shelves.first().map(|(shelf, _)| shelf.name.clone()).unwrap_or_default();
            outcomes.accepted(titles.collect::<Vec<_>>().join("、"), name);
        }
        Answer::Unknown(scanned) => outcomes.refused(scanned.clone(), tu_string!(i18n, scan.unknown)),
    }
}

fn item(Goods { found, stock, warehouse, lying }: &Goods) -> AnyView {
    let i18n = use_i18n();
    let pack = (found.quantity != Quantity::from_units(1).unwrap_or_default()).then(|| {
        let quantity = format!("{} {}", found.quantity.grouped(), found.unit);
        view! { <p>{tu_string!(i18n, scan.pack, quantity = quantity)}</p> }
    });
    let subject = warehouse.as_ref().map(|warehouse| Subject::of_item(warehouse, &found.item));
    let quantities = FOUR.map(|figure| figure_tile(subject.as_ref(), figure, figure.of(stock)));
    let page = path(&["items", found.item.as_str()]);
    let all = subject.map_or_else(|| page.clone(), |subject| subject.path(Figure::OnHand));
    view! {
        <section class="card">
            <h2>{names(&found.name, &found.name2)}</h2>
            <p><a class="code scan-link" href=page>{found.item.to_string()}</a></p>
            {pack}
            <dl class="scan-quantities">{quantities.into_iter().collect_view()}</dl>
        </section>
        <section class="card">
            <h2>{tu_string!(i18n, scan.where_it_lies)}</h2>
            {lines(lying, all, tu_string!(i18n, scan.all_rows), |row| format!("{} {}", row.warehouse, row.location))}
        </section>
    }
    .into_any()
}

/// A figure; a finger on it opens what makes it.
fn figure_tile(subject: Option<&Subject>, figure: Figure, quantity: Quantity) -> AnyView {
    let quantity = match subject {
        Some(subject) => view! { <a href=subject.path(figure)>{quantity.grouped()}</a> }.into_any(),
        None => quantity.grouped().into_any(),
    };
    view! { <div><dt>{figure.label()}</dt><dd>{quantity}</dd></div> }.into_any()
}

fn shelf_view(shelf: &LocationView, lying: &Lying) -> AnyView {
    let i18n = use_i18n();
    let all = place::path(&shelf.warehouse, "stock/locations");
    let all = format!("{all}?location={}", place::escaped(shelf.code.as_str()));
    view! {
        <section class="card">
            <h2>{format!("{} {}", shelf.warehouse, shelf.code)}</h2>
            {lines(lying, all, tu_string!(i18n, scan.all_of_shelf), |row| names(&row.name, &row.name2))}
        </section>
    }
    .into_any()
}

/// Balances, each figure of which opens what makes it; where they are too many, the list that has all of them.
fn lines(lying: &Lying, all: String, to_all: &'static str, title: impl Fn(&StockRow) -> String) -> AnyView {
    let i18n = use_i18n();
    if lying.rows.is_empty() {
        return view! { <p class="muted">{tu_string!(i18n, scan.nothing_lies)}</p> }.into_any();
    }
    let rows = lying.rows.iter().map(|row| {
        let held_back = if row.status.as_str() == "good" { String::new() } else { status(row.status.as_str()) };
        let details = [lot(&row.lot), held_back];
        let details = details.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" / ");
        let (subject, on_hand) = (Subject::of_row(row), row.on_hand.grouped());
        let spoken = format!("{} {on_hand} {}", Figure::OnHand.label(), row.unit);
        let free = tu_string!(i18n, scan.free, quantity = row.available.grouped());
        view! {
            <li>
                <span>
                    <strong>{title(row)}</strong>
                    <span class="muted">{details}</span>
                </span>
                <span class="scan-amount">
                    <a class="scan-link" href=subject.path(Figure::OnHand) aria-label=spoken>
                        <strong>{on_hand}</strong>
                        <small class="unit">{row.unit.clone()}</small>
                    </a>
                    <a class="scan-link" href=subject.path(Figure::Available)>{free}</a>
                </span>
            </li>
        }
    });
    let more = lying.more.then(|| {
        view! {
            <p class="muted">{tu_string!(i18n, scan.more_rows, n = lying.rows.len())}</p>
            <a class="button wide" href=all>{to_all}</a>
        }
    });
    view! { <ul class="scan-lines">{rows.collect_view()}</ul> {more} }.into_any()
}
