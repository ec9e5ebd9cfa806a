//! A field that finds masters while one types: items, partners, locations. A hand scanner works in it too: what it
//! types and ends with Enter is looked up at once.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::i18n::{tu_string, use_i18n};
use crate::parts::field::{FieldLabel, FieldNote, field_id};
use crate::parts::{Sending, browser};

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Found {
    /// Its code, which becomes the text of the field.
    pub code: String,
    /// Its name.
    pub title: String,
    /// What tells it from others: unit, address.
    pub detail: String,
}

type Finding = Pin<Box<dyn Future<Output = Vec<Found>>>>;

/// How things are found by what was typed.
#[derive(Clone)]
pub struct Finder(Arc<dyn Fn(String) -> Finding + Send + Sync>);

impl Finder {
    /// Wraps an async function.
    pub fn new<F>(find: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Vec<Found>> + 'static,
    {
        Self(Arc::new(move |text| Box::pin(find(text))))
    }
}

/// What a picker holds: the text, and what was chosen by it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Picked {
    /// What is typed: a code after choosing.
    pub text: RwSignal<String>,
    /// What was chosen, with its name.
    pub found: RwSignal<Option<Found>>,
}

impl Default for Picked {
    fn default() -> Self {
        Self { text: RwSignal::new(String::new()), found: RwSignal::new(None) }
    }
}

impl Picked {
    /// Something chosen already.
    #[must_use]
    pub fn of(code: &str, title: &str, detail: &str) -> Self {
        let picked = Self::default();
        if !code.is_empty() {
            picked.choose(Found { code: code.to_owned(), title: title.to_owned(), detail: detail.to_owned() });
        }
        picked
    }

    /// Takes one.
    pub fn choose(self, found: Found) {
        self.text.set(found.code.clone());
        self.found.set(Some(found));
    }

    /// Empties the field.
    pub fn clear(self) {
        self.text.set(String::new());
        self.found.set(None);
    }
}

/// How long typing must pause before it is looked up.
const PAUSE: Duration = Duration::from_millis(120);

/// The field with its list.
#[component]
pub fn Picker(
    form: Sending,
    #[prop(into)] name: String,
    label: &'static str,
    value: Picked,
    finder: Finder,
    #[prop(optional)] required: bool,
    #[prop(default = "")] hint: &'static str,
    /// Where Enter goes after a choice: the selector of the next field.
    #[prop(optional, into)]
    next: Option<String>,
    /// Where the error comes from, when not from the field of the same name.
    #[prop(optional, into)]
    error: Option<Signal<Option<String>>>,
) -> AnyView {
    let i18n = use_i18n();
    let error = error.unwrap_or_else(|| form.field(name.clone()));
    let id = field_id(&name);
    let list_id = format!("{id}-list");
    let state = State {
        value,
        finder: StoredValue::new(finder),
        next: StoredValue::new(next),
        hits: RwSignal::new(Vec::new()),
        active: RwSignal::new(0),
        open: RwSignal::new(false),
        round: StoredValue::new(0),
    };
    let option_id = {
        let list_id = list_id.clone();
        move |index: usize| format!("{list_id}-{index}")
    };
    let active_id = {
        let option_id = option_id.clone();
        move || (state.open.get() && !state.hits.with(Vec::is_empty)).then(|| option_id(state.active.get()))
    };
    view! {
        <div class="field picker">
            <FieldLabel id=id.clone() label required/>
            <input
                id=id.clone()
                name=name
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-expanded=move || if state.open.get() { "true" } else { "false" }
                aria-controls=list_id.clone()
                aria-autocomplete="list"
                aria-activedescendant=active_id
                aria-required=required.then_some("true")
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=format!("{id}-note")
                prop:value=move || value.text.get()
                on:input=move |event| state.typed(event_target_value(&event))
                on:keydown=move |event| state.key(&event)
                on:blur=move |_| set_timeout(move || { state.open.try_set(false); }, Duration::from_millis(150))
            />
            <ul id=list_id role="listbox" aria-label=label class="picker-list" hidden=move || !state.open.get()>
                {move || {
                    let option_id = option_id.clone();
                    let hits = state.hits.get();
                    if hits.is_empty() {
                        return view! {
                            <li role="option" aria-selected="false" aria-disabled="true" class="muted">
                                {tu_string!(i18n, words.nothing_found)}
                            </li>
                        }.into_any();
                    }
                    hits.into_iter()
                        .enumerate()
                        .map(move |(index, found)| {
                            let chosen = found.clone();
                            view! {
                                <li
                                    id=option_id(index)
                                    role="option"
                                    aria-selected=move || if state.active.get() == index { "true" } else { "false" }
                                    on:mousedown=move |event| {
                                        event.prevent_default();
                                        state.choose(chosen.clone());
                                    }
                                >
                                    <span class="code">{found.code}</span>
                                    <span>{found.title}</span>
                                    <span class="muted">{found.detail}</span>
                                </li>
                            }
                        })
                        .collect_view()
                        .into_any()
                }}
            </ul>
            <p class="picked">{move || value.found.get().map(|found| found.title)}</p>
            <FieldNote id=format!("{id}-note") error hint/>
        </div>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct State {
    value: Picked,
    finder: StoredValue<Finder>,
    next: StoredValue<Option<String>>,
    hits: RwSignal<Vec<Found>>,
    active: RwSignal<usize>,
    open: RwSignal<bool>,
    /// Counts what was typed, so that a late answer never overwrites a newer one.
    round: StoredValue<u32>,
}

impl State {
    fn typed(self, text: String) {
        self.value.text.set(text.clone());
        self.value.found.set(None);
        let round = self.round.get_value() + 1;
        self.round.set_value(round);
        if text.trim().is_empty() {
            self.open.set(false);
            return;
        }
        set_timeout(move || self.look_up(round, text, false), PAUSE);
    }

    fn look_up(self, round: u32, text: String, take_first: bool) {
        if self.round.try_get_value() != Some(round) {
            return;
        }
        let finding = self.finder.with_value(|finder| (finder.0)(text));
        spawn_local(async move {
            let hits = finding.await;
            if self.round.try_get_value() != Some(round) {
                return;
            }
            if let (true, Some(first)) = (take_first, hits.first()) {
                self.choose(first.clone());
                return;
            }
            self.active.set(0);
            self.hits.set(hits);
            self.open.set(true);
        });
    }

    fn choose(self, found: Found) {
        self.round.update_value(|round| *round += 1);
        self.value.choose(found);
        self.open.set(false);
        if let Some(next) = self.next.get_value() {
            browser::focus_soon(next);
        }
    }

    fn key(self, event: &KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" => {
                event.prevent_default();
                self.walk(event.key() == "ArrowDown");
            }
            "Escape" if self.open.get_untracked() => {
                event.prevent_default();
                self.open.set(false);
            }
            "Enter" => self.enter(event),
            _ => {}
        }
    }

    fn walk(self, down: bool) {
        let count = self.hits.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        self.open.set(true);
        self.active.update(|active| *active = if down { (*active + 1) % count } else { (*active + count - 1) % count });
    }

    /// Takes the marked one; what was typed and not yet looked up (a scan) is looked up and its first match taken.
    fn enter(self, event: &KeyboardEvent) {
        let text = self.value.text.get_untracked();
        if self.value.found.with_untracked(Option::is_some) || text.trim().is_empty() {
            if let Some(next) = self.next.get_value() {
                event.prevent_default();
                browser::focus_soon(next);
            }
            return;
        }
        event.prevent_default();
        let marked = self.hits.with_untracked(|hits| hits.get(self.active.get_untracked()).cloned());
        if let (true, Some(found)) = (self.open.get_untracked(), marked) {
            self.choose(found);
        } else {
            let round = self.round.get_value() + 1;
            self.round.set_value(round);
            self.look_up(round, text, true);
        }
    }
}
