//! Partners (取引先): suppliers, customers and ship-to addresses.

use serde::{Deserialize, Serialize};

use crate::item::ActiveFilter;
use crate::{PageRequest, PartnerCode};

/// What a partner is to the company; one may be several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PartnerRole {
    /// 仕入先
    Supplier,
    /// 出荷先
    Customer,
    /// 直送先
    ShipTo,
}

/// A new partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreatePartner {
    /// Unique in the company.
    pub code: PartnerCode,
    pub name: String,
    #[serde(default)]
    pub kana: String,
    #[serde(default)]
    pub supplier: bool,
    #[serde(default)]
    pub customer: bool,
    #[serde(default)]
    pub ship_to: bool,
    #[serde(default)]
    pub postal_code: String,
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub note: String,
}

/// An edit: what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PartnerChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kana: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ship_to: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// `false` takes it out of use, history stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

/// Edits a partner that was seen in `version`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdatePartner {
    pub code: PartnerCode,
    #[serde(default)]
    pub version: Option<i64>,
    pub change: PartnerChange,
}

/// A partner in full.
#[expect(clippy::struct_excessive_bools, reason = "a partner may be several things at once")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartnerView {
    pub code: PartnerCode,
    pub name: String,
    pub kana: String,
    pub supplier: bool,
    pub customer: bool,
    pub ship_to: bool,
    pub postal_code: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    pub note: String,
    pub active: bool,
    pub version: i64,
}

/// What a list of partners is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PartnerSort {
    /// By code.
    #[default]
    Code,
    /// By name, then code.
    Name,
}

/// A list of partners.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListPartners {
    pub search: String,
    /// Only those with this role.
    pub role: Option<PartnerRole>,
    pub active: ActiveFilter,
    pub sort: PartnerSort,
    pub descending: bool,
    pub page: PageRequest,
}

/// One partner by its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetPartner {
    pub code: PartnerCode,
}
