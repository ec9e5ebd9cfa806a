//! Every part of the design system on one page, to look at and to copy from.

use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The page `/design`.
pub struct DesignPage;

#[lazy_route]
impl LazyRoute for DesignPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <h1>"Design"</h1> }.into_any()
    }
}
