//! Writing a partner, new or again.

use leptos::prelude::*;
use model::partner::PartnerView;

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::partner::PartnerDraft;
use crate::masters::writing::{edit_page, new_page};
use crate::parts::{Field, Sending, TextArea, Tick};

/// The page `/partners/new`.
pub struct PartnerNewPage;

impl Screen for PartnerNewPage {
    fn view() -> AnyView {
        new_page::<PartnerView>()
    }
}

/// The page `/partners/:code/edit`.
pub struct PartnerEditPage;

impl Screen for PartnerEditPage {
    fn view() -> AnyView {
        edit_page::<PartnerView>()
    }
}

/// The fields of the form.
pub(super) fn fields(form: Sending, draft: PartnerDraft, is_new: bool) -> AnyView {
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
        </section>
    }
    .into_any()
}
