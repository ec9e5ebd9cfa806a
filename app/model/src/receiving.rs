//! Receiving orders (入荷予定) and receipts (入荷実績).

pub mod progress;

use serde::{Deserialize, Serialize};

use crate::slip::{LotRef, SlipPartner};
use crate::{
    Date, ItemCode, LocalInstant, LocationCode, PageRequest, Quantity, SlipNumber, StatusCode, UnitPrice, WarehouseCode,
};

/// A line of goods to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReceivingOrderLine {
    pub item: ItemCode,
    /// Above zero.
    pub quantity: Quantity,
    #[serde(default, skip_serializing_if = "LotRef::is_none")]
    pub lot: LotRef,
    /// `good` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusCode>,
    /// In 1/10,000 yen; the item's usual price when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<UnitPrice>,
}

/// A new receiving order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateReceivingOrder {
    pub warehouse: WarehouseCode,
    #[serde(default)]
    pub supplier: SlipPartner,
    /// 元伝票番号, the supplier's or the customer's.
    #[serde(default)]
    pub original_number: String,
    /// 入荷予定日
    #[serde(default)]
    pub planned_on: Option<Date>,
    #[serde(default)]
    pub note: String,
    /// 1 to 1,000 lines.
    pub lines: Vec<ReceivingOrderLine>,
}

/// Replaces header and lines of an order of which nothing has been received yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateReceivingOrder {
    pub number: SlipNumber,
    /// The version that the editor saw.
    pub version: i64,
    pub order: CreateReceivingOrder,
}

/// Takes back an order; what was received stays received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CancelReceivingOrder {
    pub number: SlipNumber,
    #[serde(default)]
    pub version: Option<i64>,
}

/// Says that no more will come although something remains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CloseReceivingOrder {
    pub number: SlipNumber,
    #[serde(default)]
    pub version: Option<i64>,
}

/// Goods that came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReceiptLine {
    pub item: ItemCode,
    /// Above zero.
    pub quantity: Quantity,
    pub location: LocationCode,
    #[serde(default, skip_serializing_if = "LotRef::is_none")]
    pub lot: LotRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusCode>,
    /// Against this line of the order; by item when absent, first lines with something remaining first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// In 1/10,000 yen; the order line's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<UnitPrice>,
}

/// Receives against an order. Partial is normal; more than remains needs `allow_over`; an item that is not on the
/// slip is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Receive {
    pub order: SlipNumber,
    pub lines: Vec<ReceiptLine>,
    /// Whether more than remains may be received (過入荷).
    #[serde(default)]
    pub allow_over: bool,
    #[serde(default)]
    pub note: String,
}

/// Receives goods that nobody planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReceiveUnplanned {
    pub warehouse: WarehouseCode,
    #[serde(default)]
    pub supplier: SlipPartner,
    #[serde(default)]
    pub original_number: String,
    pub lines: Vec<ReceiptLine>,
    #[serde(default)]
    pub note: String,
}

/// Undoes a receipt as a whole; refused when the goods are held by orders or gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReverseReceipt {
    pub number: SlipNumber,
    #[serde(default)]
    pub note: String,
    /// Whether orders that hold the goods become short instead of the reversal being refused.
    #[serde(default)]
    pub release_allocations: bool,
}

/// Where a receiving order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReceivingState {
    /// 入荷待ち: nothing has come.
    Planned,
    /// 一部入荷: something has come.
    Partial,
    /// 入荷済: nothing remains, or closed by hand.
    Received,
    /// 取消
    Cancelled,
}

impl ReceivingState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Planned, Self::Partial, Self::Received, Self::Cancelled];

    /// The stable name in the database and in REST.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Partial => "partial",
            Self::Received => "received",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A line of a receiving order as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivingLineView {
    /// 1, 2, 3 …
    pub line: u32,
    pub item: ItemCode,
    pub name: String,
    pub name2: String,
    pub unit: String,
    pub lot: LotRef,
    pub status: StatusCode,
    pub planned: Quantity,
    pub received: Quantity,
    /// planned − received, never below zero.
    pub remaining: Quantity,
    pub unit_price: UnitPrice,
    /// Whether a lot number is asked for at receipt.
    pub lot_managed: bool,
    /// Which date is asked for at receipt.
    pub expiry: crate::item::ExpiryKind,
    /// A location that holds the item already, to put it beside.
    pub suggested_location: Option<LocationCode>,
}

/// A receiving order in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivingOrderView {
    pub number: SlipNumber,
    pub warehouse: WarehouseCode,
    pub supplier: SlipPartner,
    pub original_number: String,
    pub planned_on: Option<Date>,
    pub note: String,
    pub state: ReceivingState,
    pub version: i64,
    pub created_at: LocalInstant,
    pub created_by: String,
    pub lines: Vec<ReceivingLineView>,
    /// First to last, at most [`ReceivingOrderView::RECEIPTS_MAX`]: a search of the receipts for the order's number
    /// lists all of them.
    pub receipts: Vec<ReceiptSummary>,
    /// How many receipts there are.
    #[serde(default)]
    pub receipt_count: u64,
}

impl ReceivingOrderView {
    /// The most receipts that an order shows itself.
    pub const RECEIPTS_MAX: usize = 1000;
}

/// A row of the list of receiving orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivingOrderSummary {
    pub number: SlipNumber,
    pub warehouse: WarehouseCode,
    pub supplier_name: String,
    pub original_number: String,
    pub planned_on: Option<Date>,
    pub state: ReceivingState,
    pub lines: u32,
    pub planned: Quantity,
    pub received: Quantity,
    pub created_at: LocalInstant,
}

/// A row of the list of receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptSummary {
    pub number: SlipNumber,
    /// None for unplanned goods.
    pub order: Option<SlipNumber>,
    pub warehouse: WarehouseCode,
    pub supplier_name: String,
    pub business_date: Date,
    pub received_at: LocalInstant,
    pub received_by: String,
    pub lines: u32,
    pub quantity: Quantity,
    /// The slip that undid it.
    pub reversed_by: Option<SlipNumber>,
}

/// A line of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptLineView {
    pub line: u32,
    pub item: ItemCode,
    pub name: String,
    // An answer that was kept under its key before may be without it.
    #[serde(default)]
    pub name2: String,
    pub unit: String,
    pub location: LocationCode,
    pub lot: LotRef,
    pub status: StatusCode,
    pub quantity: Quantity,
    /// Which line of the order it was for.
    pub order_line: Option<u32>,
}

/// A receipt in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptView {
    #[serde(flatten)]
    pub summary: ReceiptSummary,
    pub note: String,
    pub details: Vec<ReceiptLineView>,
}

/// What a list of receiving orders is sorted by; equal ones by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReceivingSort {
    /// By planned date; those without one last.
    PlannedOn,
    /// By number, which is the order of entry.
    #[default]
    Number,
}

/// A list of receiving orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListReceivingOrders {
    pub warehouse: Option<WarehouseCode>,
    /// Only in these states; all when empty.
    pub states: Vec<ReceivingState>,
    /// Prefix of either number, or part of the supplier's name.
    pub search: String,
    pub planned_from: Option<Date>,
    pub planned_to: Option<Date>,
    pub sort: ReceivingSort,
    pub descending: bool,
    pub page: PageRequest,
}

/// One receiving order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetReceivingOrder {
    pub number: SlipNumber,
}

/// A list of receipts, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListReceipts {
    pub warehouse: Option<WarehouseCode>,
    pub search: String,
    /// 計上日 on or after this date.
    pub business_from: Option<Date>,
    /// 計上日 on or before this date.
    pub business_to: Option<Date>,
    pub page: PageRequest,
}

/// One receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetReceipt {
    pub number: SlipNumber,
}
