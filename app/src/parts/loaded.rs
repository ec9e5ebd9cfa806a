//! A part of a screen that waits for data: skeleton while loading, the error with a way to try again, else the view.

use leptos::prelude::*;
use model::{AppError, ErrorCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::i18n::{tu_string, use_i18n};
use crate::refusal::Refusal;

/// Shows what a resource answers. While it is asked again the old view stays.
pub fn loaded<T>(
    resource: Resource<Result<T, Refusal>>,
    view: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    view! {
        <Transition fallback=skeleton>
            {move || {
                let view = view.clone();
                resource.get().map(move |answer| match answer {
                    Ok(data) => view(data),
                    Err(Refusal(error)) => failed(&error, move || resource.refetch()),
                })
            }}
        </Transition>
    }
    .into_any()
}

/// Grey bars where a table will be.
#[must_use]
pub fn skeleton() -> AnyView {
    let i18n = use_i18n();
    view! {
        <div class="skeleton-list" role="status" aria-label=tu_string!(i18n, words.loading)>
            {(0..6).map(|_| view! { <div class="skeleton"></div> }).collect_view()}
        </div>
    }
    .into_any()
}

/// What went wrong, and a button that tries again where that may help.
pub fn failed(error: &AppError, retry: impl Fn() + 'static) -> AnyView {
    let i18n = use_i18n();
    tell_status(error.code);
    let may_help = matches!(error.code, ErrorCode::Unavailable | ErrorCode::Internal | ErrorCode::RateLimited);
    view! {
        <div class="empty" role="alert">
            <p class="empty-title">{sentence(error)}</p>
            {may_help
                .then(|| view! {
                    <button type="button" class="button" on:click=move |_| retry()>
                        {tu_string!(i18n, words.try_again)}
                    </button>
                })}
        </div>
    }
    .into_any()
}

/// The sentence of an error: the server's, or ours when no answer came.
#[must_use]
pub fn sentence(error: &AppError) -> String {
    let i18n = use_i18n();
    match error.code {
        _ if !error.message.is_empty() => error.message.clone(),
        ErrorCode::Unavailable => tu_string!(i18n, words.lost_connection).to_owned(),
        _ => tu_string!(i18n, words.failed).to_owned(),
    }
}

#[cfg(feature = "ssr")]
fn tell_status(code: ErrorCode) {
    if let (Some(response), Ok(status)) =
        (use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(code.status()))
    {
        response.set_status(status);
    }
}

#[cfg(not(feature = "ssr"))]
fn tell_status(_code: ErrorCode) {}

/// Nothing is here, and what to do next.
#[component]
pub fn Empty(
    /// What there is none of.
    title: &'static str,
    /// What to do next.
    #[prop(default = "")]
    hint: &'static str,
    /// The way there.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    view! {
        <div class="empty">
            <p class="empty-title">{title}</p>
            {(!hint.is_empty()).then(|| view! { <p>{hint}</p> })}
            {children.map(|children| view! { <p class="empty-actions">{children()}</p> })}
        </div>
    }
    .into_any()
}
