//! When two people edit the same master: what the other one changed, and how to go on without losing anything.

use leptos::prelude::*;
use model::{AppError, ErrorCode};

use crate::i18n::{tu_string, use_i18n};
use crate::parts::Sending;

/// A field that differs: its label, the value that was seen, and the one that stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The label of the field.
    pub label: &'static str,
    /// What the editor saw.
    pub before: String,
    /// What stands now.
    pub now: String,
}

/// Compares pairs of (label, seen, now) and keeps those that differ.
#[must_use]
pub fn differences(pairs: Vec<(&'static str, String, String)>) -> Vec<Difference> {
    pairs
        .into_iter()
        .filter(|(_, before, now)| before != now)
        .map(|(label, before, now)| Difference { label, before, now })
        .collect()
}

/// Whether somebody else saved in between.
#[must_use]
pub fn is_stale(error: &AppError) -> bool {
    error.code == ErrorCode::Stale
}

/// Says what changed in between; one's own input stays, and saving again puts it over the other's.
#[component]
pub fn Conflict(form: Sending, differences: RwSignal<Option<Vec<Difference>>>) -> AnyView {
    let i18n = use_i18n();
    view! {
        {move || {
            differences
                .get()
                .map(|differences| {
                    let rows = differences
                        .into_iter()
                        .map(|difference| view! {
                            <li>
                                <strong>{difference.label}</strong>
                                ": "
                                <del>{difference.before}</del>
                                " → "
                                <ins>{difference.now}</ins>
                            </li>
                        })
                        .collect_view();
                    form.clear();
                    view! {
                        <div class="alert warning" role="alert">
                            <p>{tu_string!(i18n, masters.conflict)}</p>
                            <ul>{rows}</ul>
                        </div>
                    }
                })
        }}
    }
    .into_any()
}

/// A badge for masters out of use.
#[must_use]
pub fn activity(active: bool) -> AnyView {
    let i18n = use_i18n();
    if active {
        crate::parts::show::badge("success", tu_string!(i18n, masters.in_use))
    } else {
        crate::parts::show::badge("neutral", tu_string!(i18n, masters.out_of_use))
    }
}
