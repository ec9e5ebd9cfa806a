//! Keeps the keyboard with what it was on when a list is drawn anew: rows move, the elements on screen stay where they
//! are, and Enter must not open another slip than the one that was chosen.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// What had the keyboard, told by what it says.
pub struct Focused(Option<(Element, String)>);

impl Focused {
    /// What has it now, inside of the screen.
    #[must_use]
    pub fn now() -> Self {
        if !cfg!(target_arch = "wasm32") {
            return Self(None);
        }
        let element = document().active_element().filter(|element| matches!(element.closest("main"), Ok(Some(_))));
        Self(element.and_then(|element| mark(&element).map(|mark| (element, mark))))
    }

    /// Gives it back once the screen is drawn, unless it has gone elsewhere in between.
    pub fn return_after_drawing(self) {
        let Some((element, wanted)) = self.0 else { return };
        request_animation_frame(move || {
            let active = document().active_element();
            let gone = active.as_ref().is_none_or(|active| active.tag_name() == "BODY");
            let changed = active.as_ref() == Some(&element) && mark(&element).as_ref() != Some(&wanted);
            if !gone && !changed {
                return;
            }
            let Ok(all) = document().query_selector_all("main :is(a[href], button, input, select)") else { return };
            let elements = (0..all.length()).filter_map(|index| all.item(index)?.dyn_into::<HtmlElement>().ok());
            let same = elements.into_iter().find(|element| mark(element).as_ref() == Some(&wanted));
            // It left the list: the keyboard starts at the beginning of the screen.
            let main = || document().query_selector("main").ok()?.and_then(|main| main.dyn_into::<HtmlElement>().ok());
            if let Some(element) = same.or_else(main) {
                let _focused = element.focus();
            }
        });
    }
}

/// What tells an element from its neighbours.
fn mark(element: &Element) -> Option<String> {
    ["href", "aria-label", "id"].into_iter().find_map(|name| element.get_attribute(name))
}
