//! The field of a hand scanner, which types: it takes whole bursts at any speed, and what is done with them happens
//! one after another, so that none is lost while the page is busy.

mod bursts;

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

type Working = Pin<Box<dyn Future<Output = ()>>>;
type Work = Arc<dyn Fn(String, ScanQueue) -> Working + Send + Sync>;

/// ASCII 29, between the fields of a GS1 symbol.
const SEPARATOR: char = '\u{1d}';

/// Scans on their way: done one after another, in the order in which they came.
#[derive(Clone, Copy)]
pub struct ScanQueue {
    waiting: RwSignal<VecDeque<String>>,
    /// The one that is being worked on.
    current: RwSignal<Option<String>>,
    running: StoredValue<bool>,
    work: StoredValue<Work>,
}

impl ScanQueue {
    /// A queue and what is done with each scan; made in a component.
    pub fn new<F>(work: impl Fn(String, Self) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + 'static,
    {
        let work: Work = Arc::new(move |scanned, queue| Box::pin(work(scanned, queue)));
        Self {
            waiting: RwSignal::new(VecDeque::new()),
            current: RwSignal::new(None),
            running: StoredValue::new(false),
            work: StoredValue::new(work),
        }
    }

    /// Takes a scan; nothing but space is none.
    pub fn push(self, scanned: &str) {
        let scanned = scanned.trim_matches([' ', '\r', '\n', '\t', '\u{3000}']);
        if scanned.is_empty() {
            return;
        }
        self.waiting.update(|waiting| waiting.push_back(scanned.to_owned()));
        if self.running.get_value() {
            return;
        }
        self.running.set_value(true);
        spawn_local(async move {
            while let Some(Some(scanned)) = self.waiting.try_update(VecDeque::pop_front) {
                self.current.try_set(Some(scanned.clone()));
                let Some(working) = self.work.try_with_value(|work| work(scanned, self)) else { return };
                working.await;
                self.current.try_set(None);
            }
            self.running.try_set_value(false);
        });
    }

    /// Everything that is not done yet, the one that is being worked on first.
    #[must_use]
    pub fn undone(self) -> Vec<String> {
        let current = self.current.get();
        self.waiting.with(|waiting| current.into_iter().chain(waiting.iter().cloned()).collect())
    }

    /// How many wait behind the one that is being worked on.
    #[must_use]
    pub fn waiting(self) -> usize {
        self.waiting.with(VecDeque::len)
    }

    /// As many as wait just now; none when the page of the queue is gone.
    #[must_use]
    pub fn count(self) -> usize {
        self.waiting.try_with_untracked(VecDeque::len).unwrap_or_default()
    }

    /// Takes away what waits behind the one that is being worked on.
    #[must_use]
    pub fn take_waiting(self) -> Vec<String> {
        self.waiting.try_update(std::mem::take).unwrap_or_default().into()
    }

    /// Says that what is being worked on is as good as done: nothing of it has to be kept.
    pub fn settle(self) {
        self.current.try_set(None);
    }
}

/// The field. It takes the focus when the page is ready and fetches it back when a burst begins elsewhere; phones show
/// no keyboard over the page unless asked to.
#[component]
pub fn ScanField(
    /// Where the scans go.
    queue: ScanQueue,
    /// The label, above.
    #[prop(into)]
    label: String,
    /// A sentence below.
    #[prop(default = "", into)]
    hint: &'static str,
    /// The text of the button that brings the keyboard for typing.
    #[prop(into)]
    keyboard: String,
) -> AnyView {
    let keys = Keys { input: NodeRef::new(), queue, ends: StoredValue::new(false) };
    let (ready, typing) = (RwSignal::new(false), RwSignal::new(false));
    Effect::new(move |_| ready.set(true));
    Effect::new(move |_| {
        if ready.get()
            && let Some(input) = keys.input.get()
        {
            input.set_disabled(false);
            let _focused = input.focus();
        }
    });
    bursts::catch(keys.input);
    view! {
        <form
            class="scan-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                keys.take();
            }
        >
            <div class="field scan-field">
                <label for="scan">{label}</label>
                <div class="scan-row">
                    <input
                        id="scan"
                        type="text"
                        node_ref=keys.input
                        disabled=move || !ready.get()
                        inputmode=move || if typing.get() { "text" } else { "none" }
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        enterkeyhint="done"
                        aria-describedby="scan-note"
                        on:keydown=move |event| keys.pressed(&event)
                        on:compositionend=move |_| keys.composed()
                    />
                    <button
                        type="button"
                        class="button scan-keyboard"
                        aria-pressed=move || typing.get().to_string()
                        on:click=move |_| {
                            typing.update(|typing| *typing = !*typing);
                            keys.focus_anew();
                        }
                    >
                        {keyboard}
                    </button>
                </div>
                <p id="scan-note" class="field-hint">{hint}</p>
            </div>
        </form>
    }
    .into_any()
}

/// What the field hears.
#[derive(Clone, Copy)]
struct Keys {
    input: NodeRef<Input>,
    queue: ScanQueue,
    /// A Japanese input method holds the burst until Enter; that Enter ends the composition, and the scan with it.
    ends: StoredValue<bool>,
}

impl Keys {
    /// Hands on what was typed. The element itself is read and emptied at once, so the next burst can begin with the
    /// next key.
    fn take(self) {
        if let Some(input) = self.input.get_untracked() {
            let scanned = input.value();
            input.set_value("");
            self.queue.push(&scanned);
        }
    }

    fn pressed(self, event: &ev::KeyboardEvent) {
        let Some(input) = self.input.get_untracked() else { return };
        if event.ctrl_key() && event.key() == "]" {
            event.prevent_default();
            input.set_value(&format!("{}{SEPARATOR}", input.value()));
        } else if event.key() == "Tab" && !event.shift_key() && !input.value().is_empty() {
            // Some scanners end a burst with Tab.
            event.prevent_default();
            self.take();
        } else if event.is_composing() && event.code() == "Enter" {
            self.ends.set_value(true);
        }
    }

    fn composed(self) {
        if self.ends.get_value() {
            self.ends.set_value(false);
            self.take();
        }
    }

    /// Leaves the field and comes back: only then does a phone show another keyboard, or none.
    fn focus_anew(self) {
        let Some(input) = self.input.get_untracked() else { return };
        let _left = input.blur();
        request_animation_frame(move || {
            let _focused = input.focus();
        });
    }
}
