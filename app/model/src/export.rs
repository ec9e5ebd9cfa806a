//! Export of lists as CSV: what the list shows, in the encoding that the user chose.

use serde::{Deserialize, Serialize};

use crate::import::FileEncoding;
use crate::item::ListItems;
use crate::location::ListLocations;
use crate::partner::ListPartners;
use crate::stock::{ListItemStock, ListStock};
use crate::warehouse::ListWarehouses;

/// A list with its filters and order; its page is not looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "list", rename_all = "snake_case")]
pub enum ExportList {
    Items(ListItems),
    Partners(ListPartners),
    Warehouses(ListWarehouses),
    Locations(ListLocations),
    Stock(ListStock),
    ItemStock(ListItemStock),
}

/// Asks for a list as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportFile {
    pub list: ExportList,
    #[serde(default)]
    pub encoding: FileEncoding,
}

impl ExportFile {
    /// The most rows of a file.
    pub const ROWS_MAX: usize = 200_000;
}

/// A file to be downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedFile {
    /// `items-20261123.csv`
    pub name: String,
    /// Value of `Content-Type`.
    pub media_type: &'static str,
    pub content: Vec<u8>,
}
