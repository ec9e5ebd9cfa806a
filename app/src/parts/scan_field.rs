//! The field of a hand scanner: it takes the whole burst that ends in Enter, is ready for the next one at once, and
//! hands the scans on one after another, so none is lost while the page is busy.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::parts::field::use_ready;

type Working = Pin<Box<dyn Future<Output = ()>>>;

/// What is done with each scan, one after another.
#[derive(Clone)]
pub struct OnScan(Arc<dyn Fn(String) -> Working + Send + Sync>);

impl OnScan {
    /// Wraps an async function.
    pub fn new<F>(work: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + 'static,
    {
        Self(Arc::new(move |scanned| Box::pin(work(scanned))))
    }
}

/// The field. It takes the focus when the page is ready.
#[component]
pub fn ScanField(label: &'static str, hint: &'static str, on_scan: OnScan) -> AnyView {
    let ready = use_ready();
    let text = RwSignal::new(String::new());
    let queue = StoredValue::new(VecDeque::new());
    let busy = RwSignal::new(false);
    let work = StoredValue::new(on_scan);
    Effect::new(move |_| {
        if ready.get() {
            super::browser::focus_soon("#scan");
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let scanned = text.get_untracked().trim().to_owned();
        text.set(String::new());
        if scanned.is_empty() {
            return;
        }
        queue.update_value(|queue| queue.push_back(scanned));
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            while let Some(Some(scanned)) = queue.try_update_value(VecDeque::pop_front) {
                let working = work.with_value(|work| (work.0)(scanned));
                working.await;
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="scan-form" on:submit=submit>
            <div class="field scan-field">
                <label for="scan">{label}</label>
                <input
                    id="scan"
                    type="text"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    enterkeyhint="done"
                    disabled=move || !ready.get()
                    aria-describedby="scan-note"
                    aria-busy=move || busy.get().then_some("true")
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                />
                <p id="scan-note" class="field-hint">{hint}</p>
            </div>
        </form>
    }
    .into_any()
}

/// What a scan did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanned {
    /// Whether it was taken.
    pub ok: bool,
    /// What was scanned.
    pub title: String,
    /// What it did, or why it was refused.
    pub text: String,
}

impl Scanned {
    /// A scan that was taken; it sounds so.
    pub fn accepted(title: impl Into<String>, text: impl Into<String>) -> Self {
        super::browser::sound_accepted();
        Self { ok: true, title: title.into(), text: text.into() }
    }

    /// A scan that was refused; it sounds so.
    pub fn refused(title: impl Into<String>, text: impl Into<String>) -> Self {
        super::browser::sound_refused();
        Self { ok: false, title: title.into(), text: text.into() }
    }
}

/// The last scan, large enough to be seen from a step away.
#[component]
pub fn ScanOutcome(outcome: RwSignal<Option<Scanned>>) -> AnyView {
    view! {
        <div class="scan-outcome" role="status" aria-live="assertive">
            {move || {
                outcome
                    .get()
                    .map(|scanned| view! {
                        <div class=if scanned.ok { "alert success" } else { "alert danger" }>
                            <p class="scan-title">{scanned.title}</p>
                            <p>{scanned.text}</p>
                        </div>
                    })
            }}
        </div>
    }
    .into_any()
}
