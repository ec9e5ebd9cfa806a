//! The warehouse as its pages see and write it.

use leptos::prelude::*;
use model::warehouse::{CreateWarehouse, GetWarehouse, UpdateWarehouse, WarehouseChange, WarehouseView};
use model::{AppError, Envelope, ErrorCode, WarehouseCode};

use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::{Entry, Words, activity_word};
use crate::masters::functions::{create_warehouse, get_warehouse, update_warehouse};
use crate::masters::master::Master;
use crate::masters::writing::Written;
use crate::parts::reading::Reader;
use crate::parts::{Field, Sending, route, show, use_param};
use crate::refusal::Refusal;

impl Master for WarehouseView {
    type Get = GetWarehouse;

    const IN_FRAME: bool = true;

    fn list() -> (&'static str, &'static str) {
        let i18n = use_i18n();
        ("/warehouses", tu_string!(i18n, masters.warehouses))
    }

    fn leaving() -> &'static str {
        let i18n = use_i18n();
        tu_string!(i18n, masters.deactivate_warehouse_text)
    }

    fn wanted() -> Signal<Result<GetWarehouse, Refusal>> {
        let code = use_param("code");
        Signal::derive(move || Ok(GetWarehouse { code: route::parsed::<WarehouseCode>("warehouse", &code.get())? }))
    }

    async fn get(wanted: GetWarehouse) -> Result<Self, Refusal> {
        get_warehouse(wanted).await
    }

    fn question(&self) -> GetWarehouse {
        GetWarehouse { code: self.code.clone() }
    }

    fn path(&self) -> String {
        show::path(&["warehouses", self.code.as_str()])
    }

    fn title(&self) -> String {
        format!("{} {}", self.code, self.name)
    }

    fn is_active(&self) -> bool {
        self.active
    }

    async fn set_active(self, envelope: Envelope, active: bool) -> Result<Self, Refusal> {
        let change = WarehouseChange { active: Some(active), ..WarehouseChange::default() };
        update_warehouse(envelope, UpdateWarehouse { code: self.code, version: Some(self.version), change }).await
    }
}

/// What is typed.
#[derive(Clone, Copy)]
pub struct WarehouseDraft {
    code: RwSignal<String>,
    name: RwSignal<String>,
    postal_code: RwSignal<String>,
    address: RwSignal<String>,
    phone: RwSignal<String>,
}

impl Written for WarehouseView {
    type Draft = WarehouseDraft;
    type Create = CreateWarehouse;

    fn new_title() -> &'static str {
        let i18n = use_i18n();
        tu_string!(i18n, masters.new_warehouse)
    }

    fn draft() -> WarehouseDraft {
        let text = || RwSignal::new(String::new());
        WarehouseDraft { code: text(), name: text(), postal_code: text(), address: text(), phone: text() }
    }

    fn entries(&self, draft: WarehouseDraft, words: Words) -> Vec<Entry> {
        vec![
            Entry::text(tu_string!(words, masters.code), draft.code, self.code.as_str()),
            Entry::text(tu_string!(words, masters.name), draft.name, &self.name),
            Entry::text(tu_string!(words, masters.postal_code), draft.postal_code, &self.postal_code),
            Entry::text(tu_string!(words, masters.address), draft.address, &self.address),
            Entry::text(tu_string!(words, masters.phone), draft.phone, &self.phone),
            Entry::apart(tu_string!(words, words.state), activity_word(words, self.active)),
        ]
    }

    fn fields(form: Sending, draft: WarehouseDraft, is_new: bool) -> AnyView {
        let i18n = use_i18n();
        view! {
            <section class="card form-grid">
                <Field
                    form
                    name="code"
                    label=tu_string!(i18n, masters.code)
                    value=draft.code
                    required=true
                    readonly=!is_new
                    maxlength=20
                />
                <Field
                    form
                    name="name"
                    label=tu_string!(i18n, masters.name)
                    value=draft.name
                    required=true
                    maxlength=100
                />
                <Field form name="postal_code" label=tu_string!(i18n, masters.postal_code) value=draft.postal_code/>
                <Field form name="address" label=tu_string!(i18n, masters.address) value=draft.address/>
                <Field form name="phone" label=tu_string!(i18n, masters.phone) value=draft.phone inputmode="tel"/>
            </section>
        }
        .into_any()
    }

    fn read(draft: WarehouseDraft, reader: Reader) -> Result<CreateWarehouse, AppError> {
        let mut reading = reader.read();
        let text = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
        let code = reading.code::<WarehouseCode>("code", &text(draft.code));
        let name = reading.text("name", &text(draft.name));
        reading.done()?;
        Ok(CreateWarehouse {
            code: code.ok_or_else(|| AppError::new(ErrorCode::Required).field("code"))?,
            name,
            postal_code: text(draft.postal_code),
            address: text(draft.address),
            phone: text(draft.phone),
        })
    }

    async fn create(envelope: Envelope, typed: CreateWarehouse) -> Result<Self, Refusal> {
        create_warehouse(envelope, typed).await
    }

    async fn update(self, envelope: Envelope, typed: CreateWarehouse) -> Result<Self, Refusal> {
        let change = WarehouseChange {
            name: Some(typed.name),
            postal_code: Some(typed.postal_code),
            address: Some(typed.address),
            phone: Some(typed.phone),
            active: None,
        };
        update_warehouse(envelope, UpdateWarehouse { code: self.code, version: Some(self.version), change }).await
    }
}
