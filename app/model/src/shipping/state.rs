//! Where shipping orders stand.

use serde::{Deserialize, Serialize};

/// Where a shipping order stands, by what its lines say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ShippingState {
    /// 引当待ち: nothing allocated.
    Open,
    /// 欠品あり: allocated in part, something is short, however much is checked.
    Short,
    /// 引当済: everything that has still to go is allocated, nothing of it checked.
    Allocated,
    /// 検品中: everything that has still to go is allocated, something of it checked.
    Checking,
    /// 検品済: everything that has still to go is allocated and checked.
    Checked,
    /// 一部出荷: something went, and of the rest something is short.
    PartlyShipped,
    /// 出荷済
    Shipped,
    /// 取消
    Cancelled,
}

impl ShippingState {
    /// All states.
    pub const ALL: [Self; 8] = [
        Self::Open,
        Self::Short,
        Self::Allocated,
        Self::Checking,
        Self::Checked,
        Self::PartlyShipped,
        Self::Shipped,
        Self::Cancelled,
    ];

    /// Something is short although it was allocated before.
    pub const LACKING: [Self; 2] = [Self::Short, Self::PartlyShipped];

    /// Everything is held, and has to be picked and checked.
    pub const TO_PICK: [Self; 2] = [Self::Allocated, Self::Checking];

    /// Whether something may still be done for it: 未完了.
    #[must_use]
    pub const fn is_unfinished(self) -> bool {
        !matches!(self, Self::Shipped | Self::Cancelled)
    }

    /// The stable name in the database and in REST.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Short => "short",
            Self::Allocated => "allocated",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::PartlyShipped => "partly_shipped",
            Self::Shipped => "shipped",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}
