//! What a check works with: each scan counts at once on the server, and can be taken back as it was made.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::shipping::{CheckResult, GetShippingOrder, Ship, ShippingOrderView, TakeBackCheck};
use model::{Envelope, ErrorCode, SlipNumber};
use ui::ScanQueue;

use crate::i18n::tu_string;
use crate::parts::route;
use crate::refusal::Refusal;
use crate::scan::counting::Counting;
use crate::scan::delivery::{deliver, is_uncertain};
use crate::scan::device::Cue;
use crate::scan::show::{Words, reason};
use crate::scan::station::{Outcomes, use_outcomes};
use crate::scan::way::Way;
use crate::shipping::functions::{get_shipping_order, ship, take_back_check};
use crate::shipping::stepper::Totals;

type Order = Resource<Result<ShippingOrderView, Refusal>>;

/// What the page of one slip works with.
#[derive(Clone, Copy)]
pub struct Work {
    pub i18n: Words,
    number: StoredValue<String>,
    /// Of the page.
    pub path: StoredValue<String>,
    pub order: Order,
    /// The slip as it was seen last.
    pub known: RwSignal<Option<ShippingOrderView>>,
    pub outcomes: Outcomes,
    /// What counts the scans.
    pub counting: Counting,
    /// The scans that counted, the last one last.
    pub done: RwSignal<Vec<Done>>,
    /// A scanned code that belongs to nothing.
    pub unknown: RwSignal<Option<String>>,
    /// Whether something stays behind and the user is asked about it.
    pub partial: RwSignal<bool>,
    /// Whether shipping or taking back is under way.
    pub busy: RwSignal<bool>,
    /// A shipment of which it is not known whether it was done.
    sent: StoredValue<Option<Sent>>,
}

/// A shipment on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sent {
    key: String,
    partial: bool,
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
        let outcomes = use_outcomes();
        Self {
            i18n,
            number: StoredValue::new(number.to_owned()),
            path: StoredValue::new(format!("/scan/check/{number}")),
            order,
            known,
            outcomes,
            counting: Counting::new(i18n, outcomes.offline),
            done: RwSignal::new(Vec::new()),
            unknown: RwSignal::new(None),
            partial: RwSignal::new(false),
            busy: RwSignal::new(false),
            sent: StoredValue::new(None),
        }
    }

    /// The code of a slip was scanned. All that was scanned before has counted by now.
    pub async fn slip_scanned(self, path: &str, way: Way, queue: ScanQueue) {
        let i18n = self.i18n;
        if self.path.with_value(|here| here == path) {
            let number = path.rsplit('/').next().unwrap_or_default();
            self.outcomes.accepted(number, tu_string!(i18n, scan.same_slip));
        } else {
            way.to_slip(path, queue).await;
        }
    }

    /// One scan: the server decides, and whatever the line does, it is counted once.
    pub async fn check(self, scan: String) {
        let Ok(number) = slip(&self.number.get_value()) else { return };
        let Some((outcome, answer)) = self.counting.count(number, &scan).await else { return };
        self.outcomes.say(outcome);
        match answer {
            Ok(result) => {
                self.unknown.set(None);
                let key = self.outcomes.device().key();
                self.done.update(|done| done.push(Done { result, key }));
                self.order.refetch();
            }
            Err(refusal) => match refusal.code() {
                ErrorCode::BarcodeUnknown => self.unknown.set(Some(scan)),
                ErrorCode::KeyReused => self.order.refetch(),
                _ => {}
            },
        }
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

    /// Ships what was checked; asks first when something stays behind, by what the slip says now. What was sent and not
    /// answered is sent again as it was.
    pub async fn ship_all(self) {
        let (i18n, outcomes) = (self.i18n, self.outcomes);
        let Ok(number) = slip(&self.number.get_value()) else { return };
        if let Some(sent) = self.sent.get_value() {
            return self.ship(sent.partial).await;
        }
        let query = GetShippingOrder { number: number.clone() };
        let order = deliver(outcomes.device(), outcomes.offline, || get_shipping_order(query.clone())).await;
        if !outcomes.alive() {
            return;
        }
        match order {
            Ok(order) => {
                let stays_behind = Totals::of(&order).behind().is_positive();
                self.known.set(Some(order));
                if stays_behind {
                    self.partial.set(true);
                } else {
                    self.ship(false).await;
                }
            }
            Err(refusal) => outcomes.refused(number.to_string(), reason(i18n, &refusal)),
        }
    }

    /// The answer was yes.
    pub async fn ship_partially(self) {
        self.partial.set(false);
        self.ship(true).await;
    }

    async fn ship(self, partial: bool) {
        let (i18n, outcomes) = (self.i18n, self.outcomes);
        let Ok(number) = slip(&self.number.get_value()) else { return };
        let sent = self.sent.get_value().unwrap_or_else(|| Sent { key: outcomes.device().key(), partial });
        self.sent.set_value(Some(sent.clone()));
        let envelope = Envelope::with_key(sent.key);
        let command = Ship { number: number.clone(), partial: sent.partial };
        let answer = deliver(outcomes.device(), outcomes.offline, || ship(envelope.clone(), command.clone())).await;
        if !outcomes.alive() {
            return;
        }
        match answer {
            Ok(shipment) => {
                self.done.set(Vec::new());
                outcomes.tell(Cue::Complete, tu_string!(i18n, scan.shipped), shipment.summary.number.to_string());
            }
            Err(refusal) if is_uncertain(&refusal) => {
                return outcomes.refused(number.to_string(), tu_string!(i18n, scan.not_sure_shipped));
            }
            Err(refusal) => {
                // Something was allocated that this page had not heard of.
                self.partial.set(refusal.code() == ErrorCode::Unchecked);
                outcomes.refused(number.to_string(), reason(i18n, &refusal));
            }
        }
        self.sent.set_value(None);
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
