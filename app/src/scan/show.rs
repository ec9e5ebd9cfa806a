//! What the scan pages draw alike: their head, names, reasons and how far a line is.

use leptos::prelude::*;
use leptos_i18n::I18nContext;
use leptos_meta::Title;
use model::{ErrorCode, Quantity};
use ui::ScanQueue;

use crate::i18n::{Locale, tu_string, use_i18n};
use crate::refusal::Refusal;

/// The texts, taken while a component is made and used in its handlers, where no component is current.
pub type Words = I18nContext<Locale>;

/// Title of a page and the way back.
#[component]
pub fn Head(
    #[prop(into)] title: String,
    #[prop(into)] back: Signal<String>,
    #[prop(default = String::new(), into)] note: String,
) -> AnyView {
    let i18n = use_i18n();
    view! {
        <Title text=title.clone()/>
        <header class="scan-head">
            <a class="button scan-back" href=move || back.get()>
                <span aria-hidden="true">"‹"</span>
                <span class="spoken">{tu_string!(i18n, scan.back)}</span>
            </a>
            <div>
                <h1>{title}</h1>
                {(!note.is_empty()).then(|| view! { <p class="muted">{note}</p> })}
            </div>
        </header>
    }
    .into_any()
}

/// The sentence of a refusal with those of its details, or ours when none came or it is about what people never see.
#[must_use]
pub fn reason(i18n: Words, refusal: &Refusal) -> String {
    if refusal.code() == ErrorCode::KeyReused {
        return tu_string!(i18n, scan.key_reused).to_owned();
    }
    if refusal.is_offline() {
        return tu_string!(i18n, scan.no_connection).to_owned();
    }
    if refusal.0.message.is_empty() {
        return tu_string!(i18n, scan.failed).to_owned();
    }
    let details = refusal.0.details.iter().map(|detail| detail.message.as_str());
    std::iter::once(refusal.0.message.as_str()).chain(details).collect::<Vec<_>>().join(" ")
}

/// What waits: for the line, or for its turn.
#[must_use]
pub fn waiting(i18n: Words, offline: bool, queue: ScanQueue) -> String {
    match (offline, queue.waiting()) {
        (true, waiting) => tu_string!(i18n, scan.offline, n = waiting + 1),
        (false, 0) => String::new(),
        (false, waiting) => tu_string!(i18n, scan.waiting, n = waiting),
    }
}

/// How far a line is: `3 / 24 本`.
#[must_use]
pub fn progress(done: Quantity, all: Quantity, unit: &str) -> AnyView {
    let finished = done >= all;
    view! {
        <span class="scan-progress" class:done=finished>
            <strong>{done.grouped()}</strong>
            " / "
            {all.grouped()}
            <small class="unit">{unit.to_owned()}</small>
        </span>
    }
    .into_any()
}
