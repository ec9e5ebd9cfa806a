//! What a browser remembers about how Kuramori looks: language and theme.
//!
//! Both live in cookies, are read on the server, and are written by plain form posts to
//! `/preferences`, so they work before WebAssembly has arrived. On the client they are read back
//! from the document element, so the two can never disagree.

use crate::i18n::Locale;

/// The cookie with the language, `ja` or `en`.
pub const LANGUAGE_COOKIE: &str = "language";
/// The cookie with the theme, `light` or `dark`; without it the system decides.
pub const THEME_COOKIE: &str = "theme";

/// Light, dark, or what the system says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// The value in the cookie and in `data-theme`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// What the browser is told to draw its own parts in.
    #[must_use]
    pub fn color_scheme(self) -> &'static str {
        match self {
            Self::System => "light dark",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Anything unknown is the system's choice.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// The language of this page; Japanese unless the person chose another.
#[must_use]
pub fn locale() -> Locale {
    match read(LANGUAGE_COOKIE, "lang").as_deref() {
        Some("en") => Locale::en,
        _ => Locale::ja,
    }
}

/// The theme of this page.
#[must_use]
pub fn theme() -> Theme {
    Theme::parse(&read(THEME_COOKIE, "data-theme").unwrap_or_default())
}

#[cfg(feature = "ssr")]
fn read(cookie: &str, _attribute: &str) -> Option<String> {
    crate::ssr::cookie(cookie)
}

#[cfg(not(feature = "ssr"))]
fn read(_cookie: &str, attribute: &str) -> Option<String> {
    leptos::prelude::document().document_element()?.get_attribute(attribute)
}
