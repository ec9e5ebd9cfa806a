//! One random command and its name.

use super::model_of_stock::{GOOD, Place};

pub(super) const ITEMS: [&str; 2] = ["TEA", "CUP"];
pub(super) const SHELVES: [&str; 3] = ["A-01", "A-02", "A-03"];
pub(super) const STATUSES: [&str; 2] = [GOOD, "hold"];

/// A command with its random choices. Numbers of slips are places in the model.
#[derive(Debug)]
pub(super) enum Step {
    Adjust { place: Place, quantity: i64, release: bool },
    AdjustAsViewer,
    AdjustForNoReason,
    AdjustBeyondTheRange { place: Place },
    Transfer { from: Place, to: Place, quantity: i64 },
    TransferThereAndBack { from: Place, to: Place, quantity: i64 },
    ReceiveUnplanned { place: Place, quantity: i64 },
    OrderGoods { item: &'static str, quantity: i64 },
    Receive { order: usize, item: &'static str, quantity: i64, shelf: &'static str, allow_over: bool },
    CancelReceiving { order: usize },
    CloseReceiving { order: usize },
    ReverseReceipt { receipt: usize, release: bool },
    OrderShipping { item: &'static str, quantity: i64 },
    Allocate { order: usize },
    AllocateMany { orders: Vec<usize> },
    Release { order: usize },
    Check { order: usize, barcode: &'static str, quantity: i64 },
    Uncheck { order: usize },
    TakeBackCheck { check: usize },
    Ship { order: usize, partial: bool },
    CancelShipping { order: usize },
    ReverseShipment { shipment: usize },
    Repeat { place: Place, quantity: i64 },
    ReuseKey { place: Place },
}

impl Step {
    pub(super) const NAMES: [&'static str; 24] = [
        "adjust",
        "adjust as viewer",
        "adjust for no reason",
        "adjust beyond the range",
        "transfer",
        "transfer there and back",
        "receive unplanned",
        "order goods",
        "receive",
        "cancel receiving",
        "close receiving",
        "reverse receipt",
        "order shipping",
        "allocate",
        "allocate many",
        "release",
        "check",
        "uncheck",
        "ship",
        "cancel shipping",
        "reverse shipment",
        "repeat",
        "reuse key",
        "take back check",
    ];

    /// Those that are never done.
    pub(super) const ALWAYS_REFUSED: [&'static str; 5] =
        ["adjust as viewer", "adjust for no reason", "adjust beyond the range", "transfer there and back", "reuse key"];

    pub(super) fn name(&self) -> &'static str {
        let place = match self {
            Self::Adjust { .. } => 0,
            Self::AdjustAsViewer => 1,
            Self::AdjustForNoReason => 2,
            Self::AdjustBeyondTheRange { .. } => 3,
            Self::Transfer { .. } => 4,
            Self::TransferThereAndBack { .. } => 5,
            Self::ReceiveUnplanned { .. } => 6,
            Self::OrderGoods { .. } => 7,
            Self::Receive { .. } => 8,
            Self::CancelReceiving { .. } => 9,
            Self::CloseReceiving { .. } => 10,
            Self::ReverseReceipt { .. } => 11,
            Self::OrderShipping { .. } => 12,
            Self::Allocate { .. } => 13,
            Self::AllocateMany { .. } => 14,
            Self::Release { .. } => 15,
            Self::Check { .. } => 16,
            Self::Uncheck { .. } => 17,
            Self::Ship { .. } => 18,
            Self::CancelShipping { .. } => 19,
            Self::ReverseShipment { .. } => 20,
            Self::Repeat { .. } => 21,
            Self::ReuseKey { .. } => 22,
            Self::TakeBackCheck { .. } => 23,
        };
        Self::NAMES[place]
    }
}
