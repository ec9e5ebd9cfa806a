//! What stock and orders must be, kept in plain maps: no ledger, no lots, no transactions.

use std::collections::BTreeMap;

use model::shipping::CheckedPart;
use model::{ErrorCode, SlipNumber};

use super::whole;

/// Item, location, status.
pub(super) type Place = (String, String, String);

pub(super) const GOOD: &str = "good";

#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) on_hand: BTreeMap<Place, i64>,
    pub(super) shipping: Vec<ShippingOrder>,
    pub(super) receiving: Vec<ReceivingOrder>,
    pub(super) receipts: Vec<Receipt>,
    pub(super) shipments: Vec<Shipment>,
    pub(super) checks: Vec<Check>,
}

/// An order of one line.
#[derive(Debug)]
pub(super) struct ShippingOrder {
    pub(super) number: SlipNumber,
    pub(super) item: String,
    pub(super) ordered: i64,
    pub(super) shipped: i64,
    pub(super) is_cancelled: bool,
    /// What it holds by location: quantity and how much of it was checked.
    pub(super) held: BTreeMap<String, (i64, i64)>,
}

#[derive(Debug)]
pub(super) struct ReceivingOrder {
    pub(super) number: SlipNumber,
    pub(super) item: String,
    pub(super) planned: i64,
    pub(super) received: i64,
    pub(super) is_cancelled: bool,
    /// By hand, although something remained.
    pub(super) is_closed: bool,
}

#[derive(Debug)]
pub(super) struct Receipt {
    pub(super) number: SlipNumber,
    pub(super) place: Place,
    pub(super) quantity: i64,
    pub(super) order: Option<usize>,
    pub(super) is_reversed: bool,
}

#[derive(Debug)]
pub(super) struct Shipment {
    pub(super) number: SlipNumber,
    pub(super) order: usize,
    pub(super) parts: Vec<(String, i64)>,
    pub(super) is_reversed: bool,
}

/// What one check counted.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) order: usize,
    pub(super) parts: Vec<CheckedPart>,
}

impl Check {
    /// How much it counted at a location.
    pub(super) fn at(&self, location: &str) -> i64 {
        let there = self.parts.iter().filter(|part| part.location.as_str() == location);
        there.map(|part| whole(part.quantity)).sum()
    }
}

impl ReceivingOrder {
    /// Neither over by itself nor ended by hand.
    pub(super) fn require_expecting(&self) -> Result<(), ErrorCode> {
        let is_over = self.is_cancelled || self.is_closed || self.received >= self.planned;
        if is_over { Err(ErrorCode::WrongState) } else { Ok(()) }
    }
}

impl ShippingOrder {
    pub(super) fn allocated(&self) -> i64 {
        self.held.values().map(|(quantity, _)| quantity).sum()
    }

    pub(super) fn checked(&self) -> i64 {
        self.held.values().map(|(_, checked)| checked).sum()
    }

    /// Neither cancelled nor shipped as a whole.
    pub(super) fn is_open(&self) -> bool {
        !self.is_cancelled && self.shipped < self.ordered
    }

    pub(super) fn require_open(&self) -> Result<(), ErrorCode> {
        if self.is_open() { Ok(()) } else { Err(ErrorCode::WrongState) }
    }

    /// Whether what a check counted is still checked.
    pub(super) fn may_take_back(&self, check: &Check) -> Result<(), ErrorCode> {
        self.require_open()?;
        let checked = |location: &str| self.held.get(location).map_or(0, |(_, checked)| *checked);
        let mut places = check.parts.iter().map(|part| part.location.as_str());
        if places.all(|place| checked(place) >= check.at(place)) { Ok(()) } else { Err(ErrorCode::Stale) }
    }

    /// Takes what the function leaves of each part; empty parts go.
    pub(super) fn keep(&mut self, mut left: impl FnMut(&str, (i64, i64)) -> (i64, i64)) {
        for (location, part) in &mut self.held {
            *part = left(location, *part);
        }
        self.held.retain(|_, (quantity, _)| *quantity > 0);
    }
}

impl Model {
    pub(super) fn at(&self, place: &Place) -> i64 {
        self.on_hand.get(place).copied().unwrap_or(0)
    }

    pub(super) fn allocated_at(&self, place: &Place) -> i64 {
        if place.2 != GOOD {
            return 0;
        }
        let of_item = self.shipping.iter().filter(|order| order.item == place.0);
        of_item.filter_map(|order| order.held.get(&place.1)).map(|(quantity, _)| quantity).sum()
    }

    pub(super) fn put(&mut self, place: &Place, quantity: i64) {
        *self.on_hand.entry(place.clone()).or_default() += quantity;
    }

    /// Whether goods may go, which orders hold none of.
    pub(super) fn may_go(&self, place: &Place, quantity: i64) -> Result<(), ErrorCode> {
        let left = self.at(place) - quantity;
        if left < 0 {
            Err(ErrorCode::NotOnHand)
        } else if left < self.allocated_at(place) {
            Err(ErrorCode::HeldByOrders)
        } else {
            Ok(())
        }
    }

    /// What an item has that no order holds.
    pub(super) fn free(&self, item: &str) -> i64 {
        let good = self.on_hand.iter().filter(|((of, _, status), _)| of == item && status == GOOD);
        let held: i64 = self.shipping.iter().filter(|order| order.item == item).map(ShippingOrder::allocated).sum();
        good.map(|(_, quantity)| quantity).sum::<i64>() - held
    }

    /// The latest orders give back what is no longer there.
    pub(super) fn shorten(&mut self, place: &Place) {
        let mut missing = self.allocated_at(place) - self.at(place);
        for order in self.shipping.iter_mut().rev().filter(|order| order.item == place.0) {
            order.keep(|location, (quantity, checked)| {
                if location != place.1 {
                    return (quantity, checked);
                }
                let given = missing.clamp(0, quantity);
                missing -= given;
                (quantity - given, checked.min(quantity - given))
            });
        }
    }

    pub(super) fn stock(&self) -> BTreeMap<Place, (i64, i64)> {
        let rows = self.on_hand.iter().map(|(place, on_hand)| (place.clone(), (*on_hand, self.allocated_at(place))));
        rows.filter(|(_, row)| *row != (0, 0)).collect()
    }

    pub(super) fn shipping_orders(&self) -> BTreeMap<String, ([i64; 4], bool)> {
        let row = |order: &ShippingOrder| {
            let sums = [order.ordered, order.allocated(), order.checked(), order.shipped];
            (order.number.to_string(), (sums, order.is_cancelled))
        };
        self.shipping.iter().map(row).collect()
    }

    pub(super) fn receiving_orders(&self) -> BTreeMap<String, [i64; 2]> {
        self.receiving.iter().map(|order| (order.number.to_string(), [order.planned, order.received])).collect()
    }
}
