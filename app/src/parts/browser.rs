//! The few things that only a browser can do. Called from event handlers and effects, which the server never runs.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys;

/// 128 random bits as hexadecimal digits: the key of a form instance.
#[must_use]
pub fn random_key() -> String {
    let mut bytes = [0_u8; 16];
    if let Ok(crypto) = window().crypto() {
        let _filled = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes.iter().fold(String::with_capacity(32), |mut key, byte| {
        key.extend([byte >> 4, byte & 15].iter().filter_map(|digit| char::from_digit(u32::from(*digit), 16)));
        key
    })
}

/// Puts the focus on the first field that is marked as wrong, else on the first alert, after the screen is drawn.
pub fn focus_first_wrong_field() {
    focus_soon("main [aria-invalid=true], dialog[open] [aria-invalid=true], main [role=alert][tabindex]");
}

/// Puts the focus on the first element of a selector after the screen is drawn.
pub fn focus_soon(selector: impl Into<String>) {
    let selector = selector.into();
    request_animation_frame(move || {
        let found = document().query_selector(&selector).ok().flatten();
        if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _focused = element.focus();
        }
    });
}

/// Plays one of the sounds in `public/sounds`. A browser that does not want to, or cannot fetch it now, is left alone.
fn play(path: &str) {
    let audio = web_sys::HtmlAudioElement::new_with_src(path);
    if let Ok(playing) = audio.and_then(|audio| audio.play()) {
        spawn_local(async move {
            let _played = JsFuture::from(playing).await;
        });
    }
}

/// The sound of an accepted scan.
pub fn sound_accepted() {
    play("/sounds/accepted.wav");
}

/// The sound of a refused scan.
pub fn sound_refused() {
    play("/sounds/refused.wav");
}

/// Opens the browser's own print dialog.
pub fn print() {
    let _printed = window().print();
}

/// A file that somebody chose.
pub struct ChosenFile {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: usize,
    file: web_sys::File,
}

/// The file of a file field.
#[must_use]
pub fn chosen_file(event: &leptos::ev::Event) -> Option<ChosenFile> {
    let input = event.target()?.dyn_into::<web_sys::HtmlInputElement>().ok()?;
    let file = input.files()?.get(0)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size is a whole number")]
    let bytes = file.size() as usize;
    Some(ChosenFile { name: file.name(), bytes, file })
}

impl ChosenFile {
    /// Reads it and hands on its bytes in base64, or nothing when the browser cannot read it: it was moved, changed
    /// since it was chosen, or another program holds it.
    pub fn read(self, then: impl FnOnce(Option<String>) + 'static) {
        let Ok(reader) = web_sys::FileReader::new() else { return then(None) };
        let source = reader.clone();
        // Comes after a success and after an error alike.
        let ended = Closure::once_into_js(move || {
            let url = source.result().ok().and_then(|result| result.as_string());
            then(url.and_then(|url| url.split_once(',').map(|(_, base64)| base64.to_owned())));
        });
        reader.set_onloadend(Some(ended.unchecked_ref()));
        // A refusal to begin comes as an error event too.
        let _reading = reader.read_as_data_url(&self.file);
    }
}

/// How long the browser has to fetch a file that was handed to it.
const FETCHED: Duration = Duration::from_mins(1);

/// Hands a file to the browser to save; its bytes come in base64.
pub fn save_file(name: &str, media_type: &str, base64: &str) {
    let Ok(binary) = window().atob(base64) else { return };
    let bytes: Vec<u8> = binary.chars().map(|byte| u8::try_from(u32::from(byte)).unwrap_or_default()).collect();
    save_bytes(name, media_type, &bytes);
}

/// Hands bytes to the browser to save. An address of the browser's own holds them, which may be as large as they are.
pub fn save_bytes(name: &str, media_type: &str, bytes: &[u8]) {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let Ok(blob) = web_sys::Blob::new_with_u8_array_sequence(&parts) else { return };
    let Ok(blob) = blob.slice_with_f64_and_f64_and_content_type(0.0, blob.size(), media_type) else { return };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) else { return };
    let Ok(element) = document().create_element("a") else { return };
    let Ok(link) = element.dyn_into::<web_sys::HtmlAnchorElement>() else { return };
    link.set_href(&url);
    link.set_download(name);
    link.click();
    set_timeout(
        move || {
            let _revoked = web_sys::Url::revoke_object_url(&url);
        },
        FETCHED,
    );
}
