//! The pages that write an item, a warehouse, a location or a partner, new or again.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use model::{AppError, Envelope, Permission};
use ui::Toasts;

use crate::frame::use_who;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::{Conflict, Difference, Entry, Words, fill, is_stale, reconcile};
use crate::masters::master::Master;
use crate::parts::may::forbidden;
use crate::parts::reading::Reader;
use crate::parts::{FormBody, PageHead, Sending, Submit, allowed, browser, loaded_page, may, use_reader};
use crate::refusal::Refusal;

/// What tells one kind of master from the other while it is written.
pub trait Written: Master {
    /// What is typed.
    type Draft: Copy + Send + Sync + 'static;
    /// The command that creates one.
    type Create: 'static;

    /// The title of the empty form.
    fn new_title() -> &'static str;
    /// An empty form.
    fn draft() -> Self::Draft;
    /// What this one says in each field, in the same order whatever it says.
    fn entries(&self, draft: Self::Draft, words: Words) -> Vec<Entry>;
    /// Draws the fields.
    fn fields(form: Sending, draft: Self::Draft, is_new: bool) -> AnyView;
    /// Reads what was typed.
    ///
    /// # Errors
    /// Every field that cannot be read.
    fn read(draft: Self::Draft, reader: Reader) -> Result<Self::Create, AppError>;
    /// Creates one.
    fn create(envelope: Envelope, typed: Self::Create) -> impl Future<Output = Result<Self, Refusal>>;
    /// Edits this one, as it was seen.
    fn update(self, envelope: Envelope, typed: Self::Create) -> impl Future<Output = Result<Self, Refusal>>;
    /// Where one goes when it was created.
    fn after_creating(&self) -> String {
        self.path()
    }
}

/// The page `/…/new`.
pub fn new_page<M: Written>() -> AnyView {
    let (form, draft, reader) = (Sending::new(), M::draft(), use_reader());
    let done = StoredValue::new(use_done::<M>(true));
    let save = move || match M::read(draft, reader) {
        Err(error) => form.refuse(error),
        Ok(typed) => form.send(|envelope| M::create(envelope, typed), move |made| done.with_value(|done| done(&made))),
    };
    let (list, title) = M::list();
    view! {
        <PageHead title=M::new_title() crumbs=vec![(list.to_owned(), title.to_owned())]/>
        {allowed(Permission::EditMasters, move || form_of::<M>(form, draft, true, list.to_owned(), save))}
    }
    .into_any()
}

/// The page `/…/:code/edit`.
pub fn edit_page<M: Written>() -> AnyView {
    let wanted = M::wanted();
    let master = Resource::new(move || wanted.get(), |wanted| async move { M::get(wanted?).await });
    loaded_page(master, |master| edit::<M>(&master))
}

fn edit<M: Written>(master: &M) -> AnyView {
    let i18n = use_i18n();
    let (list, title) = M::list();
    let crumbs = vec![(list.to_owned(), title.to_owned()), (master.path(), master.title())];
    let form = if may(Permission::EditMasters) { editor(master) } else { forbidden() };
    view! {
        <PageHead title=tu_string!(i18n, masters.edit_title, name = master.title()).to_string() crumbs/>
        {form}
    }
    .into_any()
}

fn editor<M: Written>(master: &M) -> AnyView {
    let (form, draft, reader, words) = (Sending::new(), M::draft(), use_reader(), use_i18n());
    let (seen, found) = (StoredValue::new(master.clone()), RwSignal::new(None::<Vec<Difference>>));
    let done = StoredValue::new(use_done::<M>(false));
    fill(&master.entries(draft, words));
    let save = move || {
        let typed = match M::read(draft, reader) {
            Err(error) => return form.refuse(error),
            Ok(typed) => typed,
        };
        found.set(None);
        form.send_or(
            |envelope| seen.get_value().update(envelope, typed),
            move |saved| done.with_value(|done| done(&saved)),
            move |error| {
                let stale = is_stale(error);
                if stale {
                    spawn_local(look_again(form, draft, words, seen, found));
                }
                stale
            },
        );
    };
    view! {
        <Conflict found/>
        {form_of::<M>(form, draft, false, master.path(), save)}
    }
    .into_any()
}

/// Asks what stands now, and brings the form up to it without losing what was typed.
async fn look_again<M: Written>(
    form: Sending,
    draft: M::Draft,
    words: Words,
    seen: StoredValue<M>,
    found: RwSignal<Option<Vec<Difference>>>,
) {
    let Some(before) = seen.try_get_value() else { return };
    let now = M::get(before.question()).await;
    if found.is_disposed() {
        return;
    }
    match now {
        Ok(now) => {
            found.set(Some(reconcile(&before.entries(draft, words), &now.entries(draft, words))));
            seen.set_value(now);
            browser::focus_first_wrong_field();
        }
        Err(Refusal(error)) => form.refuse(error),
    }
}

fn form_of<M: Written>(
    form: Sending,
    draft: M::Draft,
    is_new: bool,
    back: String,
    save: impl Fn() + 'static,
) -> AnyView {
    let i18n = use_i18n();
    let action = if is_new { tu_string!(i18n, masters.create) } else { tu_string!(i18n, words.save) };
    view! {
        <FormBody form on_submit=save>
            {M::fields(form, draft, is_new)}
            <div class="form-actions">
                <Submit form label=action/>
                <a class="button" href=back>{tu_string!(i18n, words.stop)}</a>
            </div>
        </FormBody>
    }
    .into_any()
}

/// What follows a success: it is said, and its page opens.
fn use_done<M: Written>(is_new: bool) -> impl Fn(&M) {
    let (i18n, who, navigate, toasts) = (use_i18n(), use_who(), use_navigate(), Toasts::of_page());
    move |master| {
        if M::IN_FRAME {
            who.refetch();
        }
        let (text, path) = if is_new {
            (tu_string!(i18n, masters.created, name = master.title()).to_string(), master.after_creating())
        } else {
            (tu_string!(i18n, masters.saved, name = master.title()).to_string(), master.path())
        };
        toasts.say(text);
        navigate(&path, Default::default());
    }
}
