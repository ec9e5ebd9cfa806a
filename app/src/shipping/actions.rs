//! What can be done with a shipping order, by where it stands and by who looks at it.

use leptos::prelude::*;
use leptos_i18n::I18nContext;
use leptos_router::hooks::use_navigate;
use model::shipping::{
    Allocate, CancelShippingOrder, ReleaseAllocations, Ship, ShipmentView, ShippingOrderView, ShippingState,
};
use model::{Permission, SlipNumber};
use ui::Toasts;

use crate::i18n::{Locale, tu_string, use_i18n};
use crate::parts::{Confirm, Errors, Place, Sending, may, show};
use crate::shipping::functions::{allocate, cancel_shipping_order, release_allocations, ship};
use crate::shipping::stepper::Totals;
use crate::slip::step::{Command, Step};

/// The buttons of an order. The one that comes next is the coloured one.
#[component]
pub fn Actions(
    place: Place,
    order: ShippingOrderView,
    totals: Totals,
    /// The form of what is done without a question; the page shows what it refuses.
    form: Sending,
    again: Callback<()>,
) -> AnyView {
    let i18n = use_i18n();
    let number = order.number.to_string();
    let open = order.state.is_unfinished();
    let untouched = order.state == ShippingState::Open && totals.shipped.is_zero();
    let holds = totals.allocated.is_positive();
    let all_checked = holds && totals.checked >= totals.allocated;
    let slip = StoredValue::new(order.number.clone());
    let (ships, edits) = (open && may(Permission::Ship), open && may(Permission::EditSlips));
    let shipping = (ships && totals.checked.is_positive()).then(|| view! { <ShipButton place slip totals form/> });
    let checking = (ships && holds).then(|| {
        let class = if all_checked { "button" } else { "button primary" };
        view! {
            <a class=class href=place.path(&["shipping", &number, "check"])>{tu_string!(i18n, shipping.check)}</a>
        }
    });
    let allocating = (ships && totals.short.is_positive()).then(|| view! { <AllocateButton slip holds form again/> });
    let picking = holds.then(|| {
        view! {
            <a class="button" href=show::path(&["print", "picking", &number]) target="_blank">
                {tu_string!(i18n, shipping.print_picking)}
            </a>
        }
    });
    let editing = (edits && untouched).then(|| {
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
        {(ships && holds).then(|| view! { <Release slip again/> })}
        {edits.then(|| view! { <Cancel slip version again/> })}
    }
    .into_any()
}

type Slip = StoredValue<SlipNumber>;

/// Allocates what is short. Twice does no harm, so each press is a command of its own.
#[component]
fn AllocateButton(slip: Slip, holds: bool, form: Sending, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let (pending, toasts) = (form.pending(), Toasts::of_page());
    let run = move |_| {
        let command = Allocate { number: slip.get_value() };
        form.renew();
        form.send(
            |envelope| allocate(envelope, command),
            move |answer| {
                let whole = answer.lines.iter().all(|line| line.short.is_zero());
                toasts.say(if whole {
                    tu_string!(i18n, shipping.said_allocated)
                } else {
                    tu_string!(i18n, shipping.said_allocated_short)
                });
                again.run(());
            },
        );
    };
    let class = if holds { "button" } else { "button primary" };
    let text = if holds { tu_string!(i18n, shipping.allocate_again) } else { tu_string!(i18n, shipping.allocate) };
    view! { <button type="button" class=class disabled=move || pending.get() on:click=run>{text}</button> }.into_any()
}

/// Ships what was checked; asks when something stays behind.
#[component]
pub fn ShipButton(
    place: Place,
    slip: Slip,
    totals: Totals,
    /// The form of what is shipped without a question, when the page shows what it refuses; else it is shown here.
    #[prop(optional)]
    form: Option<Sending>,
) -> AnyView {
    let i18n = use_i18n();
    let shows_errors = form.is_none();
    let form = form.unwrap_or_default();
    let (open, partial, toasts) = (RwSignal::new(false), Sending::new(), Toasts::of_page());
    let pending = form.pending();
    let navigate = StoredValue::new(use_navigate());
    let shipped = move |shipment: ShipmentView| {
        let number = shipment.summary.number.to_string();
        toasts.say(tu_string!(i18n, shipping.said_shipped, number = number.clone()));
        navigate.with_value(|navigate| navigate(&place.path(&["shipments", &number]), Default::default()));
    };
    let run = move |form: Sending, partial: bool| {
        let command = Ship { number: slip.get_value(), partial };
        form.send(|envelope| ship(envelope, command), shipped);
    };
    let ask = move |_| if totals.behind().is_positive() { open.set(true) } else { run(form, false) };
    view! {
        <button type="button" class="button primary" disabled=move || pending.get() on:click=ask>
            {tu_string!(i18n, shipping.ship)}
        </button>
        {shows_errors.then(|| view! { <Errors form/> })}
        <Confirm
            open
            form=partial
            title=tu_string!(i18n, shipping.ship_partial_title)
            action=tu_string!(i18n, shipping.ship_partial)
            danger=false
            on_yes=move || run(partial, true)
        >
            <p>{partial_text(i18n, totals)}</p>
        </Confirm>
    }
    .into_any()
}

/// What is shipped and what stays behind, before somebody says yes to it.
#[must_use]
pub fn partial_text(i18n: I18nContext<Locale>, totals: Totals) -> String {
    let (checked, behind) = (totals.checked.grouped(), totals.behind().grouped());
    tu_string!(i18n, shipping.ship_partial_text, checked = checked, behind = behind)
}

#[component]
fn Release(slip: Slip, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let command =
        Command::new(move |envelope| release_allocations(envelope, ReleaseAllocations { number: slip.get_value() }));
    view! {
        <Step
            label=tu_string!(i18n, shipping.release)
            title=tu_string!(i18n, shipping.release_title)
            said=tu_string!(i18n, shipping.said_released)
            danger=false
            command
            again
        >
            <p>{tu_string!(i18n, shipping.release_text)}</p>
        </Step>
    }
    .into_any()
}

#[component]
fn Cancel(slip: Slip, version: i64, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let said = tu_string!(i18n, shipping.said_cancelled, number = slip.get_value());
    let command = Command::new(move |envelope| {
        let command = CancelShippingOrder { number: slip.get_value(), version: Some(version) };
        cancel_shipping_order(envelope, command)
    });
    view! {
        <Step
            label=tu_string!(i18n, shipping.cancel)
            title=tu_string!(i18n, shipping.cancel_title)
            class="button ghost"
            said
            command
            again
        >
            <p>{tu_string!(i18n, shipping.cancel_text)}</p>
        </Step>
    }
    .into_any()
}
