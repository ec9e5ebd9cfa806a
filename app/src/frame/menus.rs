//! The top bar: product mark, warehouse, search, the person's own menu.
//!
//! Menus are popovers, so they open and close before WebAssembly has arrived.

use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use leptos::{ev::MouseEvent, prelude::*};
use leptos_router::hooks::use_location;
use model::user::Me;
use ui::{Icon, brand, icon};

use super::place;
use crate::{
    i18n::{Locale, tu_string, use_i18n},
    preferences::{self, Theme},
};

/// Closes every menu that is open.
pub fn close_all() {
    let Ok(open) = document().query_selector_all("[popover]:popover-open") else { return };
    for index in 0..open.length() {
        if let Some(menu) = open.item(index).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
            let _closed = menu.hide_popover();
        }
    }
}

/// The bar.
#[component]
pub fn TopBar(
    me: Me,
    /// Whether the search is open.
    palette: RwSignal<bool>,
) -> AnyView {
    let i18n = use_i18n();
    let search = move |event: MouseEvent| {
        event.prevent_default();
        palette.set(true);
    };
    view! {
        <header class="top">
            <button
                type="button"
                class="top-button only-narrow"
                popovertarget="side"
                aria-label=tu_string!(i18n, frame.open_navigation)
            >
                {icon(Icon::Menu)}
            </button>
            <a class="mark" href="/" aria-label=format!("Kuramori {}", tu_string!(i18n, frame.to_home))>
                {brand()}
                <span class="mark-name">"Kuramori"</span>
            </a>
            <WarehouseMenu me=me.clone()/>
            <a
                class="top-button top-search"
                href="/search"
                aria-keyshortcuts="Control+K"
                on:click=search
            >
                {icon(Icon::Search)}
                <span>{tu_string!(i18n, frame.search)}</span>
                " "
                <kbd>"Ctrl K"</kbd>
            </a>
            <div class="top-end">
                <UserMenu me/>
            </div>
        </header>
    }
    .into_any()
}

#[component]
fn WarehouseMenu(me: Me) -> AnyView {
    let i18n = use_i18n();
    let current = place::use_warehouse(&me);
    let pathname = use_location().pathname;
    let warehouses = me.warehouses.clone();
    let name = move || {
        let code = current.get();
        warehouses
            .iter()
            .find(|warehouse| Some(&warehouse.code) == code.as_ref())
            .map_or_else(|| tu_string!(i18n, frame.no_warehouse).to_owned(), |warehouse| warehouse.name.clone())
    };
    let choices = me
        .warehouses
        .into_iter()
        .map(|warehouse| {
            let code = warehouse.code.clone();
            let target = warehouse.code.clone();
            view! {
                <li>
                    <a
                        class="menu-item"
                        href=move || place::same_screen(&pathname.get(), &target)
                        aria-current=move || (current.get().as_ref() == Some(&code)).then_some("true")
                    >
                        <span class="code">{warehouse.code.to_string()}</span>
                        <span>{warehouse.name}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <button type="button" class="top-button framed warehouse-button" popovertarget="menu-warehouse">
            {icon(Icon::Warehouse)}
            <span class="spoken">{tu_string!(i18n, frame.warehouse)}</span>
            <span>{name}</span>
            {icon(Icon::Chevron)}
        </button>
        <nav id="menu-warehouse" class="menu at-start" popover="auto" aria-label=tu_string!(i18n, frame.choose_warehouse)>
            <p class="menu-label" aria-hidden="true">{tu_string!(i18n, frame.choose_warehouse)}</p>
            <ul>{choices}</ul>
        </nav>
    }
    .into_any()
}

#[component]
fn UserMenu(me: Me) -> AnyView {
    let i18n = use_i18n();
    let initial: String = me.name.chars().next().into_iter().collect();
    view! {
        <button type="button" class="top-button" popovertarget="menu-user">
            <span class="spoken">{tu_string!(i18n, frame.user_menu)}</span>
            <span class="avatar" aria-hidden="true">{initial}</span>
            <span class="user-name">{me.name.clone()}</span>
        </button>
        <div id="menu-user" class="menu at-end" popover="auto">
            <p class="menu-head">
                <strong>{me.name}</strong>
                <span class="muted">{me.tenant_name}" ("{me.customer_id.to_string()}" / "{me.login.to_string()}")"</span>
            </p>
            <PreferenceMenu/>
            <a class="menu-item" href="/password">{icon(Icon::Key)} {tu_string!(i18n, frame.change_password)}</a>
            <form method="post" action="/sign-out">
                <button type="submit" class="menu-item">{icon(Icon::SignOut)} {tu_string!(i18n, frame.sign_out)}</button>
            </form>
        </div>
    }
    .into_any()
}

/// Language and theme, as plain forms.
#[component]
pub fn PreferenceMenu() -> AnyView {
    let i18n = use_i18n();
    let locale = i18n.get_locale_untracked();
    let theme = preferences::theme();
    let pressed = |yes: bool| if yes { "true" } else { "false" };
    let languages = [(Locale::ja, "ja", "日本語"), (Locale::en, "en", "English")].map(|(value, name, text)| {
        view! { <button name="language" value=name lang=name aria-pressed=pressed(value == locale)>{text}</button> }
    });
    let themes = [
        (Theme::System, tu_string!(i18n, frame.theme_system)),
        (Theme::Light, tu_string!(i18n, frame.theme_light)),
        (Theme::Dark, tu_string!(i18n, frame.theme_dark)),
    ]
    .map(|(value, text)| {
        view! { <button name="theme" value=value.name() aria-pressed=pressed(value == theme)>{text}</button> }
    });
    view! {
        <p class="menu-label" id="label-language">{tu_string!(i18n, frame.language)}</p>
        <form method="post" action="/preferences" class="segments" aria-labelledby="label-language">
            <Back/>
            {languages}
        </form>
        <p class="menu-label" id="label-theme">{tu_string!(i18n, frame.theme)}</p>
        <form method="post" action="/preferences" class="segments" aria-labelledby="label-theme">
            <Back/>
            {themes}
        </form>
    }
    .into_any()
}

/// Where a plain form comes back to.
#[component]
fn Back() -> AnyView {
    let here = place::use_here();
    view! { <input type="hidden" name="next" value=move || here.get()/> }.into_any()
}
