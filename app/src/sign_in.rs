//! Signing in: customer ID, user ID and password, as a plain form that needs no WebAssembly.

use leptos::prelude::*;

use crate::i18n::{t, use_i18n};

/// The page `/sign-in`.
#[component]
pub fn SignInPage() -> AnyView {
    let i18n = use_i18n();
    view! {
        <main class="sign-in">
            <h1>{t!(i18n, sign_in.title)}</h1>
            <form method="post" action="/sign-in">
                <label>{t!(i18n, sign_in.customer_id)} <input name="customer_id" required autocomplete="organization"/></label>
                <label>{t!(i18n, sign_in.user_id)} <input name="user_id" required autocomplete="username"/></label>
                <label>{t!(i18n, sign_in.password)} <input type="password" name="password" required autocomplete="current-password"/></label>
                <button>{t!(i18n, sign_in.submit)}</button>
            </form>
        </main>
    }
    .into_any()
}
