//! Shipping: orders, their allocation, check and shipment.

pub mod actions;
pub mod check;
pub mod detail;
pub mod edit;
pub mod functions;
pub mod list;
pub mod shipment;
pub mod shipments;
pub mod stepper;

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route};
use leptos_router::path;

use crate::bundle::Slips;

/// The routes of shipping, below `/w/:warehouse`.
#[component(transparent)]
pub fn ShippingRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=Outlet>
            <Route path=path!("shipping") view=Slips::ShippingList/>
            <Route path=path!("shipping/new") view=Slips::ShippingNew/>
            <Route path=path!("shipping/:number") view=Slips::ShippingDetail/>
            <Route path=path!("shipping/:number/edit") view=Slips::ShippingEdit/>
            <Route path=path!("shipping/:number/check") view=Slips::ShippingCheck/>
            <Route path=path!("shipments") view=Slips::ShipmentList/>
            <Route path=path!("shipments/:number") view=Slips::Shipment/>
        </ParentRoute>
    }
    .into_inner()
}
