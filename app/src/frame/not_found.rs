//! The page for an address that leads nowhere.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::i18n::{tu_string, use_i18n};

/// Says so, with status 404, and offers the way home.
#[component]
pub fn NotFound() -> AnyView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    let i18n = use_i18n();
    view! {
        <Title text=tu_string!(i18n, frame.not_found_title)/>
        <div class="empty">
            <h1>{tu_string!(i18n, frame.not_found_title)}</h1>
            <p>{tu_string!(i18n, frame.not_found_hint)}</p>
            <p class="empty-actions"><a class="button" href="/">{tu_string!(i18n, frame.to_home)}</a></p>
        </div>
    }
    .into_any()
}
