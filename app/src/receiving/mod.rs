//! Receiving: planned slips, what came against them, what came unplanned.

pub mod detail;
pub mod edit;
pub mod functions;
pub mod list;
pub mod receipt;
pub mod receipt_form;
pub mod receipts;
pub mod receive;
pub mod unplanned;

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route};
use leptos_router::{Lazy, path};

use detail::ReceivingDetailPage;
use edit::{ReceivingEditPage, ReceivingNewPage};
use list::ReceivingListPage;
use receipt::ReceiptPage;
use receipts::ReceiptListPage;
use receive::ReceivePage;
use unplanned::ReceiveUnplannedPage;

/// The routes of receiving, below `/w/:warehouse`.
#[component(transparent)]
pub fn ReceivingRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=leptos_router::components::Outlet>
            <Route path=path!("receiving") view={Lazy::<ReceivingListPage>::new()}/>
            <Route path=path!("receiving/new") view={Lazy::<ReceivingNewPage>::new()}/>
            <Route path=path!("receiving/unplanned") view={Lazy::<ReceiveUnplannedPage>::new()}/>
            <Route path=path!("receiving/:number") view={Lazy::<ReceivingDetailPage>::new()}/>
            <Route path=path!("receiving/:number/edit") view={Lazy::<ReceivingEditPage>::new()}/>
            <Route path=path!("receiving/:number/receive") view={Lazy::<ReceivePage>::new()}/>
            <Route path=path!("receipts") view={Lazy::<ReceiptListPage>::new()}/>
            <Route path=path!("receipts/:number") view={Lazy::<ReceiptPage>::new()}/>
        </ParentRoute>
    }
    .into_inner()
}
