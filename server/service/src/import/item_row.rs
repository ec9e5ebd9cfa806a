//! A row of a file of items: each cell into its field, and the rules of a form told by column.

use model::barcode::Barcode;
use model::import::FileEncoding;
use model::item::{ItemBarcode, ItemView};
use model::{CodeError, ErrorCode, ItemCode, LocalInstant, Quantity, UnitPrice};
use serde::de::DeserializeOwned;

use super::Mistakes;
use super::cell::{self, Choice, EXPIRY, Parsed, TAX, TEMPERATURE, YES_NO};
use super::header::Header;
use super::item_column::ItemColumn;
use crate::csv_file::{Record, same_in_cp932};
use crate::item::{Item, rules};
use crate::sql::from_name;

/// Reads rows under a header.
pub(super) struct Reader<'a> {
    pub(super) header: &'a Header<ItemColumn>,
    pub(super) encoding: FileEncoding,
    pub(super) at: LocalInstant,
}

impl Reader<'_> {
    /// The code of a row; what is wrong with it is noted.
    pub(super) fn code(&self, record: &Record, mistakes: &mut Mistakes) -> Option<ItemCode> {
        let (column, text) = self.at(record, ItemColumn::Code)?;
        let problem = match (cell::damage(text), ItemCode::parse(text)) {
            (Some(damage), _) => damage,
            (None, Ok(code)) => return Some(code),
            (None, Err(CodeError::Empty)) => "required",
            (None, Err(CodeError::TooLong { .. })) => "too_long",
            (None, Err(CodeError::Character { .. })) => "character",
        };
        mistakes.add(record.row, column, text, problem);
        None
    }

    fn at<'r>(&self, record: &'r Record, column: ItemColumn) -> Option<(&str, &'r str)> {
        Some((self.header.name(column), self.header.cell(record, column)?))
    }

    /// The item that a row describes, based on the one there is; what is wrong is noted.
    pub(super) fn item(
        &self,
        record: &Record,
        code: ItemCode,
        old: Option<&Item>,
        mistakes: &mut Mistakes,
    ) -> ItemView {
        let mut item = old.map_or_else(|| self.draft(code), |old| old.view.clone());
        for (column, field) in [
            (ItemColumn::Name, &mut item.name),
            (ItemColumn::Name2, &mut item.name2),
            (ItemColumn::Kana, &mut item.kana),
            (ItemColumn::Category, &mut item.category),
            (ItemColumn::Unit, &mut item.unit),
            (ItemColumn::Note, &mut item.note),
        ] {
            if let Some(text) = self.header.cell(record, column) {
                let text = if text.is_empty() && column == ItemColumn::Unit { "個" } else { text };
                if self.encoding == FileEncoding::Utf8 || !same_in_cp932(field, text) {
                    text.clone_into(field);
                }
            }
        }
        let mut cells = Cells { reader: self, record, mistakes };
        cells.choice(ItemColumn::Expiry, &EXPIRY, &mut item.expiry);
        cells.choice(ItemColumn::Tax, &TAX, &mut item.tax);
        cells.choice(ItemColumn::Temperature, &TEMPERATURE, &mut item.temperature);
        cells.flag(ItemColumn::LotManaged, &mut item.lot_managed);
        cells.flag(ItemColumn::Active, &mut item.active);
        cells.number(ItemColumn::ReceiveLimit, &mut item.receive_limit_days, cell::days);
        cells.number(ItemColumn::ShipLimit, &mut item.ship_limit_days, cell::days);
        cells.number(ItemColumn::SafetyStock, &mut item.safety_stock, cell::quantity);
        cells.number(ItemColumn::ReorderPoint, &mut item.reorder_point, cell::quantity);
        cells.number(ItemColumn::UnitPrice, &mut item.unit_price, cell::price);
        cells.barcodes(&mut item.barcodes);
        self.check(record, &mut item, mistakes);
        item
    }

    fn draft(&self, code: ItemCode) -> ItemView {
        ItemView {
            code,
            name: String::new(),
            name2: String::new(),
            kana: String::new(),
            category: String::new(),
            unit: "個".to_owned(),
            barcodes: Vec::new(),
            lot_managed: false,
            expiry: model::item::ExpiryKind::None,
            receive_limit_days: None,
            ship_limit_days: None,
            safety_stock: Quantity::ZERO,
            reorder_point: Quantity::ZERO,
            tax: model::item::TaxClass::default(),
            temperature: model::item::TemperatureClass::default(),
            unit_price: UnitPrice::default(),
            note: String::new(),
            active: true,
            version: 1,
            updated_at: self.at,
        }
    }

    /// The rules of a form, told by column.
    fn check(&self, record: &Record, item: &mut ItemView, mistakes: &mut Mistakes) {
        for problem in rules::check(item).into_vec() {
            let field = problem.field.as_deref().unwrap_or_default();
            let (column, value) = if let Some(rest) = field.strip_prefix("barcodes.") {
                let nth: usize = rest.split('.').next().and_then(|nth| nth.parse().ok()).unwrap_or(0);
                let code = item.barcodes.get(nth).map_or("", |barcode| barcode.code.as_str());
                (self.column_of(record, code), code)
            } else {
                let column = match field {
                    "name" => ItemColumn::Name,
                    "name2" => ItemColumn::Name2,
                    "kana" => ItemColumn::Kana,
                    "category" => ItemColumn::Category,
                    "unit" => ItemColumn::Unit,
                    "safety_stock" => ItemColumn::SafetyStock,
                    "reorder_point" => ItemColumn::ReorderPoint,
                    _ => ItemColumn::Note,
                };
                (self.header.name(column), self.header.cell(record, column).unwrap_or_default())
            };
            let problem = match problem.code {
                ErrorCode::Required => "required",
                ErrorCode::TooLong => "too_long",
                ErrorCode::OutOfRange => "out_of_range",
                ErrorCode::NotPositive => "not_positive",
                ErrorCode::BarcodeInvalid => "check_digit",
                ErrorCode::Duplicate => "twice_in_row",
                _ => "control_character",
            };
            mistakes.add(record.row, column, value, problem);
        }
    }

    /// What the file calls the column in which a barcode stands.
    pub(super) fn column_of(&self, record: &Record, code: &str) -> &str {
        let stands = |column: &ItemColumn| {
            matches!(column, ItemColumn::Barcode(_))
                && self
                    .header
                    .cell(record, *column)
                    .and_then(|text| Barcode::parse(text).ok())
                    .is_some_and(|found| found.as_str() == code)
        };
        self.header.columns().find(stands).map_or("", |column| self.header.name(column))
    }
}

/// The cells of one row, each into its field; what is empty takes the usual value.
struct Cells<'a> {
    reader: &'a Reader<'a>,
    record: &'a Record,
    mistakes: &'a mut Mistakes,
}

impl Cells<'_> {
    fn choice<T: DeserializeOwned + Default>(&mut self, column: ItemColumn, choices: &'static [Choice], field: &mut T) {
        let Some((name, text)) = self.reader.at(self.record, column) else { return };
        let chosen = if text.is_empty() {
            Some(T::default())
        } else {
            cell::choose(choices, text).and_then(|name| from_name(name).ok())
        };
        match chosen {
            Some(chosen) => *field = chosen,
            None => self.mistakes.add(self.record.row, name, text, "unknown_choice"),
        }
    }

    fn flag(&mut self, column: ItemColumn, field: &mut bool) {
        let Some((name, text)) = self.reader.at(self.record, column) else { return };
        match cell::choose(&YES_NO, text) {
            Some(chosen) => *field = chosen == "true",
            None if text.is_empty() => *field = column == ItemColumn::Active,
            None => self.mistakes.add(self.record.row, name, text, "unknown_choice"),
        }
    }

    fn number<T: Default>(&mut self, column: ItemColumn, field: &mut T, parse: fn(&str) -> Parsed<T>) {
        let Some((name, text)) = self.reader.at(self.record, column) else { return };
        match if text.is_empty() { Ok(T::default()) } else { parse(text) } {
            Ok(number) => *field = number,
            Err(problem) => self.mistakes.add(self.record.row, name, text, problem),
        }
    }

    /// The barcodes of the row. The nth column is for the item's nth barcode: another one takes its place, an empty
    /// cell takes it away. What the file has no column for stays as it is: the barcodes beyond, and the units that a
    /// barcode counts. A barcode that is among those beyond stays there, so that a file with one column never drops
    /// the barcode that happens to be the first.
    fn barcodes(&mut self, barcodes: &mut Vec<ItemBarcode>) {
        let columns = self.reader.header.columns().filter_map(|column| match column {
            ItemColumn::Barcode(nth) => Some(usize::from(nth)),
            _ => None,
        });
        let columns: Vec<usize> = columns.collect();
        let old = std::mem::take(barcodes);
        let size = columns.iter().copied().max().unwrap_or(0).max(old.len());
        let mut places: Vec<Option<ItemBarcode>> = old.iter().cloned().map(Some).collect();
        places.resize(size, None);
        for nth in &columns {
            let Some(named) = self.barcode(*nth, &old) else { continue };
            let beyond = |place: &usize| !columns.contains(&(place + 1));
            let kept = named.as_ref().and_then(|named| old.iter().position(|old| old.code == named.code));
            match kept.filter(beyond) {
                Some(place) => places[place] = named,
                None => places[nth - 1] = named,
            }
        }
        barcodes.extend(places.into_iter().flatten());
    }

    /// What the columns of the nth barcode say: a barcode, none, or nothing that can be read, which is noted.
    fn barcode(&mut self, nth: usize, old: &[ItemBarcode]) -> Option<Option<ItemBarcode>> {
        let nth = u8::try_from(nth).ok()?;
        let (name, text) = self.reader.at(self.record, ItemColumn::Barcode(nth))?;
        let mut pack = Quantity::from_units(1).unwrap_or_default();
        let units = self.reader.header.cell(self.record, ItemColumn::Pack(nth));
        if units.is_some_and(|text| !text.is_empty()) {
            self.number(ItemColumn::Pack(nth), &mut pack, cell::quantity);
        }
        if text.is_empty() {
            return Some(None);
        }
        let problem = match (cell::damage(text), Barcode::parse(text)) {
            (Some(damage), _) => damage,
            (None, Ok(code)) if cell::lost_zeros(code.as_str()) => "lost_zeros",
            (None, Ok(code)) => {
                if units.is_none() {
                    pack = old.iter().find(|old| old.code == code).map_or(pack, |old| old.quantity);
                }
                return Some(Some(ItemBarcode { code, quantity: pack }));
            }
            (None, Err(_)) => "character",
        };
        self.mistakes.add(self.record.row, name, text, problem);
        None
    }
}
