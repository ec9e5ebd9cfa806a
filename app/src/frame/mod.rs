//! The frame around every screen: top bar, navigation, banners, messages.

pub mod functions;
mod menus;
mod navigation;
mod not_found;
pub mod place;
mod screens;

pub use functions::{Who, use_who};
pub use menus::PreferenceMenu;
pub use not_found::NotFound;
pub use screens::{Screen, screens};

use leptos::{html::Main, prelude::*};
use leptos_router::{components::Outlet, hooks::use_location};
use model::ErrorCode;
use ui::{ToastList, Toasts};

use crate::{
    i18n::{tu_string, use_i18n},
    live::Live,
    parts::{
        loaded::{sentence, sign_in_link},
        work::{LeaveQuestion, Work},
    },
    refusal::Refusal,
    search::Palette,
};

/// The frame; the screen stands in its `<main>`.
pub struct Frame;

impl crate::bundle::Screen for Frame {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let who = Who::provide();
        let _work = Work::provide();
        let live = Live::provide();
        place::provide_warehouse();
        let _toasts = Toasts::provide();
        who.follow_changes();
        let palette = RwSignal::new(false);
        let main = NodeRef::<Main>::new();
        follow_navigation(main);
        let here = place::use_here();
        let chrome = move || {
            let who = who.resource();
            Suspend::new(async move {
                match who.await {
                    Ok(me) if me.must_change_password => leave_for("/password".to_owned()),
                    Ok(me) => view! {
                        <menus::TopBar me=me.clone() palette/>
                        <navigation::Navigation me=me.clone()/>
                        <Palette open=palette me/>
                    }
                    .into_any(),
                    Err(refusal) => stranger(&refusal, &here.get_untracked()),
                }
            })
        };
        view! {
            <a class="skip" href="#main">{tu_string!(i18n, frame.skip)}</a>
            <div class="frame">
                <Transition>{chrome}</Transition>
                <main id="main" class="main" tabindex="-1" node_ref=main>
                    <Banner live/>
                    <Outlet/>
                </main>
            </div>
            <ToastList/>
            <LeaveQuestion/>
        }
        .into_any()
    }
}

/// What stands over every screen while it cannot be trusted to be up to date.
#[component]
fn Banner(live: Live) -> AnyView {
    let i18n = use_i18n();
    view! {
        <Show when=move || !live.connected().get()>
            <p class="banner" role="status">{tu_string!(i18n, frame.connection_lost)}</p>
        </Show>
        <Show when=move || live.ended().get()>
            <div class="banner" role="status">
                <p>{tu_string!(i18n, words.session_ended)}</p>
                {sign_in_link(true)}
            </div>
        </Show>
    }
    .into_any()
}

/// After a step to another screen, menus close and the keyboard starts at the screen's beginning.
fn follow_navigation(main: NodeRef<Main>) {
    let pathname = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = pathname.get();
        if before.is_some_and(|before| before != now) {
            menus::close_all();
            if let Some(main) = main.get_untracked() {
                let _focused = main.focus();
            }
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
        now
    });
}

/// Somebody who is not signed in is sent to sign in, and comes back to where they wanted to go.
fn stranger(refusal: &Refusal, wanted: &str) -> AnyView {
    match refusal.code() {
        ErrorCode::NotSignedIn => leave_for(format!("/sign-in?next={}", place::escaped(wanted))),
        ErrorCode::PasswordChangeRequired => leave_for("/password".to_owned()),
        _ => view! { <div class="banner" role="alert">{sentence(&refusal.0)}</div> }.into_any(),
    }
}

fn leave_for(path: String) -> AnyView {
    #[cfg(feature = "ssr")]
    leptos_axum::redirect(&path);
    Effect::new(move |_| {
        let _left = window().location().assign(&path);
    });
    ().into_any()
}
