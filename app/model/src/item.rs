//! Items (品目) with their barcodes.

use serde::{Deserialize, Serialize};

use crate::barcode::Barcode;
use crate::{ItemCode, LocalInstant, PageRequest, Quantity, UnitPrice};

/// Which rate of consumption tax an item bears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaxClass {
    /// 10 %
    #[default]
    Standard,
    /// 8 % 軽減
    Reduced,
    /// 非課税
    Exempt,
}

/// At which temperature an item is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TemperatureClass {
    /// 常温
    #[default]
    Ambient,
    /// 冷蔵
    Chilled,
    /// 冷凍
    Frozen,
}

/// Which date an item's lots carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExpiryKind {
    /// None.
    #[default]
    None,
    /// 賞味期限 (AI 15)
    BestBefore,
    /// 使用期限 / 消費期限 (AI 17)
    UseBy,
}

/// A barcode of an item: scanning it counts `quantity` units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ItemBarcode {
    /// The text of the symbol.
    pub code: Barcode,
    /// Units a scan counts: バラ 1, ボール 12, ケース 144.
    #[serde(default = "one")]
    pub quantity: Quantity,
}

fn one() -> Quantity {
    Quantity::from_units(1).unwrap_or(Quantity::ZERO)
}

fn default_unit() -> String {
    "個".to_owned()
}

/// An item as its editors write it. Texts may be empty but for the name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateItem {
    /// Unique in the company.
    pub code: ItemCode,
    /// Name 1, at most [`CreateItem::NAME_MAX_CHARS`] characters.
    pub name: String,
    /// Name 2: size, colour, grade.
    #[serde(default)]
    pub name2: String,
    /// Reading in kana.
    #[serde(default)]
    pub kana: String,
    /// Category.
    #[serde(default)]
    pub category: String,
    /// Unit of count.
    #[serde(default = "default_unit")]
    pub unit: String,
    /// Barcodes, none twice.
    #[serde(default)]
    pub barcodes: Vec<ItemBarcode>,
    /// Whether lots have numbers that are asked for at receipt.
    #[serde(default)]
    pub lot_managed: bool,
    /// Which date is asked for at receipt.
    #[serde(default)]
    pub expiry: ExpiryKind,
    /// Fewer days before the expiry than this cannot be received.
    #[serde(default)]
    pub receive_limit_days: Option<u16>,
    /// Fewer days before the expiry than this cannot be shipped.
    #[serde(default)]
    pub ship_limit_days: Option<u16>,
    /// 安全在庫
    #[serde(default)]
    pub safety_stock: Quantity,
    /// 発注点
    #[serde(default)]
    pub reorder_point: Quantity,
    /// Tax class.
    #[serde(default)]
    pub tax: TaxClass,
    /// Temperature class.
    #[serde(default)]
    pub temperature: TemperatureClass,
    /// Usual purchase price, in 1/10,000 yen.
    #[serde(default)]
    pub unit_price: UnitPrice,
    /// Free text.
    #[serde(default)]
    pub note: String,
}

impl CreateItem {
    /// Bound of the two names and the kana, in characters.
    pub const NAME_MAX_CHARS: usize = 100;
    /// Bound of the category, in characters.
    pub const CATEGORY_MAX_CHARS: usize = 60;
    /// Bound of the unit, in characters.
    pub const UNIT_MAX_CHARS: usize = 10;
    /// Bound of the note, in characters.
    pub const NOTE_MAX_CHARS: usize = 1000;
    /// The most barcodes an item.
    pub const BARCODES_MAX: usize = 20;
}

/// An edit: what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ItemChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name2: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kana: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The whole new set of barcodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barcodes: Option<Vec<ItemBarcode>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lot_managed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry: Option<ExpiryKind>,
    /// `null` takes the limit away.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u16>))]
    pub receive_limit_days: Option<Option<u16>>,
    /// `null` takes the limit away.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u16>))]
    pub ship_limit_days: Option<Option<u16>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety_stock: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reorder_point: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax: Option<TaxClass>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<TemperatureClass>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<UnitPrice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// `false` takes it out of use, history stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

/// Tells `null` (inner `None`) from an absent field (outer `None`).
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u16>>, D::Error> {
    Option::<u16>::deserialize(deserializer).map(Some)
}

/// Edits an item that was seen in `version`; any version when it is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateItem {
    /// Which item.
    pub code: ItemCode,
    /// The version that the editor saw; a stale one is refused.
    #[serde(default)]
    pub version: Option<i64>,
    /// What changes.
    pub change: ItemChange,
}

/// An item in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemView {
    pub code: ItemCode,
    pub name: String,
    pub name2: String,
    pub kana: String,
    pub category: String,
    pub unit: String,
    pub barcodes: Vec<ItemBarcode>,
    pub lot_managed: bool,
    pub expiry: ExpiryKind,
    pub receive_limit_days: Option<u16>,
    pub ship_limit_days: Option<u16>,
    pub safety_stock: Quantity,
    pub reorder_point: Quantity,
    pub tax: TaxClass,
    pub temperature: TemperatureClass,
    /// In 1/10,000 yen.
    pub unit_price: UnitPrice,
    pub note: String,
    pub active: bool,
    pub version: i64,
    pub updated_at: LocalInstant,
}

/// What an items list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemSort {
    /// By code.
    #[default]
    Code,
    /// By name 1, then code.
    Name,
    /// By category, then code.
    Category,
    /// By last change, then code.
    Updated,
}

/// Which of the masters are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActiveFilter {
    /// Those in use.
    #[default]
    Active,
    /// Those out of use.
    Inactive,
    /// Both.
    All,
}

/// A list of items. With `search`, the order is exact code or barcode, then prefix of the code, then code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListItems {
    /// Searched as `domain.md` says; empty for all.
    pub search: String,
    /// Only this category; empty for all.
    pub category: String,
    pub active: ActiveFilter,
    pub sort: ItemSort,
    pub descending: bool,
    pub page: PageRequest,
}

/// One item by its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetItem {
    pub code: ItemCode,
}

/// The item of a scanned barcode and the units that a scan counts. Also accepts an item code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindBarcode {
    /// As the reader gave it: a plain symbol, a GS1 element string or a GS1 Digital Link.
    pub scanned: String,
}

/// What a scan found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BarcodeMatch {
    pub item: ItemCode,
    pub name: String,
    pub name2: String,
    pub unit: String,
    /// Units that one scan counts.
    pub quantity: Quantity,
    /// Lot and date, when the symbol carries them.
    #[serde(default)]
    pub lot: crate::slip::LotRef,
}

/// The categories in use, for filters and suggestions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListCategories {}
