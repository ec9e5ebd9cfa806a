//! Why a file was refused: every wrong cell by row and column, on the screen and as a CSV file to work through.

use leptos::prelude::*;
use model::AppError;

use crate::i18n::{tu_string, use_i18n};
use crate::parts::loaded::sentence;
use crate::parts::{browser, show};

/// How many wrong cells the screen shows; the file holds all that the server named.
const SHOWN: usize = 500;

/// Everything that is wrong with a file.
#[must_use]
pub fn mistakes(error: &AppError, file: &str) -> AnyView {
    let table = (!error.details.is_empty()).then(|| cells(error));
    view! {
        <section class="stack">
            <div class="alert danger" role="alert" tabindex="-1">
                {(!file.is_empty()).then(|| view! { <p class="code breaking">{file.to_owned()}</p> })}
                <p>{sentence(error)}</p>
            </div>
            {table}
        </section>
    }
    .into_any()
}

fn cells(error: &AppError) -> AnyView {
    let i18n = use_i18n();
    let named = error.details.len();
    // The server names many, and counts all.
    let count = error.get("errors").parse().unwrap_or(named).max(named);
    let text = tu_string!(i18n, import.mistakes, count = count.to_string()).to_string();
    let partly =
        (named > SHOWN).then(|| tu_string!(i18n, import.mistakes_shown, shown = SHOWN.to_string()).to_string());
    let cut = (count > named).then(|| tu_string!(i18n, import.mistakes_named, named = named.to_string()).to_string());
    let head = [
        tu_string!(i18n, import.row),
        tu_string!(i18n, import.column),
        tu_string!(i18n, import.value),
        tu_string!(i18n, import.problem),
    ];
    let name = tu_string!(i18n, import.mistakes_file);
    let all = StoredValue::new(error.details.clone());
    let save = move |_| {
        let text = all.with_value(|all| csv(head, all));
        browser::save_bytes(name, "text/csv", text.as_bytes());
    };
    view! {
        <p>{text} " " {partly} " " {cut}</p>
        <p>
            <button type="button" class="button" on:click=save>{tu_string!(i18n, import.save_mistakes)}</button>
        </p>
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, import.mistakes_caption)}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="number">{head[0]}</th>
                        <th scope="col">{head[1]}</th>
                        <th scope="col">{head[2]}</th>
                        <th scope="col">{head[3]}</th>
                    </tr>
                </thead>
                <tbody>{error.details.iter().take(SHOWN).map(|mistake| row(head, mistake)).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(head: [&'static str; 4], mistake: &AppError) -> AnyView {
    view! {
        <tr>
            <td class="number" data-label=head[0]>{mistake.get("row").to_owned()}</td>
            <th scope="row" data-label=head[1]>{show::or_dash(mistake.get("column"))}</th>
            <td class="code breaking" data-label=head[2]>{show::or_dash(mistake.get("value"))}</td>
            <td data-label=head[3]>{problem(mistake).to_owned()}</td>
        </tr>
    }
    .into_any()
}

/// What is wrong, without the place, which has columns of its own and ends in a colon.
fn problem(mistake: &AppError) -> &str {
    let (message, value) = (mistake.message.as_str(), mistake.get("value"));
    let behind_value = message.find(value).filter(|_| value.contains(": ")).map_or(0, |at| at + value.len());
    message[behind_value..].split_once(": ").map_or(message, |(_, problem)| problem)
}

/// The cells as a file that spreadsheets open: UTF-8 with its mark, quoted, and nothing in it a formula.
fn csv(head: [&str; 4], mistakes: &[AppError]) -> String {
    let mut text = String::from("\u{feff}");
    let mut line = |cells: [&str; 4]| {
        let cells = cells.map(|cell| {
            let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
            format!("\"{guard}{}\"", cell.replace('"', "\"\""))
        });
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    };
    line(head);
    for mistake in mistakes {
        line([mistake.get("row"), mistake.get("column"), mistake.get("value"), problem(mistake)]);
    }
    text
}

#[cfg(test)]
mod tests {
    use model::ErrorCode;

    use super::*;

    #[test]
    fn a_file_of_mistakes_holds_each_cell_and_no_formula() {
        let mut wrong = AppError::new(ErrorCode::Cell).arg("row", 3).arg("column", "数量").arg("value", "=1: \"2\"");
        wrong.message = "3行目「数量」の「=1: \"2\"」: 数ではありません".to_owned();
        let expected =
            "\u{feff}\"行\",\"列\",\"値\",\"エラー内容\"\r\n\"3\",\"数量\",\"'=1: \"\"2\"\"\",\"数ではありません\"\r\n";
        assert_eq!(csv(["行", "列", "値", "エラー内容"], &[wrong]), expected);
    }
}
