//! One scan of a check (検品), on a phone as at a desk: how often it counts, that it counts once whatever the line
//! does, and what is said of it.

use leptos::prelude::*;
use model::shipping::{Check, CheckResult};
use model::{Envelope, SlipNumber};

use crate::i18n::tu_string;
use crate::parts::show::item_title;
use crate::refusal::Refusal;
use crate::scan::delivery::{Keys, deliver, is_uncertain};
use crate::scan::device::{Cue, Device, use_device};
use crate::scan::show::{Words, reason};
use crate::scan::station::Outcome;
use crate::scan::times::{Times, split};
use crate::shipping::functions::check;

/// What counts the scans of a page.
#[derive(Clone, Copy)]
pub struct Counting {
    i18n: Words,
    /// How often the next scan counts.
    pub times: Times,
    /// Scans that were sent and not answered.
    pub keys: Keys,
    /// Whether the line is lost and a scan waits for it.
    offline: RwSignal<bool>,
    device: StoredValue<Device>,
}

impl Counting {
    /// Made in the component of a page.
    #[must_use]
    pub fn new(i18n: Words, offline: RwSignal<bool>) -> Self {
        Self { i18n, times: Times::new(), keys: Keys::new(), offline, device: use_device() }
    }

    /// The server decides about a scan. Nothing comes back when the page was left meanwhile: then the scan is sent
    /// again under its key, and answered alike.
    pub async fn count(self, number: SlipNumber, scan: &str) -> Option<(Outcome, Result<CheckResult, Refusal>)> {
        let scanned = split(scan).1;
        // Goods that are scanned again because nobody knew whether they count go as they went before.
        let before = self.keys.find(|sent| split(sent).1 == scanned);
        let scan = before.as_deref().unwrap_or(scan);
        let device = self.device.try_get_value()?;
        let envelope = Envelope::with_key(self.keys.of(scan, &device));
        let command = Check { number, barcode: scanned.to_owned(), quantity: split(scan).0 };
        let answer = deliver(device, self.offline, || check(envelope.clone(), command.clone())).await;
        self.offline.try_get_untracked()?;
        if !answer.as_ref().is_err_and(is_uncertain) {
            self.keys.settle(scan);
        }
        Some((said(self.i18n, scanned, &answer), answer))
    }
}

fn said(i18n: Words, scanned: &str, answer: &Result<CheckResult, Refusal>) -> Outcome {
    match answer {
        Ok(result) => counted(i18n, result),
        Err(refusal) => {
            let text = if is_uncertain(refusal) {
                tu_string!(i18n, scan.not_sure_checked).to_owned()
            } else {
                reason(i18n, refusal)
            };
            Outcome { cue: Cue::Refused, title: scanned.to_owned(), text }
        }
    }
}

fn counted(i18n: Words, result: &CheckResult) -> Outcome {
    let so_far = format!("+{} → {} / {}", result.added.grouped(), result.checked.grouped(), result.allocated.grouped());
    let (cue, rest) = if result.remaining.is_zero() {
        (Cue::Complete, tu_string!(i18n, shipping.all_checked).to_owned())
    } else {
        (Cue::Accepted, tu_string!(i18n, scan.left, quantity = result.remaining.grouped()))
    };
    Outcome { cue, title: item_title(&result.item, &result.name, &result.name2), text: format!("{so_far}　{rest}") }
}
