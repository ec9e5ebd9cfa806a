//! What an item must be before it is stored.

use std::collections::HashSet;

use model::barcode::Barcode;
use model::item::{CreateItem, ItemChange, ItemView};
use model::{AppError, ErrorCode, LocalInstant, Quantity};

use crate::check::Problems;

/// The item that a form describes, not yet checked.
pub(crate) fn draft(form: &CreateItem, at: LocalInstant) -> ItemView {
    let form = form.clone();
    ItemView {
        code: form.code,
        name: form.name,
        name2: form.name2,
        kana: form.kana,
        category: form.category,
        unit: form.unit,
        barcodes: form.barcodes,
        lot_managed: form.lot_managed,
        expiry: form.expiry,
        receive_limit_days: form.receive_limit_days,
        ship_limit_days: form.ship_limit_days,
        safety_stock: form.safety_stock,
        reorder_point: form.reorder_point,
        tax: form.tax,
        temperature: form.temperature,
        unit_price: form.unit_price,
        note: form.note,
        active: true,
        version: 1,
        updated_at: at,
    }
}

/// The item with an edit applied, not yet checked.
pub(crate) fn changed(item: &ItemView, change: &ItemChange) -> ItemView {
    let (old, new) = (item.clone(), change.clone());
    ItemView {
        name: new.name.unwrap_or(old.name),
        name2: new.name2.unwrap_or(old.name2),
        kana: new.kana.unwrap_or(old.kana),
        category: new.category.unwrap_or(old.category),
        unit: new.unit.unwrap_or(old.unit),
        barcodes: new.barcodes.unwrap_or(old.barcodes),
        lot_managed: new.lot_managed.unwrap_or(old.lot_managed),
        expiry: new.expiry.unwrap_or(old.expiry),
        receive_limit_days: new.receive_limit_days.unwrap_or(old.receive_limit_days),
        ship_limit_days: new.ship_limit_days.unwrap_or(old.ship_limit_days),
        safety_stock: new.safety_stock.unwrap_or(old.safety_stock),
        reorder_point: new.reorder_point.unwrap_or(old.reorder_point),
        tax: new.tax.unwrap_or(old.tax),
        temperature: new.temperature.unwrap_or(old.temperature),
        unit_price: new.unit_price.unwrap_or(old.unit_price),
        note: new.note.unwrap_or(old.note),
        active: new.active.unwrap_or(old.active),
        ..old
    }
}

/// Trims and checks an item; the problems name their fields.
pub(crate) fn check(item: &mut ItemView) -> Problems {
    let mut problems = Problems::default();
    item.name = problems.required("name", &item.name, CreateItem::NAME_MAX_CHARS);
    item.name2 = problems.line("name2", &item.name2, CreateItem::NAME_MAX_CHARS);
    item.kana = problems.line("kana", &item.kana, CreateItem::NAME_MAX_CHARS);
    item.category = problems.line("category", &item.category, CreateItem::CATEGORY_MAX_CHARS);
    item.unit = problems.required("unit", &item.unit, CreateItem::UNIT_MAX_CHARS);
    item.note = problems.text("note", &item.note, CreateItem::NOTE_MAX_CHARS);
    for (field, quantity) in [("safety_stock", item.safety_stock), ("reorder_point", item.reorder_point)] {
        if quantity.is_negative() {
            let range = AppError::new(ErrorCode::OutOfRange).arg("min", 0).arg("max", Quantity::MAX);
            problems.push(range.field(field));
        }
    }
    check_barcodes(item, &mut problems);
    problems
}

fn check_barcodes(item: &ItemView, problems: &mut Problems) {
    if item.barcodes.len() > CreateItem::BARCODES_MAX {
        problems.push(AppError::new(ErrorCode::TooManyLines).arg("max", CreateItem::BARCODES_MAX).field("barcodes"));
    }
    let mut keys = HashSet::new();
    for (at, barcode) in item.barcodes.iter().enumerate() {
        if !barcode.quantity.is_positive() {
            problems.push(AppError::new(ErrorCode::NotPositive).field(format!("barcodes.{at}.quantity")));
        }
        if is_damaged(&barcode.code) {
            let damaged = AppError::new(ErrorCode::BarcodeInvalid).arg("barcode", &barcode.code);
            problems.push(damaged.arg("problem", "check_digit").field(format!("barcodes.{at}.code")));
        }
        if !keys.insert(barcode.code.lookup_key()) {
            let twice = AppError::new(ErrorCode::Duplicate).arg("what", "barcode").arg("code", &barcode.code);
            problems.push(twice.field(format!("barcodes.{at}.code")));
        }
    }
}

/// Whether a barcode can only be a GTIN and its check digit is wrong. Eight or twelve digits may be a company's own
/// number as well, unless they begin like a Japanese JAN-8.
pub(crate) fn is_damaged(barcode: &Barcode) -> bool {
    let text = barcode.as_str();
    let only_gtin = text.len() > 12 || (text.len() == 8 && (text.starts_with("45") || text.starts_with("49")));
    only_gtin && barcode.has_wrong_check_digit()
}
