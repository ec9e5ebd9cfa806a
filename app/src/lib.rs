//! The screens of Kuramori and the thin server functions that feed them.
//!
//! What always holds here: a page shows what its URL says. Filters, sort order, paging and the
//! warehouse are in the URL; nothing else remembers them. No SQL and no rules: a server function
//! asks [`ssr`] for the context and calls one command or query of `service`.
//!
//! # How to add an area
//!
//! 1. `src/<area>/mod.rs` with a transparent `<Area>Routes` component; add it to [`App`]. Screens that belong to a
//!    warehouse stand below `/w/{warehouse}/…`.
//! 2. `src/<area>/functions.rs` with the server functions; each is a call of `ssr::query` or `ssr::execute`.
//! 3. One file a screen, each a [`Screen`](bundle::Screen) in one of the bundles of [`bundle`], so that its code travels
//!    only to those who do such work. Its head comes from [`parts::PageHead`], its list from [`parts::Filters`] (what the URL says),
//!    [`parts::list`] and [`parts::loaded`], its form from [`parts::Sending`] (the command's key, whether it is
//!    under way, what was refused) and [`parts::field`]. `masters/item_list.rs`, `item_detail.rs` and `item_form.rs`
//!    are examples of all three. [`live::use_live`] in a resource's source keeps it up to date.
//! 4. `locales/ja/<area>.json` and `locales/en/<area>.json`: the file is the namespace, `tu_string!(i18n, area.key)`
//!    the text. Choosing another language loads the page anew, so no text needs a signal.
//! 5. Looks come from `ui` and `style/`; the head of `ui` lists the classes.
//! 6. Its place in the navigation: `frame/screens.rs`.

pub mod admin;
pub mod bundle;
#[cfg(feature = "ssr")]
pub mod document;
pub mod frame;
pub mod home;
pub mod import;
pub mod live;
pub mod masters;
pub mod parts;
pub mod password;
pub mod preferences;
pub mod print;
pub mod receiving;
pub mod refusal;
pub mod scan;
pub mod search;
#[cfg(feature = "ssr")]
pub mod sentence;
pub mod shipping;
pub mod sign_in;
pub mod slip;
#[cfg(feature = "ssr")]
pub mod ssr;
pub mod stock;

use std::sync::{Mutex, PoisonError};

use leptos::leptos_dom::helpers::is_browser;
use leptos::prelude::*;
use leptos_i18n::context::{I18nContextOptions, UseLocalesOptions, init_i18n_context_with_options};
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    admin::AdminRoutes,
    bundle::{Masters, Start},
    frame::NotFound,
    i18n::{I18nLocaleTrait, Locale},
    masters::MasterRoutes,
    password::PasswordPage,
    print::PrintRoutes,
    receiving::ReceivingRoutes,
    scan::ScanRoutes,
    shipping::ShippingRoutes,
    sign_in::SignInPage,
    stock::StockRoutes,
};

/// The texts of `locales/`, as the build script reads them.
#[expect(clippy::pedantic, clippy::new_ret_no_self, reason = "made by the build script")]
mod texts {
    include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));
}

pub use texts::i18n;

/// Titles are those of the screens; where none says its own yet, the one that stands stays. The first is asked for
/// here, since the library empties it when it takes over.
fn title_of_document() -> impl Fn(String) -> String + Send + Sync + 'static {
    let standing = if is_browser() { document().title() } else { "Kuramori".to_owned() };
    let standing = Mutex::new(standing);
    move |title| {
        let mut standing = standing.lock().unwrap_or_else(PoisonError::into_inner);
        if !title.is_empty() {
            *standing = format!("{title} – Kuramori");
        }
        standing.clone()
    }
}

/// Provides the language of all texts.
///
/// What the library starts beside it only keeps a cookie, which `preferences` does. On the server it would come to that
/// in a task of its own, and panic where the page is gone by then; so it is told not to.
fn provide_language() {
    let Some(page) = Owner::current() else { return };
    let beside = page.child();
    let of_page = UseLocalesOptions::default()
        .ssr_lang_header_getter(|| Some(I18nLocaleTrait::as_str(preferences::locale()).to_owned()));
    let options = I18nContextOptions::<Locale> { ssr_lang_header_getter: of_page, ..I18nContextOptions::default() };
    provide_context(beside.with(|| init_i18n_context_with_options(options)));
    if !is_browser() {
        beside.pause();
    }
    on_cleanup(move || drop(beside));
}

/// Every screen. A page waits for its data on the server, so it is whole before WebAssembly
/// arrives and nothing jumps afterwards.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_language();
    view! {
        <Title text="" formatter=title_of_document()/>
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/password") view=PasswordPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Start::Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=Start::Home/>
                    <Route path=path!("import") view=Masters::Import/>
                    <MasterRoutes/>
                    <AdminRoutes/>
                    <PrintRoutes/>
                    <ParentRoute path=path!("w/:warehouse") view=leptos_router::components::Outlet>
                        <ReceivingRoutes/>
                        <ShippingRoutes/>
                        <StockRoutes/>
                    </ParentRoute>
                    <Route path=path!("search") view=Start::Search/>
                    <ScanRoutes/>
                    <Route path=path!("*any") view=NotFound/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
