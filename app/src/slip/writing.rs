//! The pages that write a receiving or a shipping order, new or again.

use std::future::Future;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::{AppError, Envelope, Permission, SlipNumber, WarehouseCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ui::Toasts;

use crate::i18n::{tu_string, use_i18n};
use crate::parts::may::forbidden;
use crate::parts::reading::Reader;
use crate::parts::{PageHead, Place, Sending, allowed, loaded_page, may, route, use_param, use_place, use_reader};
use crate::refusal::Refusal;
use crate::slip::draft::{Draft, ReadHeader, ReadLine};
use crate::slip::editor::{Direction, SlipEditor};

/// The texts of the pages.
#[derive(Clone, Copy)]
pub struct Texts {
    /// The list that the way up leads to.
    pub list: &'static str,
    /// The title of the empty form.
    pub new: &'static str,
    /// Its button.
    pub save_new: &'static str,
}

type Saying = Box<dyn Fn(&str) -> String + Send + Sync>;

/// What is said after a success, by the slip's number.
pub struct Said {
    /// It was entered.
    pub created: Saying,
    /// It was changed.
    pub changed: Saying,
}

/// What tells one kind of order from the other while it is written.
pub trait Written: Clone + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static {
    /// The command that enters it.
    type Body: 'static;

    /// In or out.
    const DIRECTION: Direction;
    /// Its list, below the warehouse.
    const AREA: &'static str;
    /// Its name in errors.
    const WHAT: &'static str;
    /// The field of its partner.
    const PARTNER_FIELD: &'static str;

    /// Number and the version that is being changed.
    fn identity(&self) -> (SlipNumber, i64);
    /// As a form.
    fn draft(&self) -> Draft;
    /// The command of what was read.
    fn body(warehouse: WarehouseCode, header: ReadHeader, lines: Vec<ReadLine>) -> Self::Body;

    /// The texts that need no number.
    fn texts() -> Texts;
    /// The title of the form that changes one.
    fn edit_title(number: &str) -> String;
    /// What is said after a success.
    fn said() -> Said;

    /// Asks for one.
    fn get(number: SlipNumber) -> impl Future<Output = Result<Self, Refusal>> + Send;
    /// Enters one.
    fn create(envelope: Envelope, body: Self::Body) -> impl Future<Output = Result<Self, Refusal>>;
    /// Replaces one.
    fn update(
        envelope: Envelope,
        identity: (SlipNumber, i64),
        body: Self::Body,
    ) -> impl Future<Output = Result<Self, Refusal>>;
}

/// The page `/w/:warehouse/…/new`.
pub fn new_page<S: Written>() -> AnyView {
    let (place, form, draft, reader) = (use_place(), Sending::new(), Draft::default(), use_reader());
    let texts = S::texts();
    let done = StoredValue::new(use_done::<S>(place, S::said().created));
    let save = move || match read::<S>(place, draft, reader) {
        Err(error) => form.refuse(error),
        Ok(body) => form.send(|envelope| S::create(envelope, body), move |slip| done.with_value(|done| done(&slip))),
    };
    let crumbs = vec![(place.path(&[S::AREA]), texts.list.to_owned())];
    let editor = move || {
        view! {
            <SlipEditor
                direction=S::DIRECTION
                draft
                form
                save=texts.save_new
                back=Signal::derive(move || place.path(&[S::AREA]))
                on_save=save
            />
        }
        .into_any()
    };
    view! {
        <PageHead title=texts.new crumbs/>
        {allowed(Permission::EditSlips, editor)}
    }
    .into_any()
}

/// The page `/w/:warehouse/…/:number/edit`.
pub fn edit_page<S: Written>() -> AnyView {
    let (place, number) = (use_place(), use_param("number"));
    let slip = Resource::new(
        move || number.get(),
        |number| async move { S::get(route::parsed::<SlipNumber>(S::WHAT, &number)?).await },
    );
    loaded_page(slip, move |slip| edit(place, &slip))
}

fn edit<S: Written>(place: Place, slip: &S) -> AnyView {
    let (number, _) = slip.identity();
    let (path, texts) = (place.path(&[S::AREA, number.as_str()]), S::texts());
    let crumbs = vec![(place.path(&[S::AREA]), texts.list.to_owned()), (path.clone(), number.to_string())];
    let form = if may(Permission::EditSlips) { editor(place, slip, path) } else { forbidden() };
    view! {
        <PageHead title=S::edit_title(number.as_str()) crumbs/>
        {form}
    }
    .into_any()
}

fn editor<S: Written>(place: Place, slip: &S, path: String) -> AnyView {
    let i18n = use_i18n();
    let (form, reader, draft) = (Sending::new(), use_reader(), slip.draft());
    let identity = StoredValue::new(slip.identity());
    let done = StoredValue::new(use_done::<S>(place, S::said().changed));
    let save = move || match read::<S>(place, draft, reader) {
        Err(error) => form.refuse(error),
        Ok(body) => form.send(
            |envelope| S::update(envelope, identity.get_value(), body),
            move |slip| done.with_value(|done| done(&slip)),
        ),
    };
    view! {
        <SlipEditor
            direction=S::DIRECTION
            draft
            form
            save=tu_string!(i18n, words.save)
            back=Signal::derive(move || path.clone())
            on_save=save
        />
    }
    .into_any()
}

/// What follows a success: it is said, and the slip opens.
fn use_done<S: Written>(place: Place, said: Saying) -> impl Fn(&S) {
    let (navigate, toasts) = (use_navigate(), Toasts::of_page());
    move |slip| {
        let (number, _) = slip.identity();
        toasts.say(said(number.as_str()));
        navigate(&place.path(&[S::AREA, number.as_str()]), Default::default());
    }
}

fn read<S: Written>(place: Place, draft: Draft, reader: Reader) -> Result<S::Body, AppError> {
    let warehouse = place.code().map_err(|refusal| refusal.0)?;
    let mut reading = reader.read();
    let header = draft.read_header(&mut reading, S::PARTNER_FIELD);
    let lines = draft.read_lines(&mut reading);
    reading.done()?;
    Ok(S::body(warehouse, header, lines))
}
