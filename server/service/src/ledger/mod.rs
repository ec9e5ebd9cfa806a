//! The ledger: every change of stock is an append-only transaction of postings that sum to zero an item.
//!
//! What always holds: only [`post`] changes `on_hand`, only [`hold`], [`give_back`] and the postings of a shipment
//! change `allocated`; the guard is in the write, never a read followed by a write; balances that one transaction
//! touches are merged and written in the order of their keys, so that two transactions never wait for each other in
//! a circle for long. `verify` proves all of it from the rows.
//!
//! # How to change stock
//! ```ignore
//! let entry = Entry { warehouse: Some(warehouse), ..Entry::of(SlipKind::Receipt, &number) };
//! let from = Side { place: Place::Outside(Outside::Supplier), lot, status };
//! let to = Side { place: Place::Shelf(location), lot, status };
//! let lines = Line::movement_at_cost(item, quantity, price, from, to);
//! let posted = ledger::post(ctx, tx, &entry, &lines).await?;
//! ```

mod allocation;
mod balance;
mod post;
mod refusal;
mod reverse;
mod shorten;
mod verify;

#[cfg(test)]
mod tests;

use model::slip::SlipKind;
use model::{
    AllocationId, AppError, Date, Instant, ItemId, LocationId, LotId, Quantity, SlipNumber, StatusId, TransactionId,
    UnitPrice, WarehouseId,
};

pub use verify::{Difference, Figure, Verification, verify};

pub(crate) use allocation::{Hold, consume, give_back, hold};
pub(crate) use post::post;
pub(crate) use reverse::reverse;

/// The other side of goods that come or go: a virtual location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Outside {
    /// Goods come from a supplier.
    Supplier,
    /// Goods go to a customer.
    Customer,
    /// Found or lost, and what a company had before its first day here.
    Loss,
}

impl Outside {
    /// The kind in the table of locations.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Supplier => "supplier",
            Self::Customer => "customer",
            Self::Loss => "loss",
        }
    }
}

/// Where goods are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Place {
    /// A physical location: it has a balance.
    Shelf(LocationId),
    /// A virtual one: it has none.
    Outside(Outside),
    /// A virtual location by its id, when a transaction is reversed.
    OutsideId(LocationId),
}

/// The key of a balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct BalanceKey {
    pub(crate) item: ItemId,
    pub(crate) location: LocationId,
    pub(crate) lot: LotId,
    pub(crate) status: StatusId,
}

/// One side of a movement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side {
    pub(crate) place: Place,
    pub(crate) lot: LotId,
    pub(crate) status: StatusId,
}

/// A signed quantity of an item at a place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) item: ItemId,
    pub(crate) place: Place,
    pub(crate) lot: LotId,
    pub(crate) status: StatusId,
    /// Above zero comes, below zero goes; never zero.
    pub(crate) quantity: Quantity,
    pub(crate) unit_cost: Option<UnitPrice>,
    /// How much of what goes was held by allocations, which go with it. Goes with [`consume`].
    pub(crate) takes_allocated: Quantity,
}

impl Line {
    /// The two lines of goods that move from one side to the other. `quantity` is above zero.
    pub(crate) fn movement(item: ItemId, quantity: Quantity, from: Side, to: Side) -> [Self; 2] {
        [Self::at(item, -quantity, from), Self::at(item, quantity, to)]
    }

    /// The same with a cost a unit.
    pub(crate) fn movement_at_cost(
        item: ItemId,
        quantity: Quantity,
        cost: UnitPrice,
        from: Side,
        to: Side,
    ) -> [Self; 2] {
        Self::movement(item, quantity, from, to).map(|line| Self { unit_cost: Some(cost), ..line })
    }

    /// A line at one side.
    pub(crate) const fn at(item: ItemId, quantity: Quantity, side: Side) -> Self {
        let Side { place, lot, status } = side;
        Self { item, place, lot, status, quantity, unit_cost: None, takes_allocated: Quantity::ZERO }
    }
}

/// What a transaction is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) kind: SlipKind,
    pub(crate) slip: &'a SlipNumber,
    /// The order that the slip belongs to.
    pub(crate) order: Option<&'a SlipNumber>,
    pub(crate) warehouse: Option<WarehouseId>,
    /// Id of the reason of an adjustment.
    pub(crate) reason: Option<i64>,
    pub(crate) note: &'a str,
    /// The transaction that this one undoes.
    pub(crate) reverses: Option<TransactionId>,
    /// Whether the latest orders become short where goods go that they hold, instead of a refusal.
    pub(crate) release_allocations: bool,
}

impl<'a> Entry<'a> {
    /// An entry of which nothing more is said.
    pub(crate) const fn of(kind: SlipKind, slip: &'a SlipNumber) -> Self {
        Self {
            kind,
            slip,
            order: None,
            warehouse: None,
            reason: None,
            note: "",
            reverses: None,
            release_allocations: false,
        }
    }
}

/// A transaction that was posted.
#[derive(Clone, Debug)]
pub(crate) struct Posted {
    pub(crate) transaction: TransactionId,
    pub(crate) recorded_at: Instant,
    /// In the tenant's zone.
    pub(crate) business_date: Date,
    /// Where on hand fell below zero under the policy "warn".
    pub(crate) warnings: Vec<AppError>,
}

/// An id of an open allocation with its key, as [`give_back`] and [`consume`] want it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    pub(crate) allocation: AllocationId,
    pub(crate) key: BalanceKey,
    /// Above zero, at most what the allocation holds.
    pub(crate) quantity: Quantity,
}
