//! Changing one's password, also the temporary one at first sign-in: a plain form that needs no WebAssembly.
//!
//! The form posts `current`, `password` and `again` to `/password`. The server answers with a redirect to the home
//! screen, or back here with `?error=CODE`.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::user::PASSWORD_MIN_CHARS;
use ui::brand;

use crate::i18n::{tu_string, use_i18n};

/// The page `/password`.
#[component]
pub fn PasswordPage() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let problem = move || {
        let code = query.with(|query| query.get("error").unwrap_or_default());
        problem(&code).map(|text| view! { <p class="alert danger" role="alert">{text}</p> })
    };
    let least = PASSWORD_MIN_CHARS.to_string();
    view! {
        <Title text=tu_string!(i18n, sign_in.change_password)/>
        <main class="sign-in">
            <p class="sign-in-mark">{brand()} "Kuramori"</p>
            <div class="sign-in-card">
                <h1>{tu_string!(i18n, sign_in.change_password)}</h1>
                {problem}
                <form method="post" action="/password">
                    <Secret name="current" label=tu_string!(i18n, sign_in.current_password) complete="current-password"/>
                    <Secret
                        name="password"
                        label=tu_string!(i18n, sign_in.new_password)
                        complete="new-password"
                        hint=tu_string!(i18n, sign_in.new_password_hint, least = least)
                    />
                    <Secret name="again" label=tu_string!(i18n, sign_in.new_password_again) complete="new-password"/>
                    <button type="submit" class="button primary wide big">{tu_string!(i18n, sign_in.change_password)}</button>
                </form>
                <a href="/">{tu_string!(i18n, frame.to_home)}</a>
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn Secret(
    name: &'static str,
    label: &'static str,
    /// What the browser fills in.
    complete: &'static str,
    #[prop(default = String::new())] hint: String,
) -> AnyView {
    let note = format!("{name}-note");
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type="password"
                required
                maxlength="200"
                autocomplete=complete
                aria-describedby=note.clone()
            />
            <p id=note class="field-hint">{hint}</p>
        </div>
    }
    .into_any()
}

fn problem(code: &str) -> Option<String> {
    let i18n = use_i18n();
    let text = match code {
        "" => return None,
        "password_wrong" => tu_string!(i18n, sign_in.password_wrong).to_owned(),
        "password_too_weak" => tu_string!(i18n, sign_in.password_too_weak, least = PASSWORD_MIN_CHARS.to_string()),
        "password_differs" => tu_string!(i18n, sign_in.password_differs).to_owned(),
        "sign_in_delayed" => tu_string!(i18n, sign_in.delayed_some).to_owned(),
        _ => tu_string!(i18n, sign_in.impossible).to_owned(),
    };
    Some(text)
}
