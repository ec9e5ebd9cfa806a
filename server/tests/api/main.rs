//! The REST API as other systems use it: over HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

/// Makes each story a test on SQLite and one on PostgreSQL, with the program serving.
macro_rules! both_engines {
    ($($(#[$doc:meta])* async fn $name:ident($app:ident: App) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn story(mut $app: crate::support::App) {
                $app.start().await;
                $body
            }

            #[tokio::test]
            async fn on_sqlite() {
                story(crate::support::App::new(crate::support::Engine::Sqlite).await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                story(crate::support::App::new(crate::support::Engine::Postgres).await).await;
            }
        }
    )*};
}

mod bodies;
mod company;
mod conditions;
mod limits;
mod lists;
mod masters;
mod problems;
mod roles;
#[expect(dead_code, reason = "these tests use a part of it")]
#[path = "../program/serving.rs"]
mod serving;
mod slips;
mod specification;
mod stock;
mod strangers;
#[expect(dead_code, reason = "these tests use a part of it")]
#[path = "../support/mod.rs"]
mod support;
mod table;
mod writes;
