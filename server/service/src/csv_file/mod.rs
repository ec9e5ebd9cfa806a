//! CSV files as Excel in Japan reads and writes them: UTF-8 or CP932, in and out.
//!
//! What always holds: no character is lost without a word. What cannot be decoded or encoded is reported by row and
//! column, and a cell that a spreadsheet would run as a formula goes out behind an apostrophe and comes back without.

mod encoding;
mod reader;
mod writer;

pub(crate) use encoding::same_in_cp932;
pub(crate) use reader::{Record, Records, Source};
pub(crate) use writer::Writer;

use model::{AppError, ErrorCode};

/// The error of a cell. `row` counts from 1 as spreadsheets do; `other` names what the cell collides with.
pub(crate) fn cell_error(row: u32, column: &str, value: &str, problem: &str, other: &str) -> AppError {
    let shown: String = value.chars().take(VALUE_MAX_CHARS).collect();
    let other = if other.is_empty() { String::new() } else { format!(" ({other})") };
    AppError::new(ErrorCode::Cell)
        .arg("row", row)
        .arg("column", column)
        .arg("value", shown)
        .arg("problem", problem)
        .arg("other", other)
}

/// How much of a wrong cell an error shows.
const VALUE_MAX_CHARS: usize = 60;

/// Whether a spreadsheet takes a text for a formula.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text as it goes out. The apostrophe tells a spreadsheet that it is text.
pub(crate) fn guarded(text: &str) -> String {
    if is_formula(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// The text of a cell that [`guarded`] wrote.
pub(crate) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text.trim_start_matches('\'')) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_go_out_as_texts_and_come_back_as_they_were() {
        for text in ["=1+1", "'=1", "''-", "-", "@x", "+81-3", "plain", "'quoted'", "", "a=b", "\tx"] {
            assert!(!is_formula(&guarded(text)), "{text}");
            assert_eq!(unguarded(&guarded(text)), text);
        }
    }
}
