//! A shipping order: where it stands, what is short, what it holds and where, and what can be done now.

use leptos::prelude::*;
use model::SlipNumber;
use model::shipping::{
    AllocationReason, AllocationView, GetShippingOrder, ShipmentSummary, ShippingLineView, ShippingOrderView,
};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{PageHead, Place, loaded, route, show, use_param, use_place};
use crate::shipping::actions::Actions;
use crate::shipping::functions::get_shipping_order;
use crate::shipping::stepper::{Stepper, Totals};

/// The page `/w/:warehouse/shipping/:number`.
pub struct ShippingDetailPage;

impl Screen for ShippingDetailPage {
    fn view() -> AnyView {
        let (place, number, live) = (use_place(), use_param("number"), use_live(&["shipping"]));
        let order = Resource::new(
            move || (number.get(), live.get()),
            |(number, _)| async move {
                let number = route::parsed::<SlipNumber>("shipping_order", &number)?;
                get_shipping_order(GetShippingOrder { number }).await
            },
        );
        let again = Callback::new(move |()| order.refetch());
        loaded(order, move |order| detail(place, &order, again))
    }
}

fn detail(place: Place, order: &ShippingOrderView, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let number = order.number.to_string();
    let title = tu_string!(i18n, shipping.slip_title, number = number);
    let crumbs = vec![(place.path(&["shipping"]), tu_string!(i18n, shipping.title).to_owned())];
    let (totals, subject) = (Totals::of(order), order.clone());
    view! {
        <PageHead title crumbs mark=show::shipping_state(order.state)>
            <Actions place order=subject totals again/>
        </PageHead>
        <div class="stack">
            <Stepper totals/>
            {short(&order.lines)}
            {facts(order)}
            <section class="section">
                <h2>{tu_string!(i18n, words.lines)}</h2>
                {lines(&order.lines)}
            </section>
            <section class="section">
                <h2>{tu_string!(i18n, shipping.picking_list)}</h2>
                {allocations(place, &order.allocations)}
            </section>
            <section class="section">
                <h2>{tu_string!(i18n, shipping.shipments)}</h2>
                {shipments(place, &order.shipments)}
            </section>
        </div>
    }
    .into_any()
}

fn facts(order: &ShippingOrderView) -> AnyView {
    let i18n = use_i18n();
    let ship_to = (!order.ship_to.name.is_empty() || order.ship_to.code.is_some()).then(|| {
        view! {
            <div><dt>{tu_string!(i18n, words.ship_to)}</dt><dd>{show::partner(&order.ship_to)}</dd></div>
        }
    });
    view! {
        <dl class="facts card">
            <div><dt>{tu_string!(i18n, words.customer)}</dt><dd>{show::partner(&order.customer)}</dd></div>
            {ship_to}
            <div><dt>{tu_string!(i18n, shipping.planned_on)}</dt><dd>{show::date(order.planned_on)}</dd></div>
            <div>
                <dt>{tu_string!(i18n, words.original_number)}</dt>
                <dd>{show::or_dash(&order.original_number)}</dd>
            </div>
            <div><dt>{tu_string!(i18n, words.note)}</dt><dd>{show::or_dash(&order.note)}</dd></div>
            <div>
                <dt>{tu_string!(i18n, words.created)}</dt>
                <dd>{order.created_at.minutes()}" "{order.created_by.clone()}</dd>
            </div>
        </dl>
    }
    .into_any()
}

/// The short lines in words, when there are some and something was allocated.
fn short(lines: &[ShippingLineView]) -> AnyView {
    let i18n = use_i18n();
    let some_held = lines.iter().any(|line| line.allocated.is_positive() || line.shipped.is_positive());
    let short: Vec<_> = lines.iter().filter(|line| line.short.is_positive()).collect();
    if short.is_empty() || !some_held {
        return ().into_any();
    }
    let each = short
        .into_iter()
        .map(|line| {
            let text = tu_string!(
                i18n,
                shipping.short_line,
                item = format!("{} {}", line.item, line.name),
                ordered = line.ordered.grouped(),
                short = line.short.grouped()
            );
            view! { <li>{text}</li> }
        })
        .collect_view();
    view! {
        <div class="alert warning">
            <p>{tu_string!(i18n, shipping.short_text)}</p>
            <ul>{each}</ul>
        </div>
    }
    .into_any()
}

fn lines(lines: &[ShippingLineView]) -> AnyView {
    let i18n = use_i18n();
    let rows = lines.iter().map(line).collect_view();
    view! {
        <div class="table">
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col" class="number narrow">{tu_string!(i18n, words.line)}</th>
                        <th scope="col">{tu_string!(i18n, words.item)}</th>
                        <th scope="col">{tu_string!(i18n, words.lot)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, shipping.ordered)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, shipping.allocated)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, shipping.checked)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, shipping.shipped)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, shipping.short)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(line: &ShippingLineView) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let short = line.short;
    view! {
        <tr>
            <td class="number narrow" data-label=tu_string!(i18n, words.line)>{line.line}</td>
            <th scope="row">{show::item(line.item.as_str(), &line.name, &line.name2)}</th>
            <td data-label=tu_string!(i18n, words.lot)>{show::or_dash(&show::lot(&line.lot))}</td>
            <td class="number" data-label=tu_string!(i18n, shipping.ordered)>
                {show::amount(line.ordered, &line.unit)}
            </td>
            <td class="number" data-label=tu_string!(i18n, shipping.allocated)>{line.allocated.grouped()}</td>
            <td class="number" data-label=tu_string!(i18n, shipping.checked)>{line.checked.grouped()}</td>
            <td class="number" data-label=tu_string!(i18n, shipping.shipped)>{line.shipped.grouped()}</td>
            <td class="number" data-label=tu_string!(i18n, shipping.short)>
                {if short.is_positive() {
                    view! { <span class="badge danger">{short.grouped()}</span> }.into_any()
                } else {
                    short.grouped().into_any()
                }}
            </td>
        </tr>
    }
}

fn allocations(place: Place, allocations: &[AllocationView]) -> AnyView {
    let i18n = use_i18n();
    if allocations.is_empty() {
        return view! { <p class="muted">{tu_string!(i18n, shipping.nothing_allocated)}</p> }.into_any();
    }
    let rows = allocations.iter().map(|allocation| allocation_row(place, allocation)).collect_view();
    view! {
        <div class="table">
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">{tu_string!(i18n, words.location)}</th>
                        <th scope="col">{tu_string!(i18n, words.item)}</th>
                        <th scope="col">{tu_string!(i18n, words.lot)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, shipping.to_pick)}</th>
                        <th scope="col">{tu_string!(i18n, shipping.checked)}</th>
                        <th scope="col">{tu_string!(i18n, shipping.why)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn allocation_row(place: Place, allocation: &AllocationView) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let location = format!("{}?location={}", place.path(&["stock", "locations"]), allocation.location);
    view! {
        <tr>
            <th scope="row"><a class="code" href=location>{allocation.location.to_string()}</a></th>
            <td>{show::item(allocation.item.as_str(), &allocation.name, &allocation.name2)}</td>
            <td data-label=tu_string!(i18n, words.lot)>{show::or_dash(&show::lot(&allocation.lot))}</td>
            <td class="number" data-label=tu_string!(i18n, shipping.to_pick)>
                {show::amount(allocation.quantity, &allocation.unit)}
            </td>
            <td data-label=tu_string!(i18n, shipping.checked)>
                {show::progress(allocation.checked, allocation.quantity)}
            </td>
            <td data-label=tu_string!(i18n, shipping.why)>{reason(allocation.reason)}</td>
        </tr>
    }
}

fn reason(reason: AllocationReason) -> &'static str {
    let i18n = use_i18n();
    match reason {
        AllocationReason::Pinned => tu_string!(i18n, shipping.reason_pinned),
        AllocationReason::ExpiresFirst => tu_string!(i18n, shipping.reason_expires_first),
        AllocationReason::CameFirst => tu_string!(i18n, shipping.reason_came_first),
        AllocationReason::WalkOrder => tu_string!(i18n, shipping.reason_walk_order),
    }
}

/// A table of shipments, the undone ones marked.
pub fn shipments(place: Place, shipments: &[ShipmentSummary]) -> AnyView {
    let i18n = use_i18n();
    if shipments.is_empty() {
        return view! { <p class="muted">{tu_string!(i18n, shipping.no_shipments)}</p> }.into_any();
    }
    let rows = shipments.iter().map(|shipment| shipment_row(place, shipment)).collect_view();
    view! {
        <div class="table">
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">{tu_string!(i18n, shipping.shipment_number)}</th>
                        <th scope="col">{tu_string!(i18n, words.state)}</th>
                        <th scope="col">{tu_string!(i18n, shipping.shipped_at)}</th>
                        <th scope="col">{tu_string!(i18n, shipping.order)}</th>
                        <th scope="col">{tu_string!(i18n, words.customer)}</th>
                        <th scope="col">{tu_string!(i18n, words.person)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, words.line_count)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, words.quantity)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn shipment_row(place: Place, shipment: &ShipmentSummary) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let (number, order) = (shipment.number.to_string(), shipment.order.to_string());
    let state = match shipment.reversed_by {
        Some(_) => show::badge("neutral", tu_string!(i18n, words.reversed)),
        None => show::badge("success", tu_string!(i18n, shipping.state_shipped)),
    };
    view! {
        <tr>
            <th scope="row"><a class="code" href=place.path(&["shipments", &number])>{number.clone()}</a></th>
            <td data-label=tu_string!(i18n, words.state)>{state}</td>
            <td data-label=tu_string!(i18n, shipping.shipped_at)>{shipment.shipped_at.minutes()}</td>
            <td data-label=tu_string!(i18n, shipping.order)>
                <a class="code" href=place.path(&["shipping", &order])>{order.clone()}</a>
            </td>
            <td data-label=tu_string!(i18n, words.customer)>{show::or_dash(&shipment.customer_name)}</td>
            <td data-label=tu_string!(i18n, words.person)>{shipment.shipped_by.clone()}</td>
            <td class="number" data-label=tu_string!(i18n, words.line_count)>{shipment.lines}</td>
            <td class="number" data-label=tu_string!(i18n, words.quantity)>{shipment.quantity.grouped()}</td>
        </tr>
    }
}
