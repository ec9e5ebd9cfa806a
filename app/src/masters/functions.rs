//! Server functions of items, warehouses, locations and partners.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{Envelope, Page, item, location, partner, warehouse};

use crate::refusal::Refusal;
#[cfg(feature = "ssr")]
use crate::ssr;

/// A page of items.
#[server(endpoint = "items/list", input = Json)]
pub async fn list_items(query: item::ListItems) -> Result<Page<item::ItemView>, Refusal> {
    ssr::query(query).await
}

/// One item.
#[server(endpoint = "items/get", input = Json)]
pub async fn get_item(query: item::GetItem) -> Result<item::ItemView, Refusal> {
    ssr::query(query).await
}

/// Creates an item.
#[server(endpoint = "items/create", input = Json)]
pub async fn create_item(envelope: Envelope, command: item::CreateItem) -> Result<item::ItemView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Edits an item.
#[server(endpoint = "items/update", input = Json)]
pub async fn update_item(envelope: Envelope, command: item::UpdateItem) -> Result<item::ItemView, Refusal> {
    ssr::execute(envelope, command).await
}

/// The item of a scanned barcode, if it is one.
#[server(endpoint = "items/find-barcode", input = Json)]
pub async fn find_barcode(query: item::FindBarcode) -> Result<Option<item::BarcodeMatch>, Refusal> {
    ssr::find(query).await
}

/// The categories in use.
#[server(endpoint = "items/categories", input = Json)]
pub async fn list_categories(query: item::ListCategories) -> Result<Vec<String>, Refusal> {
    ssr::query(query).await
}

/// A page of warehouses.
#[server(endpoint = "warehouses/list", input = Json)]
pub async fn list_warehouses(query: warehouse::ListWarehouses) -> Result<Page<warehouse::WarehouseView>, Refusal> {
    ssr::query(query).await
}

/// One warehouse.
#[server(endpoint = "warehouses/get", input = Json)]
pub async fn get_warehouse(query: warehouse::GetWarehouse) -> Result<warehouse::WarehouseView, Refusal> {
    ssr::query(query).await
}

/// Creates a warehouse.
#[server(endpoint = "warehouses/create", input = Json)]
pub async fn create_warehouse(
    envelope: Envelope,
    command: warehouse::CreateWarehouse,
) -> Result<warehouse::WarehouseView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Edits a warehouse.
#[server(endpoint = "warehouses/update", input = Json)]
pub async fn update_warehouse(
    envelope: Envelope,
    command: warehouse::UpdateWarehouse,
) -> Result<warehouse::WarehouseView, Refusal> {
    ssr::execute(envelope, command).await
}

/// A page of locations.
#[server(endpoint = "locations/list", input = Json)]
pub async fn list_locations(query: location::ListLocations) -> Result<Page<location::LocationView>, Refusal> {
    ssr::query(query).await
}

/// One location.
#[server(endpoint = "locations/get", input = Json)]
pub async fn get_location(query: location::GetLocation) -> Result<location::LocationView, Refusal> {
    ssr::query(query).await
}

/// The location of a scanned label, if it is one.
#[server(endpoint = "locations/find", input = Json)]
pub async fn find_location(query: location::GetLocation) -> Result<Option<location::LocationView>, Refusal> {
    ssr::find(query).await
}

/// Creates a location.
#[server(endpoint = "locations/create", input = Json)]
pub async fn create_location(
    envelope: Envelope,
    command: location::CreateLocation,
) -> Result<location::LocationView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Edits a location.
#[server(endpoint = "locations/update", input = Json)]
pub async fn update_location(
    envelope: Envelope,
    command: location::UpdateLocation,
) -> Result<location::LocationView, Refusal> {
    ssr::execute(envelope, command).await
}

/// A page of partners.
#[server(endpoint = "partners/list", input = Json)]
pub async fn list_partners(query: partner::ListPartners) -> Result<Page<partner::PartnerView>, Refusal> {
    ssr::query(query).await
}

/// One partner.
#[server(endpoint = "partners/get", input = Json)]
pub async fn get_partner(query: partner::GetPartner) -> Result<partner::PartnerView, Refusal> {
    ssr::query(query).await
}

/// Creates a partner.
#[server(endpoint = "partners/create", input = Json)]
pub async fn create_partner(
    envelope: Envelope,
    command: partner::CreatePartner,
) -> Result<partner::PartnerView, Refusal> {
    ssr::execute(envelope, command).await
}

/// Edits a partner.
#[server(endpoint = "partners/update", input = Json)]
pub async fn update_partner(
    envelope: Envelope,
    command: partner::UpdatePartner,
) -> Result<partner::PartnerView, Refusal> {
    ssr::execute(envelope, command).await
}
