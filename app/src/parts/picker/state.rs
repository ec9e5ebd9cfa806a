//! What happens while one types in a picker: what is asked, and what of the answer is taken.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::text::fold_width;

use super::{Answer, Finder, Found, Picked};
use crate::i18n::use_i18n;
use crate::masters::change::Words;
use crate::parts::loaded::sentence_in;
use crate::parts::{Sending, browser};
use crate::refusal::Refusal;

/// How long typing must pause before it is looked up.
const PAUSE: Duration = Duration::from_millis(120);

/// What follows the answer to what was typed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    /// The hits are offered.
    Offer,
    /// The first is taken: Enter was pressed, as a scanner does.
    TakeFirst,
    /// The one whose code it is is taken: the field was left.
    TakeExact,
}

/// What a picker knows while one types in it.
#[derive(Clone, Copy)]
pub(super) struct State {
    form: Sending,
    i18n: Words,
    value: Picked,
    finder: StoredValue<Finder>,
    next: StoredValue<Option<String>>,
    pub(super) hits: RwSignal<Vec<Found>>,
    pub(super) active: RwSignal<usize>,
    pub(super) open: RwSignal<bool>,
    /// Counts what was typed, so that a late answer never overwrites a newer one.
    round: StoredValue<u32>,
    /// The round that the hits are of; those of an older one are shown until the answer comes and never taken by Enter.
    answered: StoredValue<u32>,
    /// Whether something will be taken from the answer that is awaited.
    taking: StoredValue<bool>,
}

impl State {
    pub(super) fn new(form: Sending, value: Picked, finder: Finder, next: Option<String>) -> Self {
        Self {
            form,
            i18n: use_i18n(),
            value,
            finder: StoredValue::new(finder),
            next: StoredValue::new(next),
            hits: RwSignal::new(Vec::new()),
            active: RwSignal::new(0),
            open: RwSignal::new(false),
            round: StoredValue::new(0),
            answered: StoredValue::new(0),
            taking: StoredValue::new(false),
        }
    }

    pub(super) fn typed(self, text: String) {
        self.value.text.set(text.clone());
        self.value.found.set(None);
        self.value.problem.set(None);
        let round = self.next_round();
        if text.trim().is_empty() {
            self.open.set(false);
            return;
        }
        set_timeout(move || self.ask(round, text, Then::Offer), PAUSE);
    }

    fn next_round(self) -> u32 {
        let round = self.round.get_value() + 1;
        self.round.set_value(round);
        self.taking.set_value(false);
        round
    }

    fn ask(self, round: u32, text: String, then: Then) {
        if self.round.try_get_value() != Some(round) {
            return;
        }
        let takes = then != Then::Offer;
        self.taking.set_value(takes);
        if takes {
            self.form.looks_up();
        }
        let finding = self.finder.with_value(|finder| (finder.0)(text.clone()));
        spawn_local(async move {
            let answer = finding.await;
            if self.round.try_get_value() == Some(round) {
                self.answer(round, &text, answer, then);
            }
            if takes {
                self.form.looked_up();
            }
        });
    }

    fn answer(self, round: u32, text: &str, answer: Answer, then: Then) {
        self.taking.set_value(false);
        let hits = match answer {
            Ok(hits) => hits,
            Err(Refusal(error)) => {
                self.open.set(false);
                self.value.problem.set(Some(sentence_in(self.i18n, &error)));
                return;
            }
        };
        self.answered.set_value(round);
        let taken = match then {
            Then::Offer => None,
            Then::TakeFirst => hits.first().cloned(),
            Then::TakeExact => exact(&hits, text).cloned(),
        };
        self.active.set(0);
        self.hits.set(hits);
        match taken {
            Some(found) if then == Then::TakeFirst => self.choose(found),
            Some(found) => self.take(found),
            None => self.open.set(then != Then::TakeExact),
        }
    }

    /// Takes one and goes on to the next field.
    pub(super) fn choose(self, found: Found) {
        self.take(found);
        if let Some(next) = self.next.get_value() {
            browser::focus_soon(next);
        }
    }

    fn take(self, found: Found) {
        self.next_round();
        self.value.choose(found);
        self.open.set(false);
    }

    pub(super) fn key(self, event: &KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" => {
                event.prevent_default();
                self.walk(event.key() == "ArrowDown");
            }
            "Escape" if self.open.get_untracked() => {
                event.prevent_default();
                self.open.set(false);
            }
            "Enter" => self.enter(event),
            _ => {}
        }
    }

    fn walk(self, down: bool) {
        let count = self.hits.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        self.open.set(true);
        self.active.update(|active| *active = if down { (*active + 1) % count } else { (*active + count - 1) % count });
    }

    /// Takes the marked one; what was typed and not yet looked up (a scan) is looked up and its first match taken.
    fn enter(self, event: &KeyboardEvent) {
        let text = self.value.text.get_untracked();
        if self.value.found.with_untracked(Option::is_some) || text.trim().is_empty() {
            if let Some(next) = self.next.get_value() {
                event.prevent_default();
                browser::focus_soon(next);
            }
            return;
        }
        event.prevent_default();
        if self.answered.get_value() != self.round.get_value() {
            let round = self.next_round();
            self.ask(round, text, Then::TakeFirst);
            return;
        }
        let marked = self.hits.with_untracked(|hits| hits.get(self.active.get_untracked()).cloned());
        match marked {
            Some(found) if self.open.get_untracked() => self.choose(found),
            // Nothing is taken that is not seen.
            _ => self.open.set(true),
        }
    }

    /// A code that was typed and left without a choice is that choice.
    pub(super) fn left(self) {
        set_timeout(
            move || {
                self.open.try_set(false);
            },
            Duration::from_millis(150),
        );
        let Some(round) = self.round.try_get_value() else { return };
        let text = self.value.text.get_untracked();
        if self.value.found.with_untracked(Option::is_some) || text.trim().is_empty() || self.taking.get_value() {
            return;
        }
        if self.answered.get_value() != round {
            let round = self.next_round();
            self.ask(round, text, Then::TakeExact);
        } else if let Some(found) = self.hits.with_untracked(|hits| exact(hits, &text).cloned()) {
            self.take(found);
        }
    }
}

/// The one with that code; its case may differ when there is no other.
fn exact<'a>(hits: &'a [Found], text: &str) -> Option<&'a Found> {
    let code = fold_width(text.trim());
    let same_letters = |found: &&Found| found.code.eq_ignore_ascii_case(&code);
    let only = || hits.iter().find(same_letters).filter(|_| hits.iter().filter(same_letters).count() == 1);
    hits.iter().find(|found| found.code == code).or_else(only)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str) -> Found {
        Found { code: code.to_owned(), ..Found::default() }
    }

    #[test]
    fn a_typed_code_means_the_one_that_has_it_and_no_other() {
        let hits = [found("S-10"), found("S-1"), found("s-1"), found("T-1")];
        let code_of = |text| exact(&hits, text).map(|found| found.code.as_str());
        assert_eq!(code_of(" S-1 "), Some("S-1"));
        assert_eq!(code_of("s-1"), Some("s-1"));
        assert_eq!(code_of("Ｓ－１０"), Some("S-10"));
        assert_eq!(code_of("t-1"), Some("T-1"));
        assert_eq!(code_of("S"), None);
        assert_eq!(exact(&[found("S-1"), found("s-1")], "S－1").map(|found| &*found.code), Some("S-1"));
        assert_eq!(exact(&[found("Ab"), found("aB")], "AB"), None);
    }
}
