//! A slip while it is being written: what is typed, line by line.

use leptos::prelude::*;
use model::slip::{LotRef, SlipPartner};
use model::{Date, ItemCode, LotNumber, Quantity, StatusCode, UnitPrice};

use crate::parts::Picked;
use crate::parts::reading::Reading;

/// A line being written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DraftLine {
    /// Tells lines apart while they move.
    pub id: u32,
    /// The item.
    pub item: Picked,
    /// How much.
    pub quantity: RwSignal<String>,
    /// In yen.
    pub price: RwSignal<String>,
    /// The lot's number.
    pub lot: RwSignal<String>,
    /// What the slip says and the form does not show; it holds for the same item, the dates for the same lot.
    kept: StoredValue<Kept>,
}

/// What stays as it is while the rest of a line is edited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Kept {
    item: String,
    lot: LotRef,
    status: Option<StatusCode>,
}

impl DraftLine {
    fn is_blank(self) -> bool {
        let blank = |signal: RwSignal<String>| signal.with_untracked(|text| text.trim().is_empty());
        blank(self.item.text) && blank(self.quantity)
    }
}

/// What a line says once it is read.
pub struct ReadLine {
    /// The item.
    pub item: ItemCode,
    /// Above zero.
    pub quantity: Quantity,
    /// The lot, or none.
    pub lot: LotRef,
    /// The status, when the slip said one.
    pub status: Option<StatusCode>,
    /// The price, when one was typed.
    pub unit_price: Option<UnitPrice>,
}

/// What the header says once it is read.
pub struct ReadHeader {
    /// Supplier or customer.
    pub partner: SlipPartner,
    /// 直送先; empty for receiving.
    pub ship_to: SlipPartner,
    /// 元伝票番号
    pub original_number: String,
    /// Planned date.
    pub planned_on: Option<Date>,
    /// Free text.
    pub note: String,
}

/// The slip being written.
#[derive(Clone, Copy)]
pub struct Draft {
    /// Supplier or customer.
    pub partner: Picked,
    /// 直送先
    pub ship_to: Picked,
    /// 元伝票番号
    pub original_number: RwSignal<String>,
    /// Planned date.
    pub planned_on: RwSignal<String>,
    /// Free text.
    pub note: RwSignal<String>,
    /// The lines in their order.
    pub lines: RwSignal<Vec<DraftLine>>,
    next_id: StoredValue<u32>,
}

impl Default for Draft {
    /// An empty slip with one empty line.
    fn default() -> Self {
        let text = || RwSignal::new(String::new());
        let draft = Self {
            partner: Picked::default(),
            ship_to: Picked::default(),
            original_number: text(),
            planned_on: text(),
            note: text(),
            lines: RwSignal::new(Vec::new()),
            next_id: StoredValue::new(0),
        };
        draft.add();
        draft
    }
}

impl Draft {
    /// A slip as it stands, to be edited; its lines follow with [`Draft::push`].
    #[must_use]
    pub fn of(partner: &SlipPartner, ship_to: &SlipPartner, original: &str, planned: Option<Date>, note: &str) -> Self {
        let draft = Self { partner: picked(partner), ship_to: picked(ship_to), ..Self::default() };
        draft.original_number.set(original.to_owned());
        draft.planned_on.set(planned.map_or_else(String::new, |date| date.to_string()));
        draft.note.set(note.to_owned());
        draft.lines.set(Vec::new());
        draft
    }

    /// Adds an empty line and answers it.
    pub fn add(self) -> DraftLine {
        self.push(Picked::default(), "", "", &LotRef::default(), None)
    }

    /// Adds a line.
    pub fn push(
        self,
        item: Picked,
        quantity: &str,
        price: &str,
        lot: &LotRef,
        status: Option<StatusCode>,
    ) -> DraftLine {
        let id = self.next_id.get_value();
        self.next_id.set_value(id + 1);
        let text = |text: &str| RwSignal::new(text.to_owned());
        let number = lot.number.as_ref().map_or("", |number| number.as_str());
        let kept = Kept { item: item.text.get_untracked(), lot: lot.clone(), status };
        let line = DraftLine {
            id,
            item,
            quantity: text(quantity),
            price: text(price),
            lot: text(number),
            kept: StoredValue::new(kept),
        };
        self.lines.update(|lines| lines.push(line));
        line
    }

    /// Takes a line away; an empty one stays when it was the last.
    pub fn remove(self, id: u32) {
        self.lines.update(|lines| lines.retain(|line| line.id != id));
        if self.lines.with_untracked(Vec::is_empty) {
            self.add();
        }
    }

    /// The place of a line, from 0.
    #[must_use]
    pub fn place(self, id: u32) -> usize {
        self.lines.with(|lines| lines.iter().position(|line| line.id == id).unwrap_or_default())
    }

    /// Reads the header; `partner_field` is its name in the command.
    pub fn read_header(self, reading: &mut Reading, partner_field: &str) -> ReadHeader {
        ReadHeader {
            partner: reading.partner(partner_field, self.partner),
            ship_to: reading.partner("ship_to", self.ship_to),
            original_number: self.original_number.get_untracked().trim().to_owned(),
            planned_on: reading.date("planned_on", &self.planned_on.get_untracked()),
            note: self.note.get_untracked().trim().to_owned(),
        }
    }

    /// Drops blank lines and reads the others, so that their places are those in the command.
    pub fn read_lines(self, reading: &mut Reading) -> Vec<ReadLine> {
        self.lines.update(|lines| {
            let first = lines.first().copied();
            lines.retain(|line| !line.is_blank());
            if lines.is_empty() {
                lines.extend(first);
            }
        });
        let lines = self.lines.get_untracked();
        lines.into_iter().enumerate().filter_map(|(place, line)| read_line(reading, place, line)).collect()
    }
}

fn read_line(reading: &mut Reading, place: usize, line: DraftLine) -> Option<ReadLine> {
    let field = |name: &str| format!("lines.{place}.{name}");
    let item = reading.code(&field("item"), &line.item.text.get_untracked());
    let quantity = reading.positive(&field("quantity"), &line.quantity.get_untracked());
    let unit_price = reading.price(&field("unit_price"), &line.price.get_untracked());
    let number = reading.optional_code::<LotNumber>(&field("lot"), &line.lot.get_untracked());
    let kept = Some(line.kept.get_value()).filter(|kept| kept.item == line.item.text.get_untracked().trim());
    let Kept { lot, status, .. } = kept.unwrap_or_default();
    let lot = if lot.number == number { lot } else { LotRef { number, ..LotRef::default() } };
    Some(ReadLine { item: item?, quantity: quantity?, lot, status, unit_price })
}

fn picked(partner: &SlipPartner) -> Picked {
    if let Some(code) = &partner.code {
        return Picked::of(code.as_str(), &partner.name, &partner.address);
    }
    let picked = Picked::default();
    picked.text.set(partner.name.clone());
    picked
}
