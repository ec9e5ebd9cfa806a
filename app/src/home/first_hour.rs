//! The guided first hour: from an empty company to the first shipment, step by step.

use leptos::prelude::*;
use model::home::FirstSteps;
use model::{Permission, WarehouseCode};

use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::may;

struct Step {
    done: bool,
    title: &'static str,
    text: &'static str,
    /// The ways to do it, the usual one first.
    ways: Vec<Way>,
}

/// Where a step is done, and by whom.
struct Way {
    href: String,
    text: &'static str,
    needs: Permission,
}

/// The steps; the first one that is open is the one to do now.
#[must_use]
pub fn first_hour(steps: FirstSteps, warehouse: Option<&WarehouseCode>) -> AnyView {
    let i18n = use_i18n();
    let all = plan(steps, warehouse);
    let current = all.iter().position(|step| !step.done);
    let items = all
        .into_iter()
        .enumerate()
        .map(|(place, step)| {
            let now = current == Some(place);
            let (text, ways) = (step.text, step.ways);
            let here = now.then(|| view! { <p>{text}</p> {links(ways)} });
            view! {
                <li class:done=step.done aria-current=now.then_some("step")>
                    <div class="first-step">
                        <p class="first-step-title">{step.title}</p>
                        {here}
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card first-hour">
            <h2>{tu_string!(i18n, home.first_hour)}</h2>
            <p class="muted">{tu_string!(i18n, home.first_hour_text)}</p>
            <ol class="steps upright">{items}</ol>
        </section>
    }
    .into_any()
}

/// The ways that this person may go; else who to ask.
fn links(ways: Vec<Way>) -> AnyView {
    let i18n = use_i18n();
    let open: Vec<_> = ways.into_iter().filter(|way| may(way.needs)).collect();
    if open.is_empty() {
        return view! { <p class="muted">{tu_string!(i18n, home.ask_somebody)}</p> }.into_any();
    }
    let links = open.into_iter().enumerate().map(|(place, way)| {
        let class = if place == 0 { "button primary" } else { "button" };
        view! { <a class=class href=way.href>{way.text}</a> }
    });
    view! { <div class="buttons">{links.collect_view()}</div> }.into_any()
}

fn plan(steps: FirstSteps, warehouse: Option<&WarehouseCode>) -> [Step; 6] {
    let i18n = use_i18n();
    let at = |rest: &str| warehouse.map_or_else(|| "/warehouses".to_owned(), |code| place::path(code, rest));
    let way = |href: String, text: &'static str, needs: Permission| Way { href, text, needs };
    let page = |href: &str, text: &'static str, needs: Permission| way(href.to_owned(), text, needs);
    [
        Step {
            done: steps.warehouse,
            title: tu_string!(i18n, home.step_warehouse),
            text: tu_string!(i18n, home.step_warehouse_text),
            ways: vec![page("/warehouses/new", tu_string!(i18n, masters.new_warehouse), Permission::EditMasters)],
        },
        Step {
            done: steps.location,
            title: tu_string!(i18n, home.step_location),
            text: tu_string!(i18n, home.step_location_text),
            ways: vec![page("/locations/new", tu_string!(i18n, masters.new_location), Permission::EditMasters)],
        },
        Step {
            done: steps.item,
            title: tu_string!(i18n, home.step_item),
            text: tu_string!(i18n, home.step_item_text),
            ways: vec![
                page("/import", tu_string!(i18n, masters.import), Permission::Import),
                page("/items/new", tu_string!(i18n, masters.new_item), Permission::EditMasters),
            ],
        },
        Step {
            done: steps.stock,
            title: tu_string!(i18n, home.step_stock),
            text: tu_string!(i18n, home.step_stock_text),
            ways: vec![
                page("/import?kind=opening_stock", tu_string!(i18n, stock.import_opening), Permission::Import),
                way(at("receiving/unplanned"), tu_string!(i18n, receiving.unplanned), Permission::Receive),
            ],
        },
        Step {
            done: steps.shipping_order,
            title: tu_string!(i18n, home.step_order),
            text: tu_string!(i18n, home.step_order_text),
            ways: vec![way(at("shipping/new"), tu_string!(i18n, shipping.new), Permission::EditSlips)],
        },
        Step {
            done: steps.shipment,
            title: tu_string!(i18n, home.step_ship),
            text: tu_string!(i18n, home.step_ship_text),
            ways: vec![way(at("shipping"), tu_string!(i18n, shipping.title), Permission::Ship)],
        },
    ]
}
