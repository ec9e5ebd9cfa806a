//! Where scans come from and what became of the last: camera, hand scanner, and a message that is seen, heard and felt.

use leptos::ev;
use leptos::prelude::*;
use ui::{ScanField, ScanQueue};

use crate::i18n::{tu_string, use_i18n};
use crate::scan::device::{Cue, Device, Failure, Report, use_device};
use crate::scan::show::waiting;
use crate::scan::times::{Times, TimesField};

const VIDEO: &str = "scan-video";

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

/// Where the camera stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Off,
    Starting,
    Ready { torch: bool, camera: String, cameras: Vec<(String, String)> },
    Failed(Failure),
}

#[component]
fn Camera(queue: ScanQueue) -> AnyView {
    let i18n = use_i18n();
    let device = use_device();
    let state = RwSignal::new(State::Off);
    let torch = RwSignal::new(false);
    let silent = RwSignal::new(false);
    let report = Callback::new(move |report| match report {
        Report::Starting => state.set(State::Starting),
        Report::Ready { torch, camera, cameras } => {
            silent.set(!device.with_value(Device::touched));
            state.set(State::Ready { torch, camera, cameras });
        }
        Report::Failed(failure) => state.set(State::Failed(failure)),
        Report::Read(text) => queue.push(&text),
    });
    listen_for_touch(silent, device);
    let open = move |camera: Option<String>| {
        torch.set(false);
        device.with_value(|device| {
            device.prefer_camera(true);
            device.open(VIDEO, camera.as_deref(), report);
        });
    };
    let close = move || {
        device.with_value(|device| {
            device.prefer_camera(false);
            device.close();
        });
        state.set(State::Off);
    };
    // Nobody is asked for the camera, nor waits for the reader, before wanting it once.
    Effect::new(move |_| {
        device.with_value(Device::prepare);
        if device.with_value(Device::prefers_camera) {
            open(None);
        }
    });
    let held = device.get_value();
    on_cleanup(move || held.close());
    let toggle_torch = move |_| {
        torch.update(|on| *on = !*on);
        device.with_value(|device| device.torch(torch.get_untracked()));
    };
    let controls = move || {
        match state.get() {
        State::Ready { torch: has_torch, camera, cameras } => view! {
            <div class="camera-controls">
                {has_torch
                    .then(|| view! {
                        <button type="button" class="button" aria-pressed=move || torch.get().to_string() on:click=toggle_torch>
                            {tu_string!(i18n, scan.torch)}
                        </button>
                    })}
                {(cameras.len() > 1).then(|| choice(&camera, cameras, open))}
                <button type="button" class="button" on:click=move |_| close()>{tu_string!(i18n, scan.camera_off)}</button>
            </div>
        }
        .into_any(),
        State::Off => view! {
            <div class="camera-note">
                <button type="button" class="button primary big" on:click=move |_| open(None)>
                    {tu_string!(i18n, scan.camera_on)}
                </button>
            </div>
        }
        .into_any(),
        State::Starting => view! { <p class="camera-note" role="status">{tu_string!(i18n, scan.camera_starting)}</p> }.into_any(),
        State::Failed(failure) => failed(failure, open),
    }
    };
    view! {
        <div class="camera" class:live=move || matches!(state.get(), State::Ready { .. })>
            <video id=VIDEO muted playsinline aria-label=tu_string!(i18n, scan.camera_picture)></video>
            <div class="camera-aim" aria-hidden="true"></div>
            <p class="camera-silent" role="status">
                {move || (silent.get() && matches!(state.get(), State::Ready { .. })).then(|| tu_string!(i18n, scan.silent))}
            </p>
            {controls}
        </div>
    }
    .into_any()
}

/// A camera that was in use before reads at once, but a browser stays silent until somebody touches the page.
fn listen_for_touch(silent: RwSignal<bool>, device: StoredValue<Device>) {
    Effect::new(move |_| {
        let look = move || {
            if silent.get_untracked() {
                silent.set(!device.with_value(Device::touched));
            }
        };
        let by_finger = window_event_listener(ev::pointerup, move |_| look());
        let by_key = window_event_listener(ev::keydown, move |_| look());
        on_cleanup(move || {
            by_finger.remove();
            by_key.remove();
        });
    });
}

fn choice(camera: &str, cameras: Vec<(String, String)>, open: impl Fn(Option<String>) + 'static) -> AnyView {
    let i18n = use_i18n();
    let options = cameras
        .into_iter()
        .enumerate()
        .map(|(place, (id, label))| {
            let label =
                if label.is_empty() { format!("{} {}", tu_string!(i18n, scan.camera), place + 1) } else { label };
            let selected = id == camera;
            view! { <option value=id selected=selected>{label}</option> }
        })
        .collect_view();
    view! {
        <select aria-label=tu_string!(i18n, scan.choose_camera) on:change=move |event| open(Some(event_target_value(&event)))>
            {options}
        </select>
    }
    .into_any()
}

/// Why there is no picture and what to do about it. The hand scanner works all the same.
fn failed(failure: Failure, open: impl Fn(Option<String>) + 'static) -> AnyView {
    let i18n = use_i18n();
    let (title, what_to_do) = match failure {
        Failure::Insecure => (tu_string!(i18n, scan.insecure), tu_string!(i18n, scan.insecure_do)),
        Failure::Denied => (tu_string!(i18n, scan.denied), tu_string!(i18n, scan.denied_do)),
        Failure::Missing => (tu_string!(i18n, scan.missing), tu_string!(i18n, scan.missing_do)),
        Failure::Busy => (tu_string!(i18n, scan.busy), tu_string!(i18n, scan.busy_do)),
        Failure::Reader => (tu_string!(i18n, scan.reader), tu_string!(i18n, scan.reader_do)),
    };
    let again = (failure != Failure::Insecure).then(|| {
        view! {
            <button type="button" class="button" on:click=move |_| open(None)>{tu_string!(i18n, scan.try_again)}</button>
        }
    });
    view! {
        <div class="camera-note" role="status">
            <p class="camera-note-title">{title}</p>
            <p>{what_to_do}</p>
            {again}
        </div>
    }
    .into_any()
}
