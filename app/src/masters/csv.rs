//! What a list shows, as a CSV file made in the browser: UTF-8 with a byte order mark, so that Excel reads it.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use crate::i18n::{tu_string, use_i18n};

/// A table to be written: head and rows.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Sheet {
    /// The names of the columns.
    pub head: Vec<&'static str>,
    /// The cells of each row.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// RFC 4180: cells with a comma, a quote or a line break stand in quotes. A cell that a spreadsheet would take
    /// for a formula is kept a text by an apostrophe.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut text = String::from('\u{FEFF}');
        push_row(&mut text, self.head.iter().copied());
        for row in &self.rows {
            push_row(&mut text, row.iter().map(String::as_str));
        }
        text
    }
}

fn push_row<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(',');
        }
        let is_formula = cell.starts_with(['=', '@', '+']) || (cell.starts_with('-') && cell.parse::<f64>().is_err());
        let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
        if cell.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

/// The button that saves what is shown.
#[component]
pub fn Export(
    /// The name of the file, without its ending.
    name: &'static str,
    sheet: RwSignal<Sheet>,
) -> AnyView {
    let i18n = use_i18n();
    let save = move |_| save_file(&format!("{name}.csv"), &sheet.with_untracked(Sheet::to_csv));
    view! {
        <button type="button" class="button" on:click=save disabled=move || sheet.with(|sheet| sheet.rows.is_empty())>
            {tu_string!(i18n, masters.export)}
        </button>
    }
    .into_any()
}

/// Hands a text to the browser as a file to save.
pub fn save_file(name: &str, text: &str) {
    let escaped = js_sys::encode_uri_component(text);
    let Ok(element) = document().create_element("a") else { return };
    let Ok(link) = element.dyn_into::<web_sys::HtmlAnchorElement>() else { return };
    link.set_href(&format!("data:text/csv;charset=utf-8,{escaped}"));
    link.set_download(name);
    link.click();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_are_texts() {
        let sheet = Sheet {
            head: vec!["code", "name"],
            rows: vec![vec!["A,1".to_owned(), "say \"hi\"".to_owned()], vec!["=1+1".to_owned(), "-5".to_owned()]],
        };
        assert_eq!(sheet.to_csv(), "\u{FEFF}code,name\r\n\"A,1\",\"say \"\"hi\"\"\"\r\n'=1+1,-5\r\n");
    }
}
