//! Server function of the global search.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::search::{Hit, SearchAll};

use crate::refusal::Refusal;
#[cfg(feature = "ssr")]
use crate::ssr;

/// Items, partners, locations and slips that fit, exact codes first.
#[server(endpoint = "search/all", input = Json)]
pub async fn find_everything(query: SearchAll) -> Result<Vec<Hit>, Refusal> {
    ssr::query(query).await
}
