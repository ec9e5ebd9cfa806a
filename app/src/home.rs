//! What needs doing today.

use leptos::prelude::*;

use crate::i18n::{t, use_i18n};

/// The first page after signing in.
#[component]
pub fn HomePage() -> AnyView {
    let i18n = use_i18n();
    view! { <h1>{t!(i18n, home.title)}</h1> }.into_any()
}
