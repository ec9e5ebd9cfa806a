//! The use cases of Kuramori: authorisation, transactions, SQL and audit, called alike by screens, REST, jobs and the
//! command line.
//!
//! What always holds: a change of stock goes through the one posting function of the ledger; every statement names
//! its tenant first; a command is answered only after its commit is durable; what a command does, its idempotency
//! key and its audit entry stand or fall together.
//!
//! # To add the next use case
//! 1. Put the command or query and its views in `model`, in the module of its aggregate.
//! 2. In the module of the same name here, implement [`Command`] (writes) or [`Query`] (reads) for it:
//!
//! ```ignore
//! #[async_trait]
//! impl Command for CreateWarehouse {
//!     const NAME: &'static str = "warehouse.create";
//!     type Answer = WarehouseView;
//!
//!     async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<WarehouseView> {
//!         ctx.require(Permission::EditMasters)?;                       // first line, always
//!         let (tenant, id) = (tx.tenant(), tx.new_id());               // before `tx.conn()` borrows it
//!         sqlx::query("insert into warehouse (tenant_id, id, code, …) values ($1, $2, $3, …)")
//!             .bind(tenant)
//!             .bind(id)
//!             .bind(self.code.as_str())
//!             .execute(tx.conn())
//!             .await
//!             .unique_as(|| AppError::new(ErrorCode::Duplicate).arg("code", &self.code).field("code"))?;
//!         tx.touch(&self.code);                                        // the audit log's subject
//!         tx.changed(Area::Locations);                                 // live lists, after the commit
//!         Ok(…)
//!     }
//! }
//! ```
//!
//! 3. Test it as a story on both engines:
//!
//! ```ignore
//! both_engines! {
//!     async fn a_code_is_taken_once(store: TestStore) {
//!         let ctx = store.tenant("acme").await;                        // an administrator of a new company
//!         store.run(&ctx, CreateWarehouse { … }).await.unwrap();       // execute with a fresh key
//!         assert_eq!(store.refusal(&ctx, CreateWarehouse { … }).await.code, ErrorCode::Duplicate);
//!     }
//! }
//! ```
//!
//! Rules of SQL: lower case, `$1` is the tenant; one text for both engines, within their shared subset (`returning`,
//! `on conflict`, CTEs, window functions, `cast(sum(x) as bigint)`, flags as 0/1 in BIGINT); a list has a bounded
//! limit and its index; no error of the database is swallowed. A lookup that finds nothing returns `None`.
//! Rows are read as `row.try_get::<i64, _>("id")?`; sqlx `query`, never its macros.

mod adjustment;
mod announce;
mod audit;
mod audit_log;
mod check;
mod clock;
mod command;
mod csv_file;
mod ctx;
pub mod data_dir;
pub mod demo;
pub mod engine;
mod error;
mod export;
mod hex;
mod home;
#[cfg(test)]
mod home_tests;
pub mod idempotency;
mod identity;
pub mod import;
mod item;
mod job;
pub mod ledger;
mod live;
mod location;
pub mod me;
mod migrate;
mod open_error;
mod page;
mod partner;
pub mod password;
mod receiving;
#[cfg(test)]
mod schema_tests;
mod search;
mod secret;
pub mod seed;
pub mod session;
mod shipping;
pub mod sign_in;
#[cfg(test)]
mod sign_in_tests;
mod slip;
mod sql;
#[cfg(test)]
mod state_machine;
mod stock;
mod store;
#[cfg(test)]
mod store_tests;
pub mod tenant;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod throttle;
pub mod token;
mod transfer;
mod tx;
pub mod user;
#[cfg(test)]
mod user_tests;
mod warehouse;

pub use clock::{Clock, ManualClock, Random, SeededRandom, SystemClock, SystemRandom};
pub use command::{Command, Query};
pub use ctx::{Caller, Ctx, DEFAULT_ZONE, Source, Via};
pub use engine::Engine;
pub use error::{Error, Result, UniqueAs};
pub use live::{Area, Change};
pub use open_error::OpenError;
pub use store::{Database, NOBODY, PostgresOptions, SqliteOptions, Store};
pub use tx::Tx;
