//! The home screen: what needs doing.

use serde::{Deserialize, Serialize};

use crate::{Date, WarehouseCode};

/// What needs doing in a warehouse; each number opens its list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetHome {
    /// All warehouses of the user when absent.
    #[serde(default)]
    pub warehouse: Option<WarehouseCode>,
}

/// Numbers of slips, each the length of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeView {
    /// Today in the company's zone.
    pub today: Option<Date>,
    /// Receiving orders with something remaining, planned up to today.
    pub to_receive: u32,
    /// The same, planned before today.
    pub receiving_overdue: u32,
    /// All receiving orders with something remaining, whenever they are planned, if at all.
    #[serde(default)]
    pub awaited: u32,
    /// Shipping orders with nothing allocated.
    pub to_allocate: u32,
    /// Shipping orders with something short after an allocation, however much is checked or gone.
    pub short: u32,
    /// Shipping orders of which everything is held and something not checked: to pick and check.
    pub to_pick: u32,
    /// Shipping orders wholly checked.
    pub to_ship: u32,
    /// Shipments of today, those that were taken back included.
    pub shipped_today: u32,
    /// Receipts of today, those that were taken back included.
    pub received_today: u32,
    /// How far a new company is with its first hour.
    pub first_steps: FirstSteps,
}

/// The guided first hour: each step done or not.
#[expect(clippy::struct_excessive_bools, reason = "each step is done or not, whatever the others are")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstSteps {
    pub warehouse: bool,
    pub location: bool,
    pub item: bool,
    pub stock: bool,
    pub shipping_order: bool,
    pub shipment: bool,
}

impl FirstSteps {
    /// Whether nothing is left to do.
    #[must_use]
    pub const fn all_done(self) -> bool {
        self.warehouse && self.location && self.item && self.stock && self.shipping_order && self.shipment
    }
}
