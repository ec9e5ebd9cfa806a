//! The scan pages for phones: look up, receive against a slip, check a shipment.
//!
//! What always holds: a scan is worked on once and in its turn, whatever the line does meanwhile, and for the slip that
//! was open when it was made; a refused one is heard, felt and seen; an unknown code leads on; what is not done yet is
//! still there after a reload.
//!
//! Each page has a [`Station`](station::Station) (camera and hand scanner, what the last scan did) and a
//! [`ScanQueue`](ui::ScanQueue) with what it does with a scan.

pub mod check;
mod check_work;
pub mod choose;
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
mod station;
mod taken;
mod unknown;
mod way;

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route};
use leptos_router::{Lazy, path};

use check::CheckPage;
use choose::{ChooseCheckPage, ChooseReceivePage};
use look_up::LookUpPage;
use receive::ReceivePage;
use start::StartPage;

/// The routes below `/scan`.
#[component(transparent)]
pub fn ScanRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("scan") view=leptos_router::components::Outlet>
            <Route path=path!("") view={Lazy::<StartPage>::new()}/>
            <Route path=path!("look-up") view={Lazy::<LookUpPage>::new()}/>
            <Route path=path!("receive") view={Lazy::<ChooseReceivePage>::new()}/>
            <Route path=path!("receive/:number") view={Lazy::<ReceivePage>::new()}/>
            <Route path=path!("check") view={Lazy::<ChooseCheckPage>::new()}/>
            <Route path=path!("check/:number") view={Lazy::<CheckPage>::new()}/>
        </ParentRoute>
    }
    .into_inner()
}
