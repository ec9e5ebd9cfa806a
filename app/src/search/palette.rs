//! The palette: type, walk with the arrows, open with Enter. What is typed and ended with Enter at once, as a scanner
//! does, opens the first of its own hits and never one of the text before.

use std::time::Duration;

use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    html::{Dialog, Input},
    prelude::*,
    task::spawn_local,
};
use leptos_router::hooks::{use_location, use_navigate};
use model::{AppError, search::SearchAll, user::Me};
use ui::{Icon, icon};

use super::{
    functions::find_everything,
    hits::{Line, screens_that_fit},
};
use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::{loaded::sentence, work::Work};

/// How long typing must pause before the server is asked.
const PAUSE: Duration = Duration::from_millis(120);

/// The palette; Ctrl+K or ⌘K opens it from everywhere.
#[expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]
#[component]
pub fn Palette(
    /// Whether it is open.
    open: RwSignal<bool>,
    me: Me,
) -> AnyView {
    let i18n = use_i18n();
    let (dialog, input) = (NodeRef::<Dialog>::new(), NodeRef::<Input>::new());
    let work = Work::of_page();
    work.dialog_while(move || open.get());
    let navigate = StoredValue::new(use_navigate());
    let go = Callback::new(move |path: String| {
        open.set(false);
        if work.may_go(&path) {
            navigate.with_value(|navigate| navigate(&path, leptos_router::NavigateOptions::default()));
        }
    });
    let state = State::new(&me, go);
    listen_for_shortcut(open);
    show_while(open, dialog, input, state);
    close_after_navigation(open);
    view! {
        <dialog
            class="palette"
            node_ref=dialog
            aria-label=tu_string!(i18n, frame.search)
            on:close=move |_| open.set(dialog.get_untracked().is_some_and(|dialog| dialog.open()))
            on:click=move |event: MouseEvent| {
                // A click beside the content is a click on the dialog itself.
                if dialog.get_untracked().is_some_and(|dialog| event.target().as_ref() == Some(dialog.as_ref())) {
                    open.set(false);
                }
            }
        >
            <div class="palette-field">
                {icon(Icon::Search)}
                <input
                    node_ref=input
                    type="text"
                    role="combobox"
                    aria-label=tu_string!(i18n, frame.search_what)
                    aria-controls="palette-hits"
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-activedescendant=move || state.marked_id()
                    placeholder=tu_string!(i18n, frame.search_what)
                    autocomplete="off"
                    spellcheck="false"
                    enterkeyhint="go"
                    prop:value=move || state.text.get()
                    on:input=move |event| state.typed(event_target_value(&event))
                    on:keydown=move |event| state.key(&event)
                />
            </div>
            <ul
                class="hits"
                id="palette-hits"
                role="listbox"
                aria-label=tu_string!(i18n, frame.search)
                aria-busy=move || state.is_waiting().then_some("true")
            >
                {move || lines(state)}
            </ul>
            <p class="palette-foot" aria-hidden="true">
                <span><kbd>"↑"</kbd>" "<kbd>"↓"</kbd>" "{tu_string!(i18n, frame.key_choose)}</span>
                <span><kbd>"Enter"</kbd>" "{tu_string!(i18n, frame.key_open)}</span>
                <span><kbd>"Esc"</kbd>" "{tu_string!(i18n, frame.key_close)}</span>
            </p>
        </dialog>
    }
    .into_any()
}

fn lines(state: State) -> AnyView {
    let i18n = use_i18n();
    let lines = state.lines.get();
    let problem = state.problem.get().map(|error| note(sentence(&error)));
    if !lines.is_empty() {
        let each = lines.into_iter().enumerate().map(|(index, line)| option(state, index, line)).collect_view();
        return view! { {each} {problem} }.into_any();
    }
    problem.unwrap_or_else(|| {
        let text =
            if state.is_waiting() { tu_string!(i18n, words.loading) } else { tu_string!(i18n, frame.nothing_found) };
        note(text.to_owned())
    })
}

/// A line that says something and opens nothing.
fn note(text: String) -> AnyView {
    view! {
        <li class="hit" role="option" aria-selected="false" aria-disabled="true">
            <span></span>
            <span class="muted">{text}</span>
        </li>
    }
    .into_any()
}

fn option(state: State, index: usize, line: Line) -> AnyView {
    let is_marked = move || state.marked.get() == index;
    let path = line.path.clone();
    view! {
        <li
            id=format!("palette-{index}")
            class="hit"
            class:marked=is_marked
            role="option"
            aria-selected=move || if is_marked() { "true" } else { "false" }
            on:click=move |_| state.go.run(path.clone())
        >
            {line.view()}
        </li>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct State {
    text: RwSignal<String>,
    /// Screens that fit, then what the server found.
    lines: Memo<Vec<Line>>,
    found: RwSignal<Vec<Line>>,
    /// Why nothing was found.
    problem: RwSignal<Option<AppError>>,
    marked: RwSignal<usize>,
    /// Counts what was typed, so that a late answer never overwrites a newer one.
    round: RwSignal<u32>,
    /// The round that the hits are of.
    answered: RwSignal<u32>,
    /// Whether Enter was pressed before the answer came.
    entered: StoredValue<bool>,
    go: Callback<String>,
}

impl State {
    fn new(me: &Me, go: Callback<String>) -> Self {
        let text = RwSignal::new(String::new());
        let found = RwSignal::new(Vec::new());
        let warehouse = place::use_warehouse(me);
        let me = me.clone();
        let lines = Memo::new(move |_| {
            let mut lines = screens_that_fit(&me, warehouse.get().as_ref(), &text.get());
            lines.extend(found.get());
            lines
        });
        Self {
            text,
            lines,
            found,
            problem: RwSignal::new(None),
            marked: RwSignal::new(0),
            round: RwSignal::new(0),
            answered: RwSignal::new(0),
            entered: StoredValue::new(false),
            go,
        }
    }

    fn is_waiting(self) -> bool {
        self.round.get() != self.answered.get()
    }

    fn typed(self, text: String) {
        self.text.set(text.clone());
        self.marked.set(0);
        self.problem.set(None);
        self.entered.set_value(false);
        let round = self.round.get_untracked() + 1;
        self.round.set(round);
        if text.trim().is_empty() {
            self.found.set(Vec::new());
            self.answered.set(round);
            return;
        }
        let owner = Owner::current();
        set_timeout(move || self.ask(round, text, owner), PAUSE);
    }

    fn ask(self, round: u32, query: String, owner: Option<Owner>) {
        let is_current = move || self.round.try_get_untracked() == Some(round);
        if !is_current() {
            return;
        }
        spawn_local(async move {
            let answer = find_everything(SearchAll { query }).await;
            if !is_current() {
                return;
            }
            let (hits, problem) = match answer {
                Ok(hits) => (hits, None),
                Err(refusal) => (Vec::new(), Some(refusal.0)),
            };
            let failed = problem.is_some();
            self.problem.set(problem);
            let lines = || hits.into_iter().map(Line::of_hit).collect::<Vec<_>>();
            self.found.set(owner.map_or_else(Vec::new, |owner| owner.with(lines)));
            self.answered.set(round);
            if self.entered.get_value() && !failed {
                self.open_marked();
            }
            self.entered.set_value(false);
        });
    }

    fn key(self, event: &KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => self.walk(event, 1),
            "ArrowUp" => self.walk(event, -1),
            "Enter" => {
                event.prevent_default();
                if self.round.get_untracked() == self.answered.get_untracked() {
                    self.open_marked();
                } else {
                    self.entered.set_value(true);
                }
            }
            _ => {}
        }
    }

    fn walk(self, event: &KeyboardEvent, step: isize) {
        event.prevent_default();
        let count = self.lines.with_untracked(Vec::len);
        if count > 0 {
            self.marked.update(|marked| *marked = marked.saturating_add_signed(step).min(count - 1));
        }
        let marked = document().get_element_by_id(&format!("palette-{}", self.marked.get_untracked()));
        if let Some(marked) = marked {
            marked.scroll_into_view_with_bool(false);
        }
    }

    fn open_marked(self) {
        let marked = self.marked.get_untracked();
        let path = self.lines.with_untracked(|lines| lines.get(marked).map(|line| line.path.clone()));
        if let Some(path) = path {
            self.go.run(path);
        }
    }

    fn marked_id(self) -> Option<String> {
        let marked = self.marked.get();
        self.lines.with(|lines| marked < lines.len()).then(|| format!("palette-{marked}"))
    }
}

fn listen_for_shortcut(open: RwSignal<bool>) {
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::keydown, move |event| {
            if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("k") {
                event.prevent_default();
                open.update(|open| *open = !*open);
            }
        });
        on_cleanup(move || listener.remove());
    });
}

fn show_while(open: RwSignal<bool>, dialog: NodeRef<Dialog>, input: NodeRef<Input>, state: State) {
    Effect::new(move |_| {
        let Some(element) = dialog.get() else { return };
        if open.get() {
            state.typed(String::new());
            if !element.open() {
                let _shown = element.show_modal();
            }
            if let Some(input) = input.get_untracked() {
                let _focused = input.focus();
            }
        } else if element.open() {
            element.close();
        }
    });
}

fn close_after_navigation(open: RwSignal<bool>) {
    let pathname = use_location().pathname;
    Effect::new(move |_| {
        pathname.track();
        open.set(false);
    });
}
