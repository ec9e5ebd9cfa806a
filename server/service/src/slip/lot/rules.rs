//! What an item asks of the lots of its goods: as much as its lots say, and no more.

use std::fmt::Display;

use model::item::ExpiryKind;
use model::slip::LotRef;
use model::{AppError, ErrorCode};

use crate::check::Problems;
use crate::slip::resolve::Item;

/// Whether a lot says what the item's lots say. Goods of an item without lots belong to none.
pub(super) fn is_whole(item: &Item, lot: &LotRef) -> bool {
    missing(item, lot).next().is_none() && not_kept(item, lot).next().is_none()
}

/// The parts of a lot that its item asks for and that are not said.
fn missing(item: &Item, lot: &LotRef) -> impl Iterator<Item = &'static str> {
    let number = (item.lot_managed && lot.number.is_none()).then_some("number");
    let best_before = (item.expiry == ExpiryKind::BestBefore && lot.best_before.is_none()).then_some("best_before");
    let use_by = (item.expiry == ExpiryKind::UseBy && lot.use_by.is_none()).then_some("use_by");
    [number, best_before, use_by].into_iter().flatten()
}

/// The parts of a lot that its item does not keep: part, what is said, and the problem.
fn not_kept(item: &Item, lot: &LotRef) -> impl Iterator<Item = (&'static str, String, &'static str)> {
    let said = |part, value: Option<&dyn Display>, is_kept: bool, problem| {
        value.filter(|_| !is_kept).map(|value| (part, value.to_string(), problem))
    };
    let number = lot.number.as_ref().map(|number| number as &dyn Display);
    let best_before = lot.best_before.as_ref().map(|date| date as &dyn Display);
    let use_by = lot.use_by.as_ref().map(|date| date as &dyn Display);
    let parts = [
        said("number", number, item.lot_managed, "no_lots"),
        said("best_before", best_before, item.expiry == ExpiryKind::BestBefore, "no_such_date"),
        said("use_by", use_by, item.expiry == ExpiryKind::UseBy, "no_such_date"),
    ];
    parts.into_iter().flatten()
}

/// Notes the parts that are missing, below the field of the lot.
pub(crate) fn note_missing(item: &Item, lot: &LotRef, field: &str, problems: &mut Problems) {
    for part in missing(item, lot) {
        problems.push(AppError::new(ErrorCode::Required).field(format!("{field}.{part}")));
    }
}

/// Notes the parts that the item does not keep, below the field of the lot.
pub(crate) fn note_not_kept(item: &Item, lot: &LotRef, field: &str, problems: &mut Problems) {
    for (part, value, problem) in not_kept(item, lot) {
        let refusal = AppError::new(ErrorCode::Invalid).arg("value", value).arg("problem", problem);
        problems.push(refusal.field(format!("{field}.{part}")));
    }
}
