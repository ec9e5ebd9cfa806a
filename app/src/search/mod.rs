//! The global search: a palette over every screen (Ctrl+K), and a page that answers the same without WebAssembly.

mod functions;
mod hits;
pub mod page;
mod palette;

pub use page::SearchPage;
pub use palette::Palette;
