//! Receiving against a slip: choose a shelf, scan goods, confirm. Nothing is posted before the confirmation.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::item::{BarcodeMatch, FindBarcode};
use model::location::{GetLocation, ListLocations, LocationView};
use model::receiving::{GetReceivingOrder, Receive, ReceivingOrderView};
use model::slip::LotRef;
use model::{Envelope, ItemCode, LocationCode, PageRequest, Quantity, SlipNumber};
use ui::ScanQueue;

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::functions::{find_barcode, get_location, list_locations};
use crate::parts::{loaded, route, use_param};
use crate::receiving::functions::{get_receiving_order, receive};
use crate::refusal::Refusal;
use crate::scan::delivery::deliver;
use crate::scan::device::Cue;
use crate::scan::receive_lines::{lines, lot_question, shelf_choice};
use crate::scan::route::slip_path;
use crate::scan::show::{Head, Words, is_unknown, names, reason};
use crate::scan::station::{Outcomes, Station, use_outcomes};
use crate::scan::taken::{Entry, Taken, Verdict};
use crate::scan::unknown::Unknown;

/// How many shelves are offered; the label of any can be scanned.
const SHELVES: u16 = 200;

/// The page `/scan/receive/:number`.
pub struct ReceivePage;

/// What the page works with.
#[derive(Clone, Copy)]
pub struct Work {
    i18n: Words,
    number: Memo<String>,
    /// The slip as it stands.
    pub order: Resource<Result<ReceivingOrderView, Refusal>>,
    outcomes: Outcomes,
    /// Where the next goods are put.
    pub shelf: RwSignal<Option<LocationCode>>,
    /// What was scanned and not yet confirmed.
    pub taken: RwSignal<Taken>,
    /// The lot that goods of an item have until another one is asked for.
    lots: RwSignal<Vec<(ItemCode, LotRef)>>,
    /// Scans that wait for a lot number or a date, the first one asked about.
    pub asking: RwSignal<Vec<BarcodeMatch>>,
    last: RwSignal<Option<Entry>>,
    unknown: RwSignal<Option<String>>,
    /// Whether more than planned may come.
    pub allow_over: RwSignal<bool>,
    /// Whether that was just refused.
    pub over_refused: RwSignal<bool>,
    busy: RwSignal<bool>,
    /// Of the confirmation; a new one after each that was done.
    key: StoredValue<String>,
}

impl Screen for ReceivePage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let number = use_param("number");
        let order = Resource::new(
            move || number.get(),
            |number| async move { get_receiving_order(GetReceivingOrder { number: slip(&number)? }).await },
        );
        let shelves = Resource::new(move || number.get(), shelves_of);
        let work = Work::new(i18n, number, order);
        // Further scans that wait for the same answer leave the question, and what is being typed, as it is.
        let question = Memo::new(move |_| work.question());
        // What was refused for want of a shelf may still be in view.
        Effect::new(move |_| {
            work.shelf.track();
            work.outcomes.device().forget();
        });
        let navigate = StoredValue::new_local(use_navigate());
        let queue = ScanQueue::new(move |scanned: String| async move {
            match slip_path(&scanned) {
                Some(path) => navigate.with_value(|navigate| navigate(&path, NavigateOptions::default())),
                None => work.scanned(scanned).await,
            }
        });
        view! {
            <div class="scan">
                <Head title=tu_string!(i18n, scan.receive) back="/scan/receive" note=number.get_untracked()/>
                {loaded(shelves, move |shelves| shelf_choice(work, &shelves))}
                <Station queue outcomes=work.outcomes/>
                {move || lot_question(work, question.get())}
                {move || work.unknown.get().map(|scanned| {
                    let again = scanned.clone();
                    let done = Callback::new(move |()| {
                        work.unknown.set(None);
                        queue.push(&again);
                    });
                    view! { <Unknown scanned done/> }
                })}
                {loaded(order, move |order| lines(work, &order))}
                {confirmation(work)}
            </div>
        }
        .into_any()
    }
}

fn slip(number: &str) -> Result<SlipNumber, Refusal> {
    route::parsed("receiving_order", number)
}

async fn shelves_of(number: String) -> Result<Vec<LocationView>, Refusal> {
    let order = get_receiving_order(GetReceivingOrder { number: slip(&number)? }).await?;
    let page = PageRequest { limit: Some(SHELVES), ..PageRequest::default() };
    let query = ListLocations { warehouse: Some(order.warehouse), page, ..ListLocations::default() };
    Ok(list_locations(query).await?.data.into_iter().filter(|shelf| shelf.receivable).collect())
}

impl Work {
    fn new(i18n: Words, number: Memo<String>, order: Resource<Result<ReceivingOrderView, Refusal>>) -> Self {
        Self {
            i18n,
            number,
            order,
            outcomes: use_outcomes(),
            shelf: RwSignal::new(None),
            taken: RwSignal::new(Taken::default()),
            lots: RwSignal::new(Vec::new()),
            asking: RwSignal::new(Vec::new()),
            last: RwSignal::new(None),
            unknown: RwSignal::new(None),
            allow_over: RwSignal::new(false),
            over_refused: RwSignal::new(false),
            busy: RwSignal::new(false),
            key: StoredValue::new(String::new()),
        }
    }

    fn slip(self) -> Option<ReceivingOrderView> {
        self.order.get_untracked().and_then(Result::ok)
    }

    /// Goods by their barcode, else a shelf by its label.
    async fn scanned(self, scanned: String) {
        let outcomes = self.outcomes;
        let query = || find_barcode(FindBarcode { scanned: scanned.clone() });
        match deliver(outcomes.device(), outcomes.offline, query).await {
            Ok(found) => {
                self.unknown.try_set(None);
                self.take(found);
            }
            Err(refusal) if is_unknown(&refusal) => self.shelf_scanned(scanned).await,
            Err(refusal) => outcomes.refused(scanned, reason(self.i18n, &refusal)),
        }
    }

    async fn shelf_scanned(self, scanned: String) {
        let (i18n, outcomes) = (self.i18n, self.outcomes);
        let (Some(order), Ok(code)) = (self.slip(), LocationCode::parse(&scanned)) else {
            outcomes.refused(scanned, tu_string!(i18n, scan.unknown));
            return;
        };
        let query = GetLocation { warehouse: order.warehouse, code };
        match deliver(outcomes.device(), outcomes.offline, || get_location(query.clone())).await {
            Ok(shelf) if shelf.active && shelf.receivable => {
                outcomes.accepted(shelf.code.to_string(), tu_string!(i18n, scan.shelf_chosen));
                self.shelf.try_set(Some(shelf.code));
            }
            Ok(shelf) => outcomes.refused(shelf.code.to_string(), tu_string!(i18n, scan.shelf_refuses)),
            Err(_) => {
                self.unknown.try_set(Some(scanned.clone()));
                outcomes.refused(scanned, tu_string!(i18n, scan.unknown));
            }
        }
    }

    /// Counts goods, or says why not.
    fn take(self, found: BarcodeMatch) {
        let (i18n, outcomes) = (self.i18n, self.outcomes);
        let Some(order) = self.slip() else { return };
        let title = format!("{} {}", found.item, names(&found.name, &found.name2));
        let suggested = order.lines.iter().find(|line| line.item == found.item);
        let suggested = suggested.and_then(|line| line.suggested_location.clone());
        let Some(location) = self.shelf.get_untracked().or(suggested) else {
            outcomes.refused(title, tu_string!(i18n, scan.shelf_first));
            return;
        };
        let lots = self.lots.get_untracked();
        let known = lots.into_iter().find(|(item, _)| *item == found.item).map(|(_, lot)| lot).unwrap_or_default();
        let verdict =
            self.taken.with_untracked(|taken| taken.judge(&order, &found, &known, self.allow_over.get_untracked()));
        self.over_refused.set(matches!(verdict, Verdict::TooMany(_)));
        match verdict {
            Verdict::NotOnSlip => outcomes.refused(title, tu_string!(i18n, scan.not_on_slip)),
            Verdict::TooMany(left) => {
                let text = tu_string!(i18n, scan.too_many, quantity = left.grouped());
                outcomes.refused(title, text);
            }
            Verdict::NeedsLot { .. } => {
                outcomes.tell(Cue::Accepted, title, tu_string!(i18n, scan.lot_asked));
                self.asking.update(|asking| asking.push(found));
            }
            Verdict::Take(lot) => self.count(&order, found, location, lot),
        }
    }

    fn count(self, order: &ReceivingOrderView, found: BarcodeMatch, location: LocationCode, lot: LotRef) {
        let entry = Entry {
            name: names(&found.name, &found.name2),
            item: found.item,
            unit: found.unit,
            location,
            lot,
            quantity: found.quantity,
        };
        self.taken.update(|taken| taken.add(entry.clone()));
        let to_come: Quantity =
            order.lines.iter().filter(|line| line.item == entry.item).map(|line| line.remaining).sum();
        let so_far = self.taken.with_untracked(|taken| taken.of(&entry.item));
        let text =
            format!("+{} → {} / {}　{}", entry.quantity.grouped(), so_far.grouped(), to_come.grouped(), entry.location);
        let whole =
            order.lines.iter().all(|line| self.taken.with_untracked(|taken| taken.of(&line.item)) >= line.remaining);
        let cue = if whole { Cue::Complete } else { Cue::Accepted };
        self.outcomes.tell(cue, format!("{} {}", entry.item, entry.name), text);
        self.last.set(Some(entry));
    }

    /// What a lot question asks now.
    pub fn question(self) -> Option<(BarcodeMatch, Verdict)> {
        let found = self.asking.get().first().cloned()?;
        let order = self.order.get().and_then(Result::ok)?;
        let verdict = self.taken.with_untracked(|taken| taken.judge(&order, &found, &LotRef::default(), true));
        Some((found, verdict))
    }

    /// The answer to a lot question: every waiting scan of the item counts now.
    pub fn answer(self, item: &ItemCode, lot: LotRef) {
        self.lots.update(|lots| {
            lots.retain(|(known, _)| known != item);
            lots.push((item.clone(), lot));
        });
        let waiting = self.asking.try_update(|asking| {
            let (now, later) = std::mem::take(asking).into_iter().partition(|found: &BarcodeMatch| found.item == *item);
            *asking = later;
            now
        });
        for found in waiting.unwrap_or_else(Vec::new) {
            self.take(found);
        }
    }

    /// The scans that were asked about are given up.
    pub fn give_up(self, item: &ItemCode) {
        self.asking.update(|asking| asking.retain(|found| found.item != *item));
    }

    /// The next scan of the item asks for its lot again.
    pub fn other_lot(self, item: &ItemCode) {
        self.lots.update(|lots| lots.retain(|(known, _)| known != item));
    }

    fn undo(self) {
        let i18n = self.i18n;
        if let Some(last) = self.last.get_untracked() {
            self.taken.update(|taken| taken.take_back(&last));
            self.last.set(None);
            self.outcomes.accepted(last.name, tu_string!(i18n, scan.undone));
        }
    }

    async fn confirm(self) {
        let (i18n, outcomes) = (self.i18n, self.outcomes);
        let Ok(order) = slip(&self.number.get_untracked()) else { return };
        if self.key.with_value(String::is_empty) {
            self.key.set_value(outcomes.device().key());
        }
        let envelope = Envelope::with_key(self.key.get_value());
        let lines = self.taken.with_untracked(Taken::lines);
        let command = Receive { order, lines, allow_over: self.allow_over.get_untracked(), note: String::new() };
        match deliver(outcomes.device(), outcomes.offline, || receive(envelope.clone(), command.clone())).await {
            Ok(receipt) => {
                self.key.try_set_value(String::new());
                self.taken.try_set(Taken::default());
                self.last.try_set(None);
                outcomes.tell(Cue::Complete, tu_string!(i18n, scan.received), receipt.summary.number.to_string());
                self.order.refetch();
            }
            Err(refusal) => {
                // Nothing was kept under the key, so another attempt may differ.
                self.key.try_set_value(String::new());
                outcomes.refused(tu_string!(i18n, scan.not_received), reason(i18n, &refusal));
            }
        }
    }
}

fn confirmation(work: Work) -> AnyView {
    let i18n = work.i18n;
    let nothing = move || work.taken.with(|taken| taken.entries().is_empty());
    let confirm = move |_| {
        if !work.busy.get_untracked() {
            work.busy.set(true);
            spawn_local(async move {
                work.confirm().await;
                work.busy.try_set(false);
            });
        }
    };
    view! {
        <div class="scan-bar">
            {move || work.over_refused.get().then(|| view! {
                <button
                    type="button"
                    class="button wide"
                    on:click=move |_| {
                        work.allow_over.set(true);
                        work.over_refused.set(false);
                    }
                >
                    {tu_string!(i18n, scan.allow_over)}
                </button>
            })}
            <button
                type="button"
                class="button"
                disabled=move || work.last.with(Option::is_none) || work.busy.get()
                on:click=move |_| work.undo()
            >
                {tu_string!(i18n, scan.undo)}
            </button>
            <button
                type="button"
                class="button primary"
                disabled=move || nothing() || work.busy.get() || !work.asking.with(Vec::is_empty)
                on:click=confirm
            >
                {tu_string!(i18n, scan.confirm_receipt)}
            </button>
        </div>
    }
    .into_any()
}
