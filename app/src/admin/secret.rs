//! A password or token that is shown once.

use leptos::prelude::*;

use crate::i18n::{tu_string, use_i18n};

/// Shows it while there is one.
#[component]
pub fn ShownOnce(
    /// The secret.
    secret: RwSignal<Option<String>>,
    /// What it is and what to do with it.
    text: &'static str,
) -> AnyView {
    let i18n = use_i18n();
    view! {
        {move || {
            secret
                .get()
                .map(|secret| {
                    view! {
                        <section class="alert success" role="status">
                            <p>{text}</p>
                            <p><output class="code" data-secret="">{secret}</output></p>
                            <p>{tu_string!(i18n, admin.shown_once)}</p>
                        </section>
                    }
                })
        }}
    }
    .into_any()
}
