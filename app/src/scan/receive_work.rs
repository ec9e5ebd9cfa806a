//! What receiving works with: goods that were scanned, the questions they raise, and how they are posted.
//!
//! What always holds: it is made for one slip and never serves another; what was sent stays as it was sent, under its
//! key, until it is known what became of it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::item::{BarcodeMatch, FindBarcode};
use model::location::GetLocation;
use model::receiving::{Receive, ReceivingOrderView};
use model::slip::LotRef;
use model::{Envelope, ErrorCode, ItemCode, LocationCode, Quantity};
use serde::{Deserialize, Serialize};
use ui::ScanQueue;

use crate::i18n::tu_string;
use crate::masters::functions::{find_barcode, find_location};
use crate::parts::show::{item_title, names};
use crate::receiving::functions::receive;
use crate::refusal::Refusal;
use crate::scan::delivery::{deliver, is_uncertain};
use crate::scan::device::Cue;
use crate::scan::kept::{Keeper, What};
use crate::scan::receive::slip;
use crate::scan::show::{Words, reason};
use crate::scan::station::{Outcomes, use_outcomes};
use crate::scan::taken::{Entry, Taken, Verdict};
use crate::scan::times::split;
use crate::scan::way::Way;

type Order = Resource<Result<ReceivingOrderView, Refusal>>;

/// What the page of one slip works with.
#[derive(Clone, Copy)]
pub struct Work {
    pub i18n: Words,
    number: StoredValue<String>,
    /// Of the page.
    pub path: StoredValue<String>,
    order: Order,
    /// The slip as it was seen last.
    pub known: RwSignal<Option<ReceivingOrderView>>,
    pub outcomes: Outcomes,
    /// Where the next goods are put.
    pub shelf: RwSignal<Option<LocationCode>>,
    /// What was scanned and not yet confirmed.
    pub taken: RwSignal<Taken>,
    /// What was sent and of which it is not known whether it was posted.
    pub sent: RwSignal<Option<Sent>>,
    /// The lot that goods of an item have until another one is asked for.
    lots: RwSignal<Vec<(ItemCode, LotRef)>>,
    /// Scans that wait for a lot number or a date, the first one asked about.
    pub asking: RwSignal<Vec<BarcodeMatch>>,
    /// The scans that counted, the last one last.
    pub done: RwSignal<Vec<Entry>>,
    pub unknown: RwSignal<Option<String>>,
    /// The page of another slip that was scanned while this one has something undone.
    pub other: RwSignal<Option<String>>,
    /// Whether more than planned may come.
    pub allow_over: RwSignal<bool>,
    /// Whether that was just refused.
    pub over_refused: RwSignal<bool>,
    pub busy: RwSignal<bool>,
}

/// The number of the slip whose page has that path.
pub fn number_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// A confirmation on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    key: String,
    goods: Taken,
    allow_over: bool,
}

/// What is kept of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Goods {
    taken: Taken,
    sent: Option<Sent>,
    shelf: Option<LocationCode>,
    lots: Vec<(ItemCode, LotRef)>,
    asking: Vec<BarcodeMatch>,
    allow_over: bool,
}

impl Work {
    /// For the slip of that number; made in a component.
    pub fn new(i18n: Words, number: &str, order: Order) -> Self {
        let known = RwSignal::new(None);
        Effect::new(move |_| {
            if let Some(Ok(order)) = order.get() {
                known.set(Some(order));
            }
        });
        Self {
            i18n,
            number: StoredValue::new(number.to_owned()),
            path: StoredValue::new(format!("/scan/receive/{number}")),
            order,
            known,
            outcomes: use_outcomes(),
            shelf: RwSignal::new(None),
            taken: RwSignal::new(Taken::default()),
            sent: RwSignal::new(None),
            lots: RwSignal::new(Vec::new()),
            asking: RwSignal::new(Vec::new()),
            done: RwSignal::new(Vec::new()),
            unknown: RwSignal::new(None),
            other: RwSignal::new(None),
            allow_over: RwSignal::new(false),
            over_refused: RwSignal::new(false),
            busy: RwSignal::new(false),
        }
    }

    /// Whether something of the slip would be left undone.
    pub fn is_undone(self) -> bool {
        let nothing = self.taken.with(|taken| taken.entries().is_empty()) && self.asking.with(Vec::is_empty);
        !nothing || self.sent.with(Option::is_some)
    }

    /// Keeps the goods until they are confirmed, and goes on with those that were kept before.
    pub fn keep_goods(self, keeper: Keeper) {
        Effect::new(move |restored: Option<bool>| {
            if !keeper.ready() {
                return false;
            }
            let path = self.path.get_value();
            if restored != Some(true)
                && let Some(goods) = keeper.read(What::Goods, &path)
            {
                self.restore(goods);
            }
            let goods = Goods {
                taken: self.taken.get(),
                sent: self.sent.get(),
                shelf: self.shelf.get(),
                lots: self.lots.get(),
                asking: self.asking.get(),
                allow_over: self.allow_over.get(),
            };
            keeper.write(What::Goods, &path, self.is_undone().then_some(&goods));
            true
        });
    }

    fn restore(self, goods: Goods) {
        let i18n = self.i18n;
        self.taken.set(goods.taken);
        self.shelf.set(goods.shelf);
        self.lots.set(goods.lots);
        self.asking.set(goods.asking);
        self.allow_over.set(goods.allow_over);
        let number = self.number.get_value();
        self.outcomes.remind(number, tu_string!(i18n, scan.restored));
        if goods.sent.is_some() {
            // It was confirmed: only the answer is missing.
            self.sent.set(goods.sent);
            self.start_confirming();
        }
    }

    /// The code of a slip was scanned. Another one is opened when nothing of this one is undone; else somebody has to
    /// say what becomes of that first, and nothing counts meanwhile: it may be meant for either.
    pub async fn slip_scanned(self, path: String, way: Way, queue: ScanQueue) {
        let (i18n, outcomes) = (self.i18n, self.outcomes);
        let number = number_of(&path).to_owned();
        if self.path.with_value(|here| *here == path) {
            self.other.set(None);
            outcomes.accepted(number, tu_string!(i18n, scan.same_slip));
        } else if untrack(move || self.is_undone()) {
            outcomes.refused(number, tu_string!(i18n, scan.confirm_first));
            self.other.set(Some(path));
        } else {
            way.to_slip(&path, queue).await;
        }
    }

    /// Goods by their barcode, else a shelf by its label. A scan that came along from the check of another slip may say
    /// how often it counts.
    pub async fn scanned(self, scan: String) {
        let (i18n, outcomes) = (self.i18n, self.outcomes);
        let (times, scanned) = split(&scan);
        let scanned = scanned.to_owned();
        if self.other.with_untracked(Option::is_some) {
            return outcomes.refused(scanned, tu_string!(i18n, scan.not_counted));
        }
        let order = self.order.await;
        if !outcomes.alive() {
            return;
        }
        match order {
            Ok(order) => self.known.set(Some(order)),
            Err(refusal) if self.known.with_untracked(Option::is_none) => {
                return outcomes.refused(scanned, reason(i18n, &refusal));
            }
            Err(_) => {}
        }
        let query = || find_barcode(FindBarcode { scanned: scanned.clone() });
        let found = deliver(outcomes.device(), outcomes.offline, query).await;
        if !outcomes.alive() {
            return;
        }
        match found {
            Ok(Some(mut found)) => {
                self.unknown.set(None);
                let counted = times.map_or(Some(found.quantity), |times| times.checked_mul(found.quantity));
                found.quantity = counted.unwrap_or(Quantity::MAX);
                self.take(found);
            }
            Ok(None) => self.shelf_scanned(scanned).await,
            Err(refusal) => outcomes.refused(scanned, reason(i18n, &refusal)),
        }
    }

    async fn shelf_scanned(self, scanned: String) {
        let (i18n, outcomes) = (self.i18n, self.outcomes);
        let (Some(order), Ok(code)) = (self.known.get_untracked(), LocationCode::parse(&scanned)) else {
            return self.known_to_nobody(scanned);
        };
        let query = GetLocation { warehouse: order.warehouse, code };
        let found = deliver(outcomes.device(), outcomes.offline, || find_location(query.clone())).await;
        if !outcomes.alive() {
            return;
        }
        match found {
            Ok(Some(shelf)) if shelf.active && shelf.receivable => {
                outcomes.accepted(shelf.code.to_string(), tu_string!(i18n, scan.shelf_chosen));
                self.shelf.set(Some(shelf.code));
            }
            Ok(Some(shelf)) => outcomes.refused(shelf.code.to_string(), tu_string!(i18n, scan.shelf_refuses)),
            Ok(None) => self.known_to_nobody(scanned),
            Err(refusal) => outcomes.refused(scanned, reason(i18n, &refusal)),
        }
    }

    /// Says so, and leads on to the item that the code shall be of.
    fn known_to_nobody(self, scanned: String) {
        self.unknown.set(Some(scanned.clone()));
        self.outcomes.refused(scanned, tu_string!(self.i18n, scan.unknown));
    }

    /// Counts goods, or says why not.
    fn take(self, found: BarcodeMatch) {
        let (i18n, outcomes) = (self.i18n, self.outcomes);
        let Some(order) = self.known.get_untracked() else { return };
        let title = item_title(&found.item, &found.name, &found.name2);
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
                outcomes.tell(Cue::Asked, title, tu_string!(i18n, scan.lot_asked));
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
        self.done.update(|done| done.push(entry));
    }

    /// What a lot question asks now.
    pub fn question(self) -> Option<(BarcodeMatch, Verdict)> {
        let found = self.asking.get().first().cloned()?;
        let order = self.known.get()?;
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

    /// Takes the last scan back.
    pub fn undo(self) {
        let i18n = self.i18n;
        if let Some(last) = self.done.try_update(Vec::pop).flatten() {
            self.taken.update(|taken| taken.take_back(&last));
            self.outcomes.accepted(last.name, tu_string!(i18n, scan.undone));
        }
    }

    /// Confirms, unless that is under way.
    pub fn start_confirming(self) {
        self.confirm_and(|| ());
    }

    /// Confirms, and does what comes next when nothing is undone any more.
    pub fn confirm_and(self, then: impl FnOnce() + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            self.confirm().await;
            if self.busy.try_set(false).is_none() && !untrack(move || self.is_undone()) {
                then();
            }
        });
    }

    async fn confirm(self) {
        let (i18n, outcomes) = (self.i18n, self.outcomes);
        let Ok(order) = slip(&self.number.get_value()) else { return };
        let sent = self.sent.get_untracked().unwrap_or_else(|| Sent {
            key: outcomes.device().key(),
            goods: self.taken.get_untracked(),
            allow_over: self.allow_over.get_untracked(),
        });
        self.sent.set(Some(sent.clone()));
        let envelope = Envelope::with_key(sent.key.clone());
        let (lines, allow_over) = (sent.goods.lines(), sent.allow_over);
        let command = Receive { order, lines, allow_over, note: String::new() };
        let answer = deliver(outcomes.device(), outcomes.offline, || receive(envelope.clone(), command.clone())).await;
        // When the page was left meanwhile, what is kept is sent again under its key and answered alike.
        if !outcomes.alive() {
            return;
        }
        match answer {
            Ok(receipt) => {
                self.settle(&sent);
                outcomes.tell(Cue::Complete, tu_string!(i18n, scan.received), receipt.summary.number.to_string());
            }
            Err(refusal) if is_uncertain(&refusal) => {
                outcomes.refused(tu_string!(i18n, scan.not_sure), tu_string!(i18n, scan.not_sure_received));
            }
            Err(refusal) => {
                if refusal.code() == ErrorCode::KeyReused {
                    self.settle(&sent);
                } else {
                    // Nothing was posted, so that another attempt may differ.
                    self.sent.set(None);
                }
                self.over_refused.set(refusal.code() == ErrorCode::TooMany);
                outcomes.refused(tu_string!(i18n, scan.not_received), reason(i18n, &refusal));
            }
        }
    }

    /// What was sent is posted; what was scanned meanwhile stays. That more than planned was meant of what is posted
    /// says nothing about what comes next.
    fn settle(self, sent: &Sent) {
        self.taken.update(|taken| taken.settle(&sent.goods));
        self.sent.set(None);
        self.allow_over.set(false);
        self.done.set(Vec::new());
        self.order.refetch();
    }
}
