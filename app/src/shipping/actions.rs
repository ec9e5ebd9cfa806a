//! What can be done with a shipping order, by where it stands.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::shipping::{Allocate, CancelShippingOrder, ReleaseAllocations, Ship, ShippingOrderView, ShippingState};

use crate::i18n::{tu_string, use_i18n};
use crate::parts::{Confirm, Errors, Place, Sending, show};
use crate::shipping::functions::{allocate, cancel_shipping_order, release_allocations, ship};
use crate::shipping::stepper::Totals;

/// The buttons of an order. The one that comes next is the coloured one.
#[component]
pub fn Actions(place: Place, order: ShippingOrderView, totals: Totals, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let number = order.number.to_string();
    let open = !matches!(order.state, ShippingState::Shipped | ShippingState::Cancelled);
    let untouched = order.state == ShippingState::Open && totals.shipped.is_zero();
    let holds = totals.allocated.is_positive();
    let all_checked = holds && totals.checked >= totals.allocated;
    let slip = StoredValue::new(order.number.clone());
    let form = Sending::new();
    let pending = form.pending();
    let allocating = (open && totals.short.is_positive()).then(|| {
        let run = move |_| {
            let command = Allocate { number: slip.get_value() };
            form.send(|envelope| allocate(envelope, command), move |_| again.run(()));
        };
        let class = if holds { "button" } else { "button primary" };
        let text = if holds { tu_string!(i18n, shipping.allocate_again) } else { tu_string!(i18n, shipping.allocate) };
        view! { <button type="button" class=class disabled=move || pending.get() on:click=run>{text}</button> }
    });
    let checking = (open && holds).then(|| {
        let class = if all_checked { "button" } else { "button primary" };
        view! {
            <a class=class href=place.path(&["shipping", &number, "check"])>{tu_string!(i18n, shipping.check)}</a>
        }
    });
    let shipping = (open && totals.checked.is_positive()).then(|| view! { <ShipButton place slip totals/> });
    let picking = holds.then(|| {
        view! {
            <a class="button" href=show::path(&["print", "picking", &number]) target="_blank">
                {tu_string!(i18n, shipping.print_picking)}
            </a>
        }
    });
    let editing = untouched.then(|| {
        view! {
            <a class="button" href=place.path(&["shipping", &number, "edit"])>{tu_string!(i18n, words.edit)}</a>
        }
    });
    let version = order.version;
    view! {
        {shipping}
        {checking}
        {allocating}
        {picking}
        {editing}
        {(open && holds).then(|| view! { <Release slip again/> })}
        {open.then(|| view! { <Cancel slip version again/> })}
        <Errors form/>
    }
    .into_any()
}

type Slip = StoredValue<model::SlipNumber>;

/// Ships what was checked; asks when something stays behind.
#[component]
pub fn ShipButton(place: Place, slip: Slip, totals: Totals) -> AnyView {
    let i18n = use_i18n();
    let (open, form, navigate) = (RwSignal::new(false), Sending::new(), use_navigate());
    let pending = form.pending();
    let behind = totals.ordered - totals.shipped - totals.checked;
    let navigate = StoredValue::new_local(navigate);
    let run = move |partial: bool| {
        let command = Ship { number: slip.get_value(), partial };
        form.send(
            |envelope| ship(envelope, command),
            move |shipment| {
                let path = place.path(&["shipments", shipment.summary.number.as_str()]);
                navigate.with_value(|navigate| navigate(&path, Default::default()));
            },
        );
    };
    let ask = move |_| if behind.is_positive() { open.set(true) } else { run(false) };
    let text =
        tu_string!(i18n, shipping.ship_partial_text, checked = totals.checked.grouped(), behind = behind.grouped());
    view! {
        <button type="button" class="button primary" disabled=move || pending.get() on:click=ask>
            {tu_string!(i18n, shipping.ship)}
        </button>
        <Show when=move || !open.get()><Errors form/></Show>
        <Confirm
            open
            form
            title=tu_string!(i18n, shipping.ship_partial_title)
            action=tu_string!(i18n, shipping.ship_partial)
            danger=false
            on_yes=move || run(true)
        >
            <p>{text}</p>
        </Confirm>
    }
    .into_any()
}

#[component]
fn Release(slip: Slip, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let (open, form) = (RwSignal::new(false), Sending::new());
    let run = move || {
        let command = ReleaseAllocations { number: slip.get_value() };
        form.send(
            |envelope| release_allocations(envelope, command),
            move |_| {
                open.set(false);
                again.run(());
            },
        );
    };
    view! {
        <button type="button" class="button" on:click=move |_| open.set(true)>{tu_string!(i18n, shipping.release)}</button>
        <Confirm
            open
            form
            title=tu_string!(i18n, shipping.release_title)
            action=tu_string!(i18n, shipping.release)
            danger=false
            on_yes=run
        >
            <p>{tu_string!(i18n, shipping.release_text)}</p>
        </Confirm>
    }
    .into_any()
}

#[component]
fn Cancel(slip: Slip, version: i64, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let (open, form) = (RwSignal::new(false), Sending::new());
    let run = move || {
        let command = CancelShippingOrder { number: slip.get_value(), version: Some(version) };
        form.send(
            |envelope| cancel_shipping_order(envelope, command),
            move |_| {
                open.set(false);
                again.run(());
            },
        );
    };
    view! {
        <button type="button" class="button ghost" on:click=move |_| open.set(true)>
            {tu_string!(i18n, shipping.cancel)}
        </button>
        <Confirm
            open
            form
            title=tu_string!(i18n, shipping.cancel_title)
            action=tu_string!(i18n, shipping.cancel)
            on_yes=run
        >
            <p>{tu_string!(i18n, shipping.cancel_text)}</p>
        </Confirm>
    }
    .into_any()
}
