//! Server functions of the scan pages.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::item::{BarcodeMatch, CreateItem, FindBarcode, GetItem, ItemView, ListItems, UpdateItem};
use model::location::{GetLocation, ListLocations, LocationView};
use model::receiving::{
    GetReceivingOrder, ListReceivingOrders, ReceiptView, Receive, ReceivingOrderSummary, ReceivingOrderView,
};
use model::shipping::{
    Check, CheckResult, GetShippingOrder, ListShippingOrders, Ship, ShipmentView, ShippingOrderSummary,
    ShippingOrderView, Uncheck,
};
use model::stock::{ItemStock, ListItemStock, ListStock, StockRow};
use model::{Envelope, Page};

use crate::refusal::Refusal;
#[cfg(feature = "ssr")]
use crate::ssr;

/// The item of a barcode.
#[server(endpoint = "scan/find", input = Json)]
pub async fn find_barcode(query: FindBarcode) -> Result<BarcodeMatch, Refusal> {
    ssr::query(query).await
}

/// Items to attach a barcode to.
#[server(endpoint = "scan/items", input = Json)]
pub async fn list_items(query: ListItems) -> Result<Page<ItemView>, Refusal> {
    ssr::query(query).await
}

/// One item.
#[server(endpoint = "scan/item", input = Json)]
pub async fn get_item(query: GetItem) -> Result<ItemView, Refusal> {
    ssr::query(query).await
}

/// Attaches a barcode.
#[server(endpoint = "scan/update-item", input = Json)]
pub async fn update_item(envelope: Envelope, command: UpdateItem) -> Result<ItemView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Creates the item of an unknown barcode.
#[server(endpoint = "scan/create-item", input = Json)]
pub async fn create_item(envelope: Envelope, command: CreateItem) -> Result<ItemView, Refusal> {
    ssr::execute(envelope, command).await
}

/// The four quantities.
#[server(endpoint = "scan/quantities", input = Json)]
pub async fn list_item_stock(query: ListItemStock) -> Result<Page<ItemStock>, Refusal> {
    ssr::query(query).await
}

/// Where goods lie.
#[server(endpoint = "scan/stock", input = Json)]
pub async fn list_stock(query: ListStock) -> Result<Page<StockRow>, Refusal> {
    ssr::query(query).await
}

/// A location by its label.
#[server(endpoint = "scan/location", input = Json)]
pub async fn get_location(query: GetLocation) -> Result<LocationView, Refusal> {
    ssr::query(query).await
}

/// Locations to choose from.
#[server(endpoint = "scan/locations", input = Json)]
pub async fn list_locations(query: ListLocations) -> Result<Page<LocationView>, Refusal> {
    ssr::query(query).await
}

/// Slips to receive.
#[server(endpoint = "scan/receiving-orders", input = Json)]
pub async fn list_receiving_orders(query: ListReceivingOrders) -> Result<Page<ReceivingOrderSummary>, Refusal> {
    ssr::query(query).await
}

/// A slip to receive.
#[server(endpoint = "scan/receiving-order", input = Json)]
pub async fn get_receiving_order(query: GetReceivingOrder) -> Result<ReceivingOrderView, Refusal> {
    ssr::query(query).await
}

/// Receives.
#[server(endpoint = "scan/receive", input = Json)]
pub async fn receive(envelope: Envelope, command: Receive) -> Result<ReceiptView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Orders to check.
#[server(endpoint = "scan/shipping-orders", input = Json)]
pub async fn list_shipping_orders(query: ListShippingOrders) -> Result<Page<ShippingOrderSummary>, Refusal> {
    ssr::query(query).await
}

/// An order to check.
#[server(endpoint = "scan/shipping-order", input = Json)]
pub async fn get_shipping_order(query: GetShippingOrder) -> Result<ShippingOrderView, Refusal> {
    ssr::query(query).await
}

/// Checks one scan.
#[server(endpoint = "scan/check", input = Json)]
pub async fn check(envelope: Envelope, command: Check) -> Result<CheckResult, Refusal> {
    ssr::execute(envelope, command).await
}

/// Takes back what was checked of a line.
#[server(endpoint = "scan/uncheck", input = Json)]
pub async fn uncheck(envelope: Envelope, command: Uncheck) -> Result<ShippingOrderView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Ships what was checked.
#[server(endpoint = "scan/ship", input = Json)]
pub async fn ship(envelope: Envelope, command: Ship) -> Result<ShipmentView, Refusal> {
    ssr::execute(envelope, command).await
}
