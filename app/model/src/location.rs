//! Locations (ロケーション, 棚番) inside a warehouse.

use serde::{Deserialize, Serialize};

use crate::item::ActiveFilter;
use crate::{LocationCode, PageRequest, WarehouseCode};

fn yes() -> bool {
    true
}

/// A new location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateLocation {
    pub warehouse: WarehouseCode,
    /// Unique in the warehouse; also the text of its label.
    pub code: LocationCode,
    #[serde(default)]
    pub name: String,
    /// Order of walking; equal ones by code.
    #[serde(default)]
    pub walk_order: i32,
    /// Whether orders may be allocated from here (引当禁止 when false).
    #[serde(default = "yes")]
    pub allocatable: bool,
    /// Whether goods may be received here.
    #[serde(default = "yes")]
    pub receivable: bool,
}

/// An edit: what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct LocationChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub walk_order: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allocatable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receivable: Option<bool>,
    /// `false` takes it out of use; refused while it holds stock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

/// Edits a location that was seen in `version`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateLocation {
    pub warehouse: WarehouseCode,
    pub code: LocationCode,
    #[serde(default)]
    pub version: Option<i64>,
    pub change: LocationChange,
}

/// A location in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocationView {
    pub warehouse: WarehouseCode,
    pub code: LocationCode,
    pub name: String,
    pub walk_order: i32,
    pub allocatable: bool,
    pub receivable: bool,
    pub active: bool,
    pub version: i64,
}

/// What a list of locations is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LocationSort {
    /// By code.
    #[default]
    Code,
    /// By order of walking, then code.
    WalkOrder,
}

/// The locations of the user's warehouses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListLocations {
    /// Only of this warehouse.
    pub warehouse: Option<WarehouseCode>,
    /// Prefix of the code or part of the name.
    pub search: String,
    pub active: ActiveFilter,
    pub sort: LocationSort,
    pub descending: bool,
    pub page: PageRequest,
}

/// One location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetLocation {
    pub warehouse: WarehouseCode,
    pub code: LocationCode,
}
