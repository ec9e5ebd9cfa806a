//! What a page keeps in its tab, so that work which is not done yet outlives a reload, a link and the way back.

use leptos::ev;
use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::{Decodes, Encodes};
use model::user::Me;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use ui::ScanQueue;

use crate::frame::use_who;
use crate::refusal::Refusal;
use crate::scan::delivery::{Keys, Sent};
use crate::scan::device::{Device, use_device};

/// What is kept of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Scans that are on their way.
    Scans,
    /// Goods that were scanned and are not confirmed.
    Goods,
}

impl What {
    const ALL: [Self; 2] = [Self::Scans, Self::Goods];

    const fn name(self) -> &'static str {
        match self {
            Self::Scans => "scans",
            Self::Goods => "goods",
        }
    }
}

/// Keeps things under the path of their page, for the person who is signed in: who comes next at the same device never
/// sees them.
#[derive(Clone, Copy)]
pub struct Keeper {
    who: Resource<Result<Me, Refusal>>,
    device: StoredValue<Device>,
}

/// Made in a component.
#[must_use]
pub fn use_keeper() -> Keeper {
    Keeper { who: use_who().resource(), device: use_device() }
}

impl Keeper {
    /// Whether it is known for whom to keep; to be waited for in an effect.
    #[must_use]
    pub fn ready(self) -> bool {
        self.who.with(|who| matches!(who, Some(Ok(_))))
    }

    fn name(self, what: What, path: &str) -> Option<String> {
        let me = self.who.try_get_untracked()??.ok()?;
        Some(format!("{} {} {} {path}", me.customer_id, me.login, what.name()))
    }

    /// What is kept of the page at a path.
    #[must_use]
    pub fn read<T: DeserializeOwned>(self, what: What, path: &str) -> Option<T> {
        let text = self.device.try_get_value()?.kept(&self.name(what, path)?)?;
        <JsonEncoding as Decodes<T>>::decode(text.into_bytes().into()).ok()
    }

    /// Keeps something of the page at a path, or nothing any more.
    pub fn write<T: Serialize>(self, what: What, path: &str, value: Option<&T>) {
        let (Some(device), Some(name)) = (self.device.try_get_value(), self.name(what, path)) else { return };
        let bytes = value.and_then(|value| <JsonEncoding as Encodes<T>>::encode(value).ok());
        device.keep(&name, bytes.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok()));
    }

    /// Whether anything is kept of the page at a path.
    #[must_use]
    pub fn has(self, path: &str) -> bool {
        let Some(device) = self.device.try_get_value() else { return false };
        What::ALL.iter().any(|what| self.name(*what, path).is_some_and(|name| device.kept(&name).is_some()))
    }
}

/// Scans on their way, as they are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Scans {
    /// In the order in which they came.
    scans: Vec<String>,
    /// Those of them, and of earlier ones, that were sent.
    sent: Vec<Sent>,
}

impl Keeper {
    /// Keeps the scans of a queue until they are done, and goes on with those that were kept before.
    pub fn keep_scans(self, queue: ScanQueue, keys: Option<Keys>, path: String) {
        Effect::new(move |restored: Option<bool>| {
            if !self.ready() {
                return false;
            }
            if restored != Some(true) {
                let Scans { scans, sent } = self.read(What::Scans, &path).unwrap_or_default();
                if let Some(keys) = keys {
                    keys.restore(sent);
                }
                for scanned in scans {
                    queue.push(&scanned);
                }
            }
            let scans = Scans { scans: queue.undone(), sent: keys.map(Keys::all).unwrap_or_default() };
            let any = !scans.scans.is_empty() || !scans.sent.is_empty();
            self.write(What::Scans, &path, any.then_some(&scans));
            true
        });
    }

    /// Puts scans behind those that are kept of the page at a path.
    pub fn add_scans(self, path: &str, more: Vec<String>) {
        if more.is_empty() {
            return;
        }
        let mut scans: Scans = self.read(What::Scans, path).unwrap_or_default();
        scans.scans.extend(more);
        self.write(What::Scans, path, Some(&scans));
    }
}

/// The browser asks before it leaves the page or loads it anew while something is not done.
pub fn warn_before_leaving(undone: impl Fn() -> bool + Send + Sync + 'static) {
    let undone = StoredValue::new(undone);
    Effect::new(move |_| {
        let handle = window_event_listener(ev::beforeunload, move |event| {
            if undone.try_with_value(|undone| untrack(undone)).unwrap_or_default() {
                event.prevent_default();
                // Older browsers ask only when they are given a text, which they do not show.
                event.set_return_value("?");
            }
        });
        on_cleanup(move || handle.remove());
    });
}
