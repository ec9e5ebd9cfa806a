//! The partner as its pages see and write it.

use leptos::prelude::*;
use model::partner::{CreatePartner, GetPartner, PartnerChange, PartnerView, UpdatePartner};
use model::{AppError, Envelope, ErrorCode, PartnerCode};

use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::{Entry, Words, activity_word};
use crate::masters::functions::{create_partner, get_partner, update_partner};
use crate::masters::master::{Master, yes_no};
use crate::masters::partner_form;
use crate::masters::writing::Written;
use crate::parts::reading::Reader;
use crate::parts::{Sending, route, show, use_param};
use crate::refusal::Refusal;

impl Master for PartnerView {
    type Get = GetPartner;

    fn list() -> (&'static str, &'static str) {
        let i18n = use_i18n();
        ("/partners", tu_string!(i18n, masters.partners))
    }

    fn leaving() -> &'static str {
        let i18n = use_i18n();
        tu_string!(i18n, masters.deactivate_partner_text)
    }

    fn wanted() -> Signal<Result<GetPartner, Refusal>> {
        let code = use_param("code");
        Signal::derive(move || Ok(GetPartner { code: route::parsed::<PartnerCode>("partner", &code.get())? }))
    }

    async fn get(wanted: GetPartner) -> Result<Self, Refusal> {
        get_partner(wanted).await
    }

    fn question(&self) -> GetPartner {
        GetPartner { code: self.code.clone() }
    }

    fn path(&self) -> String {
        show::path(&["partners", self.code.as_str()])
    }

    fn title(&self) -> String {
        format!("{} {}", self.code, self.name)
    }

    fn is_active(&self) -> bool {
        self.active
    }

    async fn set_active(self, envelope: Envelope, active: bool) -> Result<Self, Refusal> {
        let change = PartnerChange { active: Some(active), ..PartnerChange::default() };
        update_partner(envelope, UpdatePartner { code: self.code, version: Some(self.version), change }).await
    }
}

/// What is typed.
#[derive(Clone, Copy)]
pub struct PartnerDraft {
    pub(super) code: RwSignal<String>,
    pub(super) name: RwSignal<String>,
    pub(super) kana: RwSignal<String>,
    pub(super) supplier: RwSignal<bool>,
    pub(super) customer: RwSignal<bool>,
    pub(super) ship_to: RwSignal<bool>,
    pub(super) postal_code: RwSignal<String>,
    pub(super) address: RwSignal<String>,
    pub(super) phone: RwSignal<String>,
    pub(super) email: RwSignal<String>,
    pub(super) note: RwSignal<String>,
}

impl Written for PartnerView {
    type Draft = PartnerDraft;
    type Create = CreatePartner;

    fn new_title() -> &'static str {
        let i18n = use_i18n();
        tu_string!(i18n, masters.new_partner)
    }

    fn draft() -> PartnerDraft {
        let text = || RwSignal::new(String::new());
        PartnerDraft {
            code: text(),
            name: text(),
            kana: text(),
            supplier: RwSignal::new(false),
            customer: RwSignal::new(true),
            ship_to: RwSignal::new(false),
            postal_code: text(),
            address: text(),
            phone: text(),
            email: text(),
            note: text(),
        }
    }

    fn entries(&self, draft: PartnerDraft, words: Words) -> Vec<Entry> {
        let flag = |label, field, value| Entry::flag(label, field, value, yes_no(words, value));
        vec![
            Entry::text(tu_string!(words, masters.code), draft.code, self.code.as_str()),
            Entry::text(tu_string!(words, masters.name), draft.name, &self.name),
            Entry::text(tu_string!(words, masters.kana), draft.kana, &self.kana),
            flag(tu_string!(words, words.supplier), draft.supplier, self.supplier),
            flag(tu_string!(words, words.customer), draft.customer, self.customer),
            flag(tu_string!(words, words.ship_to), draft.ship_to, self.ship_to),
            Entry::text(tu_string!(words, masters.postal_code), draft.postal_code, &self.postal_code),
            Entry::text(tu_string!(words, masters.address), draft.address, &self.address),
            Entry::text(tu_string!(words, masters.phone), draft.phone, &self.phone),
            Entry::text(tu_string!(words, masters.email), draft.email, &self.email),
            Entry::text(tu_string!(words, words.note), draft.note, &self.note),
            Entry::apart(tu_string!(words, words.state), activity_word(words, self.active)),
        ]
    }

    fn fields(form: Sending, draft: PartnerDraft, is_new: bool) -> AnyView {
        partner_form::fields(form, draft, is_new)
    }

    fn read(draft: PartnerDraft, reader: Reader) -> Result<CreatePartner, AppError> {
        let mut reading = reader.read();
        let text = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
        let code = reading.code::<PartnerCode>("code", &text(draft.code));
        let name = reading.text("name", &text(draft.name));
        reading.done()?;
        Ok(CreatePartner {
            code: code.ok_or_else(|| AppError::new(ErrorCode::Required).field("code"))?,
            name,
            kana: text(draft.kana),
            supplier: draft.supplier.get_untracked(),
            customer: draft.customer.get_untracked(),
            ship_to: draft.ship_to.get_untracked(),
            postal_code: text(draft.postal_code),
            address: text(draft.address),
            phone: text(draft.phone),
            email: text(draft.email),
            note: text(draft.note),
        })
    }

    async fn create(envelope: Envelope, typed: CreatePartner) -> Result<Self, Refusal> {
        create_partner(envelope, typed).await
    }

    async fn update(self, envelope: Envelope, typed: CreatePartner) -> Result<Self, Refusal> {
        let change = change_of(typed);
        update_partner(envelope, UpdatePartner { code: self.code, version: Some(self.version), change }).await
    }
}

fn change_of(partner: CreatePartner) -> PartnerChange {
    PartnerChange {
        name: Some(partner.name),
        kana: Some(partner.kana),
        supplier: Some(partner.supplier),
        customer: Some(partner.customer),
        ship_to: Some(partner.ship_to),
        postal_code: Some(partner.postal_code),
        address: Some(partner.address),
        phone: Some(partner.phone),
        email: Some(partner.email),
        note: Some(partner.note),
        active: None,
    }
}
