//! Import of files: a dry run names every wrong cell at once, then all or nothing is written.

pub mod functions;
pub mod result;

use leptos::ev::Event;
use leptos::html::Input;
use leptos::prelude::*;
use model::import::{FileEncoding, ImportFile, ImportKind, ImportResult};
use model::{AppError, ErrorCode};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::import::functions::{get_template, import_file};
use crate::import::result::{mistakes, outcome};
use crate::parts::field::use_ready;
use crate::parts::{Filters, PageHead, Sending, Tabs, browser, use_filters};

/// The page `/import`.
pub struct ImportPage;

impl Screen for ImportPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let filters = use_filters();
        let tabs = vec![
            (String::new(), tu_string!(i18n, import.items)),
            ("opening_stock".to_owned(), tu_string!(i18n, import.opening_stock)),
        ];
        view! {
            <PageHead title=tu_string!(i18n, import.title)/>
            <Tabs filters name="kind" label=tu_string!(i18n, import.kind) tabs/>
            {move || {
                let kind = kind(filters);
                view! { <Steps kind/> }
            }}
        }
        .into_any()
    }
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

#[component]
fn Steps(kind: ImportKind) -> AnyView {
    let i18n = use_i18n();
    let (dry, real, ready) = (Sending::new(), Sending::new(), use_ready());
    let chosen = RwSignal::new(None::<Chosen>);
    let (plan, done) = (RwSignal::new(None::<ImportResult>), RwSignal::new(None::<ImportResult>));
    let input = NodeRef::<Input>::new();
    let (explanation, template) = match kind {
        ImportKind::Items => (tu_string!(i18n, import.items_text), tu_string!(i18n, import.items_template)),
        ImportKind::OpeningStock => (tu_string!(i18n, import.stock_text), tu_string!(i18n, import.stock_template)),
    };
    let too_large = tu_string!(i18n, import.too_large);
    let try_out = move |file: Chosen| {
        plan.set(None);
        done.set(None);
        chosen.set(Some(file.clone()));
        let command = ImportFile { kind, encoding: None, content: file.content, dry_run: true };
        dry.send(|envelope| import_file(envelope, command), move |result| plan.set(Some(result)));
    };
    let on_file = move |event: Event| {
        let Some(file) = browser::chosen_file(&event) else { return };
        if file.bytes > ImportFile::BYTES_MAX {
            let mut error = AppError::new(ErrorCode::TooLarge).field("file");
            too_large.clone_into(&mut error.message);
            dry.refuse(error);
            return;
        }
        let name = file.name.clone();
        file.read(move |content| try_out(Chosen { name, content }));
    };
    let run = move |_| {
        let Some(file) = chosen.get_untracked() else { return };
        let command = ImportFile { kind, encoding: None, content: file.content, dry_run: false };
        real.send(
            |envelope| import_file(envelope, command),
            move |result| {
                done.set(Some(result));
                plan.set(None);
                chosen.set(None);
                if let Some(input) = input.get_untracked() {
                    input.set_value("");
                }
            },
        );
    };
    let (trying, writing) = (dry.pending(), real.pending());
    view! {
        <div class="stack">
            <section class="card">
                <h2>{tu_string!(i18n, import.step_template)}</h2>
                <p>{explanation}</p>
                <div class="buttons">
                    <TemplateButton kind encoding=FileEncoding::Cp932 text=template/>
                    <TemplateButton kind encoding=FileEncoding::Utf8 text="UTF-8"/>
                </div>
            </section>
            <section class="card">
                <h2>{tu_string!(i18n, import.step_file)}</h2>
                <div class="field">
                    <label for="file">{tu_string!(i18n, import.file)}</label>
                    <input
                        id="file"
                        type="file"
                        accept=".csv,text/csv"
                        node_ref=input
                        disabled=move || !ready.get() || trying.get() || writing.get()
                        on:change=on_file
                    />
                    <p class="field-hint">{tu_string!(i18n, import.file_hint)}</p>
                </div>
                <Show when=move || trying.get()>
                    <p role="status">{tu_string!(i18n, import.checking)}</p>
                </Show>
            </section>
            {move || dry.error().map(|error| mistakes(&error))}
            {move || real.error().map(|error| mistakes(&error))}
            {move || {
                plan.get()
                    .map(|result| {
                        let name = chosen.get_untracked().map_or_else(String::new, |file| file.name);
                        view! {
                            <section class="card">
                                <h2>{tu_string!(i18n, import.step_import)}</h2>
                                {outcome(&result, &name)}
                                <button
                                    type="button"
                                    class="button primary"
                                    disabled=move || writing.get()
                                    aria-busy=move || writing.get().then_some("true")
                                    on:click=run
                                >
                                    {tu_string!(i18n, import.run)}
                                </button>
                            </section>
                        }
                    })
            }}
            {move || done.get().map(|result| outcome(&result, ""))}
        </div>
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
