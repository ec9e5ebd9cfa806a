//! Paper: the picking list and the delivery note (納品書), on A4.

pub mod delivery_note;
pub mod functions;
pub mod picking;
#[cfg(feature = "ssr")]
mod qr;
pub mod totals;

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route};
use leptos_router::path;

use functions::CheckCode;
#[cfg(feature = "ssr")]
pub use qr::PublicUrl;

use crate::bundle::Slips;
use crate::frame::use_who;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::browser;

/// The routes of paper.
#[component(transparent)]
pub fn PrintRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("print") view=Outlet>
            <Route path=path!("picking/:number") view=Slips::Picking/>
            <Route path=path!("delivery-note/:number") view=Slips::DeliveryNote/>
        </ParentRoute>
    }
    .into_inner()
}

/// The button above a sheet; it is not printed.
#[component]
fn PrintBar() -> AnyView {
    let i18n = use_i18n();
    view! {
        <div class="print-bar no-print">
            <button type="button" class="button primary" on:click=move |_| browser::print()>
                {tu_string!(i18n, paper.print)}
            </button>
            <p class="muted">{tu_string!(i18n, paper.hint)}</p>
        </div>
    }
    .into_any()
}

/// The name of the company that prints. Part of a sheet, which waits for it.
fn company() -> AnyView {
    let me = use_who().resource().get().and_then(Result::ok);
    me.map(|me| view! { <strong>{me.tenant_name}</strong> }).into_any()
}

/// A QR code that opens the check page of an order on a phone.
fn qr(code: &CheckCode, label: String) -> AnyView {
    view! {
        <svg
            class="qr"
            role="img"
            aria-label=label
            viewBox=format!("-2 -2 {0} {0}", code.side + 4)
            shape-rendering="crispEdges"
        >
            <path d=code.path.clone() fill="#000"></path>
        </svg>
    }
    .into_any()
}
