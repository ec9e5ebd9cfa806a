//! Where scans come from and what became of the last: camera, hand scanner, and a message that is seen, heard and felt.

use leptos::prelude::*;
use ui::{ScanField, ScanQueue};

use crate::i18n::{tu_string, use_i18n};
use crate::scan::camera::Camera;
use crate::scan::device::{Cue, Device, use_device};
use crate::scan::show::waiting;
use crate::scan::times::{Times, TimesField};

/// What became of a scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub cue: Cue,
    pub title: String,
    pub text: String,
}

impl Outcome {
    const fn class(&self) -> &'static str {
        match self.cue {
            Cue::Refused => "alert danger scan-refused",
            Cue::Asked => "alert warning",
            Cue::Accepted | Cue::Complete => "alert success",
        }
    }
}

/// The last outcome of a page, and the way to tell a new one.
#[derive(Clone, Copy)]
pub struct Outcomes {
    last: RwSignal<Option<Outcome>>,
    /// Whether the line is lost and a scan waits for it.
    pub offline: RwSignal<bool>,
    device: StoredValue<Device>,
}

/// Made in the component of a page.
#[must_use]
pub fn use_outcomes() -> Outcomes {
    Outcomes { last: RwSignal::new(None), offline: RwSignal::new(false), device: use_device() }
}

impl Outcomes {
    /// Tells what became of a scan.
    pub fn tell(self, cue: Cue, title: impl Into<String>, text: impl Into<String>) {
        self.say(Outcome { cue, title: title.into(), text: text.into() });
    }

    /// Like [`Outcomes::tell`], for what is in words already.
    pub fn say(self, outcome: Outcome) {
        self.device().cue(outcome.cue);
        self.last.try_set(Some(outcome));
    }

    /// Shows something that nobody did just now: it makes no sound.
    pub fn remind(self, title: impl Into<String>, text: impl Into<String>) {
        self.last.try_set(Some(Outcome { cue: Cue::Accepted, title: title.into(), text: text.into() }));
    }

    /// Says it counts.
    pub fn accepted(self, title: impl Into<String>, text: impl Into<String>) {
        self.tell(Cue::Accepted, title, text);
    }

    /// Says it does not, and why.
    pub fn refused(self, title: impl Into<String>, text: impl Into<String>) {
        self.tell(Cue::Refused, title, text);
    }

    /// Whether the page is still there; after each wait that is the question.
    #[must_use]
    pub fn alive(self) -> bool {
        self.offline.try_get_untracked().is_some()
    }

    /// The device of the page.
    #[must_use]
    pub fn device(self) -> Device {
        self.device.try_get_value().unwrap_or_default()
    }
}

/// Camera, message and hand scanner. Its scans go into the queue.
#[component]
pub fn Station(
    queue: ScanQueue,
    outcomes: Outcomes,
    /// How often the next scan counts, where that can be said before it.
    #[prop(optional)]
    times: Option<Times>,
    /// A sentence below the field of the hand scanner.
    #[prop(default = "")]
    hint: &'static str,
) -> AnyView {
    let i18n = use_i18n();
    let (title, wrong) = (tu_string!(i18n, shipping.times), tu_string!(i18n, scan.wrong_times));
    let refuse = Callback::new(move |()| outcomes.refused(title, wrong));
    let comes = times.map_or(queue, |times| times.before(queue, refuse));
    view! {
        <section class="scan-station" aria-label=tu_string!(i18n, scan.station)>
            <Camera queue=comes/>
            <Message queue outcomes/>
            <ScanField
                queue=comes
                label=tu_string!(i18n, scan.field)
                hint
                keyboard=tu_string!(i18n, scan.keyboard)
            />
            {times.map(|times| view! { <TimesField times refuse/> })}
        </section>
    }
    .into_any()
}

#[component]
fn Message(queue: ScanQueue, outcomes: Outcomes) -> AnyView {
    let i18n = use_i18n();
    view! {
        <div class="scan-outcome" role="status" aria-live="assertive">
            {move || {
                outcomes
                    .last
                    .get()
                    .map(|outcome| {
                        let class = outcome.class();
                        view! {
                            <div class=class>
                                <p class="scan-title">{outcome.title}</p>
                                <p>{outcome.text}</p>
                            </div>
                        }
                    })
            }}
        </div>
        <p class="scan-waiting" aria-live="polite">{move || waiting(i18n, outcomes.offline.get(), queue)}</p>
    }
    .into_any()
}
