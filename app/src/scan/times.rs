//! How often the next scan counts: typed before it, so that a hundred loose pieces need one scan.
//!
//! What always holds: it belongs to the scan that comes next, whatever waits before that one, and to no other.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::Quantity;
use ui::ScanQueue;

use crate::i18n::{tu_string, use_i18n};
use crate::parts::browser::focus_soon;
use crate::scan::route::slip_path;

/// Nobody types a quantity of so many characters; the shortest barcode of goods has them.
pub const SCAN_CHARS: usize = 8;
/// Stands around the number in a scan that counts more than once (ASCII 31, which no barcode holds).
const MARK: char = '\u{1f}';

/// What is typed; nothing for once.
#[derive(Clone, Copy)]
pub struct Times(RwSignal<String>);

impl Times {
    /// Once; made in a component.
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(String::new()))
    }

    /// A queue for where scans come from: each is noted with how often it counts and handed on at once. `refuse` hears
    /// when the number makes no sense: then nobody knows how often, and the scan does not count.
    #[must_use]
    pub fn before(self, queue: ScanQueue, refuse: Callback<()>) -> ScanQueue {
        ScanQueue::new(move |scanned: String, _| {
            match self.take(&scanned) {
                Some(scan) => queue.push(&scan),
                None => refuse.run(()),
            }
            std::future::ready(())
        })
    }

    /// The scan with how often it counts; the one after it counts once again. The code of a slip is nothing to count.
    fn take(self, scanned: &str) -> Option<String> {
        if slip_path(scanned).is_some() {
            return Some(scanned.to_owned());
        }
        noted(&self.0.try_update(std::mem::take)?, scanned)
    }
}

/// A scan with the typed number, or nothing when that is none above zero.
fn noted(typed: &str, scanned: &str) -> Option<String> {
    if typed.trim().is_empty() {
        return Some(scanned.to_owned());
    }
    let times = Quantity::parse(typed).ok().filter(|times| times.is_positive())?;
    Some(format!("{MARK}{times}{MARK}{scanned}"))
}

/// How often a scan counts, when that was said, and what was scanned.
#[must_use]
pub fn split(scan: &str) -> (Option<Quantity>, &str) {
    let marked = scan.strip_prefix(MARK).and_then(|rest| rest.split_once(MARK));
    match marked.and_then(|(times, scanned)| Some((Quantity::parse(times).ok()?, scanned))) {
        Some((times, scanned)) => (Some(times), scanned),
        None => (None, scan),
    }
}

/// The field. Enter leads back to the hand scanner.
#[component]
pub fn TimesField(
    times: Times,
    /// Hears of a hand scanner that typed into this field: whether all of it arrived, nobody knows.
    refuse: Callback<()>,
) -> AnyView {
    let i18n = use_i18n();
    let Times(text) = times;
    let on_key = move |event: KeyboardEvent| {
        let is_scan = text.with_untracked(|text| text.chars().count() >= SCAN_CHARS);
        let ends = event.key() == "Enter" || (event.key() == "Tab" && is_scan);
        if event.is_composing() || !ends {
            return;
        }
        event.prevent_default();
        if is_scan {
            text.set(String::new());
            refuse.run(());
        }
        focus_soon("#scan");
    };
    view! {
        <div class="field scan-times">
            <label for="field-times">{tu_string!(i18n, shipping.times)}</label>
            <input
                id="field-times"
                name="times"
                type="text"
                inputmode="decimal"
                autocomplete="off"
                enterkeyhint="done"
                maxlength="12"
                aria-describedby="times-note"
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
                on:keydown=on_key
            />
            <p id="times-note" class="field-hint">{tu_string!(i18n, shipping.times_hint)}</p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_loose_pieces_need_one_scan() {
        let scan = noted("100", "4901234567894").unwrap();
        assert_eq!(split(&scan), (Some(Quantity::from_units(100).unwrap()), "4901234567894"));
        let symbol = "]C10104901234567894\u{1d}10L1";
        assert_eq!(split(&noted("1.5", symbol).unwrap()), (Some(Quantity::parse("1.5").unwrap()), symbol));
    }

    #[test]
    fn without_a_number_a_scan_stays_as_it_is() {
        assert_eq!(noted(" ", "4901234567894").as_deref(), Some("4901234567894"));
        assert_eq!(split("4901234567894"), (None, "4901234567894"));
        assert_eq!(split("\u{1f}no number"), (None, "\u{1f}no number"));
    }

    #[test]
    fn a_number_that_makes_no_sense_counts_nothing() {
        for typed in ["0", "-3", "ten"] {
            assert_eq!(noted(typed, "4901234567894"), None, "{typed}");
        }
    }

    #[test]
    fn the_number_belongs_to_the_next_goods_only() {
        Owner::new().with(|| {
            let times = Times::new();
            times.0.set("12".to_owned());
            assert_eq!(times.take("SO-00000012").as_deref(), Some("SO-00000012"));
            assert_eq!(times.take("A").as_deref(), Some("\u{1f}12\u{1f}A"));
            assert_eq!(times.take("A").as_deref(), Some("A"));
        });
    }
}
