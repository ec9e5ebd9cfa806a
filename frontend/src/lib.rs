//! What runs only in the browser. The page calls [`hydrate`] once.

mod device;

use app::App;
use app::scan::device::Device;
use gloo::timers::callback::Timeout;
use leptos::mount::hydrate_from_async;
use leptos::prelude::{document, provide_context, window};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::CustomEvent;

/// Gives life to the HTML that the server sent.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    spawn_local(async {
        let Some(body) = document().body() else { return };
        let page = hydrate_from_async(body, || {
            provide_context(Device::new(device::Browser));
            App()
        });
        page.await.forget();
        // What was started last has begun to listen by then.
        Timeout::new(0, say_hydrated).forget();
    });
}

/// Says that the page has come to life: to `live.js`, which held events back for it, and on the root of the document.
fn say_hydrated() {
    let Some(root) = document().document_element() else { return };
    drop(root.set_attribute("data-hydrated", ""));
    if let Ok(event) = CustomEvent::new("kuramori-hydrated") {
        drop(window().dispatch_event(&event));
    }
}
