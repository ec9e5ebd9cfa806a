//! A warehouse: what it is, and the ways to its locations, stock and slips.

use leptos::prelude::*;
use model::Permission;
use model::warehouse::WarehouseView;

use crate::bundle::Screen;
use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::master::{fact, head, one};
use crate::parts::{loaded_page, may};

/// The page `/warehouses/:code`.
pub struct WarehouseDetailPage;

impl Screen for WarehouseDetailPage {
    fn view() -> AnyView {
        let warehouse = one::<WarehouseView>(&["locations"]);
        let again = Callback::new(move |()| warehouse.refetch());
        loaded_page(warehouse, move |warehouse| detail(&warehouse, again))
    }
}

fn detail(warehouse: &WarehouseView, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let code = &warehouse.code;
    let link = |rest: &str, text: &'static str| {
        view! { <a class="button" href=place::path(code, rest)>{text}</a> }
    };
    let new_location = may(Permission::EditMasters).then(|| {
        let href = format!("/locations/new?warehouse={}", place::escaped(code.as_str()));
        view! { <a class="button" href=href>{tu_string!(i18n, masters.new_location)}</a> }
    });
    view! {
        {head(warehouse, again)}
        <section class="card">
            <dl class="facts">
                {fact(tu_string!(i18n, masters.postal_code), &warehouse.postal_code)}
                {fact(tu_string!(i18n, masters.address), &warehouse.address)}
                {fact(tu_string!(i18n, masters.phone), &warehouse.phone)}
            </dl>
        </section>
        <section class="section">
            <h2>{tu_string!(i18n, masters.in_this_warehouse)}</h2>
            <div class="row">
                {link("stock", tu_string!(i18n, stock.title))}
                {link("locations", tu_string!(i18n, masters.locations))}
                {new_location}
                {link("receiving", tu_string!(i18n, receiving.title))}
                {link("shipping", tu_string!(i18n, shipping.title))}
            </div>
        </section>
    }
    .into_any()
}
