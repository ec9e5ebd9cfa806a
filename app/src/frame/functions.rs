//! Who is signed in, and the warehouse they work in.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use leptos::task::spawn_local;
use model::user::Me;
use model::{ErrorCode, Permission, WarehouseCode};

use crate::live::use_live;
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

/// Who is signed in, asked once for all screens and again when users, settings or warehouses change. Wait for it
/// inside a `Suspense`.
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

    /// Asks again with each change of what the answer is made of.
    pub fn follow_changes(self) {
        let changes = use_live(&["settings", "locations"]);
        Effect::new(move |first: Option<()>| {
            changes.track();
            if first.is_some() {
                self.refetch();
            }
        });
    }

    /// Asks again; screens that use the answer are drawn anew only when it says something else.
    pub fn refetch(self) {
        spawn_local(async move {
            let now = who_am_i().await;
            // When nobody answers, what was known still holds.
            if now.as_ref().is_err_and(|refusal| matches!(refusal.code(), ErrorCode::Unavailable | ErrorCode::Internal))
            {
                return;
            }
            if self.0.try_with_untracked(|before| before.as_ref() != Some(&now)) == Some(true) {
                self.0.update(|answer| *answer = Some(now));
            }
        });
    }

    /// The answer.
    #[must_use]
    pub fn resource(self) -> Resource<Result<Me, Refusal>> {
        self.0
    }

    /// Whether this person may do it; nothing until it is known. Read it inside a `Suspense`.
    #[must_use]
    pub fn may(self, permission: Permission) -> Option<bool> {
        self.0.get().map(|answer| answer.is_ok_and(|me| me.role.may(permission)))
    }
}

/// Who is signed in.
#[must_use]
pub fn use_who() -> Who {
    use_context().unwrap_or_else(Who::provide)
}
