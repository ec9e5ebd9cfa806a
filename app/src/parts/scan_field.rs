//! The hand scanner of the screens at a desk: what its last scan did, what waits for the line, and what an unknown code
//! leads to.

use std::future::Future;

use leptos::prelude::*;
use model::item::{BarcodeMatch, FindBarcode};
use ui::ScanQueue;

use crate::i18n::{tu_string, use_i18n};
use crate::masters::functions::find_barcode;
use crate::refusal::Refusal;
use crate::scan::delivery::deliver;
use crate::scan::device::{Cue, Device, use_device};
use crate::scan::kept::warn_before_leaving;
use crate::scan::show::{Words, reason, waiting};
use crate::scan::station::Outcome;
use crate::scan::times::{Times, TimesField, split};
use crate::scan::unknown::Unknown;

/// What a scan did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanned {
    /// Whether it was taken.
    pub ok: bool,
    /// What was scanned.
    pub title: String,
    /// What it did, or why it was refused.
    pub text: String,
}

impl Scanned {
    /// A scan that was taken; it sounds so.
    pub fn accepted(title: impl Into<String>, text: impl Into<String>) -> Self {
        super::browser::sound_accepted();
        Self { ok: true, title: title.into(), text: text.into() }
    }

    /// A scan that was refused; it sounds so.
    pub fn refused(title: impl Into<String>, text: impl Into<String>) -> Self {
        super::browser::sound_refused();
        Self { ok: false, title: title.into(), text: text.into() }
    }
}

/// The scanner of a screen.
#[derive(Clone, Copy)]
pub struct Desk {
    i18n: Words,
    outcome: RwSignal<Option<Scanned>>,
    /// Whether the line is lost and a scan waits for it.
    pub offline: RwSignal<bool>,
    /// A scan whose code belongs to nothing.
    pub unknown: RwSignal<Option<String>>,
    device: StoredValue<Device>,
}

/// Made in a component.
#[must_use]
pub fn use_desk() -> Desk {
    Desk {
        i18n: use_i18n(),
        outcome: RwSignal::new(None),
        offline: RwSignal::new(false),
        unknown: RwSignal::new(None),
        device: use_device(),
    }
}

impl Desk {
    /// Says what a scan did.
    pub fn say(self, scanned: Scanned) {
        self.outcome.set(Some(scanned));
    }

    /// Says what is in words already.
    pub fn tell(self, Outcome { cue, title, text }: Outcome) {
        self.say(if cue == Cue::Refused { Scanned::refused(title, text) } else { Scanned::accepted(title, text) });
    }

    /// The answer to a question, however long the line is lost meanwhile; nothing once the screen is left.
    pub async fn ask<A, F>(self, send: impl Fn() -> F) -> Option<Result<A, Refusal>>
    where
        F: Future<Output = Result<A, Refusal>>,
    {
        let answer = deliver(self.device.try_get_value()?, self.offline, send).await;
        self.offline.try_get_untracked()?;
        Some(answer)
    }

    /// The goods of a scan. What is not found is said, and an unknown code leads on.
    pub async fn find(self, scanned: &str) -> Option<BarcodeMatch> {
        let query = FindBarcode { scanned: scanned.to_owned() };
        match self.ask(|| find_barcode(query.clone())).await? {
            Ok(Some(found)) => {
                self.unknown.set(None);
                Some(found)
            }
            Ok(None) => {
                self.unknown.set(Some(scanned.to_owned()));
                self.say(Scanned::refused(scanned, tu_string!(self.i18n, scan.unknown)));
                None
            }
            Err(refusal) => {
                self.refuse(scanned, &refusal);
                None
            }
        }
    }

    /// Says why a scan was refused.
    pub fn refuse(self, scanned: &str, refusal: &Refusal) {
        self.say(Scanned::refused(scanned, reason(self.i18n, refusal)));
    }
}

/// The field and all that belongs to it. The scans go into the queue.
#[component]
pub fn DeskScanner(
    desk: Desk,
    queue: ScanQueue,
    hint: &'static str,
    /// How often the next scan counts, where that can be said before it.
    #[prop(optional)]
    times: Option<Times>,
) -> AnyView {
    let i18n = use_i18n();
    let (title, wrong) = (tu_string!(i18n, shipping.times), tu_string!(i18n, scan.wrong_times));
    let refuse = Callback::new(move |()| desk.say(Scanned::refused(title, wrong)));
    let comes = times.map_or(queue, |times| times.before(queue, refuse));
    warn_before_leaving(move || !queue.undone().is_empty());
    view! {
        <section class="card scan-card">
            <ui::ScanField
                queue=comes
                label=tu_string!(i18n, words.scan)
                hint
                keyboard=tu_string!(i18n, scan.keyboard)
            />
            {times.map(|times| view! { <TimesField times refuse/> })}
            <ScanOutcome outcome=desk.outcome/>
            <p class="scan-waiting" aria-live="polite">{move || waiting(i18n, desk.offline.get(), queue)}</p>
        </section>
        {move || desk.unknown.get().map(|scan| {
            let scanned = split(&scan).1.to_owned();
            let done = Callback::new(move |()| {
                desk.unknown.set(None);
                queue.push(&scan);
            });
            view! { <Unknown scanned done/> }
        })}
    }
    .into_any()
}

/// The last scan, large enough to be seen from a step away.
#[component]
fn ScanOutcome(outcome: RwSignal<Option<Scanned>>) -> AnyView {
    view! {
        <div class="scan-outcome" role="status" aria-live="assertive">
            {move || {
                outcome
                    .get()
                    .map(|scanned| view! {
                        <div class=if scanned.ok { "alert success" } else { "alert danger" }>
                            <p class="scan-title">{scanned.title}</p>
                            <p>{scanned.text}</p>
                        </div>
                    })
            }}
        </div>
    }
    .into_any()
}
