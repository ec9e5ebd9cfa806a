//! Roles and what each may do.

use serde::{Deserialize, Serialize};

/// What a user is in the company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees, changes nothing.
    Viewer,
    /// Receives, picks, checks, ships, moves goods.
    Worker,
    /// Also masters, slips, adjustments, imports and reversals.
    Manager,
    /// Also users, tokens and settings.
    Administrator,
}

/// Something that a use case asks for before it does anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See masters, slips and stock.
    View,
    /// Receive goods against a slip or unplanned.
    Receive,
    /// Allocate, check and ship.
    Ship,
    /// Move stock between locations, lots and statuses.
    Transfer,
    /// Correct stock with a reason.
    Adjust,
    /// Create, edit and cancel slips.
    EditSlips,
    /// Reverse receipts and shipments.
    Reverse,
    /// Create, edit and deactivate masters.
    EditMasters,
    /// Import files.
    Import,
    /// Users, tokens, settings, the audit log.
    Administer,
}

impl Role {
    /// All roles, from the least to the most.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Worker, Self::Manager, Self::Administrator];

    /// Whether this role may do it.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        let least = match permission {
            Permission::View => Self::Viewer,
            Permission::Receive | Permission::Ship | Permission::Transfer => Self::Worker,
            Permission::Adjust
            | Permission::EditSlips
            | Permission::Reverse
            | Permission::EditMasters
            | Permission::Import => Self::Manager,
            Permission::Administer => Self::Administrator,
        };
        self >= least
    }

    /// The stable name in the database and in REST.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Worker => "worker",
            Self::Manager => "manager",
            Self::Administrator => "administrator",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}
