//! How the scan pages draw what they wait for, items, lots and how far a line is.

use leptos::prelude::*;
use leptos_i18n::I18nContext;
use leptos_meta::Title;
use model::slip::LotRef;
use model::{ErrorCode, Quantity};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::i18n::{Locale, tu_string, use_i18n};
use crate::refusal::Refusal;

/// The texts, taken while a component is made and used in its handlers, where no component is current.
pub type Words = I18nContext<Locale>;

/// Title of a page and the way back.
#[component]
pub fn Head(
    #[prop(into)] title: String,
    #[prop(into)] back: String,
    #[prop(default = String::new(), into)] note: String,
) -> AnyView {
    let i18n = use_i18n();
    view! {
        <Title text=title.clone()/>
        <header class="scan-head">
            <a class="button scan-back" href=back>
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

/// Shows what a resource answers; grey bars before, the reason and a way to try again when it cannot.
pub fn loaded<T>(
    resource: Resource<Result<T, Refusal>>,
    view: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let i18n = use_i18n();
    let waiting = move || {
        view! {
            <div class="skeleton-list" role="status" aria-label=tu_string!(i18n, scan.loading)>
                {(0..3).map(|_| view! { <div class="skeleton"></div> }).collect_view()}
            </div>
        }
    };
    view! {
        <Transition fallback=waiting>
            {move || {
                let view = view.clone();
                resource
                    .get()
                    .map(move |answer| match answer {
                        Ok(data) => view(data),
                        Err(refusal) => view! {
                            <div class="empty" role="alert">
                                <p class="empty-title">{reason(i18n, &refusal)}</p>
                                <button type="button" class="button" on:click=move |_| resource.refetch()>
                                    {tu_string!(i18n, scan.try_again)}
                                </button>
                            </div>
                        }
                        .into_any(),
                    })
            }}
        </Transition>
    }
    .into_any()
}

/// The sentence of a refusal with those of its details, or ours when none came.
#[must_use]
pub fn reason(i18n: Words, refusal: &Refusal) -> String {
    if refusal.is_offline() {
        return tu_string!(i18n, scan.no_connection).to_owned();
    }
    if refusal.0.message.is_empty() {
        return tu_string!(i18n, scan.failed).to_owned();
    }
    let details = refusal.0.details.iter().map(|detail| detail.message.as_str());
    std::iter::once(refusal.0.message.as_str()).chain(details).collect::<Vec<_>>().join(" ")
}

/// Whether nothing is known by what was scanned.
#[must_use]
pub fn is_unknown(refusal: &Refusal) -> bool {
    matches!(refusal.code(), ErrorCode::BarcodeUnknown | ErrorCode::NotFound)
}

/// Lot number and date, empty when there is none.
#[must_use]
pub fn lot(lot: &LotRef) -> String {
    let i18n = use_i18n();
    let number = lot.number.as_ref().map(|number| format!("{} {number}", tu_string!(i18n, scan.lot)));
    let best_before = lot.best_before.map(|date| format!("{} {}", tu_string!(i18n, scan.best_before), date.slashed()));
    let use_by = lot.use_by.map(|date| format!("{} {}", tu_string!(i18n, scan.use_by), date.slashed()));
    [number, best_before, use_by].into_iter().flatten().collect::<Vec<_>>().join(" / ")
}

/// Both names of an item.
#[must_use]
pub fn names(name: &str, name2: &str) -> String {
    format!("{name} {name2}").trim().to_owned()
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
