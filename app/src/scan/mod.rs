//! The scan pages for phones: look up, receive against a slip, check a shipment.
//!
//! What always holds: a scan is worked on once and in its turn, whatever the line does meanwhile, and for the slip that
//! was open when it was made; a refused one is heard, felt and seen; an unknown code leads on; what is not done yet is
//! still there after a reload.
//!
//! Each page has a [`Station`](station::Station) (camera and hand scanner, what the last scan did) and a
//! [`ScanQueue`](ui::ScanQueue) with what it does with a scan.

mod camera;
pub mod check;
mod check_work;
pub mod choose;
pub(crate) mod counting;
pub(crate) mod delivery;
pub mod device;
pub(crate) mod kept;
pub mod look_up;
pub mod receive;
mod receive_lines;
mod receive_work;
mod route;
pub(crate) mod show;
pub mod start;
pub(crate) mod station;
mod taken;
pub(crate) mod times;
pub(crate) mod unknown;
mod way;

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route};
use leptos_router::path;

use crate::bundle::Scanning;

/// The routes below `/scan`.
#[component(transparent)]
pub fn ScanRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("scan") view=leptos_router::components::Outlet>
            <Route path=path!("") view=Scanning::Start/>
            <Route path=path!("look-up") view=Scanning::LookUp/>
            <Route path=path!("receive") view=Scanning::ChooseReceive/>
            <Route path=path!("receive/:number") view=Scanning::Receive/>
            <Route path=path!("check") view=Scanning::ChooseCheck/>
            <Route path=path!("check/:number") view=Scanning::Check/>
        </ParentRoute>
    }
    .into_inner()
}
