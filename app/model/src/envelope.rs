//! The envelope around every command, which makes it repeatable.

use serde::{Deserialize, Serialize};

use crate::Instant;

/// What goes with a command so that it can be sent again without harm.
///
/// The key's scope is tenant and caller; the answer is kept 30 days. The same key with another body is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Chosen by the caller, 1–200 printable ASCII characters; a browser makes a random one a form.
    pub key: String,
    /// The device, when it numbers its commands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The device's own running number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<i64>,
    /// When it happened according to the device: information, never the ledger's time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Instant>,
}

impl Envelope {
    /// The bound of the key in characters.
    pub const KEY_MAX_CHARS: usize = 200;

    /// An envelope with only a key.
    #[must_use]
    pub fn with_key(key: impl Into<String>) -> Self {
        Self { key: key.into(), device: None, sequence: None, occurred_at: None }
    }

    /// Whether the key is 1–200 printable ASCII characters.
    #[must_use]
    pub fn has_valid_key(&self) -> bool {
        (1..=Self::KEY_MAX_CHARS).contains(&self.key.len())
            && self.key.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
    }
}
