//! Receiving orders (入荷予定) and receipts (入荷実績).
//!
//! What always holds: `received` of a line is the sum of its receipts that stand; the totals and the state of an
//! order follow from its lines and are written with them; what remains is received once, since the write itself
//! refuses more.

mod cancel;
mod create;
mod get;
mod list;
mod order;
mod receipt;
mod receive;
mod reverse;
#[cfg(test)]
mod tests;
mod unplanned;
mod update;
