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
use leptos_router::{Lazy, path};

use check::ShippingCheckPage;
use detail::ShippingDetailPage;
use edit::{ShippingEditPage, ShippingNewPage};
use list::ShippingListPage;
use shipment::ShipmentPage;
use shipments::ShipmentListPage;

/// The routes of shipping, below `/w/:warehouse`.
#[component(transparent)]
pub fn ShippingRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=Outlet>
            <Route path=path!("shipping") view={Lazy::<ShippingListPage>::new()}/>
            <Route path=path!("shipping/new") view={Lazy::<ShippingNewPage>::new()}/>
            <Route path=path!("shipping/:number") view={Lazy::<ShippingDetailPage>::new()}/>
            <Route path=path!("shipping/:number/edit") view={Lazy::<ShippingEditPage>::new()}/>
            <Route path=path!("shipping/:number/check") view={Lazy::<ShippingCheckPage>::new()}/>
            <Route path=path!("shipments") view={Lazy::<ShipmentListPage>::new()}/>
            <Route path=path!("shipments/:number") view={Lazy::<ShipmentPage>::new()}/>
        </ParentRoute>
    }
    .into_inner()
}
