//! Transfers (振替): change of location, lot or status inside a warehouse in one step.

use serde::{Deserialize, Serialize};

use crate::slip::LotRef;
use crate::{ItemCode, LocationCode, Quantity, SlipNumber, StatusCode, WarehouseCode};

/// A line of a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TransferLine {
    pub item: ItemCode,
    pub from: LocationCode,
    pub to: LocationCode,
    /// Above zero.
    pub quantity: Quantity,
    #[serde(default, skip_serializing_if = "LotRef::is_none")]
    pub lot: LotRef,
    /// `good` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusCode>,
    /// The status after the move; unchanged when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_status: Option<StatusCode>,
}

/// Moves goods inside a warehouse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    pub warehouse: WarehouseCode,
    pub lines: Vec<TransferLine>,
    #[serde(default)]
    pub note: String,
}

/// A slip that changed stock at once: a transfer, an adjustment, opening stock, a reversal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostedSlip {
    pub number: SlipNumber,
    /// Where on hand fell below zero under the policy "warn".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<crate::AppError>,
}
