//! What a check works with: each scan counts at once on the server, and can be taken back as it was made.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::shipping::{Check, CheckResult, Ship, ShippingOrderView, TakeBackCheck};
use model::{Envelope, ErrorCode, SlipNumber};
use ui::ScanQueue;

use crate::i18n::tu_string;
use crate::parts::route;
use crate::refusal::Refusal;
use crate::scan::delivery::{Keys, deliver, is_uncertain};
use crate::scan::device::Cue;
use crate::scan::show::{Words, reason};
use crate::scan::station::{Outcomes, use_outcomes};
use crate::scan::way::Way;
use crate::shipping::functions::{check, ship, take_back_check};

type Order = Resource<Result<ShippingOrderView, Refusal>>;

/// What the page of one slip works with.
#[derive(Clone, Copy)]
pub struct Work {
    pub i18n: Words,
    number: StoredValue<String>,
    /// Of the page.
    pub path: StoredValue<String>,
    order: Order,
    /// The slip as it was seen last.
    pub known: RwSignal<Option<ShippingOrderView>>,
    pub outcomes: Outcomes,
    /// Scans that were sent and not answered.
    pub keys: Keys,
    /// The scans that counted, the last one last.
    pub done: RwSignal<Vec<Done>>,
    /// A scanned code that belongs to nothing.
    pub unknown: RwSignal<Option<String>>,
    /// Whether something stays behind and the user is asked about it.
    pub partial: RwSignal<bool>,
    /// Whether shipping or taking back is under way.
    pub busy: RwSignal<bool>,
    /// Of the shipment; a new one after each whose outcome is known.
    ship_key: StoredValue<String>,
}

/// A scan that counted, and the key under which it is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    result: CheckResult,
    key: String,
}

/// The number of the slip that an address names.
pub(super) fn slip(number: &str) -> Result<SlipNumber, Refusal> {
    route::parsed("shipping_order", number)
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
            path: StoredValue::new(format!("/scan/check/{number}")),
            order,
            known,
            outcomes: use_outcomes(),
            keys: Keys::new(),
            done: RwSignal::new(Vec::new()),
            unknown: RwSignal::new(None),
            partial: RwSignal::new(false),
            busy: RwSignal::new(false),
            ship_key: StoredValue::new(String::new()),
        }
    }

    /// The code of a slip was scanned. All that was scanned before has counted by now.
    pub fn slip_scanned(self, path: &str, way: Way, queue: ScanQueue) {
        let i18n = self.i18n;
        if self.path.with_value(|here| here == path) {
            let number = path.rsplit('/').next().unwrap_or_default();
            self.outcomes.accepted(number, tu_string!(i18n, scan.same_slip));
        } else {
            way.to_slip(path, queue);
        }
    }

    /// One scan: the server decides, and whatever the line does, it is counted once.
    pub async fn check(self, scanned: String) {
        let (i18n, outcomes) = (self.i18n, self.outcomes);
        let Ok(number) = slip(&self.number.get_value()) else { return };
        let envelope = Envelope::with_key(self.keys.of(&scanned, &outcomes.device()));
        let command = Check { number, barcode: scanned.clone(), quantity: None };
        let answer = deliver(outcomes.device(), outcomes.offline, || check(envelope.clone(), command.clone())).await;
        // When the page was left meanwhile, the scan is sent again under its key and answered alike.
        if !outcomes.alive() {
            return;
        }
        match answer {
            Ok(result) => {
                self.keys.settle(&scanned);
                self.unknown.set(None);
                self.counted(result);
            }
            Err(refusal) if is_uncertain(&refusal) => {
                outcomes.refused(scanned, tu_string!(i18n, scan.not_sure_checked));
            }
            Err(refusal) => {
                self.keys.settle(&scanned);
                match refusal.code() {
                    ErrorCode::BarcodeUnknown => self.unknown.set(Some(scanned.clone())),
                    ErrorCode::KeyReused => self.order.refetch(),
                    _ => {}
                }
                outcomes.refused(scanned, reason(i18n, &refusal));
            }
        }
    }

    fn counted(self, result: CheckResult) {
        let i18n = self.i18n;
        let complete = result.remaining.is_zero();
        let so_far =
            format!("+{} → {} / {}", result.added.grouped(), result.checked.grouped(), result.allocated.grouped());
        let rest = if complete {
            tu_string!(i18n, scan.all_checked).to_owned()
        } else {
            tu_string!(i18n, scan.left, quantity = result.remaining.grouped())
        };
        let cue = if complete { Cue::Complete } else { Cue::Accepted };
        self.outcomes.tell(cue, format!("{} {}", result.item, result.name), format!("{so_far}　{rest}"));
        let key = self.outcomes.device().key();
        self.done.update(|done| done.push(Done { result, key }));
        self.order.refetch();
    }

    /// Takes back exactly what the last scan counted.
    pub async fn undo(self) {
        let (i18n, outcomes) = (self.i18n, self.outcomes);
        let Some(Done { result, key }) = self.done.with_untracked(|done| done.last().cloned()) else { return };
        let envelope = Envelope::with_key(key.clone());
        let command = TakeBackCheck { number: result.number, parts: result.parts };
        let send = || take_back_check(envelope.clone(), command.clone());
        let answer = deliver(outcomes.device(), outcomes.offline, send).await;
        if !outcomes.alive() {
            return;
        }
        match answer {
            Ok(_) => outcomes.accepted(result.name, tu_string!(i18n, scan.undone)),
            Err(refusal) if is_uncertain(&refusal) => {
                return outcomes.refused(result.name, tu_string!(i18n, scan.not_sure_undone));
            }
            Err(refusal) => outcomes.refused(result.name, reason(i18n, &refusal)),
        }
        self.done.update(|done| done.retain(|done| done.key != key));
        self.order.refetch();
    }

    /// Ships what was checked.
    pub async fn ship(self) {
        let (i18n, outcomes) = (self.i18n, self.outcomes);
        let Ok(number) = slip(&self.number.get_value()) else { return };
        if self.ship_key.with_value(String::is_empty) {
            self.ship_key.set_value(outcomes.device().key());
        }
        let envelope = Envelope::with_key(self.ship_key.get_value());
        let command = Ship { number: number.clone(), partial: self.partial.get_untracked() };
        let answer = deliver(outcomes.device(), outcomes.offline, || ship(envelope.clone(), command.clone())).await;
        if !outcomes.alive() {
            return;
        }
        match answer {
            Ok(shipment) => {
                self.partial.set(false);
                self.done.set(Vec::new());
                outcomes.tell(Cue::Complete, tu_string!(i18n, scan.shipped), shipment.summary.number.to_string());
            }
            Err(refusal) if is_uncertain(&refusal) => {
                return outcomes.refused(number.to_string(), tu_string!(i18n, scan.not_sure_shipped));
            }
            Err(refusal) => {
                self.partial.set(refusal.code() == ErrorCode::Unchecked);
                outcomes.refused(number.to_string(), reason(i18n, &refusal));
            }
        }
        self.ship_key.set_value(String::new());
        self.order.refetch();
    }

    /// Starts something that one finger should not start twice.
    pub fn once(self, doing: impl Future<Output = ()> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            doing.await;
            self.busy.try_set(false);
        });
    }
}
