//! The page for an address that leads nowhere.

use leptos::prelude::*;

use crate::i18n::{t, use_i18n};

/// Says so, with status 404, and offers the way home.
#[component]
pub fn NotFound() -> AnyView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    let i18n = use_i18n();
    view! {
        <h1>{t!(i18n, frame.not_found_title)}</h1>
        <p><a href="/">{t!(i18n, frame.to_home)}</a></p>
    }
    .into_any()
}
