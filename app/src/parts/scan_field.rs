//! The hand scanner of the screens at a desk, and what its last scan did.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use ui::ScanQueue;

use crate::i18n::{tu_string, use_i18n};

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

/// The field of the design system, for screens at a desk.
#[component]
pub fn ScanField(label: &'static str, hint: &'static str, on_scan: OnScan) -> AnyView {
    let i18n = use_i18n();
    let queue = ScanQueue::new(move |scanned, _| (on_scan.0)(scanned));
    view! { <ui::ScanField queue label hint keyboard=tu_string!(i18n, scan.keyboard)/> }.into_any()
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
