//! What the pages of one item, warehouse, location or partner have in common: which one, its head, in use or not.

use std::future::Future;

use leptos::prelude::*;
use model::{Envelope, Permission};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ui::Toasts;

use crate::frame::use_who;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::change::{Words, activity};
use crate::parts::{Confirm, PageHead, Sending, may, show};
use crate::refusal::Refusal;

/// A kind of master, as its pages see it.
pub trait Master: Clone + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static {
    /// The question for one.
    type Get: Clone + PartialEq + Send + Sync + 'static;

    /// Whether the frame shows it, so that it must ask anew after a change.
    const IN_FRAME: bool = false;

    /// The path of the list, and its title.
    fn list() -> (&'static str, &'static str);
    /// What it means when one is taken out of use.
    fn leaving() -> &'static str;
    /// Which one the path of the screen names.
    fn wanted() -> Signal<Result<Self::Get, Refusal>>;
    /// Asks for one.
    fn get(wanted: Self::Get) -> impl Future<Output = Result<Self, Refusal>> + Send;
    /// The question for this one.
    fn question(&self) -> Self::Get;
    /// Its page.
    fn path(&self) -> String;
    /// Code and names.
    fn title(&self) -> String;
    /// Whether it is in use.
    fn is_active(&self) -> bool;
    /// Takes it out of use, or back.
    fn set_active(self, envelope: Envelope, active: bool) -> impl Future<Output = Result<Self, Refusal>>;
}

/// The one that the path names, kept up to date.
#[must_use]
pub fn one<M: Master>(areas: &'static [&'static str]) -> Resource<Result<M, Refusal>> {
    let (wanted, live) = (M::wanted(), use_live(areas));
    Resource::new(move || (wanted.get(), live.get()), |(wanted, _)| async move { M::get(wanted?).await })
}

/// Title, way up, state, and what may be done with it. `again` asks for it anew.
pub fn head<M: Master>(master: &M, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let (list, title) = M::list();
    let actions = may(Permission::EditMasters).then(|| {
        view! {
            <a class="button primary" href=format!("{}/edit", master.path())>{tu_string!(i18n, words.edit)}</a>
            {activity_button(master, again)}
        }
    });
    view! {
        <PageHead
            title=master.title()
            crumbs=vec![(list.to_owned(), title.to_owned())]
            mark=activity(master.is_active())
        >
            {actions}
        </PageHead>
    }
    .into_any()
}

/// A name and a value of a list of facts.
#[must_use]
pub fn fact(label: &'static str, value: &str) -> AnyView {
    view! { <div><dt>{label}</dt><dd>{show::or_dash(value)}</dd></div> }.into_any()
}

/// The word for something that is there or not.
#[must_use]
pub fn there(words: Words, yes: bool) -> &'static str {
    if yes { tu_string!(words, masters.yes) } else { tu_string!(words, masters.no) }
}

/// The word for yes or no.
#[must_use]
pub fn yes_no(words: Words, yes: bool) -> &'static str {
    if yes { tu_string!(words, masters.flag_yes) } else { tu_string!(words, masters.flag_no) }
}

/// Takes it out of use, or back, after a question.
fn activity_button<M: Master>(master: &M, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let (open, form, active, toasts) = (RwSignal::new(false), Sending::new(), master.is_active(), Toasts::of_page());
    let (subject, who) = (StoredValue::new(master.clone()), use_who());
    let (title, text, action, said) = if active {
        (
            tu_string!(i18n, masters.deactivate_title),
            M::leaving(),
            tu_string!(i18n, masters.deactivate),
            tu_string!(i18n, masters.deactivated),
        )
    } else {
        (
            tu_string!(i18n, masters.reactivate_title),
            tu_string!(i18n, masters.reactivate_text),
            tu_string!(i18n, masters.reactivate),
            tu_string!(i18n, masters.reactivated),
        )
    };
    let run = move || {
        form.send(
            |envelope| subject.get_value().set_active(envelope, !active),
            move |_| {
                open.set(false);
                toasts.say(said);
                if M::IN_FRAME {
                    who.refetch();
                }
                again.run(());
            },
        );
    };
    view! {
        <button type="button" class="button" on:click=move |_| open.set(true)>{action}</button>
        <Confirm open form title action danger=active on_yes=run><p>{text}</p></Confirm>
    }
    .into_any()
}
