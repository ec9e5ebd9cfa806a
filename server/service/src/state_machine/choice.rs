//! Which command comes next: by chance, but so that orders do get goods and what is rare does occur.

use model::ErrorCode;
use rand::RngExt;
use rand::rngs::StdRng;

use super::model_of_stock::{GOOD, Model, Place};
use super::step::{ITEMS, SHELVES, STATUSES, Step};
use crate::slip::fixture::{TEA_CASE, TEA_JAN};

impl Step {
    /// Chooses a command; one about a slip only when there is a slip, the latest ones more often.
    pub(super) fn choose(chance: &mut StdRng, model: &Model) -> Self {
        let quantity = chance.random_range(1..30);
        let place = place(chance);
        let shipping = promising(chance, model).or_else(|| recent(chance, model.shipping.len()));
        let receiving = recent(chance, model.receiving.len());
        if chance.random_bool(0.05)
            && let Some(step) = against_orders(chance, model)
        {
            return step;
        }
        match (chance.random_range(0..115), shipping, receiving) {
            (0..6, ..) => Self::Adjust { place, quantity: -quantity, release: chance.random_bool(0.4) },
            (6..11, ..) => Self::Adjust { place, quantity, release: false },
            (11..12, ..) => Self::AdjustAsViewer,
            (12..13, ..) => Self::AdjustForNoReason,
            (13..20, ..) => Self::Transfer { from: place, to: self::place(chance), quantity }.of_one_item(),
            (25..29, ..) => Self::OrderGoods { item: any(chance, &ITEMS), quantity },
            (29..37, _, Some(order)) => Self::Receive {
                order,
                item: any(chance, &ITEMS),
                quantity,
                shelf: any(chance, &SHELVES),
                allow_over: chance.random_bool(0.2),
            },
            (37..39, _, Some(order)) => Self::CancelReceiving { order },
            (39..43, ..) if !model.receipts.is_empty() => {
                let receipt = chance.random_range(0..model.receipts.len());
                Self::ReverseReceipt { receipt, release: chance.random_bool(0.4) }
            }
            (43..50, ..) => Self::OrderShipping { item: any(chance, &ITEMS), quantity },
            (50..60, Some(order), _) => Self::Allocate { order },
            (60..63, Some(order), _) => Self::Release { order },
            (63..78, Some(order), _) => Self::Check {
                order,
                barcode: barcode(chance, &model.shipping[order].item),
                quantity: chance.random_range(1..8),
            },
            (78..81, Some(order), _) => Self::Uncheck { order },
            (81..89, Some(order), _) => Self::Ship { order, partial: chance.random_bool(0.6) },
            // Also those of which nothing can be cancelled any more.
            (89..92, Some(_), _) => Self::CancelShipping { order: chance.random_range(0..model.shipping.len()) },
            (92..96, ..) if !model.shipments.is_empty() => {
                Self::ReverseShipment { shipment: chance.random_range(0..model.shipments.len()) }
            }
            (96..98, ..) => Self::Repeat { place, quantity },
            (98..100, ..) => Self::ReuseKey { place },
            (100..102, ..) => {
                Self::TransferThereAndBack { from: place, to: self::place(chance), quantity }.of_one_item()
            }
            (102..104, ..) if model.at(&place) > 0 => Self::AdjustBeyondTheRange { place },
            (104..107, _, Some(order)) => Self::CloseReceiving { order },
            (107..111, Some(_), _) => Self::AllocateMany { orders: several(chance, model.shipping.len()) },
            (111..115, ..) if !model.checks.is_empty() => Self::TakeBackCheck {
                check: chance.random_range(model.checks.len().saturating_sub(4)..model.checks.len()),
            },
            _ => Self::ReceiveUnplanned { place: (place.0, place.1, GOOD.to_owned()), quantity },
        }
    }

    fn of_one_item(self) -> Self {
        match self {
            Self::Transfer { from, to, quantity } => {
                Self::Transfer { to: (from.0.clone(), to.1, to.2), from, quantity }
            }
            Self::TransferThereAndBack { from, to, quantity } => {
                Self::TransferThereAndBack { to: (from.0.clone(), to.1, to.2), from, quantity }
            }
            other => other,
        }
    }
}

fn any(chance: &mut StdRng, of: &[&'static str]) -> &'static str {
    of[chance.random_range(0..of.len())]
}

fn place(chance: &mut StdRng) -> Place {
    let status = if chance.random_bool(0.85) { STATUSES[0] } else { STATUSES[1] };
    (any(chance, &ITEMS).to_owned(), any(chance, &SHELVES).to_owned(), status.to_owned())
}

/// More often than not an order that holds something, so that goods do go in the end.
fn promising(chance: &mut StdRng, model: &Model) -> Option<usize> {
    let orders = model.shipping.iter().enumerate();
    let mut holding: Vec<usize> = orders.filter(|(_, order)| order.allocated() > 0).map(|(nth, _)| nth).collect();
    // What is checked is near its end.
    holding.sort_by_key(|nth| model.shipping[*nth].checked() == 0);
    if holding.is_empty() || chance.random_bool(0.35) {
        return None;
    }
    Some(holding[chance.random_range(0..holding.len().min(3))])
}

/// A place of which orders hold something, and a quantity that takes some of that.
fn more_than_free(chance: &mut StdRng, model: &Model) -> Option<(Place, i64)> {
    let held: Vec<&Place> = model.on_hand.keys().filter(|place| model.allocated_at(place) > 0).collect();
    if held.is_empty() {
        return None;
    }
    let place = held[chance.random_range(0..held.len())].clone();
    let allocated = model.allocated_at(&place);
    let quantity = model.at(&place) - allocated + chance.random_range(1..=allocated);
    Some((place, quantity))
}

/// Takes away what orders hold or what is no longer there: by an adjustment, by a transfer, or by undoing the receipt
/// that brought it.
fn against_orders(chance: &mut StdRng, model: &Model) -> Option<Step> {
    let release = chance.random_bool(0.4);
    let why = if chance.random_bool(0.7) { ErrorCode::HeldByOrders } else { ErrorCode::NotOnHand };
    let receipts = model.receipts.iter().enumerate().filter(|(_, receipt)| !receipt.is_reversed);
    let receipts: Vec<usize> = receipts
        .filter(|(_, receipt)| model.may_go(&receipt.place, receipt.quantity) == Err(why))
        .map(|(nth, _)| nth)
        .collect();
    if !receipts.is_empty() && chance.random_bool(0.5) {
        return Some(Step::ReverseReceipt { receipt: receipts[chance.random_range(0..receipts.len())], release });
    }
    let (from, quantity) = more_than_free(chance, model)?;
    if chance.random_bool(0.4) {
        let to = (from.0.clone(), from.1.clone(), STATUSES[1].to_owned());
        return Some(Step::Transfer { from, to, quantity });
    }
    Some(Step::Adjust { place: from, quantity: -quantity, release })
}

/// Mostly the barcode of what is ordered.
fn barcode(chance: &mut StdRng, ordered: &str) -> &'static str {
    match ordered {
        "TEA" if chance.random_bool(0.7) => TEA_JAN,
        "CUP" if chance.random_bool(0.7) => "CUP",
        _ => any(chance, &[TEA_JAN, "CUP", TEA_CASE, "4912345678904"]),
    }
}

/// One of the last eight, or none.
fn recent(chance: &mut StdRng, count: usize) -> Option<usize> {
    (count > 0).then(|| chance.random_range(count.saturating_sub(8)..count))
}

/// Up to four of the last eight, in any order.
fn several(chance: &mut StdRng, count: usize) -> Vec<usize> {
    let mut chosen = Vec::new();
    for _ in 0..chance.random_range(1..=4) {
        chosen.extend(recent(chance, count).filter(|nth| !chosen.contains(nth)));
    }
    chosen
}
