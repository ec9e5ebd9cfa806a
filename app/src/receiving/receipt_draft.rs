//! A receipt while it is being written, line by line: how much, where to, which lot, date and status.

#[cfg(test)]
mod tests;

use leptos::prelude::*;
use model::item::{BarcodeMatch, ExpiryKind};
use model::receiving::ReceiptLine;
use model::slip::LotRef;
use model::{ErrorCode, ItemCode, LocationCode, Quantity, StatusCode};

use crate::i18n::tu_string;
use crate::parts::reading::Reading;
use crate::parts::{Picked, show};

/// What is known of the goods of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goods {
    /// The item.
    pub item: ItemCode,
    /// Its names.
    pub name: String,
    /// Name 2.
    pub name2: String,
    /// Its unit.
    pub unit: String,
    /// Whether the lot number is asked for.
    pub lot_managed: bool,
    /// Which date is asked for.
    pub expiry: ExpiryKind,
    /// The lot that was planned, none when it is open.
    pub lot: LotRef,
    /// Code of the status that they have unless another is chosen.
    pub status: String,
    /// The line of the order that it is for.
    pub order_line: Option<u32>,
    /// What the order still waits for.
    pub remaining: Option<Quantity>,
}

/// A line being written.
#[derive(Clone, Copy)]
pub struct ReceiptDraftLine {
    /// Tells lines apart.
    pub id: u32,
    /// What it is about.
    pub goods: StoredValue<Goods>,
    /// How much.
    pub quantity: RwSignal<String>,
    /// Where to.
    pub location: Picked,
    /// Lot number.
    pub lot: RwSignal<String>,
    /// Best before or use by.
    pub expires_on: RwSignal<String>,
    /// In which status they are taken in.
    pub status: RwSignal<String>,
}

impl ReceiptDraftLine {
    /// What is typed, zero while it cannot be read.
    #[must_use]
    pub fn entered(self) -> Quantity {
        self.quantity.with(|text| Quantity::parse(text).unwrap_or_default())
    }

    fn is_blank(self) -> bool {
        self.quantity.with_untracked(|text| text.trim().is_empty() || text.trim() == "0")
    }

    /// Whether goods of that lot can be added to this line: neither number nor date may differ, since goods of one
    /// number with another date are another lot.
    fn takes(self, lot: &LotRef) -> bool {
        let same = |typed: RwSignal<String>, said: Option<String>| {
            let typed = typed.with_untracked(|typed| typed.trim().to_owned());
            said.is_none_or(|said| typed.is_empty() || typed == said)
        };
        same(self.lot, number_of(lot)) && same(self.expires_on, date_of(lot))
    }

    /// Fills in what is known of the lot; what is there already says the same.
    fn set_lot(self, lot: &LotRef) {
        if let Some(number) = number_of(lot) {
            self.lot.set(number);
        }
        if let Some(date) = date_of(lot) {
            self.expires_on.set(date);
        }
    }
}

fn number_of(lot: &LotRef) -> Option<String> {
    lot.number.as_ref().map(ToString::to_string)
}

/// As a field of a date has it.
fn date_of(lot: &LotRef) -> Option<String> {
    lot.best_before.or(lot.use_by).as_ref().map(ToString::to_string)
}

/// The lines in their order.
#[derive(Clone, Copy)]
pub struct ReceiptDraft {
    /// The lines.
    pub lines: RwSignal<Vec<ReceiptDraftLine>>,
    /// Where lines without a location of their own go.
    pub location: Picked,
    sent: RwSignal<Vec<u32>>,
    next_id: StoredValue<u32>,
}

impl Default for ReceiptDraft {
    fn default() -> Self {
        Self {
            lines: RwSignal::new(Vec::new()),
            location: Picked::default(),
            sent: RwSignal::new(Vec::new()),
            next_id: StoredValue::new(0),
        }
    }
}

impl ReceiptDraft {
    /// Adds a line behind the others, for the lot that was planned as far as it is asked for.
    pub fn push(self, goods: Goods, location: &str) -> ReceiptDraftLine {
        let lot = LotRef {
            number: goods.lot.number.clone().filter(|_| goods.lot_managed),
            best_before: goods.lot.best_before.filter(|_| goods.expiry == ExpiryKind::BestBefore),
            use_by: goods.lot.use_by.filter(|_| goods.expiry == ExpiryKind::UseBy),
        };
        let line = self.make(goods, location);
        line.set_lot(&lot);
        self.lines.update(|lines| lines.push(line));
        line
    }

    /// Adds a line behind another one, for the same goods at another place or of another lot.
    pub fn split(self, line: ReceiptDraftLine) -> ReceiptDraftLine {
        let goods = Goods { remaining: None, ..line.goods.get_value() };
        let other = self.make(goods, "");
        other.status.set(line.status.get_untracked());
        self.lines.update(|lines| {
            let place = lines.iter().position(|each| each.id == line.id).map_or(lines.len(), |place| place + 1);
            lines.insert(place, other);
        });
        other
    }

    fn make(self, goods: Goods, location: &str) -> ReceiptDraftLine {
        let id = self.next_id.get_value();
        self.next_id.set_value(id + 1);
        let text = || RwSignal::new(String::new());
        let status = RwSignal::new(goods.status.clone());
        ReceiptDraftLine {
            id,
            goods: StoredValue::new(goods),
            quantity: text(),
            location: Picked::of(location, "", ""),
            lot: text(),
            expires_on: text(),
            status,
        }
    }

    /// The name that errors use for a field of a line: its place among those that were sent, empty when it was not.
    #[must_use]
    pub fn sent_name(self, id: u32, name: &str) -> String {
        let place = self.sent.with(|sent| sent.iter().position(|sent| *sent == id));
        place.map_or_else(String::new, |place| format!("lines.{place}.{name}"))
    }

    /// Takes a line away.
    pub fn remove(self, id: u32) {
        self.lines.update(|lines| lines.retain(|line| line.id != id));
    }

    /// Counts a scan into the line that it belongs to; nothing when no line has the item.
    pub fn count(self, scan: &BarcodeMatch) -> Option<ReceiptDraftLine> {
        let lines = self.lines.get_untracked();
        let of_item = |line: &&ReceiptDraftLine| line.goods.with_value(|goods| goods.item == scan.item);
        let fits = |line: &&ReceiptDraftLine| line.takes(&scan.lot);
        let open = |line: &&ReceiptDraftLine| {
            line.goods.with_value(|goods| goods.remaining.is_some_and(|remaining| line.entered() < remaining))
        };
        let line = lines
            .iter()
            .filter(of_item)
            .filter(fits)
            .find(open)
            .or_else(|| lines.iter().filter(of_item).rfind(fits))
            .copied()
            .or_else(|| lines.iter().rfind(of_item).map(|line| self.split(*line)))?;
        line.set_lot(&scan.lot);
        line.quantity.set((line.entered() + scan.quantity).to_string());
        Some(line)
    }

    /// Reads the lines that have a quantity; there must be one.
    pub fn read(self, reading: &mut Reading) -> Vec<ReceiptLine> {
        let lines = self.lines.get_untracked();
        let filled: Vec<_> = lines.into_iter().filter(|line| !line.is_blank()).collect();
        if filled.is_empty() {
            let i18n = reading.i18n();
            reading.wrong(ErrorCode::Required, "lines", tu_string!(i18n, receiving.nothing_entered));
        }
        self.sent.set(filled.iter().map(|line| line.id).collect());
        let common = self.location.text.get_untracked();
        filled.into_iter().enumerate().filter_map(|(place, line)| read_line(reading, place, line, &common)).collect()
    }

    /// Lines of the order that would get more than they wait for: item and by how much.
    #[must_use]
    pub fn over(self) -> Vec<(String, Quantity, Quantity)> {
        let lines = self.lines.get();
        let whole = lines.iter().filter(|line| line.goods.with_value(|goods| goods.remaining.is_some()));
        whole
            .filter_map(|line| {
                let goods = line.goods.get_value();
                let entered: Quantity = lines
                    .iter()
                    .filter(|other| other.goods.with_value(|other| other.order_line == goods.order_line))
                    .map(|other| other.entered())
                    .sum();
                let remaining = goods.remaining.unwrap_or_default();
                (entered > remaining)
                    .then(|| (show::item_title(&goods.item, &goods.name, &goods.name2), entered, remaining))
            })
            .collect()
    }

    /// How much is entered in all lines.
    #[must_use]
    pub fn total(self) -> Quantity {
        self.lines.get().into_iter().map(ReceiptDraftLine::entered).sum()
    }
}

fn read_line(reading: &mut Reading, place: usize, line: ReceiptDraftLine, common: &str) -> Option<ReceiptLine> {
    let field = |name: &str| format!("lines.{place}.{name}");
    let goods = line.goods.get_value();
    let own = line.location.text.get_untracked();
    let location = if own.trim().is_empty() { common.to_owned() } else { own };
    let quantity = reading.positive(&field("quantity"), &line.quantity.get_untracked());
    let location = reading.code::<LocationCode>(&field("location"), &location);
    let status = reading.optional_code::<StatusCode>(&field("status"), &line.status.get_untracked());
    let mut lot = reading.lot_number(&field("lot"), &line.lot.get_untracked());
    let date = reading.date(&field("lot"), &line.expires_on.get_untracked());
    match goods.expiry {
        ExpiryKind::None => {}
        ExpiryKind::BestBefore => lot.best_before = date,
        ExpiryKind::UseBy => lot.use_by = date,
    }
    Some(ReceiptLine {
        item: goods.item,
        quantity: quantity?,
        location: location?,
        lot,
        status,
        line: goods.order_line,
        unit_price: None,
    })
}
