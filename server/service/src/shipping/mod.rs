//! Shipping orders (出荷指示), their allocation, check and shipment (出荷実績).
//!
//! What always holds: `allocated` and `checked` of a line are the sums of its open allocations, `shipped` is the sum
//! of its shipments that stand; the totals and the state of an order follow from its lines and are written with
//! them. Every command locks the order's header first.

mod allocate;
mod cancel;
mod check;
mod create;
mod draft;
mod get;
mod holding;
mod list;
mod order;
mod release;
mod reverse;
mod ship;
mod supply;
mod take_back;
#[cfg(test)]
mod tests;
mod update;
