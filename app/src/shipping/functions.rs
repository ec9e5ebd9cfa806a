//! Server functions of shipping.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{Envelope, Page, shipping};

use crate::refusal::Refusal;
#[cfg(feature = "ssr")]
use crate::ssr;

/// A page of shipping orders.
#[server(endpoint = "shipping/list", input = Json)]
pub async fn list_shipping_orders(
    query: shipping::ListShippingOrders,
) -> Result<Page<shipping::ShippingOrderSummary>, Refusal> {
    ssr::query(query).await
}

/// One shipping order.
#[server(endpoint = "shipping/get", input = Json)]
pub async fn get_shipping_order(query: shipping::GetShippingOrder) -> Result<shipping::ShippingOrderView, Refusal> {
    ssr::query(query).await
}

/// A page of shipments.
#[server(endpoint = "shipping/shipments", input = Json)]
pub async fn list_shipments(query: shipping::ListShipments) -> Result<Page<shipping::ShipmentSummary>, Refusal> {
    ssr::query(query).await
}

/// One shipment.
#[server(endpoint = "shipping/shipment", input = Json)]
pub async fn get_shipment(query: shipping::GetShipment) -> Result<shipping::ShipmentView, Refusal> {
    ssr::query(query).await
}

/// Enters a shipping order.
#[server(endpoint = "shipping/create", input = Json)]
pub async fn create_shipping_order(
    envelope: Envelope,
    command: shipping::CreateShippingOrder,
) -> Result<shipping::ShippingOrderView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Replaces a shipping order.
#[server(endpoint = "shipping/update", input = Json)]
pub async fn update_shipping_order(
    envelope: Envelope,
    command: shipping::UpdateShippingOrder,
) -> Result<shipping::ShippingOrderView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Allocates one order.
#[server(endpoint = "shipping/allocate", input = Json)]
pub async fn allocate(envelope: Envelope, command: shipping::Allocate) -> Result<shipping::AllocationResult, Refusal> {
    ssr::execute(envelope, command).await
}

/// Allocates several orders.
#[server(endpoint = "shipping/allocate-many", input = Json)]
pub async fn allocate_many(
    envelope: Envelope,
    command: shipping::AllocateMany,
) -> Result<Vec<shipping::AllocationResult>, Refusal> {
    ssr::execute(envelope, command).await
}

/// Gives back what an order holds.
#[server(endpoint = "shipping/release", input = Json)]
pub async fn release_allocations(
    envelope: Envelope,
    command: shipping::ReleaseAllocations,
) -> Result<shipping::ShippingOrderView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Checks goods by their barcode.
#[server(endpoint = "shipping/check", input = Json)]
pub async fn check(envelope: Envelope, command: shipping::Check) -> Result<shipping::CheckResult, Refusal> {
    ssr::execute(envelope, command).await
}

/// Takes back what was checked of a line.
#[server(endpoint = "shipping/uncheck", input = Json)]
pub async fn uncheck(envelope: Envelope, command: shipping::Uncheck) -> Result<shipping::ShippingOrderView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Takes back exactly what one check counted.
#[server(endpoint = "shipping/take-back-check", input = Json)]
pub async fn take_back_check(
    envelope: Envelope,
    command: shipping::TakeBackCheck,
) -> Result<shipping::ShippingOrderView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Ships what was checked.
#[server(endpoint = "shipping/ship", input = Json)]
pub async fn ship(envelope: Envelope, command: shipping::Ship) -> Result<shipping::ShipmentView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Cancels what has not been shipped.
#[server(endpoint = "shipping/cancel", input = Json)]
pub async fn cancel_shipping_order(
    envelope: Envelope,
    command: shipping::CancelShippingOrder,
) -> Result<shipping::ShippingOrderView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Reverses a shipment.
#[server(endpoint = "shipping/reverse", input = Json)]
pub async fn reverse_shipment(
    envelope: Envelope,
    command: shipping::ReverseShipment,
) -> Result<shipping::ShipmentView, Refusal> {
    ssr::execute(envelope, command).await
}
