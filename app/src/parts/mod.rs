//! Pieces that several areas share and that need texts, data or commands; looks alone live in `ui`.

pub mod browser;
pub mod field;
pub mod filters;
pub mod focus;
pub mod list;
pub mod loaded;
pub mod may;
pub mod page;
pub mod picker;
pub mod reading;
pub mod route;
pub mod scan_field;
pub mod sending;
pub mod show;
pub mod work;

pub use field::{Errors, Field, FormBody, Select, Submit, TextArea, Tick};
pub use filters::{Filters, use_filters};
pub use list::{ChoiceFilter, Pager, SearchForm, SortChoice, SortHead, Tabs, TextFilter, choice_of};
pub use loaded::{Empty, loaded, loaded_page};
pub use may::{May, allowed, may};
pub use page::{Confirm, PageHead};
pub use picker::{Found, Picked, Picker};
pub use reading::use_reader;
pub use route::{Place, use_param, use_place};
pub use scan_field::{DeskScanner, Scanned, use_desk};
pub use sending::Sending;
