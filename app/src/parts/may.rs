//! Who may do what: nobody is shown a step that the server would refuse to their role.

use leptos::prelude::*;
use model::Permission;

use crate::frame::use_who;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::Empty;
use crate::parts::loaded::waiting;

/// Whether this person may do it. Read it where a screen is drawn: inside [`loaded`](crate::parts::loaded) or [`May`].
#[must_use]
pub fn may(permission: Permission) -> bool {
    use_who().may(permission).unwrap_or_default()
}

/// Shows its children only to who may. Inside [`loaded`](crate::parts::loaded) ask [`may`] instead.
#[component]
pub fn May(permission: Permission, children: ChildrenFn) -> AnyView {
    let who = use_who();
    waiting(Box::new(move || (move || who.may(permission).unwrap_or_default().then(|| children())).into_any()))
}

/// A screen for those who may; others read that they may not. The view makes no resource of its own.
pub fn allowed(permission: Permission, view: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    by_permission(permission, Box::new(view))
}

fn by_permission(permission: Permission, view: Box<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    let who = use_who();
    waiting(Box::new(move || {
        let allowed = Memo::new(move |_| who.may(permission));
        (move || allowed.get().map(|yes| if yes { view() } else { forbidden() })).into_any()
    }))
}

/// What stands instead of a screen that somebody may not use.
#[must_use]
pub fn forbidden() -> AnyView {
    let i18n = use_i18n();
    view! { <Empty title=tu_string!(i18n, words.not_allowed) hint=tu_string!(i18n, words.not_allowed_hint)/> }
        .into_any()
}
