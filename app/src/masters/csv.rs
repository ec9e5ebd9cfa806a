//! What a list shows, as a CSV file in the encoding that one chooses.

use leptos::prelude::*;
use model::export::{ExportFile, ExportList};
use model::import::FileEncoding;

use crate::i18n::{tu_string, use_i18n};
use crate::import::functions::export_file;
use crate::parts::{Errors, Sending, browser};

/// The buttons that save what is shown, however many pages it has.
#[component]
pub fn Export(
    /// The list with its filters.
    #[prop(into)]
    list: Signal<ExportList>,
) -> AnyView {
    let i18n = use_i18n();
    let form = Sending::new();
    let pending = form.pending();
    let button = move |encoding: FileEncoding, text: &'static str| {
        let save = move |_| {
            let query = ExportFile { list: list.get_untracked(), encoding };
            form.ask(export_file(query), |file| browser::save_file(&file.name, &file.media_type, &file.base64));
        };
        view! {
            <button type="button" class="button" disabled=move || pending.get() on:click=save>{text}</button>
        }
    };
    view! {
        {button(FileEncoding::Cp932, tu_string!(i18n, masters.export))}
        {button(FileEncoding::Utf8, tu_string!(i18n, masters.export_utf8))}
        <Errors form/>
    }
    .into_any()
}
