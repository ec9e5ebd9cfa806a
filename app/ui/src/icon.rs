//! Icons, drawn as lines of one weight on a grid of 24.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Home,
    Receiving,
    Shipping,
    Stock,
    Scan,
    Item,
    Partner,
    Warehouse,
    Location,
    Import,
    Users,
    Audit,
    Token,
    Search,
    Menu,
    Close,
    Chevron,
    Check,
    Warning,
    Key,
    SignOut,
    Print,
    Plus,
    Slip,
    Screen,
}

impl Icon {
    /// The lines, as the data of a path.
    const fn lines(self) -> &'static str {
        match self {
            Self::Home => "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
            Self::Receiving => "M12 3v11m-4-4l4 4 4-4M4 14v6h16v-6",
            Self::Shipping => {
                "M2 6h11v10H2zM13 9h4l4 4v3h-8zM7 16a2 2 0 1 0 .01 4A2 2 0 0 0 7 16zm10 0a2 2 0 1 0 .01 4A2 2 0 0 0 17 16z"
            }
            Self::Stock => "M4 8h7v6H4zM4 14h7v6H4zM13 14h7v6h-7zM8 4h8v4M13 8h3",
            Self::Scan => "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 8v8M11 8v8M13.5 8v8M16 8v8",
            Self::Item => "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9",
            Self::Partner => "M3 21V9l6-4v4l6-4v16M15 10h6v11H3M7 13h.01M11 13h.01M7 17h.01M11 17h.01",
            Self::Warehouse => "M3 21V9l9-5 9 5v12M7 21v-8h10v8M7 17h10",
            Self::Location => "M12 21s-6-5.7-6-11a6 6 0 1 1 12 0c0 5.3-6 11-6 11zM12 8a2 2 0 1 0 .01 4A2 2 0 0 0 12 8z",
            Self::Import => "M6 3h8l4 4v14H6zM14 3v4h4M12 10v7m-3-3l3 3 3-3",
            Self::Users => {
                "M9 4a4 4 0 1 0 .01 8A4 4 0 0 0 9 4zM2 21c0-4 3-6 7-6s7 2 7 6M16 4.5a4 4 0 0 1 0 7M18 15.5c2.5.8 4 2.5 4 5.5"
            }
            Self::Audit => "M6 3h12v18H6zM9 8h6M9 12h6M9 16h4",
            Self::Token => "M4 7h16v10H4zM8 12h.01M12 12h.01M16 12h.01",
            Self::Search => "M11 4a7 7 0 1 0 .01 14A7 7 0 0 0 11 4zM16 16l4.5 4.5",
            Self::Menu => "M4 6h16M4 12h16M4 18h16",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Chevron => "M7 10l5 5 5-5",
            Self::Check => "M5 13l4 4L19 7",
            Self::Warning => "M12 4l9 16H3zM12 10v4M12 17h.01",
            Self::Key => "M8 11a4 4 0 1 0 .01 8A4 4 0 0 0 8 11zM11 12l9-8M16 7.5l3 3",
            Self::SignOut => "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
            Self::Print => "M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Slip => "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
            Self::Screen => "M3 5h18v12H3zM8 21h8M12 17v4",
        }
    }
}

/// The icon. Its meaning stands in the text or the `aria-label` beside it.
#[must_use]
pub fn icon(icon: Icon) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=icon.lines()></path>
        </svg>
    }
    .into_any()
}

/// The product's mark.
#[must_use]
pub fn brand() -> AnyView {
    view! {
        <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="7" fill="#17605b"></rect>
            <path d="M6 14 16 7l10 7v11H6z" fill="none" stroke="#fff" stroke-width="2.4" stroke-linejoin="round"></path>
            <path d="M11 25v-7h10v7M11 21.5h10" fill="none" stroke="#fff" stroke-width="2.4"></path>
        </svg>
    }
    .into_any()
}
