//! Server functions of paper.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::SlipNumber;
#[cfg(feature = "ssr")]
use model::shipping::GetShippingOrder;
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
#[cfg(feature = "ssr")]
use crate::ssr;

/// A QR code as the path of an SVG whose modules are one unit wide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckCode {
    /// Modules a side.
    pub side: u32,
    /// The dark modules.
    pub path: String,
    /// What it says.
    pub url: String,
}

/// The QR code of an order: the absolute address of its check page for phones.
#[server(endpoint = "print/check-code", input = Json)]
pub async fn get_check_code(number: SlipNumber) -> Result<CheckCode, Refusal> {
    // Only who may see the order gets its code.
    let order = ssr::query(GetShippingOrder { number }).await?;
    super::qr::check_code(&order.number)
}
