//! Warehouses (倉庫).

use serde::{Deserialize, Serialize};

use crate::item::ActiveFilter;
use crate::{PageRequest, WarehouseCode};

/// A new warehouse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateWarehouse {
    /// Unique in the company.
    pub code: WarehouseCode,
    /// At most 100 characters.
    pub name: String,
    #[serde(default)]
    pub postal_code: String,
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub phone: String,
}

/// An edit: what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct WarehouseChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// `false` takes it out of use; refused while it holds stock or open slips.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

/// Edits a warehouse that was seen in `version`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateWarehouse {
    pub code: WarehouseCode,
    #[serde(default)]
    pub version: Option<i64>,
    pub change: WarehouseChange,
}

/// A warehouse in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WarehouseView {
    pub code: WarehouseCode,
    pub name: String,
    pub postal_code: String,
    pub address: String,
    pub phone: String,
    pub active: bool,
    pub version: i64,
}

/// The warehouses that the user may see, by code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListWarehouses {
    pub search: String,
    pub active: ActiveFilter,
    pub descending: bool,
    pub page: PageRequest,
}

/// One warehouse by its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetWarehouse {
    pub code: WarehouseCode,
}
