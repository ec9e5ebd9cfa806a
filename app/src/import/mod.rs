//! Import of files: a dry run names every wrong cell at once, then all or nothing is written.

pub mod functions;
pub mod mistakes;
pub mod result;

use leptos::ev::Event;
use leptos::html::Input;
use leptos::prelude::*;
use model::import::{FileEncoding, ImportFile, ImportKind, ImportResult};
use model::{AppError, ErrorCode, Permission};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::import::functions::{get_template, import_file};
use crate::import::mistakes::mistakes;
use crate::import::result::outcome;
use crate::parts::field::use_ready;
use crate::parts::{Filters, PageHead, Sending, Tabs, allowed, browser, use_filters};

/// The page `/import`.
pub struct ImportPage;

impl Screen for ImportPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let filters = use_filters();
        view! {
            <PageHead title=tu_string!(i18n, import.title)/>
            {allowed(Permission::Import, move || screen(filters))}
        }
        .into_any()
    }
}

fn screen(filters: Filters) -> AnyView {
    let i18n = use_i18n();
    let tabs = vec![
        (String::new(), tu_string!(i18n, import.items)),
        ("opening_stock".to_owned(), tu_string!(i18n, import.opening_stock)),
    ];
    view! {
        <Tabs filters name="kind" label=tu_string!(i18n, import.kind) tabs/>
        {move || {
            let kind = kind(filters);
            view! { <Steps kind/> }
        }}
    }
    .into_any()
}

fn kind(filters: Filters) -> ImportKind {
    if filters.text("kind") == "opening_stock" { ImportKind::OpeningStock } else { ImportKind::Items }
}

/// A file that was chosen: its name and its bytes in base64.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Chosen {
    name: String,
    content: String,
}

/// The import of one file: chosen, tried, done.
#[derive(Clone, Copy)]
struct Import {
    kind: ImportKind,
    dry: Sending,
    real: Sending,
    chosen: RwSignal<Option<Chosen>>,
    plan: RwSignal<Option<ImportResult>>,
    done: RwSignal<Option<ImportResult>>,
    input: NodeRef<Input>,
}

impl Import {
    fn new(kind: ImportKind) -> Self {
        Self {
            kind,
            dry: Sending::new(),
            real: Sending::new(),
            chosen: RwSignal::new(None),
            plan: RwSignal::new(None),
            done: RwSignal::new(None),
            input: NodeRef::new(),
        }
    }

    /// Reads a file that was chosen. The field is emptied, so that choosing the same file again, corrected, is a change.
    fn take(self, file: browser::ChosenFile, too_large: &str, unreadable: &'static str) {
        self.plan.set(None);
        self.done.set(None);
        self.real.clear();
        if file.bytes > ImportFile::BYTES_MAX {
            self.refuse(ErrorCode::TooLarge, too_large);
            return;
        }
        let name = file.name.clone();
        file.read(move |content| {
            if self.chosen.is_disposed() {
                return;
            }
            self.empty_field();
            match content {
                Some(content) => self.try_out(Chosen { name, content }),
                None => self.refuse(ErrorCode::Invalid, unreadable),
            }
        });
    }

    fn refuse(self, code: ErrorCode, message: &str) {
        self.chosen.set(None);
        self.empty_field();
        let mut error = AppError::new(code).field("file");
        message.clone_into(&mut error.message);
        self.dry.refuse(error);
    }

    fn empty_field(self) {
        if let Some(input) = self.input.get_untracked() {
            input.set_value("");
        }
    }

    fn try_out(self, file: Chosen) {
        self.chosen.set(Some(file.clone()));
        let command = ImportFile { kind: self.kind, encoding: None, content: file.content, dry_run: true };
        self.dry.send(|envelope| import_file(envelope, command), move |result| self.plan.set(Some(result)));
    }

    fn run(self) {
        let Some(file) = self.chosen.get_untracked() else { return };
        let command = ImportFile { kind: self.kind, encoding: None, content: file.content, dry_run: false };
        self.real.send(
            |envelope| import_file(envelope, command),
            move |result| {
                self.done.set(Some(result));
                self.plan.set(None);
                self.chosen.set(None);
            },
        );
    }

    fn name(self) -> String {
        self.chosen.with(|file| file.as_ref().map_or_else(String::new, |file| file.name.clone()))
    }
}

#[component]
fn Steps(kind: ImportKind) -> AnyView {
    let i18n = use_i18n();
    let import = Import::new(kind);
    let (explanation, template) = match kind {
        ImportKind::Items => (tu_string!(i18n, import.items_text), tu_string!(i18n, import.items_template)),
        ImportKind::OpeningStock => (tu_string!(i18n, import.stock_text), tu_string!(i18n, import.stock_template)),
    };
    view! {
        <div class="stack">
            <section class="card">
                <h2>{tu_string!(i18n, import.step_template)}</h2>
                <p>{explanation}</p>
                <p class="field-hint">{tu_string!(i18n, import.template_example)}</p>
                <div class="buttons">
                    <TemplateButton kind encoding=FileEncoding::Cp932 text=template/>
                    <TemplateButton
                        kind
                        encoding=FileEncoding::Utf8
                        text=tu_string!(i18n, import.template_utf8)
                    />
                </div>
            </section>
            <FileField import/>
            {move || import.dry.error().map(|error| mistakes(&error, &import.name()))}
            {move || import.real.error().map(|error| mistakes(&error, &import.name()))}
            {move || import.plan.get().map(|result| planned(import, &result))}
            {move || import.done.get().map(|result| outcome(&result, ""))}
        </div>
    }
    .into_any()
}

#[component]
fn FileField(import: Import) -> AnyView {
    let i18n = use_i18n();
    let ready = use_ready();
    let (trying, writing) = (import.dry.pending(), import.real.pending());
    let max = ImportFile::MEBIBYTES_MAX.to_string();
    let too_large = tu_string!(i18n, import.too_large, max = max).to_string();
    let unreadable = tu_string!(i18n, import.unreadable);
    let on_file = move |event: Event| {
        if let Some(file) = browser::chosen_file(&event) {
            import.take(file, &too_large, unreadable);
        }
    };
    view! {
        <section class="card">
            <h2>{tu_string!(i18n, import.step_file)}</h2>
            <div class="field">
                <label for="file">{tu_string!(i18n, import.file)}</label>
                <input
                    id="file"
                    type="file"
                    accept=".csv,text/csv"
                    node_ref=import.input
                    disabled=move || !ready.get() || trying.get() || writing.get()
                    aria-describedby="file-note"
                    on:change=on_file
                />
                <p id="file-note" class="field-hint">{tu_string!(i18n, import.file_hint)}</p>
            </div>
            <Show when=move || trying.get()>
                <p role="status">{tu_string!(i18n, import.checking)}</p>
            </Show>
        </section>
    }
    .into_any()
}

/// What the file would do, and the button that does it.
fn planned(import: Import, result: &ImportResult) -> AnyView {
    let i18n = use_i18n();
    let writing = import.real.pending();
    view! {
        <section class="card">
            <h2>{tu_string!(i18n, import.step_import)}</h2>
            {outcome(result, &import.name())}
            <button
                type="button"
                class="button primary"
                disabled=move || writing.get()
                aria-busy=move || writing.get().then_some("true")
                on:click=move |_| import.run()
            >
                {tu_string!(i18n, import.run)}
            </button>
        </section>
    }
    .into_any()
}

#[component]
fn TemplateButton(kind: ImportKind, encoding: FileEncoding, text: &'static str) -> AnyView {
    let form = Sending::new();
    let pending = form.pending();
    let save = move |_| {
        form.ask(get_template(kind, encoding), |file| browser::save_file(&file.name, &file.media_type, &file.base64));
    };
    view! {
        <button type="button" class="button" disabled=move || pending.get() on:click=save>{text}</button>
        <crate::parts::Errors form/>
    }
    .into_any()
}
