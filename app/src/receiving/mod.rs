//! Receiving: planned slips, what came against them, what came unplanned.

pub mod detail;
pub mod edit;
pub mod functions;
pub mod list;
pub mod receipt;
pub mod receipt_draft;
pub mod receipt_form;
pub mod receipts;
pub mod receive;
pub mod unplanned;

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route};
use leptos_router::path;

use crate::bundle::Slips;

/// The routes of receiving, below `/w/:warehouse`.
#[component(transparent)]
pub fn ReceivingRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=leptos_router::components::Outlet>
            <Route path=path!("receiving") view=Slips::ReceivingList/>
            <Route path=path!("receiving/new") view=Slips::ReceivingNew/>
            <Route path=path!("receiving/unplanned") view=Slips::ReceiveUnplanned/>
            <Route path=path!("receiving/:number") view=Slips::ReceivingDetail/>
            <Route path=path!("receiving/:number/edit") view=Slips::ReceivingEdit/>
            <Route path=path!("receiving/:number/receive") view=Slips::Receive/>
            <Route path=path!("receipts") view=Slips::ReceiptList/>
            <Route path=path!("receipts/:number") view=Slips::Receipt/>
        </ParentRoute>
    }
    .into_inner()
}
