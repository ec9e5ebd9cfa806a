//! What happened to demo goods: receipts and shipments of half a year, each posted as the ledger would have done it.
//!
//! What always holds: the rows are those that the use cases write. `verify` and a test hold this to account.

use std::sync::Arc;

use model::item::ExpiryKind;
use model::slip::SlipKind;
use model::{Date, Instant, LocationId, WarehouseId};
use rand::RngExt;
use rand::rngs::StdRng;

use super::company::Company;
use super::goods::{category, one_of, random};
use super::rows::{Rows, Slip};
use crate::clock::first_id_at;
use crate::item::Item;
use crate::{Error, Result};

/// Items whose goods come and go together.
pub(super) const GROUP_ITEMS: usize = 50;
/// Lines of a receipt and of an order.
const RECEIPT_LINES: usize = 25;
const ORDER_LINES: usize = 10;
/// How far back it reaches.
const DAYS: i64 = 180;
/// A day's work: from nine to six.
const WORK_BEGINS_SECONDS: i64 = 9 * 3600;
const WORK_SECONDS: i64 = 9 * 3600;

/// The whole history, of which each group of items makes its part.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) seed: u64,
    pub(super) items: usize,
    /// Goods that come or go once; each makes two postings.
    pub(super) movements: usize,
    pub(super) company: Arc<Company>,
    pub(super) today: Date,
    /// The beginning of today in the tenant's zone.
    pub(super) midnight: Instant,
    pub(super) user: Option<i64>,
}

/// A balance in the making.
pub(super) struct Balance {
    pub(super) item: i64,
    pub(super) location: LocationId,
    pub(super) lot: i64,
    /// No two lots of an item have the same.
    date: Date,
    pub(super) on_hand: i64,
    pub(super) last_seq: i64,
    pub(super) first_received_at: i64,
}

/// When a group does something, and which ids are made then.
struct Slot {
    at: Instant,
    day: Date,
    next_id: i64,
}

impl Slot {
    const fn id(&mut self) -> i64 {
        self.next_id += 1;
        self.next_id
    }

    /// A slip of this moment; `nth` counts from 0.
    fn slip(&mut self, kind: SlipKind, nth: usize, warehouse: WarehouseId) -> Slip {
        Slip { kind, number: nth + 1, transaction: self.id(), at: self.at, day: self.day, warehouse }
    }
}

impl Plan {
    fn groups(&self) -> usize {
        self.items.div_ceil(GROUP_ITEMS)
    }

    fn rounds(&self) -> usize {
        self.movements.div_ceil(self.items.max(1))
    }

    /// Whether the nth item moves in a round: earlier items make up for what does not divide evenly.
    fn moves(&self, nth: usize, round: usize) -> bool {
        let (each, rest) = (self.movements / self.items.max(1), self.movements % self.items.max(1));
        round < each + usize::from(nth < rest)
    }

    /// The last numbers that slips of each kind may have got.
    pub(super) fn last_numbers(&self) -> [(SlipKind, usize); 3] {
        let receipts = self.rounds().div_ceil(2) * self.groups() * GROUP_ITEMS.div_ceil(RECEIPT_LINES);
        let orders = self.rounds() / 2 * self.groups() * GROUP_ITEMS.div_ceil(ORDER_LINES);
        [(SlipKind::Receipt, receipts), (SlipKind::ShippingOrder, orders), (SlipKind::Shipment, orders)]
    }

    /// Rounds follow one another, and groups within a round, so that numbers and ids rise with time.
    fn slot(&self, group: usize, round: usize) -> Result<Slot> {
        let number = i64::try_from(round * self.groups() + group).map_err(Error::internal)?;
        let all = i64::try_from(self.rounds() * self.groups()).map_err(Error::internal)?.max(1);
        let (day, within) = (number * DAYS / all, number * DAYS % all);
        let seconds = (day - DAYS) * 86_400 + WORK_BEGINS_SECONDS;
        // Milliseconds, in which ids count.
        let at = self.midnight.plus_seconds(seconds).micros() / 1000 + within * WORK_SECONDS * 1000 / all;
        let at = Instant::from_micros(at * 1000);
        let days = i32::try_from(day - DAYS).map_err(Error::internal)?;
        let day = self.today.plus_days(days).ok_or_else(|| Error::internal("a day outside the calendar"))?;
        Ok(Slot { at, day, next_id: first_id_at(at) })
    }

    fn warehouse(&self, group: usize) -> &super::company::Warehouse {
        let main = group % 3 != 2;
        &self.company.warehouses[if main { self.company.warehouses.len() - 1 } else { 0 }]
    }

    /// Everything that happened to a group; `items` begins with the item `group * GROUP_ITEMS`.
    pub(super) fn rows(&self, group: usize, items: &[Item]) -> Result<Rows> {
        let mut story = Story {
            plan: self,
            random: random(self.seed, self.items + group),
            group,
            items,
            balances: items.iter().map(|_| Vec::new()).collect(),
            rows: Rows::of(self),
        };
        for round in 0..self.rounds() {
            if round % 2 == 0 { story.receive(round)? } else { story.ship(round)? }
        }
        for balance in story.balances.into_iter().flatten() {
            story.rows.balance(&balance);
        }
        Ok(story.rows)
    }
}

struct Story<'a> {
    plan: &'a Plan,
    random: StdRng,
    group: usize,
    items: &'a [Item],
    /// By item, the oldest first.
    balances: Vec<Vec<Balance>>,
    rows: Rows,
}

impl Story<'_> {
    fn moving(&self, round: usize) -> Vec<usize> {
        let begin = self.group * GROUP_ITEMS;
        (0..self.items.len()).filter(|at| self.plan.moves(begin + at, round)).collect()
    }

    fn receive(&mut self, round: usize) -> Result<()> {
        let (mut slot, warehouse) = (self.plan.slot(self.group, round)?, self.plan.warehouse(self.group).id);
        let first = (round / 2 * self.plan.groups() + self.group) * GROUP_ITEMS.div_ceil(RECEIPT_LINES);
        for (nth, part) in self.moving(round).chunks(RECEIPT_LINES).enumerate() {
            let slip = slot.slip(SlipKind::Receipt, first + nth, warehouse);
            let mut lines = Vec::new();
            for at in part {
                let units = *one_of(&mut self.random, &[12, 24, 36, 48, 96]);
                let balance = self.arrive(&mut slot, *at, units * 1000)?;
                lines.push((*at, balance, units * 1000));
            }
            let supplier = one_of(&mut self.random, &self.plan.company.suppliers).clone();
            let receipt = slot.id();
            let total: i64 = lines.iter().map(|(_, _, milli)| milli).sum();
            self.rows.receipt(&slip, receipt, &supplier, total, lines.len());
            for (line, (at, balance, milli)) in (1_i64..).zip(lines) {
                let (item, id) = (&self.items[at], slot.id());
                let key = &self.balances[at][balance];
                self.rows.receipt_line(receipt, id, line, item, key, milli);
                self.rows.movement(&slip, line, key, self.plan.company.outside.0, milli, Some(item.view.unit_price));
            }
        }
        Ok(())
    }

    /// Puts goods on the shelf of the item, in a lot of their own when the item has lots.
    fn arrive(&mut self, slot: &mut Slot, at: usize, milli: i64) -> Result<usize> {
        let nth = self.group * GROUP_ITEMS + at;
        let item = &self.items[at];
        let shelves = &self.plan.warehouse(self.group).shelves;
        let location = shelves[nth * shelves.len() / self.plan.items.max(1)];
        let of_lots = item.view.lot_managed || item.view.expiry != ExpiryKind::None;
        let balances = &mut self.balances[at];
        if balances.is_empty() || of_lots {
            let lot = slot.id();
            let (category, _) = category(nth, self.plan.items);
            let life = category.shelf_life_days + self.random.random_range(0..60);
            let later =
                |date: Date, days| date.plus_days(days).ok_or_else(|| Error::internal("a day outside the calendar"));
            let mut date = later(slot.day, life)?;
            while balances.iter().any(|balance| balance.date == date) {
                date = later(date, 1)?;
            }
            self.rows.lot(lot, item, slot.at, date);
            let first_received_at = slot.at.micros();
            balances.push(Balance {
                item: item.id.get(),
                location,
                lot,
                date,
                on_hand: 0,
                last_seq: 0,
                first_received_at,
            });
        }
        let last = balances.len() - 1;
        balances[last].on_hand += milli;
        balances[last].last_seq += 1;
        Ok(last)
    }

    fn ship(&mut self, round: usize) -> Result<()> {
        let (mut slot, warehouse) = (self.plan.slot(self.group, round)?, self.plan.warehouse(self.group).id);
        let first = (round / 2 * self.plan.groups() + self.group) * GROUP_ITEMS.div_ceil(ORDER_LINES);
        for (nth, part) in self.moving(round).chunks(ORDER_LINES).enumerate() {
            let slip = slot.slip(SlipKind::Shipment, first + nth, warehouse);
            let mut lines = Vec::new();
            for at in part {
                let (balance, milli) = self.leave(*at);
                lines.push((*at, balance, milli));
            }
            let customer = one_of(&mut self.random, &self.plan.company.customers).clone();
            let (order, shipment) = (slot.id(), slot.id());
            let total: i64 = lines.iter().map(|(_, _, milli)| milli).sum();
            self.rows.shipping(&slip, (order, shipment), &customer, total, lines.len());
            for (line, (at, balance, milli)) in (1_i64..).zip(lines) {
                let (item, ids) = (&self.items[at], (slot.id(), slot.id()));
                let key = &self.balances[at][balance];
                self.rows.shipping_line((order, shipment), ids, line, item, key, milli);
                self.rows.movement(&slip, line, key, self.plan.company.outside.1, -milli, None);
            }
        }
        Ok(())
    }

    /// Takes some of the oldest goods of an item. There are some: what leaves in a round came in the round before.
    fn leave(&mut self, at: usize) -> (usize, i64) {
        let oldest = self.balances[at].iter().position(|balance| balance.on_hand > 0).unwrap_or(0);
        let balance = &mut self.balances[at][oldest];
        let units = self.random.random_range(1..=(balance.on_hand / 1000).max(1));
        balance.on_hand -= units * 1000;
        balance.last_seq += 1;
        (oldest, units * 1000)
    }
}
