//! A field that finds masters while one types: items, partners, locations. A hand scanner works in it too: what it
//! types and ends with Enter is looked up at once. Enter takes only what is seen or what was typed, never a hit of the
//! text before.

mod state;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;

use crate::i18n::{tu_string, use_i18n};
use crate::parts::Sending;
use crate::parts::field::{FieldLabel, FieldNote, field_id};
use crate::refusal::Refusal;
use state::State;

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

type Answer = Result<Vec<Found>, Refusal>;
type Finding = Pin<Box<dyn Future<Output = Answer>>>;

/// How things are found by what was typed.
#[derive(Clone)]
pub struct Finder(Arc<dyn Fn(String) -> Finding + Send + Sync>);

impl Finder {
    /// Wraps an async function.
    pub fn new<F>(find: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Answer> + 'static,
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
    /// Why what is typed could not be looked up, so that nobody knows whether it is a code.
    pub problem: RwSignal<Option<String>>,
}

impl Default for Picked {
    fn default() -> Self {
        Self { text: RwSignal::new(String::new()), found: RwSignal::new(None), problem: RwSignal::new(None) }
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
        self.problem.set(None);
    }

    /// Empties the field.
    pub fn clear(self) {
        self.text.set(String::new());
        self.found.set(None);
        self.problem.set(None);
    }
}

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
    let refused = error.unwrap_or_else(|| form.field(name.clone()));
    let error = Signal::derive(move || refused.get().or_else(|| value.problem.get()));
    let id = field_id(&name);
    let list_id = format!("{id}-list");
    let state = State::new(form, value, finder, next);
    let active_id = {
        let list_id = list_id.clone();
        move || (state.open.get() && !state.hits.with(Vec::is_empty)).then(|| option_id(&list_id, state.active.get()))
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
                on:blur=move |_| state.left()
            />
            {hits(state, list_id, label)}
            <p class="picked">{move || value.found.get().map(|found| found.title)}</p>
            <FieldNote id=format!("{id}-note") error hint/>
        </div>
    }
    .into_any()
}

fn option_id(list_id: &str, index: usize) -> String {
    format!("{list_id}-{index}")
}

/// The list below the field, while it is open.
fn hits(state: State, list_id: String, label: &'static str) -> AnyView {
    let i18n = use_i18n();
    let id = list_id.clone();
    let hits = move || match state.hits.get() {
        hits if hits.is_empty() => view! {
            <li role="option" aria-selected="false" aria-disabled="true" class="muted">
                {tu_string!(i18n, words.nothing_found)}
            </li>
        }
        .into_any(),
        hits => hits
            .into_iter()
            .enumerate()
            .map(|(index, found)| hit(state, option_id(&list_id, index), index, found))
            .collect_view()
            .into_any(),
    };
    view! {
        <ul id=id role="listbox" aria-label=label class="picker-list" hidden=move || !state.open.get()>
            {hits}
        </ul>
    }
    .into_any()
}

fn hit(state: State, id: String, index: usize, found: Found) -> AnyView {
    let chosen = found.clone();
    view! {
        <li
            id=id
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
    .into_any()
}
