//! Signing in: customer ID, user ID and password, as a plain form that needs no WebAssembly.
//!
//! The form posts `customer_id`, `user_id`, `password`, `remember` and `next` to `/sign-in`. The server answers with
//! a redirect to `next`, or back here with `?error=CODE` (and `&seconds=N` after too many failures). What is
//! remembered on the device stands in a cookie that only the server reads: [`Typed`].

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
#[cfg(feature = "ssr")]
use leptos_router::location::Url;
#[cfg(feature = "ssr")]
use model::{CustomerId, LoginName};
use serde::{Deserialize, Serialize};
use ui::brand;

use crate::frame::PreferenceMenu;
use crate::i18n::{tu_string, use_i18n};

/// The page `/sign-in`.
#[component]
pub fn SignInPage() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let param = move |name: &str| query.with(|query| query.get(name).unwrap_or_default());
    let remembered = Resource::new_blocking(|| (), |()| remembered());
    let form = move || {
        Suspend::new(async move {
            let typed = remembered.await.unwrap_or_default();
            view! { <SignInForm typed next=param("next")/> }
        })
    };
    view! {
        <Title text=tu_string!(i18n, sign_in.title)/>
        <main class="sign-in">
            <p class="sign-in-mark">{brand()} "Kuramori"</p>
            <div class="sign-in-card">
                <h1>{tu_string!(i18n, sign_in.title)}</h1>
                {move || problem(&param("error"), &param("seconds"))
                    .map(|text| view! { <p class="alert danger" role="alert">{text}</p> })}
                <Suspense>{form}</Suspense>
            </div>
            <PreferenceBar/>
        </main>
    }
    .into_any()
}

#[component]
fn SignInForm(typed: Typed, next: String) -> AnyView {
    let i18n = use_i18n();
    let Typed { customer_id, user_id, remember } = typed;
    let is_known = !customer_id.is_empty();
    view! {
        <form method="post" action="/sign-in">
            <input type="hidden" name="next" value=next/>
            <div class="field">
                <label for="customer_id">{tu_string!(i18n, sign_in.customer_id)}</label>
                <input
                    id="customer_id"
                    name="customer_id"
                    value=customer_id
                    required
                    maxlength="40"
                    autocomplete="organization"
                    autocapitalize="off"
                    spellcheck="false"
                    autofocus=!is_known
                />
            </div>
            <div class="field">
                <label for="user_id">{tu_string!(i18n, sign_in.user_id)}</label>
                <input
                    id="user_id"
                    name="user_id"
                    value=user_id
                    required
                    maxlength="60"
                    autocomplete="username"
                    autocapitalize="off"
                    spellcheck="false"
                />
            </div>
            <div class="field">
                <label for="password">{tu_string!(i18n, sign_in.password)}</label>
                <input
                    id="password"
                    name="password"
                    type="password"
                    required
                    maxlength="200"
                    autocomplete="current-password"
                    autofocus=is_known
                />
            </div>
            <label class="tick">
                <input type="checkbox" name="remember" value="1" checked=remember/>
                <span>{tu_string!(i18n, sign_in.remember)}</span>
            </label>
            <button type="submit" class="button primary wide big">{tu_string!(i18n, sign_in.submit)}</button>
        </form>
    }
    .into_any()
}

#[component]
fn PreferenceBar() -> AnyView {
    view! { <div class="sign-in-foot"><PreferenceMenu/></div> }.into_any()
}

fn problem(code: &str, seconds: &str) -> Option<String> {
    let i18n = use_i18n();
    let text = match code {
        "" => return None,
        "sign_in_failed" => tu_string!(i18n, sign_in.failed).to_owned(),
        "sign_in_delayed" => tu_string!(i18n, sign_in.delayed, seconds = seconds.to_owned()),
        "not_signed_in" => tu_string!(i18n, sign_in.ended).to_owned(),
        "insecure_transport" => tu_string!(i18n, sign_in.insecure).to_owned(),
        _ => tu_string!(i18n, sign_in.impossible).to_owned(),
    };
    Some(text)
}

/// What the form is filled in with: of last time on this device, or of a sign-in that just failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    pub customer_id: String,
    pub user_id: String,
    /// Whether the device was asked to remember them.
    pub remember: bool,
}

#[cfg(feature = "ssr")]
impl Typed {
    /// The cookie that keeps it.
    pub const COOKIE: &str = "sign_in";

    /// The value of the cookie. The parts are escaped, since a user ID may be written in any script.
    #[must_use]
    pub fn cookie(&self) -> String {
        let part = |text: &str, max: usize| Url::escape(&text.chars().take(max).collect::<String>());
        let customer_id = part(&self.customer_id, CustomerId::MAX_CHARS);
        let user_id = part(&self.user_id, LoginName::MAX_CHARS);
        format!("{customer_id}/{user_id}/{}", u8::from(self.remember))
    }

    /// Reads the value of the cookie.
    #[must_use]
    pub fn read(cookie: &str) -> Option<Self> {
        let mut parts = cookie.splitn(3, '/');
        let mut part = || parts.next().map(Url::unescape);
        Some(Self { customer_id: part()?, user_id: part()?, remember: part()? == "1" })
    }
}

/// What the form is filled in with.
#[server(endpoint = "sign_in/remembered", input = GetUrl)]
pub async fn remembered() -> Result<Typed, crate::refusal::Refusal> {
    Ok(crate::ssr::cookie(Typed::COOKIE).and_then(|cookie| Typed::read(&cookie)).unwrap_or_default())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::Typed;

    #[test]
    fn what_was_typed_comes_back_in_any_script() {
        for (customer_id, user_id) in [("acme", "tanaka"), ("", ""), ("a/b;c", "田中 花子=\"%2F\"")] {
            for remember in [false, true] {
                let typed = Typed { customer_id: customer_id.to_owned(), user_id: user_id.to_owned(), remember };
                let cookie = typed.cookie();
                assert!(cookie.bytes().all(|byte| byte.is_ascii_graphic() && !b"\";,\\".contains(&byte)), "{cookie}");
                assert_eq!(Typed::read(&cookie), Some(typed));
            }
        }
        assert_eq!(Typed::read("acme"), None);
    }
}
