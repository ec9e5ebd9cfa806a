//! Server functions of receiving.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{Envelope, Page, receiving};

use crate::refusal::Refusal;
#[cfg(feature = "ssr")]
use crate::ssr;

/// A page of receiving orders.
#[server(endpoint = "receiving/list", input = Json)]
pub async fn list_receiving_orders(
    query: receiving::ListReceivingOrders,
) -> Result<Page<receiving::ReceivingOrderSummary>, Refusal> {
    ssr::query(query).await
}

/// One receiving order.
#[server(endpoint = "receiving/get", input = Json)]
pub async fn get_receiving_order(
    query: receiving::GetReceivingOrder,
) -> Result<receiving::ReceivingOrderView, Refusal> {
    ssr::query(query).await
}

/// A page of receipts.
#[server(endpoint = "receiving/receipts", input = Json)]
pub async fn list_receipts(query: receiving::ListReceipts) -> Result<Page<receiving::ReceiptSummary>, Refusal> {
    ssr::query(query).await
}

/// One receipt.
#[server(endpoint = "receiving/receipt", input = Json)]
pub async fn get_receipt(query: receiving::GetReceipt) -> Result<receiving::ReceiptView, Refusal> {
    ssr::query(query).await
}

/// Enters a receiving order.
#[server(endpoint = "receiving/create", input = Json)]
pub async fn create_receiving_order(
    envelope: Envelope,
    command: receiving::CreateReceivingOrder,
) -> Result<receiving::ReceivingOrderView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Replaces a receiving order.
#[server(endpoint = "receiving/update", input = Json)]
pub async fn update_receiving_order(
    envelope: Envelope,
    command: receiving::UpdateReceivingOrder,
) -> Result<receiving::ReceivingOrderView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Cancels a receiving order.
#[server(endpoint = "receiving/cancel", input = Json)]
pub async fn cancel_receiving_order(
    envelope: Envelope,
    command: receiving::CancelReceivingOrder,
) -> Result<receiving::ReceivingOrderView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Closes a receiving order.
#[server(endpoint = "receiving/close", input = Json)]
pub async fn close_receiving_order(
    envelope: Envelope,
    command: receiving::CloseReceivingOrder,
) -> Result<receiving::ReceivingOrderView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Receives against an order.
#[server(endpoint = "receiving/receive", input = Json)]
pub async fn receive(envelope: Envelope, command: receiving::Receive) -> Result<receiving::ReceiptView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Receives what nobody planned.
#[server(endpoint = "receiving/receive-unplanned", input = Json)]
pub async fn receive_unplanned(
    envelope: Envelope,
    command: receiving::ReceiveUnplanned,
) -> Result<receiving::ReceiptView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Reverses a receipt.
#[server(endpoint = "receiving/reverse", input = Json)]
pub async fn reverse_receipt(
    envelope: Envelope,
    command: receiving::ReverseReceipt,
) -> Result<receiving::ReceiptView, Refusal> {
    ssr::execute(envelope, command).await
}
