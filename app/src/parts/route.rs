//! What the path of the URL says: the warehouse and the thing that a screen is about.

use std::str::FromStr;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::{AppError, ErrorCode, WarehouseCode};

use crate::parts::show;
use crate::refusal::Refusal;

/// A parameter of the path.
#[must_use]
pub fn use_param(name: &'static str) -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get(name).unwrap_or_default()))
}

/// The warehouse of the path.
#[derive(Clone, Copy)]
pub struct Place(Memo<String>);

/// The warehouse that this screen is about.
#[must_use]
pub fn use_place() -> Place {
    Place(use_param("warehouse"))
}

impl Place {
    /// Its code.
    ///
    /// # Errors
    /// When the path holds none that is valid.
    pub fn code(self) -> Result<WarehouseCode, Refusal> {
        parsed("warehouse", &self.0.get())
    }

    /// Its code as a text.
    #[must_use]
    pub fn text(self) -> String {
        self.0.get()
    }

    /// A path below it.
    #[must_use]
    pub fn path(self, segments: &[&str]) -> String {
        let warehouse = self.0.get();
        show::path(&[&["w", warehouse.as_str()], segments].concat())
    }
}

/// A code of the path.
///
/// # Errors
/// "Not found" when no such code can be.
pub fn parsed<T: FromStr>(what: &str, raw: &str) -> Result<T, Refusal> {
    raw.parse().map_err(|_| Refusal(AppError::new(ErrorCode::NotFound).arg("what", what).arg("code", raw)))
}
