//! Typed models shared from the browser to the database.
//!
//! Here stand ids, quantities, codes, commands (what a caller wants), views (what a screen shows) and errors (a
//! code and its arguments, no sentences), together with rules that are pure functions.
//!
//! What always holds: a value of a type with a `parse` function is valid, however it came to be, since
//! deserialising goes through `parse`. Nothing here reads a clock, a file or the network.
//!
//! To add the next command: put its struct beside its aggregate (`receiving.rs`, `item.rs` …), then implement
//! `service::Command` for it in the module of the same name in the crate `service`.

pub mod adjustment;
pub mod barcode;
pub mod code;
pub mod date;
pub mod envelope;
pub mod error;
pub mod export;
pub mod gs1;
pub mod home;
pub mod id;
pub mod import;
pub mod instant;
pub mod item;
pub mod location;
pub mod money;
#[cfg(feature = "openapi")]
mod openapi;
pub mod page;
pub mod partner;
pub mod permission;
pub mod quantity;
pub mod receiving;
pub mod search;
pub mod search_key;
pub mod shipping;
pub mod slip;
pub mod stock;
pub mod tenant;
pub mod text;
pub mod transfer;
pub mod user;
pub mod warehouse;

pub use code::*;
pub use date::Date;
pub use envelope::Envelope;
pub use error::{AppError, ErrorCode};
pub use id::*;
pub use instant::{Instant, LocalInstant};
pub use money::UnitPrice;
pub use page::{Cursor, Page, PageRequest};
pub use permission::{Permission, Role};
pub use quantity::Quantity;
