//! What only a browser on a device can do for the scan pages. `frontend` provides it when it takes the page over; on
//! the server there is none, and everything here does nothing.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;

/// Something to wait for.
pub type Waiting = Pin<Box<dyn Future<Output = ()>>>;

/// What a device does, seen from the pages.
pub trait Driver: Send + Sync {
    /// Opens a camera (the one that looks away from the user when none is named), shows it in the video element of
    /// that id, and reports until it is closed. What was open before is closed.
    fn open(&self, video: &str, camera: Option<&str>, report: Callback<Report>);
    /// Lets the camera go.
    fn close(&self);
    /// Switches the light.
    fn torch(&self, on: bool);
    /// A code that stays in view counts once more.
    fn forget(&self);
    /// Whether the camera was in use when a scan page was last left.
    fn prefers_camera(&self) -> bool;
    /// Remembers that.
    fn prefer_camera(&self, on: bool);
    /// Makes ready to sound, so that the next touch of the page allows it.
    fn prepare(&self);
    /// Whether the page was touched, without which a browser lets nothing sound.
    fn touched(&self) -> bool;
    /// Sounds and shakes.
    fn cue(&self, cue: Cue);
    /// Keeps a text in this tab under a name, or forgets it; a reload leaves it.
    fn keep(&self, name: &str, text: Option<&str>);
    /// What was kept under that name.
    fn kept(&self, name: &str) -> Option<String>;
    /// Ends after that many milliseconds.
    fn wait(&self, ms: u32) -> Waiting;
    /// 128 random bits as text: the key of a command.
    fn key(&self) -> String;
}

/// What a scan sounds like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cue {
    /// It counts.
    Accepted,
    /// It does not.
    Refused,
    /// It was the last one.
    Complete,
    /// It counts nothing before a question is answered.
    Asked,
}

impl Cue {
    /// Its name in `public/reader/camera.js`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Complete => "complete",
            Self::Asked => "asked",
        }
    }
}

/// What the camera says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// It is being opened; the user may be asked.
    Starting,
    /// It shows its picture.
    Ready {
        /// Whether it has a light.
        torch: bool,
        /// Which of `cameras` it is.
        camera: String,
        /// Every camera of the device, its id and its name.
        cameras: Vec<(String, String)>,
    },
    /// It has read a barcode.
    Read(String),
    /// It is closed, and why.
    Failed(Failure),
}

/// Why there is no camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Browsers give cameras to pages over https only.
    Insecure,
    /// The user or the device forbids it.
    Denied,
    /// The device has none.
    Missing,
    /// Another program uses it, or it was taken away.
    Busy,
    /// The reader could not be loaded.
    Reader,
}

/// The device, if there is one.
#[derive(Clone, Default)]
pub struct Device(Option<Arc<dyn Driver>>);

impl Device {
    /// A device behind a driver.
    #[must_use]
    pub fn new(driver: impl Driver + 'static) -> Self {
        Self(Some(Arc::new(driver)))
    }

    /// See [`Driver::open`].
    pub fn open(&self, video: &str, camera: Option<&str>, report: Callback<Report>) {
        if let Some(driver) = &self.0 {
            driver.open(video, camera, report);
        }
    }

    /// See [`Driver::close`].
    pub fn close(&self) {
        if let Some(driver) = &self.0 {
            driver.close();
        }
    }

    /// See [`Driver::torch`].
    pub fn torch(&self, on: bool) {
        if let Some(driver) = &self.0 {
            driver.torch(on);
        }
    }

    /// See [`Driver::forget`].
    pub fn forget(&self) {
        if let Some(driver) = &self.0 {
            driver.forget();
        }
    }

    /// See [`Driver::prefers_camera`].
    #[must_use]
    pub fn prefers_camera(&self) -> bool {
        self.0.as_ref().is_some_and(|driver| driver.prefers_camera())
    }

    /// See [`Driver::prefer_camera`].
    pub fn prefer_camera(&self, on: bool) {
        if let Some(driver) = &self.0 {
            driver.prefer_camera(on);
        }
    }

    /// See [`Driver::prepare`].
    pub fn prepare(&self) {
        if let Some(driver) = &self.0 {
            driver.prepare();
        }
    }

    /// See [`Driver::touched`].
    #[must_use]
    pub fn touched(&self) -> bool {
        self.0.as_ref().is_some_and(|driver| driver.touched())
    }

    /// See [`Driver::cue`].
    pub fn cue(&self, cue: Cue) {
        if let Some(driver) = &self.0 {
            driver.cue(cue);
        }
    }

    /// See [`Driver::keep`].
    pub fn keep(&self, name: &str, text: Option<&str>) {
        if let Some(driver) = &self.0 {
            driver.keep(name, text);
        }
    }

    /// See [`Driver::kept`].
    #[must_use]
    pub fn kept(&self, name: &str) -> Option<String> {
        self.0.as_ref().and_then(|driver| driver.kept(name))
    }

    /// See [`Driver::wait`].
    pub async fn wait(&self, ms: u32) {
        if let Some(driver) = &self.0 {
            driver.wait(ms).await;
        }
    }

    /// See [`Driver::key`].
    #[must_use]
    pub fn key(&self) -> String {
        self.0.as_ref().map(|driver| driver.key()).unwrap_or_default()
    }
}

/// The device that the page runs on.
#[must_use]
pub fn use_device() -> StoredValue<Device> {
    StoredValue::new(use_context::<Device>().unwrap_or_default())
}
