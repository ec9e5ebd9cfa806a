//! The palette: type, walk with the arrows, open with Enter.

use std::time::Duration;

use leptos::{
    ev::KeyboardEvent,
    html::{Dialog, Input},
    prelude::*,
    task::spawn_local,
};
use leptos_router::hooks::{use_location, use_navigate};
use model::{search::SearchAll, user::Me};
use ui::{Icon, icon};

use super::{functions::find_everything, hits::Line};
use crate::frame::{place, screens};
use crate::i18n::{tu_string, use_i18n};

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
    let state = State::new(&me);
    listen_for_shortcut(open);
    show_while(open, dialog, input, state);
    close_after_navigation(open);
    let navigate = use_navigate();
    let on_key = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => state.walk(&event, 1),
            "ArrowUp" => state.walk(&event, -1),
            "Enter" => {
                event.prevent_default();
                if let Some(path) = state.marked_path() {
                    open.set(false);
                    navigate(&path, leptos_router::NavigateOptions::default());
                }
            }
            _ => {}
        }
    };
    view! {
        <dialog
            class="palette"
            node_ref=dialog
            aria-label=tu_string!(i18n, frame.search)
            on:close=move |_| open.set(false)
            on:click=move |event| {
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
                    aria-activedescendant=move || state.marked_id()
                    placeholder=tu_string!(i18n, frame.search_what)
                    autocomplete="off"
                    spellcheck="false"
                    enterkeyhint="go"
                    prop:value=move || state.text.get()
                    on:input=move |event| state.typed(event_target_value(&event))
                    on:keydown=on_key
                />
            </div>
            <ul class="hits" id="palette-hits" role="listbox" aria-label=tu_string!(i18n, frame.search)>
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
    if lines.is_empty() {
        return view! {
            <li class="hit" role="option" aria-selected="false" aria-disabled="true">
                <span></span>
                <span class="muted">{tu_string!(i18n, frame.nothing_found)}</span>
            </li>
        }
        .into_any();
    }
    let one = |(index, line): (usize, Line)| {
        let is_marked = move || state.marked.get() == index;
        let path = line.path.clone();
        view! {
            <li
                id=format!("palette-{index}")
                role="option"
                aria-selected=move || if is_marked() { "true" } else { "false" }
            >
                <a class="hit" class:marked=is_marked href=path tabindex="-1">{line.view()}</a>
            </li>
        }
    };
    lines.into_iter().enumerate().map(one).collect_view().into_any()
}

#[derive(Clone, Copy)]
struct State {
    text: RwSignal<String>,
    /// Screens that fit, then what the server found.
    lines: Memo<Vec<Line>>,
    found: RwSignal<Vec<Line>>,
    marked: RwSignal<usize>,
    /// Counts what was typed, so that a late answer never overwrites a newer one.
    round: StoredValue<u32>,
}

impl State {
    fn new(me: &Me) -> Self {
        let text = RwSignal::new(String::new());
        let found = RwSignal::new(Vec::new());
        let warehouse = place::use_warehouse(me);
        let me = me.clone();
        let lines = Memo::new(move |_| {
            let typed = model::search_key::search_key(&text.get());
            let all = screens(&me, warehouse.get().as_ref()).into_iter().flat_map(|group| group.screens);
            let fits = |screen: &crate::frame::Screen| model::search_key::search_key(screen.text).contains(&typed);
            let mut lines: Vec<Line> = all.filter(fits).map(Line::of_screen).collect();
            lines.extend(found.get());
            lines
        });
        Self { text, lines, found, marked: RwSignal::new(0), round: StoredValue::new(0) }
    }

    fn typed(self, text: String) {
        self.text.set(text.clone());
        self.marked.set(0);
        let round = self.round.get_value() + 1;
        self.round.set_value(round);
        if text.trim().is_empty() {
            self.found.set(Vec::new());
            return;
        }
        set_timeout(move || self.ask(round, text), PAUSE);
    }

    fn ask(self, round: u32, query: String) {
        let is_current = move || self.round.try_get_value() == Some(round);
        if !is_current() {
            return;
        }
        let owner = Owner::current();
        spawn_local(async move {
            let answer = find_everything(SearchAll { query }).await;
            if !is_current() {
                return;
            }
            let lines = || answer.unwrap_or_default().into_iter().map(Line::of_hit).collect::<Vec<_>>();
            self.found.set(owner.map_or_else(Vec::new, |owner| owner.with(lines)));
        });
    }

    fn walk(self, event: &KeyboardEvent, step: isize) {
        event.prevent_default();
        let count = self.lines.with_untracked(Vec::len);
        if count > 0 {
            self.marked.update(|marked| *marked = marked.saturating_add_signed(step).min(count - 1));
        }
    }

    fn marked_path(self) -> Option<String> {
        self.lines.with_untracked(|lines| lines.get(self.marked.get_untracked()).map(|line| line.path.clone()))
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
