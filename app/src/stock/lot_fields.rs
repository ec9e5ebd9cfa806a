//! Which lot of an item a transfer or an adjustment means: number and date, as the balance has them.

use leptos::prelude::*;
use model::slip::LotRef;
use model::{ErrorCode, LotNumber};

use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::Words;
use crate::parts::reading::Reading;
use crate::parts::{Field, Filters, Sending};

/// What is typed.
#[derive(Clone, Copy)]
pub struct LotDraft {
    number: RwSignal<String>,
    best_before: RwSignal<String>,
    use_by: RwSignal<String>,
}

impl LotDraft {
    /// The lot that the URL names, when one came from a balance.
    #[must_use]
    pub fn of_url(filters: Filters) -> Self {
        let text = |name| RwSignal::new(filters.text(name));
        Self { number: text("lot"), best_before: text("best_before"), use_by: text("use_by") }
    }

    /// Reads it.
    pub fn read(self, words: Words, reading: &mut Reading) -> LotRef {
        let text = |field: RwSignal<String>| field.get_untracked();
        let number = reading.optional_code::<LotNumber>("lines.0.lot", &text(self.number));
        let best_before = reading.date("lines.0.best_before", &text(self.best_before));
        let use_by = reading.date("lines.0.use_by", &text(self.use_by));
        if best_before.is_some() && use_by.is_some() {
            reading.wrong(ErrorCode::Invalid, "lines.0.use_by", tu_string!(words, stock.one_date));
        }
        LotRef { number, best_before, use_by }
    }
}

/// The fields; all are empty for goods without a lot.
#[component]
pub fn LotFields(form: Sending, draft: LotDraft) -> AnyView {
    let i18n = use_i18n();
    // A refusal speaks of the lot as a whole or of one part of it.
    let either = move |whole: &'static str, part: &'static str| {
        let (whole, part) = (form.field(whole), form.field(part));
        Signal::derive(move || whole.get().or_else(|| part.get()))
    };
    view! {
        <Field
            form
            error=either("lines.0.lot", "lines.0.lot.number")
            name="lines.0.lot"
            label=tu_string!(i18n, words.lot_number)
            value=draft.number
            maxlength=40
            hint=tu_string!(i18n, stock.lot_hint)
        />
        <Field
            form
            error=either("lines.0.best_before", "lines.0.lot.best_before")
            name="lines.0.best_before"
            label=tu_string!(i18n, words.best_before)
            value=draft.best_before
            kind="date"
        />
        <Field
            form
            error=either("lines.0.use_by", "lines.0.lot.use_by")
            name="lines.0.use_by"
            label=tu_string!(i18n, words.use_by)
            value=draft.use_by
            kind="date"
        />
    }
    .into_any()
}
