//! The location as its pages see and write it.

use leptos::prelude::*;
use model::location::{CreateLocation, GetLocation, LocationChange, LocationView, UpdateLocation};
use model::{AppError, Envelope, ErrorCode, LocationCode, WarehouseCode};

use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::{Entry, Words, activity_word};
use crate::masters::functions::{create_location, get_location, update_location};
use crate::masters::location_form;
use crate::masters::master::{Master, yes_no};
use crate::masters::writing::Written;
use crate::parts::reading::Reader;
use crate::parts::{Sending, route, show, use_filters, use_param};
use crate::refusal::Refusal;

impl Master for LocationView {
    type Get = GetLocation;

    fn list() -> (&'static str, &'static str) {
        let i18n = use_i18n();
        ("/locations", tu_string!(i18n, masters.locations))
    }

    fn leaving() -> &'static str {
        let i18n = use_i18n();
        tu_string!(i18n, masters.deactivate_location_text)
    }

    fn wanted() -> Signal<Result<GetLocation, Refusal>> {
        let (warehouse, code) = (use_param("warehouse"), use_param("code"));
        Signal::derive(move || {
            Ok(GetLocation {
                warehouse: route::parsed::<WarehouseCode>("warehouse", &warehouse.get())?,
                code: route::parsed::<LocationCode>("location", &code.get())?,
            })
        })
    }

    async fn get(wanted: GetLocation) -> Result<Self, Refusal> {
        get_location(wanted).await
    }

    fn question(&self) -> GetLocation {
        GetLocation { warehouse: self.warehouse.clone(), code: self.code.clone() }
    }

    fn path(&self) -> String {
        show::path(&["locations", self.warehouse.as_str(), self.code.as_str()])
    }

    fn title(&self) -> String {
        format!("{} {} {}", self.warehouse, self.code, self.name).trim().to_owned()
    }

    fn is_active(&self) -> bool {
        self.active
    }

    async fn set_active(self, envelope: Envelope, active: bool) -> Result<Self, Refusal> {
        let change = LocationChange { active: Some(active), ..LocationChange::default() };
        update_location(envelope, changed(self, change)).await
    }
}

fn changed(seen: LocationView, change: LocationChange) -> UpdateLocation {
    UpdateLocation { warehouse: seen.warehouse, code: seen.code, version: Some(seen.version), change }
}

/// What is typed.
#[derive(Clone, Copy)]
pub struct LocationDraft {
    pub(super) warehouse: RwSignal<String>,
    pub(super) code: RwSignal<String>,
    pub(super) name: RwSignal<String>,
    pub(super) walk_order: RwSignal<String>,
    pub(super) allocatable: RwSignal<bool>,
    pub(super) receivable: RwSignal<bool>,
}

impl Written for LocationView {
    type Draft = LocationDraft;
    type Create = CreateLocation;

    fn new_title() -> &'static str {
        let i18n = use_i18n();
        tu_string!(i18n, masters.new_location)
    }

    /// In the warehouse that the URL names.
    fn draft() -> LocationDraft {
        let text = |text: String| RwSignal::new(text);
        LocationDraft {
            warehouse: text(use_filters().text("warehouse")),
            code: text(String::new()),
            name: text(String::new()),
            walk_order: text("0".to_owned()),
            allocatable: RwSignal::new(true),
            receivable: RwSignal::new(true),
        }
    }

    fn entries(&self, draft: LocationDraft, words: Words) -> Vec<Entry> {
        let flag = |label, field, value| Entry::flag(label, field, value, yes_no(words, value));
        vec![
            Entry::text(tu_string!(words, masters.warehouse), draft.warehouse, self.warehouse.as_str()),
            Entry::text(tu_string!(words, masters.location_code), draft.code, self.code.as_str()),
            Entry::text(tu_string!(words, masters.name), draft.name, &self.name),
            Entry::text(tu_string!(words, masters.walk_order), draft.walk_order, self.walk_order.to_string()),
            flag(tu_string!(words, masters.allocatable), draft.allocatable, self.allocatable),
            flag(tu_string!(words, masters.receivable), draft.receivable, self.receivable),
            Entry::apart(tu_string!(words, words.state), activity_word(words, self.active)),
        ]
    }

    fn fields(form: Sending, draft: LocationDraft, is_new: bool) -> AnyView {
        location_form::fields(form, draft, is_new)
    }

    fn read(draft: LocationDraft, reader: Reader) -> Result<CreateLocation, AppError> {
        let mut reading = reader.read();
        let text = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
        let warehouse = reading.code::<WarehouseCode>("warehouse", &text(draft.warehouse));
        let code = reading.code::<LocationCode>("code", &text(draft.code));
        let walk_order = reading.whole("walk_order", &text(draft.walk_order));
        reading.done()?;
        let missing = || AppError::new(ErrorCode::Required).field("code");
        Ok(CreateLocation {
            warehouse: warehouse.ok_or_else(missing)?,
            code: code.ok_or_else(missing)?,
            name: text(draft.name),
            walk_order,
            allocatable: draft.allocatable.get_untracked(),
            receivable: draft.receivable.get_untracked(),
        })
    }

    async fn create(envelope: Envelope, typed: CreateLocation) -> Result<Self, Refusal> {
        create_location(envelope, typed).await
    }

    async fn update(self, envelope: Envelope, typed: CreateLocation) -> Result<Self, Refusal> {
        let change = LocationChange {
            name: Some(typed.name),
            walk_order: Some(typed.walk_order),
            allocatable: Some(typed.allocatable),
            receivable: Some(typed.receivable),
            active: None,
        };
        update_location(envelope, changed(self, change)).await
    }

    /// The list, where the next one is created: a company has many.
    fn after_creating(&self) -> String {
        place::path(&self.warehouse, "locations")
    }
}
