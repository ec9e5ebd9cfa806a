//! The guided first hour: from an empty company to the first shipment, step by step.

use leptos::prelude::*;
use model::WarehouseCode;
use model::home::FirstSteps;

use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};

struct Step {
    done: bool,
    title: &'static str,
    text: &'static str,
    /// Where it is done: address and text of the link, the first one first.
    links: Vec<(String, &'static str)>,
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
            let links = step
                .links
                .into_iter()
                .enumerate()
                .map(|(place, (href, text))| {
                    let class = if now && place == 0 { "button primary" } else { "button" };
                    view! { <a class=class href=href>{text}</a> }
                })
                .collect_view();
            view! {
                <li class:done=step.done aria-current=now.then_some("step")>
                    <div class="first-step">
                        <p class="first-step-title">{step.title}</p>
                        {now.then(|| view! { <p>{step.text}</p><div class="buttons">{links}</div> })}
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

fn plan(steps: FirstSteps, warehouse: Option<&WarehouseCode>) -> [Step; 6] {
    let i18n = use_i18n();
    let at = |rest: &str| warehouse.map_or_else(|| "/warehouses".to_owned(), |code| place::path(code, rest));
    [
        Step {
            done: steps.warehouse,
            title: tu_string!(i18n, home.step_warehouse),
            text: tu_string!(i18n, home.step_warehouse_text),
            links: vec![("/warehouses/new".to_owned(), tu_string!(i18n, masters.new_warehouse))],
        },
        Step {
            done: steps.location,
            title: tu_string!(i18n, home.step_location),
            text: tu_string!(i18n, home.step_location_text),
            links: vec![("/locations/new".to_owned(), tu_string!(i18n, masters.new_location))],
        },
        Step {
            done: steps.item,
            title: tu_string!(i18n, home.step_item),
            text: tu_string!(i18n, home.step_item_text),
            links: vec![
                ("/import".to_owned(), tu_string!(i18n, masters.import)),
                ("/items/new".to_owned(), tu_string!(i18n, masters.new_item)),
            ],
        },
        Step {
            done: steps.stock,
            title: tu_string!(i18n, home.step_stock),
            text: tu_string!(i18n, home.step_stock_text),
            links: vec![
                ("/import?kind=opening_stock".to_owned(), tu_string!(i18n, stock.import_opening)),
                (at("receiving/unplanned"), tu_string!(i18n, receiving.unplanned)),
            ],
        },
        Step {
            done: steps.shipping_order,
            title: tu_string!(i18n, home.step_order),
            text: tu_string!(i18n, home.step_order_text),
            links: vec![(at("shipping/new"), tu_string!(i18n, shipping.new))],
        },
        Step {
            done: steps.shipment,
            title: tu_string!(i18n, home.step_ship),
            text: tu_string!(i18n, home.step_ship_text),
            links: vec![(at("shipping"), tu_string!(i18n, shipping.title))],
        },
    ]
}
