//! A part of a screen that waits for data: skeleton while loading, the error with a way to try again, else the view.
//!
//! What waits is handed on without its type: `Transition` is much code, which else would be compiled anew for each part
//! of each screen.
//!
//! Always holds: an answer that says the same as the one before draws nothing anew, and one that says something else
//! leaves the keyboard where it was.

use leptos::prelude::*;
use leptos_i18n::I18nContext;
use leptos_meta::Title;
use model::{AppError, ErrorCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::frame::place;
use crate::i18n::{Locale, tu_string, use_i18n};
use crate::parts::focus::Focused;
use crate::refusal::Refusal;

/// Shows what a resource answers, below a [`PageHead`](crate::parts::PageHead). While it is asked again the old view
/// stays.
pub fn loaded<T>(resource: Resource<Result<T, Refusal>>, view: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    drawn(resource, Box::new(view), false)
}

/// Like [`loaded`], for a screen whose head is part of the answer: an error gets a title and a heading too.
pub fn loaded_page<T>(
    resource: Resource<Result<T, Refusal>>,
    view: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    drawn(resource, Box::new(view), true)
}

fn drawn<T>(
    resource: Resource<Result<T, Refusal>>,
    view: Box<dyn Fn(T) -> AnyView + Send + Sync>,
    whole_page: bool,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let children: Children = Box::new(move || {
        let answer = Memo::new(move |_| resource.get());
        keeping_focus(Box::new(move || {
            answer.get().map(|answer| match answer {
                Ok(data) => view(data),
                Err(Refusal(error)) => failed(&error, whole_page, Callback::new(move |()| resource.refetch())),
            })
        }))
    });
    view! { <Transition fallback=skeleton>{children()}</Transition> }.into_any()
}

fn keeping_focus(draw: Box<dyn Fn() -> Option<AnyView> + Send>) -> AnyView {
    let keep = move || {
        let focused = Focused::now();
        let drawn = draw();
        focused.return_after_drawing();
        drawn
    };
    keep.into_any()
}

/// Waits for what its children read, with nothing in their place.
pub fn waiting(children: Children) -> AnyView {
    view! { <Transition>{children()}</Transition> }.into_any()
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

/// What went wrong, and what may help: trying again, or signing in.
fn failed(error: &AppError, whole_page: bool, retry: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    tell_status(error.code);
    let text = sentence(error);
    let title = if whole_page {
        view! {
            <Title text=tu_string!(i18n, words.error_title)/>
            <h1 class="empty-title">{text}</h1>
        }
        .into_any()
    } else {
        view! { <p class="empty-title">{text}</p> }.into_any()
    };
    let help = match error.code {
        ErrorCode::NotSignedIn => Some(sign_in_link(false)),
        ErrorCode::Unavailable | ErrorCode::Internal | ErrorCode::RateLimited => Some(
            view! {
                <button type="button" class="button" on:click=move |_| retry.run(())>
                    {tu_string!(i18n, words.try_again)}
                </button>
            }
            .into_any(),
        ),
        _ => None,
    };
    view! {
        <div class="empty" role="alert">
            {title}
            {help.map(|help| view! { <p class="empty-actions">{help}</p> })}
        </div>
    }
    .into_any()
}

/// The way to sign in and back to this screen.
#[must_use]
pub fn sign_in_link(in_new_tab: bool) -> AnyView {
    let i18n = use_i18n();
    let here = place::use_here();
    view! {
        <a
            class="button"
            rel="external"
            target=in_new_tab.then_some("_blank")
            href=move || format!("/sign-in?next={}", place::escaped(&here.get()))
        >
            {tu_string!(i18n, words.sign_in)}
        </a>
    }
    .into_any()
}

/// The sentence of an error: the server's, or ours when no answer came.
#[must_use]
pub fn sentence(error: &AppError) -> String {
    sentence_in(use_i18n(), error)
}

/// Like [`sentence`], for what happens after a component was made: take the texts while it is.
#[must_use]
pub fn sentence_in(i18n: I18nContext<Locale>, error: &AppError) -> String {
    match error.code {
        _ if !error.message.is_empty() => error.message.clone(),
        ErrorCode::Unavailable => tu_string!(i18n, words.lost_connection).to_owned(),
        ErrorCode::NotSignedIn => tu_string!(i18n, words.session_ended).to_owned(),
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
