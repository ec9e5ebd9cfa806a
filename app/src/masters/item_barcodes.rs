//! The barcodes of an item while they are written: a row each, with the units that one scan counts.

use leptos::prelude::*;
use model::barcode::Barcode;
use model::item::ItemBarcode;
use model::{ItemCode, Quantity};

use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::Entry;
use crate::parts::reading::Reading;
use crate::parts::{Field, Sending, browser};

/// The rows. `Copy`, like every field of a form.
#[derive(Clone, Copy)]
pub struct BarcodeDraft {
    rows: RwSignal<Vec<Row>>,
    /// The number of the next row, which names its fields.
    next: StoredValue<u32>,
}

#[derive(Clone, Copy)]
struct Row {
    id: u32,
    code: RwSignal<String>,
    quantity: RwSignal<String>,
}

impl BarcodeDraft {
    /// One row to be filled in.
    #[must_use]
    pub fn with_empty_row() -> Self {
        let draft = Self { rows: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
        draft.add("", "1");
        draft
    }

    fn add(self, code: &str, quantity: &str) -> u32 {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        let text = |text: &str| RwSignal::new(text.to_owned());
        self.rows.update(|rows| rows.push(Row { id, code: text(code), quantity: text(quantity) }));
        id
    }

    /// All barcodes as one field of the form.
    pub fn entry(self, label: &'static str, barcodes: &[ItemBarcode]) -> Entry {
        let shown: Vec<_> = barcodes.iter().map(|each| format!("{} ×{}", each.code, each.quantity.grouped())).collect();
        let rows = barcodes.iter().map(|each| (each.code.to_string(), each.quantity.to_string()));
        let value = written(rows);
        Entry::with(label, value, shown.join(", "), move || self.text(), move |value| self.fill(value))
    }

    fn text(self) -> String {
        let rows = self.rows.get_untracked().into_iter();
        let typed = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
        written(rows.map(|row| (typed(row.code), typed(row.quantity))).filter(|(code, _)| !code.is_empty()))
    }

    fn fill(self, value: &str) {
        self.rows.set(Vec::new());
        for (code, quantity) in value.lines().filter_map(|line| line.split_once('\t')) {
            self.add(code, quantity);
        }
        if self.rows.with_untracked(Vec::is_empty) {
            self.add("", "1");
        }
    }

    /// Reads the rows; empty ones go.
    pub fn read(self, reading: &mut Reading) -> Vec<ItemBarcode> {
        self.rows.update(|rows| rows.retain(|row| row.code.with_untracked(|code| !code.trim().is_empty())));
        let rows = self.rows.get_untracked();
        rows.into_iter()
            .enumerate()
            .filter_map(|(place, row)| {
                let field = |name: &str| format!("barcodes.{place}.{name}");
                let code = Barcode::parse(&row.code.get_untracked()).ok();
                if code.is_none() {
                    // No code at all can be read from this, so the field says what is wrong with codes.
                    reading.code::<ItemCode>(&field("code"), "\u{7f}");
                }
                let quantity: Option<Quantity> = reading.positive(&field("quantity"), &row.quantity.get_untracked());
                Some(ItemBarcode { code: code?, quantity: quantity? })
            })
            .collect()
    }

    fn place(self, id: u32) -> usize {
        self.rows.with(|rows| rows.iter().position(|row| row.id == id).unwrap_or_default())
    }
}

/// A line each: no barcode holds a tab or a line break.
fn written(rows: impl Iterator<Item = (String, String)>) -> String {
    let line = |(code, quantity): (String, String)| [code, "\t".to_owned(), quantity, "\n".to_owned()];
    rows.flat_map(line).collect()
}

/// The rows, each of which can be removed, and a button for one more.
#[component]
pub fn Barcodes(form: Sending, draft: BarcodeDraft) -> AnyView {
    let i18n = use_i18n();
    let add = move |_| {
        let id = draft.add("", "1");
        browser::focus_soon(format!("#field-barcode-{id}-code"));
    };
    view! {
        <section class="card">
            <h2>{tu_string!(i18n, masters.barcodes)}</h2>
            <p class="field-hint">{tu_string!(i18n, masters.barcodes_hint)}</p>
            <div class="barcode-lines">
                <For each=move || draft.rows.get() key=|row| row.id children=move |row| line(form, draft, row)/>
            </div>
            <button type="button" class="button" on:click=add>{tu_string!(i18n, masters.add_barcode)}</button>
        </section>
    }
    .into_any()
}

fn line(form: Sending, draft: BarcodeDraft, row: Row) -> AnyView {
    let i18n = use_i18n();
    let id = row.id;
    let error = move |name: &'static str| form.field_at(move || format!("barcodes.{}.{name}", draft.place(id)));
    let remove = move |_| {
        draft.rows.update(|rows| rows.retain(|row| row.id != id));
        form.touch();
    };
    view! {
        <div class="barcode-line">
            <Field
                form
                name=format!("barcode-{id}-code")
                label=tu_string!(i18n, words.scan)
                value=row.code
                maxlength=80
                error=error("code")
            />
            <Field
                form
                name=format!("barcode-{id}-quantity")
                label=tu_string!(i18n, masters.pack)
                value=row.quantity
                inputmode="decimal"
                maxlength=16
                error=error("quantity")
            />
            <button type="button" class="button ghost" on:click=remove>{tu_string!(i18n, words.remove)}</button>
        </div>
    }
    .into_any()
}
