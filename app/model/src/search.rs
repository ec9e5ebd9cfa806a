//! The global search (Ctrl+K).

use serde::{Deserialize, Serialize};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    Item,
    Partner,
    ReceivingOrder,
    Receipt,
    ShippingOrder,
    Shipment,
    Location,
}

/// One result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub kind: HitKind,
    /// Code or slip number.
    pub code: String,
    pub title: String,
    /// The warehouse it belongs to, for the link.
    pub warehouse: Option<crate::WarehouseCode>,
}

/// Searches items, partners and slips; at most 8 of each kind, exact codes first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchAll {
    pub query: String,
}
