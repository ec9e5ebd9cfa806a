//! One company and its settings.

use serde::{Deserialize, Serialize};

/// What happens when on hand would fall below zero. It never loosens the guard on allocations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NegativeStock {
    /// Refused.
    #[default]
    Forbid,
    /// Done, with a warning.
    Warn,
    /// Done.
    Allow,
}

impl NegativeStock {
    /// The stable name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Forbid => "forbid",
            Self::Warn => "warn",
            Self::Allow => "allow",
        }
    }

    /// The policy of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Forbid, Self::Warn, Self::Allow].into_iter().find(|policy| policy.as_str() == name)
    }
}

/// A new company with its first administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateTenant {
    /// Customer ID, case-sensitive.
    pub customer_id: crate::CustomerId,
    /// Name of the company.
    pub name: String,
    /// User ID of the first administrator.
    pub admin: crate::LoginName,
}
