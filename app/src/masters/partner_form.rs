//! Writing a partner, new or again.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use model::partner::{CreatePartner, GetPartner, PartnerChange, PartnerView, UpdatePartner};
use model::{AppError, ErrorCode, PartnerCode};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::{Conflict, Difference, activity, differences, is_stale};
use crate::masters::functions::{create_partner, get_partner, update_partner};
use crate::parts::reading::Reader;
use crate::parts::{Field, FormBody, PageHead, Sending, Submit, TextArea, Tick, loaded, route, use_param, use_reader};

/// The page `/partners/new`.
pub struct PartnerNewPage;

impl Screen for PartnerNewPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (form, draft, reader, navigate) = (Sending::new(), Draft::default(), use_reader(), use_navigate());
        let save = move || match draft.read(reader) {
            Err(error) => form.refuse(error),
            Ok(command) => {
                let navigate = navigate.clone();
                form.send(
                    |envelope| create_partner(envelope, command),
                    move |_| navigate("/partners", Default::default()),
                );
            }
        };
        let crumbs = vec![("/partners".to_owned(), tu_string!(i18n, masters.partners).to_owned())];
        view! {
            <PageHead title=tu_string!(i18n, masters.new_partner) crumbs/>
            <FormBody form on_submit=save>
                <Fields form draft is_new=true/>
                <div class="form-actions">
                    <Submit form label=tu_string!(i18n, masters.create)/>
                    <a class="button" href="/partners">{tu_string!(i18n, words.stop)}</a>
                </div>
            </FormBody>
        }
        .into_any()
    }
}

/// The page `/partners/:code`.
pub struct PartnerEditPage;

impl Screen for PartnerEditPage {
    fn view() -> AnyView {
        let code = use_param("code");
        let partner = Resource::new(
            move || code.get(),
            |code| async move { get_partner(GetPartner { code: route::parsed::<PartnerCode>("partner", &code)? }).await },
        );
        loaded(partner, |partner| view! { <Edit partner/> }.into_any())
    }
}

#[component]
fn Edit(partner: PartnerView) -> AnyView {
    let i18n = use_i18n();
    let (form, draft, reader) = (Sending::new(), Draft::of(&partner), use_reader());
    let navigate = StoredValue::new_local(use_navigate());
    let (seen, found) = (RwSignal::new(partner.clone()), RwSignal::new(None::<Vec<Difference>>));
    let labels = [
        tu_string!(i18n, masters.name),
        tu_string!(i18n, masters.kana),
        tu_string!(i18n, masters.postal_code),
        tu_string!(i18n, masters.address),
        tu_string!(i18n, masters.phone),
        tu_string!(i18n, masters.email),
        tu_string!(i18n, words.note),
    ];
    let save = move || {
        let change = match draft.read(reader) {
            Err(error) => return form.refuse(error),
            Ok(read) => change_of(read, draft.active.get_untracked()),
        };
        let (code, version) = seen.with_untracked(|partner| (partner.code.clone(), Some(partner.version)));
        let again = code.clone();
        form.send_or(
            |envelope| update_partner(envelope, UpdatePartner { code, version, change }),
            move |_| navigate.with_value(|navigate| navigate("/partners", Default::default())),
            move |error| {
                let stale = is_stale(error);
                if stale {
                    spawn_local(async move {
                        if let Ok(now) = get_partner(GetPartner { code: again }).await {
                            found.set(Some(compare(labels, &seen.get_untracked(), &now)));
                            seen.set(now);
                        }
                    });
                }
                stale
            },
        );
    };
    let crumbs = vec![("/partners".to_owned(), tu_string!(i18n, masters.partners).to_owned())];
    view! {
        <PageHead title=format!("{} {}", partner.code, partner.name) crumbs mark=activity(partner.active)/>
        <Conflict form differences=found/>
        <FormBody form on_submit=save>
            <Fields form draft is_new=false/>
            <div class="form-actions">
                <Submit form label=tu_string!(i18n, words.save)/>
                <a class="button" href="/partners">{tu_string!(i18n, words.stop)}</a>
            </div>
        </FormBody>
    }
    .into_any()
}

fn compare(labels: [&'static str; 7], before: &PartnerView, now: &PartnerView) -> Vec<Difference> {
    let values = |each: &PartnerView| {
        [&each.name, &each.kana, &each.postal_code, &each.address, &each.phone, &each.email, &each.note]
            .map(Clone::clone)
    };
    let pairs = labels.into_iter().zip(values(before)).zip(values(now));
    differences(pairs.map(|((label, before), now)| (label, before, now)).collect())
}

fn change_of(partner: CreatePartner, active: bool) -> PartnerChange {
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
        active: Some(active),
    }
}

#[derive(Clone, Copy)]
struct Draft {
    code: RwSignal<String>,
    name: RwSignal<String>,
    kana: RwSignal<String>,
    supplier: RwSignal<bool>,
    customer: RwSignal<bool>,
    ship_to: RwSignal<bool>,
    postal_code: RwSignal<String>,
    address: RwSignal<String>,
    phone: RwSignal<String>,
    email: RwSignal<String>,
    note: RwSignal<String>,
    active: RwSignal<bool>,
}

impl Default for Draft {
    fn default() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
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
            active: RwSignal::new(true),
        }
    }
}

impl Draft {
    fn of(partner: &PartnerView) -> Self {
        let draft = Self::default();
        let set = |signal: RwSignal<String>, text: &str| signal.set(text.to_owned());
        set(draft.code, partner.code.as_str());
        set(draft.name, &partner.name);
        set(draft.kana, &partner.kana);
        draft.supplier.set(partner.supplier);
        draft.customer.set(partner.customer);
        draft.ship_to.set(partner.ship_to);
        set(draft.postal_code, &partner.postal_code);
        set(draft.address, &partner.address);
        set(draft.phone, &partner.phone);
        set(draft.email, &partner.email);
        set(draft.note, &partner.note);
        draft.active.set(partner.active);
        draft
    }

    fn read(self, reader: Reader) -> Result<CreatePartner, AppError> {
        let mut reading = reader.read();
        let text = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
        let code = reading.code::<PartnerCode>("code", &text(self.code));
        let name = reading.text("name", &text(self.name));
        reading.done()?;
        Ok(CreatePartner {
            code: code.ok_or_else(|| AppError::new(ErrorCode::Required).field("code"))?,
            name,
            kana: text(self.kana),
            supplier: self.supplier.get_untracked(),
            customer: self.customer.get_untracked(),
            ship_to: self.ship_to.get_untracked(),
            postal_code: text(self.postal_code),
            address: text(self.address),
            phone: text(self.phone),
            email: text(self.email),
            note: text(self.note),
        })
    }
}

#[component]
fn Fields(form: Sending, draft: Draft, is_new: bool) -> AnyView {
    let i18n = use_i18n();
    let active = (!is_new).then(|| {
        view! {
            <Tick
                name="active"
                label=tu_string!(i18n, masters.in_use)
                value=draft.active
                hint=tu_string!(i18n, masters.active_hint)
            />
        }
    });
    view! {
        <section class="card form-grid">
            <Field
                form
                name="code"
                label=tu_string!(i18n, masters.code)
                value=draft.code
                required=true
                readonly=!is_new
                maxlength=40
            />
            <Field form name="name" label=tu_string!(i18n, masters.name) value=draft.name required=true maxlength=100/>
            <Field form name="kana" label=tu_string!(i18n, masters.kana) value=draft.kana maxlength=100/>
            <fieldset class="field">
                <legend>{tu_string!(i18n, masters.role)}</legend>
                <Tick name="supplier" label=tu_string!(i18n, words.supplier) value=draft.supplier/>
                <Tick name="customer" label=tu_string!(i18n, words.customer) value=draft.customer/>
                <Tick name="ship_to" label=tu_string!(i18n, words.ship_to) value=draft.ship_to/>
            </fieldset>
            <Field form name="postal_code" label=tu_string!(i18n, masters.postal_code) value=draft.postal_code/>
            <Field form name="address" label=tu_string!(i18n, masters.address) value=draft.address/>
            <Field form name="phone" label=tu_string!(i18n, masters.phone) value=draft.phone inputmode="tel"/>
            <Field form name="email" label=tu_string!(i18n, masters.email) value=draft.email kind="email"/>
            <TextArea form name="note" label=tu_string!(i18n, words.note) value=draft.note/>
            {active}
        </section>
    }
    .into_any()
}
