//! What runs only in the browser. The page calls [`hydrate`] once.

use app::App;
use wasm_bindgen::prelude::wasm_bindgen;

/// Gives life to the HTML that the server sent.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(App);
}
