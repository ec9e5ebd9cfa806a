//! Goods that have been scanned and not yet sent, and what one more scan would do. Pure.

use model::item::{BarcodeMatch, ExpiryKind};
use model::receiving::{ReceiptLine, ReceivingOrderView};
use model::slip::LotRef;
use model::{ItemCode, LocationCode, Quantity};
use serde::{Deserialize, Serialize};

/// Goods of one item and lot at one location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub item: ItemCode,
    pub name: String,
    pub unit: String,
    pub location: LocationCode,
    pub lot: LotRef,
    pub quantity: Quantity,
}

impl Entry {
    /// Whether both are of the same item and lot at the same location.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.item == other.item && self.lot == other.lot && self.location == other.location
    }
}

/// Everything scanned and not yet sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken(Vec<Entry>);

/// What a scan means for a slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Take(LotRef),
    /// The slip has no such item.
    NotOnSlip,
    /// The slip has no more than this to come.
    TooMany(Quantity),
    /// Lot number or date is missing.
    NeedsLot { number: bool, date: ExpiryKind },
}

impl Taken {
    /// The entries, the latest last.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// How much of an item.
    #[must_use]
    pub fn of(&self, item: &ItemCode) -> Quantity {
        self.0.iter().filter(|entry| entry.item == *item).map(|entry| entry.quantity).sum()
    }

    /// Adds goods to those of the same item, lot and location.
    pub fn add(&mut self, new: Entry) {
        match self.0.iter_mut().find(|entry| entry.is_same(&new)) {
            Some(entry) => entry.quantity = entry.quantity + new.quantity,
            None => self.0.push(new),
        }
    }

    /// Sets the quantity of an entry by hand; nothing takes the entry away.
    pub fn set(&mut self, of: &Entry, quantity: Quantity) {
        if let Some(entry) = self.0.iter_mut().find(|entry| entry.is_same(of)) {
            entry.quantity = quantity;
        }
        self.0.retain(|entry| entry.quantity.is_positive());
    }

    /// Takes back what was added.
    pub fn take_back(&mut self, added: &Entry) {
        if let Some(entry) = self.0.iter().find(|entry| entry.is_same(added)) {
            let left = entry.quantity - added.quantity;
            self.set(added, left);
        }
    }

    /// Takes away what was sent; what was scanned meanwhile stays.
    pub fn settle(&mut self, sent: &Self) {
        for entry in &sent.0 {
            self.take_back(entry);
        }
    }

    /// As lines of a receipt.
    #[must_use]
    pub fn lines(&self) -> Vec<ReceiptLine> {
        self.0
            .iter()
            .map(|entry| ReceiptLine {
                item: entry.item.clone(),
                quantity: entry.quantity,
                location: entry.location.clone(),
                lot: entry.lot.clone(),
                status: None,
                line: None,
                unit_price: None,
            })
            .collect()
    }

    /// What a scan means: of which lot it is when the symbol does not say, `known` does.
    #[must_use]
    pub fn judge(&self, order: &ReceivingOrderView, found: &BarcodeMatch, known: &LotRef, allow_over: bool) -> Verdict {
        let lines = || order.lines.iter().filter(|line| line.item == found.item);
        let Some(line) = lines().next() else { return Verdict::NotOnSlip };
        let to_come: Quantity = lines().map(|line| line.remaining).sum();
        let left = to_come - self.of(&found.item);
        if !allow_over && found.quantity > left {
            return Verdict::TooMany(if left.is_negative() { Quantity::ZERO } else { left });
        }
        // What the symbol says first, then what was asked before, then what the slip announces.
        let lots = [&found.lot, known, &line.lot];
        let number = lots.iter().find_map(|lot| lot.number.clone()).filter(|_| line.lot_managed);
        let best_before = lots.iter().find_map(|lot| lot.best_before).filter(|_| line.expiry == ExpiryKind::BestBefore);
        let use_by = lots.iter().find_map(|lot| lot.use_by).filter(|_| line.expiry == ExpiryKind::UseBy);
        let needs_number = line.lot_managed && number.is_none();
        let needs_date = line.expiry != ExpiryKind::None && best_before.is_none() && use_by.is_none();
        if needs_number || needs_date {
            let date = if needs_date { line.expiry } else { ExpiryKind::None };
            return Verdict::NeedsLot { number: needs_number, date };
        }
        Verdict::Take(LotRef { number, best_before, use_by })
    }
}

#[cfg(test)]
mod tests {
    use model::receiving::{ReceivingLineView, ReceivingState};
    use model::slip::SlipPartner;
    use model::{Date, Instant, LotNumber, SlipNumber, StatusCode, UnitPrice, WarehouseCode};

    use super::*;

    fn quantity(units: i64) -> Quantity {
        Quantity::from_units(units).unwrap()
    }

    fn order(lot_managed: bool, expiry: ExpiryKind) -> ReceivingOrderView {
        let tea = ReceivingLineView {
            line: 1,
            item: ItemCode::parse("TEA").unwrap(),
            name: "緑茶".to_owned(),
            name2: String::new(),
            unit: "本".to_owned(),
            lot: LotRef::default(),
            status: StatusCode::parse("good").unwrap(),
            planned: quantity(30),
            received: quantity(0),
            remaining: quantity(30),
            unit_price: UnitPrice::default(),
            lot_managed,
            expiry,
            suggested_location: None,
        };
        ReceivingOrderView {
            number: SlipNumber::parse("RO-00000001").unwrap(),
            warehouse: WarehouseCode::parse("W1").unwrap(),
            supplier: SlipPartner::default(),
            original_number: String::new(),
            planned_on: None,
            note: String::new(),
            state: ReceivingState::Planned,
            version: 1,
            created_at: Instant::from_micros(0).at_offset(540),
            created_by: String::new(),
            lines: vec![tea],
            receipts: Vec::new(),
            receipt_count: 0,
        }
    }

    fn found(item: &str, units: i64, lot: LotRef) -> BarcodeMatch {
        BarcodeMatch {
            item: ItemCode::parse(item).unwrap(),
            name: "緑茶".to_owned(),
            name2: String::new(),
            unit: "本".to_owned(),
            quantity: quantity(units),
            lot,
        }
    }

    fn entry(units: i64) -> Entry {
        Entry {
            item: ItemCode::parse("TEA").unwrap(),
            name: "緑茶".to_owned(),
            unit: "本".to_owned(),
            location: LocationCode::parse("A-01").unwrap(),
            lot: LotRef::default(),
            quantity: quantity(units),
        }
    }

    #[test]
    fn a_case_counts_its_pack_and_no_more_than_remains() {
        let order = order(false, ExpiryKind::None);
        let mut taken = Taken::default();
        let none = LotRef::default();
        assert_eq!(taken.judge(&order, &found("TEA", 24, none.clone()), &none, false), Verdict::Take(none.clone()));
        taken.add(entry(24));
        assert_eq!(taken.judge(&order, &found("TEA", 24, none.clone()), &none, false), Verdict::TooMany(quantity(6)));
        assert_eq!(taken.judge(&order, &found("TEA", 24, none.clone()), &none, true), Verdict::Take(none.clone()));
        assert_eq!(taken.judge(&order, &found("CUP", 1, none.clone()), &none, false), Verdict::NotOnSlip);
    }

    #[test]
    fn a_lot_is_asked_for_once_and_a_gs1_symbol_answers_itself() {
        let order = order(true, ExpiryKind::BestBefore);
        let taken = Taken::default();
        let lot = LotRef {
            number: Some(LotNumber::parse("L1").unwrap()),
            best_before: Some(Date::parse("2027-01-31").unwrap()),
            use_by: None,
        };
        let none = LotRef::default();
        let asked = Verdict::NeedsLot { number: true, date: ExpiryKind::BestBefore };
        assert_eq!(taken.judge(&order, &found("TEA", 1, none.clone()), &none, false), asked);
        assert_eq!(taken.judge(&order, &found("TEA", 1, none.clone()), &lot, false), Verdict::Take(lot.clone()));
        assert_eq!(taken.judge(&order, &found("TEA", 1, lot.clone()), &none, false), Verdict::Take(lot));
    }

    #[test]
    fn what_was_just_taken_can_be_taken_back() {
        let mut taken = Taken::default();
        taken.add(entry(1));
        taken.add(entry(24));
        assert_eq!(taken.entries().len(), 1);
        taken.take_back(&entry(24));
        assert_eq!(taken.of(&ItemCode::parse("TEA").unwrap()), quantity(1));
        taken.take_back(&entry(1));
        assert!(taken.entries().is_empty());
    }

    #[test]
    fn what_was_scanned_while_the_rest_was_sent_stays() {
        let mut taken = Taken::default();
        taken.add(entry(24));
        let sent = taken.clone();
        taken.add(entry(2));
        taken.add(Entry { location: LocationCode::parse("A-02").unwrap(), ..entry(3) });
        taken.settle(&sent);
        let left: Vec<_> = taken.entries().iter().map(|entry| (entry.location.as_str(), entry.quantity)).collect();
        assert_eq!(left, [("A-01", quantity(2)), ("A-02", quantity(3))]);
    }
}
