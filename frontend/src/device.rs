//! The device of the scan pages: its camera, sounds, shaking and clock, all behind `public/reader/camera.js`, which is
//! loaded when a scan page first needs it. Its address carries the version of its files.

use std::cell::RefCell;

use app::parts::browser::random_key;
use app::scan::device::{Cue, Driver, Failure, Report, Waiting};
use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::{Callable as _, Callback, document, window};
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

const SCRIPT: &str = concat!("/reader/", env!("READER_VERSION"), "/camera.js");
/// What the script is known by once it is loaded.
const MODULE: &str = "kuramoriCamera";

/// Where the device remembers whether the camera was in use.
const CAMERA: &str = "scan-camera";

/// The camera that is open.
struct Opened {
    camera: JsValue,
    /// Kept as long as the camera reports.
    _report: Closure<dyn FnMut(JsValue)>,
}

thread_local! {
    static OPENED: RefCell<Option<Opened>> = const { RefCell::new(None) };
    static LOADING: RefCell<Option<Promise>> = const { RefCell::new(None) };
    /// Counts what was asked of the camera, so that a late answer to an earlier wish does nothing.
    static WISH: RefCell<u32> = const { RefCell::new(0) };
}

/// This browser.
pub struct Browser;

impl Driver for Browser {
    fn open(&self, video: &str, camera: Option<&str>, report: Callback<Report>) {
        self.close();
        let wish = next_wish();
        let (video, camera) = (video.to_owned(), camera.map(ToOwned::to_owned));
        spawn_local(async move {
            let opened = open(&video, camera.as_deref(), report, wish).await;
            if opened.is_err() {
                let _heard = report.try_run(Report::Failed(Failure::Reader));
            }
        });
    }

    fn close(&self) {
        next_wish();
        if let Some(opened) = OPENED.take() {
            let _closed = call(&opened.camera, "close", &[]);
        }
    }

    fn torch(&self, on: bool) {
        tell_camera("torch", &[on.into()]);
    }

    fn forget(&self) {
        tell_camera("forget", &[]);
    }

    fn prefers_camera(&self) -> bool {
        let kept = storage().and_then(|storage| storage.get_item(CAMERA).ok().flatten());
        kept.as_deref() == Some("on")
    }

    fn prefer_camera(&self, on: bool) {
        if let Some(storage) = storage() {
            let _kept = storage.set_item(CAMERA, if on { "on" } else { "off" });
        }
    }

    fn prepare(&self) {
        spawn_local(async move {
            // Who is offline now gets the script with the first sound.
            let _loaded = module().await;
        });
    }

    fn touched(&self) -> bool {
        let activation = Reflect::get(&window(), &"navigator".into())
            .and_then(|navigator| Reflect::get(&navigator, &"userActivation".into()));
        // Browsers that do not say so do not complain either.
        let Some(activation) = activation.ok().filter(JsValue::is_object) else { return true };
        Reflect::get(&activation, &"hasBeenActive".into()).is_ok_and(|active| active.is_truthy())
    }

    fn cue(&self, cue: Cue) {
        spawn_local(async move {
            if let Ok(module) = module().await {
                let _heard = call(&module, "signal", &[cue.name().into()]);
            }
        });
    }

    fn keep(&self, name: &str, text: Option<&str>) {
        let Some(storage) = window().session_storage().ok().flatten() else { return };
        // A browser whose storage is full or forbidden works all the same, only without it.
        let _kept = match text {
            Some(text) => storage.set_item(name, text),
            None => storage.remove_item(name),
        };
    }

    fn kept(&self, name: &str) -> Option<String> {
        window().session_storage().ok().flatten()?.get_item(name).ok().flatten()
    }

    fn wait(&self, ms: u32) -> Waiting {
        let promise = Promise::new(&mut |done, _failed| {
            let ms = i32::try_from(ms).unwrap_or(i32::MAX);
            let _set = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, ms);
        });
        Box::pin(async move {
            let _ended = JsFuture::from(promise).await;
        })
    }

    fn key(&self) -> String {
        random_key()
    }
}

/// A browser may forbid it.
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn tell_camera(name: &str, args: &[JsValue]) {
    OPENED.with_borrow(|opened| {
        if let Some(opened) = opened {
            let _told = call(&opened.camera, name, args);
        }
    });
}

fn next_wish() -> u32 {
    WISH.with_borrow_mut(|wish| {
        *wish = wish.wrapping_add(1);
        *wish
    })
}

async fn open(video: &str, camera: Option<&str>, report: Callback<Report>, wish: u32) -> Result<(), JsValue> {
    let module = module().await?;
    // The user may have left the page meanwhile.
    let Some(video) = document().get_element_by_id(video).filter(|_| WISH.with_borrow(|now| *now == wish)) else {
        return Ok(());
    };
    let listen = Closure::<dyn FnMut(JsValue)>::new(move |said: JsValue| {
        if let Some(said) = understand(&said) {
            let _heard = report.try_run(said);
        }
    });
    let camera = camera.map_or(JsValue::UNDEFINED, JsValue::from_str);
    let camera = call(&module, "open", &[video.into(), listen.as_ref().clone(), camera])?;
    OPENED.set(Some(Opened { camera, _report: listen }));
    Ok(())
}

/// The script, loaded once.
async fn module() -> Result<JsValue, JsValue> {
    let loading = LOADING.with_borrow_mut(|loading| loading.get_or_insert_with(load).clone());
    if let Err(error) = JsFuture::from(loading).await {
        LOADING.set(None);
        return Err(error);
    }
    Reflect::get(&window(), &MODULE.into())
}

fn load() -> Promise {
    Promise::new(&mut |done, failed| {
        let added = document().create_element("script").and_then(|script| {
            script.set_attribute("type", "module")?;
            script.set_attribute("src", SCRIPT)?;
            Reflect::set(&script, &"onload".into(), &done)?;
            Reflect::set(&script, &"onerror".into(), &failed)?;
            document().head().map_or(Ok(()), |head| head.append_child(&script).map(|_| ()))
        });
        if let Err(error) = added {
            let _told = failed.call1(&JsValue::UNDEFINED, &error);
        }
    })
}

fn call(on: &JsValue, name: &str, args: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(on, &name.into())?.dyn_into()?;
    function.apply(on, &args.iter().collect::<Array>())
}

/// What the script reports, in our words.
fn understand(said: &JsValue) -> Option<Report> {
    match text(said, "kind")?.as_str() {
        "starting" => Some(Report::Starting),
        "ready" => {
            let cameras = Reflect::get(said, &"cameras".into()).ok()?;
            let cameras = cameras.dyn_into::<Array>().ok()?;
            Some(Report::Ready {
                torch: Reflect::get(said, &"torch".into()).ok()?.is_truthy(),
                camera: text(said, "camera").unwrap_or_default(),
                cameras: cameras.iter().filter_map(|each| Some((text(&each, "id")?, text(&each, "label")?))).collect(),
            })
        }
        "read" => text(said, "text").map(Report::Read),
        "failed" => Some(Report::Failed(match text(said, "reason")?.as_str() {
            "insecure" => Failure::Insecure,
            "denied" => Failure::Denied,
            "missing" => Failure::Missing,
            "busy" => Failure::Busy,
            _ => Failure::Reader,
        })),
        _ => None,
    }
}

fn text(of: &JsValue, name: &str) -> Option<String> {
    Reflect::get(of, &name.into()).ok()?.as_string()
}
