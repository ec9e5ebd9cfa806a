//! Items (品目) with their barcodes: create, edit, take out of use, list, search, find by scan.
//!
//! What always holds: a barcode's lookup key is unique among active items, and the index of grams says the same as
//! the search keys. Both are kept by [`write`], through which every change of an item goes, from a form as from a file.

mod edit;
mod list;
mod read;
pub(crate) mod rules;
pub(crate) mod scan;
mod wanted;
pub(crate) mod write;

pub(crate) use read::{Item, by_code, by_codes};
pub(crate) use wanted::on_open_orders;

/// The kind of items in `search_gram`.
pub(crate) const GRAM_KIND: &str = "i";

#[cfg(test)]
pub(crate) mod tests;
