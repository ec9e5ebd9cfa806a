//! Bursts that begin where the focus is elsewhere. A field for text takes what is typed in it, be it by hand or by a
//! scanner; everything else gives a burst to the scan field, and is left as it was.

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, HtmlInputElement, HtmlSelectElement};

/// Nobody's fingers are as fast from key to key, for so many keys.
const GAP_MS: f64 = 80.0;
const KEYS: usize = 3;

/// What was typed in a choice or a date: the first keys of a burst look like somebody who chooses by letters.
#[derive(Debug, Default, PartialEq)]
struct Burst {
    keys: String,
    last_ms: f64,
    /// What the field said before.
    before: String,
}

impl Burst {
    /// Takes a key; whether it is the one that tells a scanner from fingers.
    fn takes(&mut self, key: &str, at_ms: f64, value: impl FnOnce() -> String) -> bool {
        if self.keys.is_empty() || at_ms - self.last_ms > GAP_MS {
            *self = Self { keys: String::new(), last_ms: at_ms, before: value() };
        }
        self.last_ms = at_ms;
        self.keys.push_str(key);
        self.keys.chars().count() >= KEYS
    }
}

/// What has the focus, as far as bursts go.
enum Focus {
    /// It takes its text itself.
    Text,
    /// A choice, a date: something that keys change and no burst is meant for.
    Choice(Choice),
    /// Nothing that is typed in.
    None,
}

enum Choice {
    Select(HtmlSelectElement),
    Input(HtmlInputElement),
}

impl Choice {
    fn value(&self) -> String {
        match self {
            Self::Select(select) => select.value(),
            Self::Input(input) => input.value(),
        }
    }

    /// Says again what it said before a burst changed it.
    fn restore(&self, before: &str) {
        if self.value() == before {
            return;
        }
        let element: &Element = match self {
            Self::Select(select) => {
                select.set_value(before);
                select
            }
            Self::Input(input) => {
                input.set_value(before);
                input
            }
        };
        for name in ["input", "change"] {
            if let Ok(event) = Event::new(name) {
                let _heard = element.dispatch_event(&event);
            }
        }
    }
}

fn focus() -> Focus {
    let Some(element) = document().active_element() else { return Focus::None };
    let element = match element.dyn_into::<HtmlSelectElement>() {
        Ok(select) => return Focus::Choice(Choice::Select(select)),
        Err(element) => element,
    };
    match element.dyn_into::<HtmlInputElement>() {
        Ok(input) => match input.type_().as_str() {
            "checkbox" | "radio" | "button" | "submit" | "file" => Focus::None,
            "date" | "time" | "range" => Focus::Choice(Choice::Input(input)),
            _ => Focus::Text,
        },
        Err(element) if element.tag_name() == "TEXTAREA" => Focus::Text,
        Err(_) => Focus::None,
    }
}

/// Brings bursts to the scan field, and the focus back to it after something was chosen with a finger or the mouse.
pub fn catch(input: NodeRef<Input>) {
    Effect::new(move |_| {
        let burst = StoredValue::new(Burst::default());
        let by_hand = StoredValue::new(false);
        let keys = window_event_listener(ev::keydown, move |event| {
            by_hand.set_value(false);
            take(input, burst, &event);
        });
        let touches = window_event_listener(ev::pointerdown, move |_| by_hand.set_value(true));
        let changes = window_event_listener(ev::change, move |event| {
            let target = event.target();
            let is_choice = target.is_some_and(|target| target.dyn_ref::<HtmlSelectElement>().is_some());
            // Who chooses with the keyboard may still be on the way through the choices.
            if is_choice && by_hand.get_value() {
                focus_field(input);
            }
        });
        on_cleanup(move || {
            keys.remove();
            touches.remove();
            changes.remove();
        });
    });
}

fn focus_field(input: NodeRef<Input>) {
    if let Some(input) = input.get_untracked() {
        let _focused = input.focus();
    }
}

fn take(input: NodeRef<Input>, burst: StoredValue<Burst>, event: &ev::KeyboardEvent) {
    let key = event.key();
    let begins = key.chars().count() == 1 && key != " ";
    if !begins || event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    match focus() {
        Focus::Text => {}
        Focus::None => focus_field(input),
        Focus::Choice(choice) => {
            let (at_ms, value) = (event.time_stamp(), || choice.value());
            let is_scan = burst.try_update_value(|burst| burst.takes(&key, at_ms, value)).unwrap_or_default();
            let (true, Some(field)) = (is_scan, input.get_untracked()) else { return };
            let Burst { keys, before, .. } = burst.try_update_value(std::mem::take).unwrap_or_default();
            event.prevent_default();
            choice.restore(&before);
            field.set_value(&format!("{}{keys}", field.value()));
            let _focused = field.focus();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[(&str, f64)]) -> (Vec<bool>, Burst) {
        let mut burst = Burst::default();
        let takes = keys.iter().map(|(key, at_ms)| burst.takes(key, *at_ms, || format!("at {at_ms}"))).collect();
        (takes, burst)
    }

    #[test]
    fn fast_keys_are_a_burst_and_the_value_before_it_is_known() {
        let (takes, burst) = typed(&[("4", 0.0), ("9", 100.0), ("0", 104.0), ("1", 108.0)]);
        assert_eq!(takes, [false, false, false, true]);
        assert_eq!((&*burst.keys, &*burst.before), ("901", "at 100"));
    }

    #[test]
    fn fingers_that_choose_by_letters_are_none() {
        let (takes, burst) = typed(&[("A", 0.0), ("-", 90.0), ("0", 120.0), ("1", 230.0)]);
        assert_eq!(takes, [false; 4]);
        assert_eq!((&*burst.keys, &*burst.before), ("1", "at 230"));
    }
}
