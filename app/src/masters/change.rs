//! When two people edit the same master: what the other one changed, and how to go on without losing anything.
//!
//! Always holds: a field that one left alone takes what the other one wrote, a field that one changed keeps what was
//! typed, and both are said before anything is saved again.

use leptos::prelude::*;
use leptos_i18n::I18nContext;
use model::{AppError, ErrorCode};

use crate::i18n::{Locale, tu_string, use_i18n};
use crate::parts::show;

/// The texts, taken while a component is made and used in its handlers, where no component is current.
pub type Words = I18nContext<Locale>;

/// What a master says in one field, and where the form holds it.
pub struct Entry {
    label: &'static str,
    shown: String,
    value: String,
    slot: Option<Slot>,
}

/// The field of the form: reads what is typed, writes a value.
struct Slot {
    read: Box<dyn Fn() -> String>,
    write: Box<dyn Fn(&str)>,
}

impl Entry {
    /// A text as it is typed.
    pub fn text(label: &'static str, field: RwSignal<String>, value: impl Into<String>) -> Self {
        let value = value.into();
        Self::choice(label, field, &value, &value)
    }

    /// One of a few: the value that the form holds, and its word.
    pub fn choice(label: &'static str, field: RwSignal<String>, value: &str, word: &str) -> Self {
        let read = move || field.get_untracked().trim().to_owned();
        Self::with(label, value.to_owned(), word.to_owned(), read, move |value| field.set(value.to_owned()))
    }

    /// Yes or no, with the word for it.
    pub fn flag(label: &'static str, field: RwSignal<bool>, value: bool, word: &str) -> Self {
        let read = move || field.get_untracked().to_string();
        let write = move |value: &str| field.set(value == "true");
        Self::with(label, value.to_string(), word.to_owned(), read, write)
    }

    /// Anything else that the form can write as a text and read again.
    pub fn with(
        label: &'static str,
        value: String,
        shown: String,
        read: impl Fn() -> String + 'static,
        write: impl Fn(&str) + 'static,
    ) -> Self {
        Self { label, shown, value, slot: Some(Slot { read: Box::new(read), write: Box::new(write) }) }
    }

    /// Something that the form does not change.
    pub fn apart(label: &'static str, word: &str) -> Self {
        Self { label, shown: word.to_owned(), value: word.to_owned(), slot: None }
    }
}

/// Fills a form.
pub fn fill(entries: &[Entry]) {
    for entry in entries {
        if let Some(slot) = &entry.slot {
            (slot.write)(&entry.value);
        }
    }
}

/// A field that somebody else changed: what was seen, what stands now, and whether the form holds something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The label of the field.
    pub label: &'static str,
    /// What the editor saw.
    pub before: String,
    /// What stands now.
    pub now: String,
    /// Whether saving puts what was typed over it.
    pub kept: bool,
}

/// Compares what was seen with what stands now. Fields that were left alone take it over.
#[must_use]
pub fn reconcile(before: &[Entry], now: &[Entry]) -> Vec<Difference> {
    let changed = before.iter().zip(now).filter(|(before, now)| before.value != now.value);
    changed
        .map(|(before, now)| {
            let kept = now.slot.as_ref().is_some_and(|slot| {
                let typed = (slot.read)();
                let kept = typed != before.value && typed != now.value;
                if !kept {
                    (slot.write)(&now.value);
                }
                kept
            });
            Difference { label: now.label, before: before.shown.clone(), now: now.shown.clone(), kept }
        })
        .collect()
}

/// Whether somebody else saved in between.
#[must_use]
pub fn is_stale(error: &AppError) -> bool {
    error.code == ErrorCode::Stale
}

/// Says what changed in between, and of each field what the form holds now.
#[component]
pub fn Conflict(found: RwSignal<Option<Vec<Difference>>>) -> AnyView {
    let i18n = use_i18n();
    view! {
        {move || {
            found
                .get()
                .map(|differences| {
                    let text = if differences.is_empty() {
                        tu_string!(i18n, masters.conflict_none)
                    } else {
                        tu_string!(i18n, masters.conflict)
                    };
                    view! {
                        <div class="alert warning" role="alert" tabindex="-1">
                            <p>{text}</p>
                            <ul>{differences.into_iter().map(difference).collect_view()}</ul>
                        </div>
                    }
                })
        }}
    }
    .into_any()
}

fn difference(difference: Difference) -> impl IntoView {
    let i18n = use_i18n();
    let outcome = if difference.kept {
        show::badge("warning", tu_string!(i18n, masters.conflict_kept))
    } else {
        show::badge("info", tu_string!(i18n, masters.conflict_taken))
    };
    view! {
        <li>
            <strong>{difference.label}</strong>
            ": "
            <del>{show::or_dash(&difference.before)}</del>
            " → "
            <ins>{show::or_dash(&difference.now)}</ins>
            " "
            {outcome}
        </li>
    }
}

/// A badge for masters out of use.
#[must_use]
pub fn activity(active: bool) -> AnyView {
    show::badge(if active { "success" } else { "neutral" }, activity_word(use_i18n(), active))
}

/// The word for in use or not.
#[must_use]
pub fn activity_word(words: Words, active: bool) -> &'static str {
    if active { tu_string!(words, masters.in_use) } else { tu_string!(words, masters.out_of_use) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_left_alone_takes_the_other_change_and_a_typed_one_stays() {
        let owner = Owner::new();
        owner.set();
        let (name, note, unit) = (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(false));
        let entries = |values: (&str, &str, bool), state: &str| {
            vec![
                Entry::text("name", name, values.0),
                Entry::text("note", note, values.1),
                Entry::flag("lot", unit, values.2, if values.2 { "yes" } else { "no" }),
                Entry::apart("state", state),
            ]
        };
        let before = entries(("tea", "old", false), "in use");
        fill(&before);
        name.set("green tea".to_owned());
        let found = reconcile(&before, &entries(("black tea", "new", true), "out of use"));
        let all: Vec<_> = found.iter().map(|each| (each.label, each.now.as_str(), each.kept)).collect();
        let expected = [
            ("name", "black tea", true),
            ("note", "new", false),
            ("lot", "yes", false),
            ("state", "out of use", false),
        ];
        assert_eq!(all, expected);
        assert_eq!((name.get_untracked(), note.get_untracked()), ("green tea".to_owned(), "new".to_owned()));
        assert!(unit.get_untracked());
    }

    #[test]
    fn the_same_change_by_both_is_no_loss() {
        let owner = Owner::new();
        owner.set();
        let name = RwSignal::new("black tea".to_owned());
        let found = reconcile(&[Entry::text("name", name, "tea")], &[Entry::text("name", name, "black tea")]);
        assert_eq!(found.iter().map(|each| each.kept).collect::<Vec<_>>(), [false]);
    }
}
