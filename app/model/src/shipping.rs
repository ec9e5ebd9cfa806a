//! Shipping orders (出荷指示), their allocation, check and shipment (出荷実績).

pub mod plan;
pub mod progress;
mod shipment;
mod state;

use serde::{Deserialize, Serialize};

use crate::slip::{LotRef, SlipPartner};
use crate::{
    Date, ItemCode, LocalInstant, LocationCode, PageRequest, Quantity, SlipNumber, StatusCode, UnitPrice, WarehouseCode,
};

pub use shipment::{GetShipment, ListShipments, ShipmentLineView, ShipmentSummary, ShipmentView};
pub use state::ShippingState;

/// A line of goods to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ShippingOrderLine {
    pub item: ItemCode,
    /// Above zero.
    pub quantity: Quantity,
    /// Pins a lot; any when it says nothing.
    #[serde(default, skip_serializing_if = "LotRef::is_none")]
    pub lot: LotRef,
    /// A status other than the shippable ones is refused; any shippable one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusCode>,
    /// Selling price for the delivery note, in 1/10,000 yen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<UnitPrice>,
}

/// A new shipping order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateShippingOrder {
    pub warehouse: WarehouseCode,
    #[serde(default)]
    pub customer: SlipPartner,
    /// 直送先, when the goods go elsewhere than to the customer.
    #[serde(default)]
    pub ship_to: SlipPartner,
    #[serde(default)]
    pub original_number: String,
    /// 出荷予定日
    #[serde(default)]
    pub planned_on: Option<Date>,
    #[serde(default)]
    pub note: String,
    /// 1 to 1,000 lines.
    pub lines: Vec<ShippingOrderLine>,
}

/// Replaces header and lines of an order that holds nothing yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateShippingOrder {
    pub number: SlipNumber,
    pub version: i64,
    pub order: CreateShippingOrder,
}

/// Allocates as much as is available to one order. Says what is short; never refuses for shortness.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Allocate {
    pub number: SlipNumber,
}

/// Allocates several orders in one transaction, by planned date, then by entry, whatever order they are named in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AllocateMany {
    /// 1 to 200 orders.
    pub numbers: Vec<SlipNumber>,
}

/// Gives back what an order holds, but for what was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReleaseAllocations {
    pub number: SlipNumber,
}

/// Checks goods by their barcode (検品). A wrong item or too many is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub number: SlipNumber,
    /// As scanned, or an item code.
    pub barcode: String,
    /// Scans; 1 when absent. Times the barcode's pack quantity gives the units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
}

/// Takes back what was checked of one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Uncheck {
    pub number: SlipNumber,
    pub line: u32,
}

/// Takes back exactly what one check counted, whatever was checked before or after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TakeBackCheck {
    pub number: SlipNumber,
    /// As the answer of the check named them; 1 to 1,000.
    pub parts: Vec<CheckedPart>,
}

/// Goods that a check counted: of one line, where and of which lot they are held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckedPart {
    pub line: u32,
    pub location: LocationCode,
    #[serde(default, skip_serializing_if = "LotRef::is_none")]
    pub lot: LotRef,
    pub status: StatusCode,
    /// Above zero.
    pub quantity: Quantity,
}

/// Ships what was checked. Refuses unchecked allocations unless `partial`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Ship {
    pub number: SlipNumber,
    /// Whether allocated goods that are unchecked may stay behind for a later shipment. What is short stays behind
    /// in any case.
    #[serde(default)]
    pub partial: bool,
}

/// Cancels what has not been shipped and gives back what it held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CancelShippingOrder {
    pub number: SlipNumber,
    #[serde(default)]
    pub version: Option<i64>,
}

/// Undoes a shipment as a whole: the goods are back at their locations, the order is open again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReverseShipment {
    pub number: SlipNumber,
    #[serde(default)]
    pub note: String,
}

/// A line of a shipping order as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShippingLineView {
    pub line: u32,
    pub item: ItemCode,
    pub name: String,
    pub name2: String,
    pub unit: String,
    /// The pinned lot.
    pub lot: LotRef,
    pub status: Option<StatusCode>,
    pub ordered: Quantity,
    /// Open allocations.
    pub allocated: Quantity,
    /// Of the open allocations, how much was checked.
    pub checked: Quantity,
    pub shipped: Quantity,
    /// ordered − shipped − allocated.
    pub short: Quantity,
    pub unit_price: UnitPrice,
    pub tax: crate::item::TaxClass,
}

/// Goods that an order holds: a line of the picking list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AllocationView {
    pub line: u32,
    pub item: ItemCode,
    pub name: String,
    pub name2: String,
    pub unit: String,
    pub location: LocationCode,
    pub lot: LotRef,
    pub status: StatusCode,
    pub quantity: Quantity,
    pub checked: Quantity,
    /// Why this lot and location.
    pub reason: AllocationReason,
}

/// Why an allocation took this lot and location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AllocationReason {
    /// The order pins the lot.
    Pinned,
    /// Expires first.
    ExpiresFirst,
    /// Came first.
    CameFirst,
    /// First on the walk.
    WalkOrder,
}

impl AllocationReason {
    /// The stable name in the database and in REST.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::ExpiresFirst => "expires_first",
            Self::CameFirst => "came_first",
            Self::WalkOrder => "walk_order",
        }
    }

    /// The reason of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Pinned, Self::ExpiresFirst, Self::CameFirst, Self::WalkOrder]
            .into_iter()
            .find(|reason| reason.as_str() == name)
    }
}

/// A shipping order in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShippingOrderView {
    pub number: SlipNumber,
    pub warehouse: WarehouseCode,
    pub customer: SlipPartner,
    pub ship_to: SlipPartner,
    pub original_number: String,
    pub planned_on: Option<Date>,
    pub note: String,
    pub state: ShippingState,
    pub version: i64,
    pub created_at: LocalInstant,
    pub created_by: String,
    pub lines: Vec<ShippingLineView>,
    /// In walking order: the picking list.
    pub allocations: Vec<AllocationView>,
    /// First to last, at most [`ShippingOrderView::SHIPMENTS_MAX`]: a search of the shipments for the order's number
    /// lists all of them.
    pub shipments: Vec<ShipmentSummary>,
    /// How many shipments there are.
    #[serde(default)]
    pub shipment_count: u64,
}

impl ShippingOrderView {
    /// The most shipments that an order shows itself.
    pub const SHIPMENTS_MAX: usize = 1000;
}

/// A row of the list of shipping orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShippingOrderSummary {
    pub number: SlipNumber,
    pub warehouse: WarehouseCode,
    pub customer_name: String,
    pub original_number: String,
    pub planned_on: Option<Date>,
    pub state: ShippingState,
    pub lines: u32,
    pub ordered: Quantity,
    pub allocated: Quantity,
    pub checked: Quantity,
    pub shipped: Quantity,
    pub created_at: LocalInstant,
}

/// What an allocation did to one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AllocatedLine {
    pub line: u32,
    pub item: ItemCode,
    pub ordered: Quantity,
    pub allocated: Quantity,
    pub short: Quantity,
}

/// What an allocation did to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AllocationResult {
    pub number: SlipNumber,
    pub state: ShippingState,
    pub lines: Vec<AllocatedLine>,
}

/// What a check did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckResult {
    pub number: SlipNumber,
    pub state: ShippingState,
    pub line: u32,
    pub item: ItemCode,
    pub name: String,
    // An answer that was kept under its key before may be without it.
    #[serde(default)]
    pub name2: String,
    /// Units that this check counted.
    pub added: Quantity,
    /// Where it counted them: what takes exactly them back.
    #[serde(default)]
    pub parts: Vec<CheckedPart>,
    /// Of this item on the slip: checked so far and allocated in all.
    pub checked: Quantity,
    pub allocated: Quantity,
    /// Units of the whole slip still unchecked.
    pub remaining: Quantity,
}

/// What a list of shipping orders is sorted by; equal ones by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ShippingSort {
    /// By planned date; those without one last.
    PlannedOn,
    /// By number, which is the order of entry.
    #[default]
    Number,
}

/// A list of shipping orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListShippingOrders {
    pub warehouse: Option<WarehouseCode>,
    /// Only in these states; all when empty.
    pub states: Vec<ShippingState>,
    /// Prefix of either number, or part of the customer's name.
    pub search: String,
    pub planned_from: Option<Date>,
    pub planned_to: Option<Date>,
    pub sort: ShippingSort,
    pub descending: bool,
    pub page: PageRequest,
}

/// One shipping order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetShippingOrder {
    pub number: SlipNumber,
}
