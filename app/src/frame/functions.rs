//! Who is signed in, and the warehouse they work in.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::WarehouseCode;
use model::user::Me;

use crate::refusal::Refusal;
#[cfg(feature = "ssr")]
use crate::ssr;

/// Who is signed in.
#[server(endpoint = "frame/me", input = Json)]
pub async fn who_am_i() -> Result<Me, Refusal> {
    let (store, session) = (ssr::store()?, ssr::session()?);
    service::me::load(&store, &session).await.map_err(|error| ssr::hide(&error))
}

/// Remembers the warehouse as the default of the next sign-in.
#[server(endpoint = "frame/warehouse", input = Json)]
pub async fn remember_warehouse(code: WarehouseCode) -> Result<(), Refusal> {
    let (store, ctx) = (ssr::store()?, ssr::ctx()?);
    service::me::choose_warehouse(&store, &ctx, code).await.map_err(|error| ssr::hide(&error))
}

/// Who is signed in, asked once for all screens. Wait for it inside a `Suspense`.
#[derive(Clone, Copy)]
pub struct Who(Resource<Result<Me, Refusal>>);

impl Who {
    /// Asks; once, in the frame.
    #[must_use]
    pub fn provide() -> Self {
        let who = Self(Resource::new_blocking(|| (), |()| who_am_i()));
        provide_context(who);
        who
    }

    /// The answer.
    #[must_use]
    pub fn resource(self) -> Resource<Result<Me, Refusal>> {
        self.0
    }
}

/// Who is signed in.
#[must_use]
pub fn use_who() -> Who {
    use_context().unwrap_or_else(Who::provide)
}
