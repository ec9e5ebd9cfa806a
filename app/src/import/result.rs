//! What an import would do, did, or refused: every wrong cell by row and column.

use leptos::prelude::*;
use model::AppError;
use model::import::{FileEncoding, ImportKind, ImportResult};

use crate::i18n::{tu_string, use_i18n};
use crate::parts::loaded::sentence;
use crate::parts::show;

/// How many wrong cells are shown; the rest is counted.
const SHOWN: usize = 500;

/// What an import would do or did.
#[must_use]
pub fn outcome(result: &ImportResult, name: &str) -> AnyView {
    let i18n = use_i18n();
    let encoding = match result.encoding {
        FileEncoding::Utf8 => "UTF-8",
        FileEncoding::Cp932 => "Shift_JIS (CP932)",
    };
    let number = |number: u32| i64::from(number).to_string();
    let text = if result.dry_run { tu_string!(i18n, import.would) } else { tu_string!(i18n, import.did) };
    let next = (!result.dry_run).then(|| {
        let (href, text) = match result.kind {
            ImportKind::Items => ("/items", tu_string!(i18n, import.see_items)),
            ImportKind::OpeningStock => ("/", tu_string!(i18n, import.see_home)),
        };
        view! { <p><a class="button" href=href>{text}</a></p> }
    });
    let tone = if result.dry_run { "alert" } else { "alert success" };
    view! {
        <div class=tone role="status">
            <p>{text}</p>
            {(!name.is_empty()).then(|| view! { <p class="code">{name.to_owned()}</p> })}
            <dl class="facts">
                <div><dt>{tu_string!(i18n, import.rows)}</dt><dd>{number(result.rows)}</dd></div>
                <div><dt>{tu_string!(i18n, import.created)}</dt><dd>{number(result.created)}</dd></div>
                <div><dt>{tu_string!(i18n, import.updated)}</dt><dd>{number(result.updated)}</dd></div>
                <div><dt>{tu_string!(i18n, import.unchanged)}</dt><dd>{number(result.unchanged)}</dd></div>
                <div><dt>{tu_string!(i18n, import.encoding)}</dt><dd>{encoding}</dd></div>
            </dl>
            {next}
        </div>
    }
    .into_any()
}

/// Everything that is wrong with a file.
#[must_use]
pub fn mistakes(error: &AppError) -> AnyView {
    let i18n = use_i18n();
    let count = error.details.len();
    let rows = error.details.iter().take(SHOWN).map(row).collect_view();
    let table = (count > 0).then(|| {
        let text = tu_string!(i18n, import.mistakes, count = count.to_string()).to_string();
        view! {
            <p>{text}</p>
            <div class="table">
                <table class="cards">
                    <caption class="spoken">{tu_string!(i18n, import.mistakes_caption)}</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="number">{tu_string!(i18n, import.row)}</th>
                            <th scope="col">{tu_string!(i18n, import.column)}</th>
                            <th scope="col">{tu_string!(i18n, import.value)}</th>
                            <th scope="col">{tu_string!(i18n, import.problem)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <section>
            <div class="alert danger" role="alert" tabindex="-1"><p>{sentence(error)}</p></div>
            {table}
        </section>
    }
    .into_any()
}

fn row(mistake: &AppError) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let problem = mistake.message.split_once(": ").map_or(mistake.message.as_str(), |(_, problem)| problem);
    view! {
        <tr>
            <td class="number" data-label=tu_string!(i18n, import.row)>{mistake.get("row").to_owned()}</td>
            <th scope="row" data-label=tu_string!(i18n, import.column)>{show::or_dash(mistake.get("column"))}</th>
            <td class="code" data-label=tu_string!(i18n, import.value)>{show::or_dash(mistake.get("value"))}</td>
            <td data-label=tu_string!(i18n, import.problem)>{problem.to_owned()}</td>
        </tr>
    }
}
