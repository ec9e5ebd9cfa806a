//! Writing a warehouse, new or again.

use leptos::prelude::*;
use model::warehouse::WarehouseView;

use crate::bundle::Screen;
use crate::masters::writing::{edit_page, new_page};

/// The page `/warehouses/new`.
pub struct WarehouseNewPage;

impl Screen for WarehouseNewPage {
    fn view() -> AnyView {
        new_page::<WarehouseView>()
    }
}

/// The page `/warehouses/:code/edit`.
pub struct WarehouseEditPage;

impl Screen for WarehouseEditPage {
    fn view() -> AnyView {
        edit_page::<WarehouseView>()
    }
}
