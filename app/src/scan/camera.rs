//! The camera of the scan pages: its picture, and what can be done with it.

use leptos::ev;
use leptos::prelude::*;
use ui::ScanQueue;

use crate::i18n::{tu_string, use_i18n};
use crate::scan::device::{Device, Failure, Report, use_device};

const VIDEO: &str = "scan-video";

/// The picture, while the camera is on, and the buttons. What it reads goes into the queue.
#[component]
pub fn Camera(queue: ScanQueue) -> AnyView {
    let i18n = use_i18n();
    let lens = Lens::new(queue);
    listen_for_touch(lens);
    // Nobody is asked for the camera, nor waits for the reader, before wanting it once.
    Effect::new(move |_| {
        lens.device.with_value(Device::prepare);
        if lens.device.with_value(Device::prefers_camera) {
            lens.open(None);
        }
    });
    let held = lens.device.get_value();
    on_cleanup(move || held.close());
    let live = move || matches!(lens.state.get(), State::Ready { .. });
    view! {
        <div class="camera" class:live=live>
            <video id=VIDEO muted playsinline aria-label=tu_string!(i18n, scan.camera_picture)></video>
            <div class="camera-aim" aria-hidden="true"></div>
            <p class="camera-silent" role="status">
                {move || (lens.silent.get() && live()).then(|| tu_string!(i18n, scan.silent))}
            </p>
            {move || controls(lens)}
        </div>
    }
    .into_any()
}

/// What the page knows of its camera.
#[derive(Clone, Copy)]
struct Lens {
    device: StoredValue<Device>,
    state: RwSignal<State>,
    torch: RwSignal<bool>,
    /// Whether the browser makes no sound yet.
    silent: RwSignal<bool>,
    report: Callback<Report>,
}

impl Lens {
    fn new(queue: ScanQueue) -> Self {
        let device = use_device();
        let (state, silent) = (RwSignal::new(State::Off), RwSignal::new(false));
        let report = Callback::new(move |report| match report {
            Report::Starting => state.set(State::Starting),
            Report::Ready { torch, camera, cameras } => {
                silent.set(!device.with_value(Device::touched));
                state.set(State::Ready { torch, camera, cameras });
            }
            Report::Failed(failure) => state.set(State::Failed(failure)),
            Report::Read(text) => queue.push(&text),
        });
        Self { device, state, torch: RwSignal::new(false), silent, report }
    }

    fn open(self, camera: Option<String>) {
        self.torch.set(false);
        self.device.with_value(|device| {
            device.prefer_camera(true);
            device.open(VIDEO, camera.as_deref(), self.report);
        });
    }

    fn close(self) {
        self.device.with_value(|device| {
            device.prefer_camera(false);
            device.close();
        });
        self.state.set(State::Off);
    }

    fn toggle_torch(self) {
        self.torch.update(|on| *on = !*on);
        self.device.with_value(|device| device.torch(self.torch.get_untracked()));
    }
}

fn controls(lens: Lens) -> AnyView {
    let i18n = use_i18n();
    match lens.state.get() {
        State::Ready { torch, camera, cameras } => view! {
            <div class="camera-controls">
                {torch
                    .then(|| view! {
                        <button
                            type="button"
                            class="button"
                            aria-pressed=move || lens.torch.get().to_string()
                            on:click=move |_| lens.toggle_torch()
                        >
                            {tu_string!(i18n, scan.torch)}
                        </button>
                    })}
                {(cameras.len() > 1).then(|| choice(&camera, cameras, lens))}
                <button type="button" class="button" on:click=move |_| lens.close()>
                    {tu_string!(i18n, scan.camera_off)}
                </button>
            </div>
        }
        .into_any(),
        State::Off => view! {
            <div class="camera-note">
                <button type="button" class="button primary big" on:click=move |_| lens.open(None)>
                    {tu_string!(i18n, scan.camera_on)}
                </button>
            </div>
        }
        .into_any(),
        State::Starting => view! {
            <p class="camera-note" role="status">{tu_string!(i18n, scan.camera_starting)}</p>
        }
        .into_any(),
        State::Failed(failure) => failed(failure, lens),
    }
}

/// Where the camera stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Off,
    Starting,
    Ready { torch: bool, camera: String, cameras: Vec<(String, String)> },
    Failed(Failure),
}

/// A camera that was in use before reads at once, but a browser stays silent until somebody touches the page.
fn listen_for_touch(lens: Lens) {
    Effect::new(move |_| {
        let look = move || {
            if lens.silent.get_untracked() {
                lens.silent.set(!lens.device.with_value(Device::touched));
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

fn choice(camera: &str, cameras: Vec<(String, String)>, lens: Lens) -> AnyView {
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
        <select aria-label=tu_string!(i18n, scan.choose_camera) on:change=move |event| lens.open(Some(event_target_value(&event)))>
            {options}
        </select>
    }
    .into_any()
}

/// Why there is no picture and what to do about it. The hand scanner works all the same.
fn failed(failure: Failure, lens: Lens) -> AnyView {
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
            <button type="button" class="button" on:click=move |_| lens.open(None)>{tu_string!(i18n, scan.try_again)}</button>
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
