//! Ids: distinct types over the BIGINT that the program makes.
//!
//! An id is never shown to people nor to the REST API, who see codes and slip numbers.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Wraps a number that came from the database or from the maker of ids.
            #[must_use]
            pub const fn new(raw: i64) -> Self {
                Self(raw)
            }

            /// The number for the database.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }
    )*};
}

id! {
    /// One company.
    TenantId;
    /// A person or program that signs in.
    UserId;
    /// An API token.
    TokenId;
    /// A warehouse.
    WarehouseId;
    /// A location, physical or virtual.
    LocationId;
    /// An item.
    ItemId;
    /// A barcode of an item.
    BarcodeId;
    /// A lot of an item; "no lot" is a row too.
    LotId;
    /// A stock status.
    StatusId;
    /// A supplier or customer.
    PartnerId;
    /// A slip of any kind.
    SlipId;
    /// A line of a slip.
    SlipLineId;
    /// A transaction of the ledger.
    TransactionId;
    /// An allocation of stock to a shipping line.
    AllocationId;
    /// An entry of the audit log.
    AuditId;
}
