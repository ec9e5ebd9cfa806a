//! The frame around every screen: top bar, navigation, banners.

mod not_found;

pub use not_found::NotFound;

use leptos::prelude::*;
use leptos_router::components::Outlet;

/// The frame; the screen stands in its `<main>`.
#[component]
pub fn Frame() -> AnyView {
    view! {
        <main id="main">
            <Outlet/>
        </main>
    }
    .into_any()
}
