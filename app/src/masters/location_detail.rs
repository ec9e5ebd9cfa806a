//! A location: what it is for, and what lies there.

use leptos::prelude::*;
use model::Permission;
use model::location::{GetLocation, LocationView};
use model::stock::{ListStock, StockSort};

use crate::bundle::Screen;
use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::master::{Master, fact, head, one, yes_no};
use crate::parts::{loaded, loaded_page, may, use_filters};
use crate::stock::balances::{Shown, balances};
use crate::stock::functions::list_stock;
use crate::stock::pages::{Pages, page};

/// The page of the balances.
const LYING: &str = "lying";

/// The page `/locations/:warehouse/:code`.
pub struct LocationDetailPage;

impl Screen for LocationDetailPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (filters, wanted, live) = (use_filters(), LocationView::wanted(), use_live(&["stock", "shipping"]));
        let location = one::<LocationView>(&["locations"]);
        let lying = Resource::new(
            move || (wanted.get(), page(filters, LYING), live.get()),
            |(wanted, page, _)| async move {
                let GetLocation { warehouse, code } = wanted?;
                let (warehouse, location, sort) = (Some(warehouse), Some(code), StockSort::Location);
                list_stock(ListStock { warehouse, location, sort, page, ..ListStock::default() }).await
            },
        );
        let again = Callback::new(move |()| location.refetch());
        view! {
            {loaded_page(location, move |location| detail(&location, again))}
            <section class="section">
                <h2>{tu_string!(i18n, masters.stock_here)}</h2>
                {loaded(lying, move |page| match page.data.as_slice() {
                    [] => view! { <p class="muted">{tu_string!(i18n, stock.lies_nowhere)}</p> }.into_any(),
                    rows => view! {
                        {balances(rows, Shown::Items)}
                        <Pages filters name=LYING shown=rows.len() next=page.next.clone() total=page.total/>
                    }.into_any(),
                })}
            </section>
        }
        .into_any()
    }
}

fn detail(location: &LocationView, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let here = |rest: &str| {
        format!("{}?location={}", place::path(&location.warehouse, rest), place::escaped(location.code.as_str()))
    };
    let to_warehouse = crate::parts::show::path(&["warehouses", location.warehouse.as_str()]);
    let transfer = may(Permission::Transfer).then(|| {
        view! { <a class="button" href=here("stock/transfer")>{tu_string!(i18n, stock.transfer)}</a> }
    });
    let adjust = may(Permission::Adjust).then(|| {
        view! { <a class="button" href=here("stock/adjust")>{tu_string!(i18n, stock.adjust)}</a> }
    });
    view! {
        {head(location, again)}
        <section class="card">
            <dl class="facts">
                <div>
                    <dt>{tu_string!(i18n, masters.warehouse)}</dt>
                    <dd><a class="code" href=to_warehouse>{location.warehouse.to_string()}</a></dd>
                </div>
                {fact(tu_string!(i18n, masters.name), &location.name)}
                {fact(tu_string!(i18n, masters.walk_order), &location.walk_order.to_string())}
                {fact(tu_string!(i18n, masters.allocatable), yes_no(i18n, location.allocatable))}
                {fact(tu_string!(i18n, masters.receivable), yes_no(i18n, location.receivable))}
            </dl>
            <div class="row">
                <a class="button" href=here("stock/locations")>{tu_string!(i18n, stock.title)}</a>
                {transfer}
                {adjust}
            </div>
        </section>
    }
    .into_any()
}
