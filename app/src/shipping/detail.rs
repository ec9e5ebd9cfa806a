//! A shipping order: where it stands, what is short, what it holds and where, and what can be done now.

use leptos::prelude::*;
use model::SlipNumber;
use model::shipping::{
    AllocationReason, AllocationView, GetShippingOrder, ShipmentSummary, ShippingLineView, ShippingOrderView,
    ShippingState,
};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{Errors, PageHead, Place, Sending, loaded_page, route, show, use_param, use_place};
use crate::shipping::actions::Actions;
use crate::shipping::functions::get_shipping_order;
use crate::shipping::stepper::{Stepper, Totals};
use crate::slip::facts::{Document, DocumentWords, all_documents, documents, fact, fact_of, facts};

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
        // What was refused stands outside of what is drawn anew, so that it can be read in peace.
        let form = Sending::new();
        view! {
            <Errors form/>
            {loaded_page(order, move |order| detail(place, &order, form, again))}
        }
        .into_any()
    }
}

fn detail(place: Place, order: &ShippingOrderView, form: Sending, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let number = order.number.to_string();
    let title = tu_string!(i18n, shipping.slip_title, number = number);
    let crumbs = vec![(place.path(&["shipping"]), tu_string!(i18n, shipping.title).to_owned())];
    let (totals, subject) = (Totals::of(order), order.clone());
    view! {
        <PageHead title crumbs mark=show::shipping_state(order.state)>
            <Actions place order=subject totals form again/>
        </PageHead>
        <div class="stack">
            {(order.state != ShippingState::Cancelled).then(|| view! { <Stepper totals/> {short(&order.lines)} })}
            {head(order)}
            <section class="section">
                <h2>{tu_string!(i18n, words.lines)}</h2>
                {lines(&order.lines)}
            </section>
            {order.state.is_unfinished().then(|| view! {
                <section class="section">
                    <h2>{tu_string!(i18n, shipping.picking_list)}</h2>
                    {allocations(place, &order.allocations)}
                </section>
            })}
            <section class="section">
                <h2>{tu_string!(i18n, shipping.shipments)}</h2>
                {shipments(place, &order.shipments)}
                {all_documents(order.shipments.len(), order.shipment_count, &place.path(&["shipments"]), &order.number)}
            </section>
        </div>
    }
    .into_any()
}

fn head(order: &ShippingOrderView) -> AnyView {
    let i18n = use_i18n();
    let goes_elsewhere = !order.ship_to.name.is_empty() || order.ship_to.code.is_some();
    let mut head = vec![fact(tu_string!(i18n, words.customer), show::partner(&order.customer))];
    head.extend(goes_elsewhere.then(|| fact(tu_string!(i18n, words.ship_to), show::partner(&order.ship_to))));
    head.extend([
        fact(tu_string!(i18n, shipping.planned_on), show::date(order.planned_on)),
        fact(tu_string!(i18n, words.original_number), show::or_dash(&order.original_number)),
        fact(tu_string!(i18n, words.note), show::or_dash(&order.note)),
        fact_of(tu_string!(i18n, words.created), order.created_at, &order.created_by),
    ]);
    facts(head)
}

/// The short lines in words, when there are some and something was allocated.
fn short(lines: &[ShippingLineView]) -> AnyView {
    let i18n = use_i18n();
    let short: Vec<_> = lines.iter().filter(|line| line.short.is_positive()).collect();
    if short.is_empty() || !was_allocated(lines) {
        return ().into_any();
    }
    let each = short
        .into_iter()
        .map(|line| {
            let text = tu_string!(
                i18n,
                shipping.short_line,
                item = show::item_title(&line.item, &line.name, &line.name2),
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

/// Whether something was allocated: before that nothing is known to be short.
fn was_allocated(lines: &[ShippingLineView]) -> bool {
    lines.iter().any(|line| line.allocated.is_positive() || line.shipped.is_positive())
}

fn lines(lines: &[ShippingLineView]) -> AnyView {
    let i18n = use_i18n();
    let allocated = was_allocated(lines);
    let rows = lines.iter().map(|each| line(each, allocated)).collect_view();
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

fn line(line: &ShippingLineView, allocated: bool) -> impl IntoView + use<> {
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
                {if !allocated {
                    show::or_dash("").into_any()
                } else if short.is_positive() {
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
    view! {
        <tr>
            <th scope="row">{show::location(place, &allocation.location)}</th>
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
    let words = DocumentWords {
        number: tu_string!(i18n, shipping.shipment_number),
        done: tu_string!(i18n, shipping.state_shipped),
        at: tu_string!(i18n, shipping.shipped_at),
        order: tu_string!(i18n, shipping.order),
        no_order: "",
        partner: tu_string!(i18n, words.customer),
        none: tu_string!(i18n, shipping.no_shipments),
    };
    let each = shipments.iter().map(|shipment| Document {
        number: shipment.number.to_string(),
        path: place.path(&["shipments", shipment.number.as_str()]),
        reversed: shipment.reversed_by.is_some(),
        at: shipment.shipped_at,
        order: Some((shipment.order.to_string(), place.path(&["shipping", shipment.order.as_str()]))),
        partner: shipment.customer_name.clone(),
        by: shipment.shipped_by.clone(),
        lines: shipment.lines,
        quantity: shipment.quantity.grouped(),
    });
    documents(words, each.collect())
}
