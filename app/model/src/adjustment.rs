//! Adjustments (在庫調整), which need a reason.

use serde::{Deserialize, Serialize};

use crate::slip::LotRef;
use crate::{ItemCode, LocationCode, Quantity, ReasonCode, StatusCode, WarehouseCode};

/// A line of an adjustment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AdjustmentLine {
    pub item: ItemCode,
    pub location: LocationCode,
    /// Signed, never zero: above zero was found, below zero is gone.
    pub quantity: Quantity,
    #[serde(default, skip_serializing_if = "LotRef::is_none")]
    pub lot: LotRef,
    /// `good` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusCode>,
}

/// Corrects stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Adjust {
    pub warehouse: WarehouseCode,
    pub reason: ReasonCode,
    pub lines: Vec<AdjustmentLine>,
    #[serde(default)]
    pub note: String,
    /// Whether the latest orders that hold the goods become short instead of the adjustment being refused.
    #[serde(default)]
    pub release_allocations: bool,
}

/// A reason of the company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReasonView {
    pub code: ReasonCode,
    pub name: String,
}

/// All reasons in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListReasons {}
