//! What an import would do, or did.

use leptos::prelude::*;
use model::import::{FileEncoding, ImportKind, ImportResult, OpeningSlip};

use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};

/// How many slips of a large file are named.
const SLIPS_SHOWN: usize = 20;

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
        view! {
            {slips(&result.posted)}
            <p><a class="button" href=href>{text}</a></p>
        }
    });
    let tone = if result.dry_run { "alert" } else { "alert success" };
    view! {
        <div class=tone role="status">
            <p>{text}</p>
            {(!name.is_empty()).then(|| view! { <p class="code breaking">{name.to_owned()}</p> })}
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

/// The slips that were posted, each with the way to its postings.
fn slips(posted: &[OpeningSlip]) -> AnyView {
    let i18n = use_i18n();
    if posted.is_empty() {
        return ().into_any();
    }
    let links = posted.iter().take(SLIPS_SHOWN).map(|slip| {
        let number = slip.number.to_string();
        let href = place::path(&slip.warehouse, &format!("stock/slips?slip={}", place::escaped(&number)));
        view! { <li><a class="code" href=href>{number}</a></li> }
    });
    let links = links.collect_view();
    let more = posted.len().saturating_sub(SLIPS_SHOWN);
    let more = (more > 0).then(|| view! { <p>{tu_string!(i18n, import.more_slips, count = more.to_string())}</p> });
    view! {
        <p>{tu_string!(i18n, import.slips)}</p>
        <ul>{links}</ul>
        {more}
    }
    .into_any()
}
