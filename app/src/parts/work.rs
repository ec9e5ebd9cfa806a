//! What somebody is in the middle of: a form begun, a question open.
//!
//! Always holds: while something is begun, no live change draws the screen anew; nobody leaves a form that was begun
//! without being asked.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{Element, Event, HtmlAnchorElement};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::{Confirm, Sending};

/// The work of this page. `Copy`, so that it goes into every handler.
#[derive(Clone, Copy)]
pub struct Work {
    /// Forms that hold something not yet sent.
    forms: RwSignal<usize>,
    /// Dialogs that are open.
    dialogs: RwSignal<usize>,
    /// Where somebody wants to go although a form is begun.
    wanted: RwSignal<Option<Way>>,
    /// Whether they said that they leave.
    leaving: StoredValue<bool>,
}

/// A way away from a form.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    /// To another screen of this program.
    Screen(String),
    /// To a page that is loaded as a whole.
    Page(String),
    /// To where the browser's own arrows lead.
    Back,
}

impl Work {
    /// Nothing is begun; once, in the frame.
    #[must_use]
    pub fn provide() -> Self {
        let work = Self {
            forms: RwSignal::new(0),
            dialogs: RwSignal::new(0),
            wanted: RwSignal::new(None),
            leaving: StoredValue::new(false),
        };
        provide_context(work);
        work
    }

    /// The work of this page.
    #[must_use]
    pub fn of_page() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    /// Whether something is begun.
    #[must_use]
    pub fn is_begun(self) -> bool {
        self.forms.get() > 0 || self.dialogs.get() > 0
    }

    /// Counts a form while it holds something not yet sent; called where its component is made.
    pub fn form_while(self, begun: impl Fn() -> bool + 'static) {
        count_while(self.forms, begun);
    }

    /// Counts a dialog while it is open; called where its component is made.
    pub fn dialog_while(self, open: impl Fn() -> bool + 'static) {
        count_while(self.dialogs, open);
    }

    /// Whether the screen can be left at once; else the question is asked, and the way is taken after it.
    #[must_use]
    pub fn may_go(self, path: &str) -> bool {
        let free = self.forms.get_untracked() == 0;
        if !free {
            self.wanted.set(Some(Way::Screen(path.to_owned())));
        }
        free
    }

    fn is_held(self) -> bool {
        self.forms.try_get_untracked().is_some_and(|forms| forms > 0) && self.leaving.try_get_value() == Some(false)
    }

    /// A click on a link, before anybody else hears of it.
    fn clicked(self, event: &MouseEvent) {
        let with_key = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if event.button() != 0 || with_key || !self.is_held() {
            return;
        }
        let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = element.and_then(|element| element.closest("a[href]").ok().flatten());
        let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { return };
        let within = link.get_attribute("href").is_some_and(|href| href.starts_with('#'));
        if within || !link.target().is_empty() || link.has_attribute("download") {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        let origin = window().location().origin().unwrap_or_default();
        let is_external = link.rel() == "external";
        let href = link.href();
        let path = href.strip_prefix(&origin).filter(|path| path.starts_with('/') && !is_external);
        self.wanted.set(Some(match path {
            Some(path) => Way::Screen(path.to_owned()),
            None => Way::Page(href),
        }));
    }

    /// The browser's arrows have changed the address already: it goes back to the form's, and the question is asked.
    fn stepped(self, event: &Event, form: &str) {
        if self.leaving.try_get_value() == Some(true) {
            self.leaving.set_value(false);
            return;
        }
        if !self.is_held() {
            return;
        }
        event.prevent_default();
        if let Ok(history) = window().history() {
            let _pushed = history.push_state_with_url(&leptos::wasm_bindgen::JsValue::NULL, "", Some(form));
        }
        self.wanted.set(Some(Way::Back));
    }
}

fn count_while(count: RwSignal<usize>, condition: impl Fn() -> bool + 'static) {
    let counted = StoredValue::new(false);
    Effect::new(move |_| {
        let now = condition();
        if counted.get_value() != now {
            counted.set_value(now);
            count.update(|count| *count = if now { *count + 1 } else { count.saturating_sub(1) });
        }
    });
    on_cleanup(move || {
        if counted.try_get_value() == Some(true) {
            count.try_update(|count| *count = count.saturating_sub(1));
        }
    });
}

/// Asks before a form that was begun is left; once, in the frame.
#[component]
pub fn LeaveQuestion() -> AnyView {
    let i18n = use_i18n();
    let (work, here) = (Work::of_page(), place::use_here());
    let (open, form) = (RwSignal::new(false), Sending::new());
    let navigate = StoredValue::new(use_navigate());
    Effect::new(move |_| {
        listen_first("click", move |event| {
            if let Some(event) = event.dyn_ref::<MouseEvent>() {
                work.clicked(event);
            }
        });
        // The event of work.js: the router's own listener came before any of ours.
        listen_first("kuramori-step", move |event| {
            if let Some(form) = here.try_get_untracked() {
                work.stepped(&event, &form);
            }
        });
        let unloading = window_event_listener(leptos::ev::beforeunload, move |event| {
            if work.is_held() {
                event.prevent_default();
                // What older browsers look at.
                event.set_return_value("unsaved");
            }
        });
        on_cleanup(move || unloading.remove());
    });
    Effect::new(move |_| {
        if work.wanted.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            work.wanted.set(None);
        }
        now
    });
    let leave = move || {
        let Some(way) = work.wanted.get_untracked() else { return };
        open.set(false);
        match way {
            Way::Screen(path) => navigate.with_value(|navigate| navigate(&path, NavigateOptions::default())),
            Way::Page(href) => {
                work.leaving.set_value(true);
                let _left = window().location().assign(&href);
            }
            Way::Back => {
                work.leaving.set_value(true);
                let _left = window().history().map(|history| history.back());
            }
        }
    };
    view! {
        <Confirm
            open
            form
            title=tu_string!(i18n, words.leave_title)
            action=tu_string!(i18n, words.leave_yes)
            on_yes=leave
        >
            <p>{tu_string!(i18n, words.leave_text)}</p>
        </Confirm>
    }
    .into_any()
}

/// Hears an event of the window before the router does, as long as the owner lives.
fn listen_first(name: &'static str, hear: impl Fn(Event) + 'static) {
    let hear = Closure::<dyn Fn(Event)>::new(hear);
    let _added = window().add_event_listener_with_callback_and_bool(name, hear.as_ref().unchecked_ref(), true);
    let hear = StoredValue::new_local(hear);
    on_cleanup(move || {
        hear.with_value(|hear| {
            let hear = hear.as_ref().unchecked_ref();
            let _removed = window().remove_event_listener_with_callback_and_bool(name, hear, true);
        });
    });
}
