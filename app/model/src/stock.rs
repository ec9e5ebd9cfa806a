//! Views of stock: balances, the four quantities, and what explains them.

use serde::{Deserialize, Serialize};

use crate::slip::{LotRef, SlipKind};
use crate::{Date, ItemCode, LocalInstant, LocationCode, PageRequest, Quantity, SlipNumber, StatusCode, WarehouseCode};

/// One balance: an item at a physical location, of a lot, in a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StockRow {
    pub item: ItemCode,
    pub name: String,
    pub name2: String,
    pub unit: String,
    pub warehouse: WarehouseCode,
    pub location: LocationCode,
    pub lot: LotRef,
    pub status: StatusCode,
    /// 現在庫
    pub on_hand: Quantity,
    /// 引当済
    pub allocated: Quantity,
    /// 出荷可能: on hand − allocated where status and location may ship, else zero.
    pub available: Quantity,
}

/// What a list of stock is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StockSort {
    /// By item, then location.
    #[default]
    Item,
    /// By location, then item.
    Location,
}

/// The part of an item at a location that one balance counts. Without a lot it is what belongs to no lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portion {
    #[serde(default)]
    pub lot: LotRef,
    pub status: StatusCode,
}

/// Rows of physical locations that hold something or are allocated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListStock {
    pub item: Option<ItemCode>,
    pub warehouse: Option<WarehouseCode>,
    pub location: Option<LocationCode>,
    pub status: Option<StatusCode>,
    /// Exactly this lot and status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portion: Option<Portion>,
    /// Part of the item's code or names.
    pub search: String,
    pub sort: StockSort,
    pub page: PageRequest,
}

/// The four quantities of an item, never just "stock".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemStock {
    pub item: ItemCode,
    pub name: String,
    pub name2: String,
    pub unit: String,
    /// 現在庫
    pub on_hand: Quantity,
    /// 引当済
    pub allocated: Quantity,
    /// 出荷可能
    pub available: Quantity,
    /// 入荷予定 not yet received
    pub incoming: Quantity,
    /// 受注残: ordered, neither allocated nor shipped
    pub outgoing: Quantity,
    /// 有効在庫: available + incoming − outgoing
    pub projected: Quantity,
    /// Below this it should be ordered; zero for none.
    pub reorder_point: Quantity,
}

/// What a list of the four quantities is sorted by; equal ones by code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemStockSort {
    /// By code.
    #[default]
    Code,
    /// By name 1.
    Name,
}

/// The four quantities item by item: of all items in use, and of those out of use that hold or expect something. With
/// `search`, the order is that of the search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListItemStock {
    /// Only in this warehouse; all that the user may see when absent.
    pub warehouse: Option<WarehouseCode>,
    pub search: String,
    pub category: String,
    /// Only items that hold or expect something.
    pub with_stock: bool,
    pub sort: ItemStockSort,
    pub descending: bool,
    pub page: PageRequest,
}

/// The four quantities of one item, in use or not. What is expected and ordered belongs to a warehouse: at a location
/// `incoming` and `outgoing` are zero, and `projected` is what is available.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetItemStock {
    pub item: ItemCode,
    /// Only in this warehouse; all that the user may see when absent.
    #[serde(default)]
    pub warehouse: Option<WarehouseCode>,
    #[serde(default)]
    pub location: Option<LocationCode>,
    #[serde(default)]
    pub portion: Option<Portion>,
}

/// Which orders an open line stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenSide {
    /// 入荷予定: what they still expect is `incoming`.
    Receiving,
    /// 受注残: what they still want is `outgoing`.
    Shipping,
}

/// A line of an order of which something is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenLine {
    pub order: SlipNumber,
    pub line: u32,
    pub warehouse: WarehouseCode,
    pub partner_name: String,
    pub planned_on: Option<Date>,
    /// Planned or ordered.
    pub quantity: Quantity,
    /// Received, or allocated and shipped.
    pub done: Quantity,
    /// quantity − done, above zero.
    pub open: Quantity,
}

/// The open lines of an item, by planned date; those without one last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListOpenLines {
    pub side: OpenSide,
    pub item: ItemCode,
    #[serde(default)]
    pub warehouse: Option<WarehouseCode>,
    #[serde(default)]
    pub page: PageRequest,
}

/// A posting, as the explanation of a quantity shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostingView {
    pub recorded_at: LocalInstant,
    pub business_date: Date,
    pub kind: SlipKind,
    pub slip: SlipNumber,
    /// The order that the slip belongs to, for the link.
    pub order: Option<SlipNumber>,
    pub item: ItemCode,
    pub item_name: String,
    pub item_name2: String,
    pub warehouse: WarehouseCode,
    pub location: LocationCode,
    pub lot: LotRef,
    pub status: StatusCode,
    /// Signed.
    pub quantity: Quantity,
    /// The running balance of that item, location, lot and status after it.
    pub on_hand_after: Quantity,
    /// Name of who posted it.
    pub user: String,
    /// Their user ID, or empty.
    pub user_id: String,
    /// Reason of an adjustment, or empty.
    pub reason: String,
    /// Its code, or empty.
    pub reason_code: String,
    pub note: String,
}

/// Postings at physical locations, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListPostings {
    pub item: Option<ItemCode>,
    pub warehouse: Option<WarehouseCode>,
    pub location: Option<LocationCode>,
    pub lot: LotRef,
    pub status: Option<StatusCode>,
    /// Exactly this lot and status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portion: Option<Portion>,
    pub slip: Option<SlipNumber>,
    pub page: PageRequest,
}

/// An open allocation, as the explanation of a quantity shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HolderView {
    pub order: SlipNumber,
    pub line: u32,
    pub customer_name: String,
    pub planned_on: Option<Date>,
    pub item: ItemCode,
    pub warehouse: WarehouseCode,
    pub location: LocationCode,
    pub lot: LotRef,
    pub status: StatusCode,
    pub quantity: Quantity,
    pub checked: Quantity,
}

/// The orders that hold stock of an item, by planned date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListHolders {
    pub item: ItemCode,
    #[serde(default)]
    pub warehouse: Option<WarehouseCode>,
    #[serde(default)]
    pub location: Option<LocationCode>,
    /// Exactly this lot and status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portion: Option<Portion>,
    #[serde(default)]
    pub page: PageRequest,
}

/// A stock status of the company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusView {
    pub code: StatusCode,
    pub name: String,
    pub shippable: bool,
}

/// All stock statuses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListStatuses {}
