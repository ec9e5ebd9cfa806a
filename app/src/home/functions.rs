//! Server functions of the home screen.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::home;

use crate::refusal::Refusal;
#[cfg(feature = "ssr")]
use crate::ssr;

/// What needs doing.
#[server(endpoint = "home/get", input = Json)]
pub async fn get_home(query: home::GetHome) -> Result<home::HomeView, Refusal> {
    ssr::query(query).await
}
