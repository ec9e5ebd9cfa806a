//! Short messages at the edge of the screen, some with a way back.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;

/// How long a message stays.
const SHOWN: Duration = Duration::from_secs(5);
/// How long one with a way back stays.
const SHOWN_WITH_ACTION: Duration = Duration::from_secs(10);

/// The messages on screen. `Copy`, so that it goes into every handler.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Vec<Toast>>);

#[derive(Clone)]
struct Toast {
    number: u64,
    text: String,
    danger: bool,
    action: Option<(String, Arc<dyn Fn() + Send + Sync>)>,
}

impl Toasts {
    /// Makes the messages of this page; once, in the frame.
    #[must_use]
    pub fn provide() -> Self {
        let toasts = Self(RwSignal::new(Vec::new()));
        provide_context(toasts);
        toasts
    }

    /// The messages of this page.
    #[must_use]
    pub fn of_page() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    /// Says that something was done.
    pub fn say(self, text: impl Into<String>) {
        self.add(text.into(), false, None);
    }

    /// Says that something went wrong.
    pub fn warn(self, text: impl Into<String>) {
        self.add(text.into(), true, None);
    }

    /// Says that something was done, with a button that takes it back.
    pub fn say_with(self, text: impl Into<String>, action: impl Into<String>, run: impl Fn() + Send + Sync + 'static) {
        self.add(text.into(), false, Some((action.into(), Arc::new(run))));
    }

    fn add(self, text: String, danger: bool, action: Option<(String, Arc<dyn Fn() + Send + Sync>)>) {
        let shown = if action.is_some() { SHOWN_WITH_ACTION } else { SHOWN };
        let number = self.0.with_untracked(|toasts| toasts.last().map_or(0, |last| last.number + 1));
        self.0.update(|toasts| toasts.push(Toast { number, text, danger, action }));
        set_timeout(move || self.remove(number), shown);
    }

    fn remove(self, number: u64) {
        self.0.try_update(|toasts| toasts.retain(|toast| toast.number != number));
    }
}

/// Where the messages appear; once, in the frame.
#[component]
pub fn ToastList() -> AnyView {
    let toasts = Toasts::of_page();
    let one = move |toast: Toast| {
        let number = toast.number;
        let action = toast.action.map(|(text, run)| {
            view! {
                <button
                    type="button"
                    class="button small"
                    on:click=move |_| {
                        run();
                        toasts.remove(number);
                    }
                >
                    {text}
                </button>
            }
        });
        view! { <li class="toast" class:danger=toast.danger>{toast.text} {action}</li> }
    };
    view! {
        <div class="toasts" role="status">
            <ul>
                <For each=move || toasts.0.get() key=|toast| toast.number children=one/>
            </ul>
        </div>
    }
    .into_any()
}
