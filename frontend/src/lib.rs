//! What runs only in the browser. The page calls [`hydrate`] once.

mod device;

use app::App;
use app::scan::device::Device;
use leptos::prelude::provide_context;
use wasm_bindgen::prelude::wasm_bindgen;

/// Gives life to the HTML that the server sent.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(|| {
        provide_context(Device::new(device::Browser));
        App()
    });
}
