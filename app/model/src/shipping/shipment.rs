//! Shipments (出荷実績): what went.

use serde::{Deserialize, Serialize};

use crate::slip::{LotRef, SlipPartner};
use crate::{
    Date, ItemCode, LocalInstant, LocationCode, PageRequest, Quantity, SlipNumber, StatusCode, UnitPrice, WarehouseCode,
};

/// A row of the list of shipments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShipmentSummary {
    pub number: SlipNumber,
    pub order: SlipNumber,
    pub warehouse: WarehouseCode,
    pub customer_name: String,
    pub business_date: Date,
    pub shipped_at: LocalInstant,
    pub shipped_by: String,
    pub lines: u32,
    pub quantity: Quantity,
    pub reversed_by: Option<SlipNumber>,
}

/// A line of a shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShipmentLineView {
    pub line: u32,
    pub order_line: u32,
    pub item: ItemCode,
    pub name: String,
    pub name2: String,
    pub unit: String,
    pub location: LocationCode,
    pub lot: LotRef,
    pub status: StatusCode,
    pub quantity: Quantity,
    pub unit_price: UnitPrice,
    pub tax: crate::item::TaxClass,
}

/// A shipment in full, as 納品書 shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShipmentView {
    #[serde(flatten)]
    pub summary: ShipmentSummary,
    pub customer: SlipPartner,
    pub ship_to: SlipPartner,
    pub original_number: String,
    pub note: String,
    pub details: Vec<ShipmentLineView>,
}

/// A list of shipments, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListShipments {
    pub warehouse: Option<WarehouseCode>,
    pub search: String,
    /// 計上日 on or after this date.
    pub business_from: Option<Date>,
    /// 計上日 on or before this date.
    pub business_to: Option<Date>,
    pub page: PageRequest,
}

/// One shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetShipment {
    pub number: SlipNumber,
}
