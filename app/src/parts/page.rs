//! Head of a screen, questions before a step that cannot be taken back lightly.

use leptos::html::Dialog;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::i18n::{tu_string, use_i18n};
use crate::parts::work::Work;
use crate::parts::{Errors, Sending};

/// The way up from a screen: links and their texts.
pub type Crumbs = Vec<(String, String)>;

/// Title of the screen, the way up, and what can be done here.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    #[prop(default = Vec::new())] crumbs: Crumbs,
    /// Beside the title: a badge.
    #[prop(optional, into)]
    mark: Option<AnyView>,
    /// The actions.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let i18n = use_i18n();
    let way = (!crumbs.is_empty()).then(|| {
        view! {
            <nav class="crumbs" aria-label=tu_string!(i18n, words.way_up)>
                <ol>
                    {crumbs
                        .into_iter()
                        .map(|(href, text)| view! { <li><a href=href>{text}</a></li> })
                        .collect_view()}
                </ol>
            </nav>
        }
    });
    view! {
        <Title text=title.clone()/>
        <header class="page-head">
            {way}
            <div class="page-head-row">
                <h1>{title}</h1>
                {mark}
                {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
            </div>
        </header>
    }
    .into_any()
}

/// A question in words before something is done. Shown while `open` holds true; no live change takes it away.
#[component]
pub fn Confirm(
    open: RwSignal<bool>,
    /// The command behind it: pending and error are shown.
    form: Sending,
    title: &'static str,
    /// The text of the button that does it.
    action: &'static str,
    /// Whether it takes something away.
    #[prop(default = true)]
    danger: bool,
    /// What is done.
    on_yes: impl Fn() + 'static,
    /// What will happen, in words.
    children: Children,
) -> AnyView {
    let i18n = use_i18n();
    let dialog = NodeRef::<Dialog>::new();
    Work::of_page().dialog_while(move || open.get());
    Effect::new(move |_| {
        let Some(element) = dialog.get() else { return };
        if open.get() {
            form.clear();
            if !element.open() {
                let _shown = element.show_modal();
            }
        } else if element.open() {
            element.close();
        }
    });
    let pending = form.pending();
    // The browser tells a moment later that it closed; by then it may have been asked for again.
    view! {
        <dialog
            node_ref=dialog
            class="dialog"
            aria-label=title
            on:close=move |_| open.set(dialog.get_untracked().is_some_and(|dialog| dialog.open()))
        >
            <h2>{title}</h2>
            <div class="dialog-body">{children()}</div>
            <Errors form/>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    {tu_string!(i18n, words.no_go_back)}
                </button>
                <button
                    type="button"
                    class=if danger { "button danger" } else { "button primary" }
                    disabled=move || pending.get()
                    on:click=move |_| on_yes()
                >
                    {action}
                </button>
            </div>
        </dialog>
    }
    .into_any()
}
