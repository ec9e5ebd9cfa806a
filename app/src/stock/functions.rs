//! Server functions of stock.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{Envelope, Page, adjustment, stock, transfer};

use crate::refusal::Refusal;
#[cfg(feature = "ssr")]
use crate::ssr;

/// A page of balances.
#[server(endpoint = "stock/list", input = Json)]
pub async fn list_stock(query: stock::ListStock) -> Result<Page<stock::StockRow>, Refusal> {
    ssr::query(query).await
}

/// A page of the four quantities by item.
#[server(endpoint = "stock/items", input = Json)]
pub async fn list_item_stock(query: stock::ListItemStock) -> Result<Page<stock::ItemStock>, Refusal> {
    ssr::query(query).await
}

/// The four quantities of one item.
#[server(endpoint = "stock/item", input = Json)]
pub async fn get_item_stock(query: stock::GetItemStock) -> Result<stock::ItemStock, Refusal> {
    ssr::query(query).await
}

/// A page of the lines of open orders of an item.
#[server(endpoint = "stock/open-lines", input = Json)]
pub async fn list_open_lines(query: stock::ListOpenLines) -> Result<Page<stock::OpenLine>, Refusal> {
    ssr::query(query).await
}

/// A page of postings, latest first.
#[server(endpoint = "stock/postings", input = Json)]
pub async fn list_postings(query: stock::ListPostings) -> Result<Page<stock::PostingView>, Refusal> {
    ssr::query(query).await
}

/// A page of the orders that hold an item.
#[server(endpoint = "stock/holders", input = Json)]
pub async fn list_holders(query: stock::ListHolders) -> Result<Page<stock::HolderView>, Refusal> {
    ssr::query(query).await
}

/// All stock statuses.
#[server(endpoint = "stock/statuses", input = Json)]
pub async fn list_statuses(query: stock::ListStatuses) -> Result<Vec<stock::StatusView>, Refusal> {
    ssr::query(query).await
}

/// All reasons of adjustments.
#[server(endpoint = "stock/reasons", input = Json)]
pub async fn list_reasons(query: adjustment::ListReasons) -> Result<Vec<adjustment::ReasonView>, Refusal> {
    ssr::query(query).await
}

/// Moves goods inside a warehouse.
#[server(endpoint = "stock/transfer", input = Json)]
pub async fn transfer(envelope: Envelope, command: transfer::Transfer) -> Result<transfer::PostedSlip, Refusal> {
    ssr::execute(envelope, command).await
}

/// Corrects stock.
#[server(endpoint = "stock/adjust", input = Json)]
pub async fn adjust(envelope: Envelope, command: adjustment::Adjust) -> Result<transfer::PostedSlip, Refusal> {
    ssr::execute(envelope, command).await
}
