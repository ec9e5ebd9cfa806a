//! Lists stay live: a screen asks anew when the server says that something in its areas changed.
//!
//! `live.js` keeps one event stream a browser, shared between its tabs; here its events become signals.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{CustomEvent, Event};

use crate::parts::work::Work;

/// The script of the document: it keeps the stream, and holds back the browser's arrows for begun forms.
pub const SCRIPT: &str = concat!(include_str!("parts/work.js"), include_str!("live.js"));

/// What the stream said last.
#[derive(Clone, Copy)]
pub struct Live {
    /// Rises with each change, beside the areas that it was in; no areas mean all of them.
    change: RwSignal<(u64, Vec<String>)>,
    connected: RwSignal<bool>,
    /// Whether the server said that nobody is signed in any more.
    ended: RwSignal<bool>,
}

impl Live {
    /// Listens; once, in the frame.
    #[must_use]
    pub fn provide() -> Self {
        let live = Self {
            change: RwSignal::new((0, Vec::new())),
            connected: RwSignal::new(true),
            ended: RwSignal::new(false),
        };
        provide_context(live);
        Effect::new(move |_| {
            let stream = window_event_listener_untyped("kuramori-live", move |event: Event| live.heard(&event));
            let offline = window_event_listener_untyped("offline", move |_| live.connected.set(false));
            // What was told meanwhile may have been asked for in vain.
            let online = window_event_listener_untyped("online", move |_| live.reached(""));
            on_cleanup(move || {
                stream.remove();
                offline.remove();
                online.remove();
            });
        });
        live
    }

    /// Whether the server can be reached, as far as is known.
    #[must_use]
    pub fn connected(self) -> Signal<bool> {
        self.connected.into()
    }

    /// Whether the session has ended.
    #[must_use]
    pub fn ended(self) -> Signal<bool> {
        self.ended.into()
    }

    fn heard(self, event: &Event) {
        let Some(text) = event.dyn_ref::<CustomEvent>().and_then(|event| event.detail().as_string()) else { return };
        match text.as_str() {
            "lost" => self.connected.set(false),
            "ended" => {
                self.connected.set(true);
                self.ended.set(true);
            }
            text => {
                self.ended.set(false);
                self.reached(text.strip_prefix("areas ").unwrap_or_default());
            }
        }
    }

    /// The server can be reached, and something in these areas changed; without areas anything may have.
    fn reached(self, areas: &str) {
        self.connected.set(true);
        self.change.update(|(number, last)| {
            *number += 1;
            *last = areas.split_whitespace().map(str::to_owned).collect();
        });
    }
}

/// Rises with each change in one of the areas (`items`, `locations`, `partners`, `stock`, `receiving`, `shipping`,
/// `settings`): make it part of the source of a resource.
///
/// While somebody is in the middle of something ([`Work`]) it waits, and rises once they are done.
#[must_use]
pub fn use_live(areas: &'static [&'static str]) -> Signal<u64> {
    let version = RwSignal::new(0);
    if let Some(live) = use_context::<Live>() {
        let work = Work::of_page();
        let first = live.change.with_untracked(|(number, _)| *number);
        Effect::new(move |before: Option<(u64, bool)>| {
            let (number, ours) = live.change.with(|(number, changed)| {
                (*number, changed.is_empty() || changed.iter().any(|area| areas.contains(&area.as_str())))
            });
            let begun = work.is_begun();
            let (seen, due) = before.unwrap_or((first, false));
            let due = due || (number != seen && ours);
            if due && !begun {
                version.update(|version| *version += 1);
            }
            (number, due && begun)
        });
    }
    version.into()
}
