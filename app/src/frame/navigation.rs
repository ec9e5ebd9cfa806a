//! The side navigation, a drawer on narrow screens, and the bar at the bottom of phones.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::user::Me;
use ui::{Icon, icon};

use super::{functions::remember_warehouse, place, screens, screens::Screen};
use crate::i18n::{tu_string, use_i18n};

/// Both navigations.
#[component]
pub fn Navigation(me: Me) -> AnyView {
    let i18n = use_i18n();
    let warehouse = place::use_warehouse(&me);
    let last = me.last_warehouse.clone();
    Effect::new(move |before: Option<Option<model::WarehouseCode>>| {
        let now = warehouse.get();
        if let Some(code) = now.clone().filter(|_| before.unwrap_or_else(|| last.clone()) != now) {
            leptos::task::spawn_local(async move {
                // Only a default for next time: when it fails, nothing is lost.
                let _kept = remember_warehouse(code).await;
            });
        }
        now
    });
    let person = me.clone();
    let groups = move || {
        let groups = screens(&me, warehouse.get().as_ref());
        let all: Vec<String> =
            groups.iter().flat_map(|group| &group.screens).map(|screen| screen.path.clone()).collect();
        let here = use_here(all);
        groups
            .into_iter()
            .map(|group| {
                let label = group.label.map(|label| view! { <p class="side-label">{label}</p> });
                let links =
                    group.screens.into_iter().map(|screen| view! { <li>{link(screen, here)}</li> }).collect_view();
                view! { {label} <ul>{links}</ul> }
            })
            .collect_view()
    };
    view! {
        <nav id="side" class="side" popover="auto" aria-label=tu_string!(i18n, frame.navigation)>{groups}</nav>
        <nav class="bottom" aria-label=tu_string!(i18n, frame.navigation_bottom)>
            {move || bottom(&person, warehouse.get().as_ref())}
        </nav>
    }
    .into_any()
}

fn bottom(me: &Me, warehouse: Option<&model::WarehouseCode>) -> AnyView {
    const SHOWN: [Icon; 5] = [Icon::Home, Icon::Receiving, Icon::Shipping, Icon::Stock, Icon::Scan];
    let screens: Vec<Screen> = screens(me, warehouse).into_iter().flat_map(|group| group.screens).collect();
    let shown: Vec<Screen> =
        SHOWN.iter().filter_map(|icon| screens.iter().find(|screen| screen.icon == *icon).cloned()).collect();
    let here = use_here(shown.iter().map(|screen| screen.path.clone()).collect());
    shown.into_iter().map(|screen| link(screen, here)).collect_view().into_any()
}

/// Which of the paths this screen is, or lies below: the longest that fits.
fn use_here(paths: Vec<String>) -> Memo<Option<String>> {
    let pathname = use_location().pathname;
    Memo::new(move |_| {
        pathname.with(|pathname| {
            let fits = |path: &&String| {
                pathname == *path
                    || (path.len() > 1
                        && pathname.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/')))
            };
            paths.iter().filter(fits).max_by_key(|path| path.len()).cloned()
        })
    })
}

fn link(screen: Screen, here: Memo<Option<String>>) -> AnyView {
    let path = screen.path.clone();
    let current = move || here.with(|here| here.as_ref() == Some(&path)).then_some("page");
    view! {
        <a href=screen.path aria-current=current>
            {icon(screen.icon)}
            <span>{screen.text}</span>
        </a>
    }
    .into_any()
}
