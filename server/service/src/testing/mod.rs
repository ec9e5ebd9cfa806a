//! A store for tests: each test gets a database of its own, on both engines, with a clock that stands still.
//!
//! PostgreSQL is reached at `KURAMORI_TEST_POSTGRES`, the URL of a superuser of a throw-away server
//! (`end2end/postgres.sh run -- cargo nextest run -p service`). Without it a test fails; none is ever skipped.

mod goods;
mod postgres;
mod sqlite;

use std::future::Future;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use goods::Goods;
use model::{AppError, CustomerId, Envelope, Instant, LoginName, TenantId, UserId};

use crate::{Caller, Command, Ctx, Database, ManualClock, Query, SeededRandom, Source, Store, Via};

/// 2026-11-23T10:00:00 in Tokyo: when every test begins.
pub const START: Instant = Instant::from_micros(1_795_395_600_000_000);

/// An open store with what a test needs around it.
pub struct TestStore {
    store: Store,
    /// The clock of the store; it stands still at [`START`] until it is moved.
    pub clock: Arc<ManualClock>,
    /// Where the database is, to open it once more.
    pub database: Database,
    keys: AtomicU64,
}

impl Deref for TestStore {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

impl TestStore {
    async fn open(database: Database) -> Self {
        let clock = Arc::new(ManualClock::at(START));
        let random = Arc::new(SeededRandom::new(42));
        let store = Store::open_with(database.clone(), Arc::clone(&clock) as _, random).await.expect("opens");
        Self { store, clock, database, keys: AtomicU64::new(0) }
    }

    /// A new company with an administrator, and that administrator's context.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn tenant(&self, customer_id: &str) -> Ctx {
        let customer_id = CustomerId::parse(customer_id).expect("a customer ID");
        let id = self.store.read(crate::NOBODY, |tx| Box::pin(async move { Ok(TenantId::new(tx.new_id())) }));
        let tenant = id.await.expect("an id");
        let made = self.store.write(tenant, move |tx| {
            let customer_id = customer_id.clone();
            Box::pin(async move { insert_tenant(tx, &customer_id).await })
        });
        let user = made.await.expect("a company");
        Ctx { caller: Caller::User(user), login: "admin".to_owned(), ..Ctx::system(tenant, Via::Screen) }
    }

    /// An envelope with a key that no other has.
    #[must_use]
    pub fn envelope(&self) -> Envelope {
        Envelope::with_key(format!("test-{}", self.keys.fetch_add(1, Ordering::Relaxed)))
    }

    /// Runs a statement whose first parameter is the company, past every use case.
    ///
    /// # Errors
    /// What the database refuses.
    pub async fn sql(&self, ctx: &Ctx, statement: &'static str) -> crate::Result<()> {
        let work = self.store.write(ctx.tenant, move |tx| {
            Box::pin(async move {
                sqlx::query(statement).bind(tx.tenant()).execute(tx.conn()).await?;
                Ok(())
            })
        });
        work.await
    }

    /// Runs a command with a fresh key.
    ///
    /// # Errors
    /// What the command refuses.
    pub async fn run<C: Command>(&self, ctx: &Ctx, command: C) -> crate::Result<C::Answer> {
        self.store.execute(ctx, &self.envelope(), command).await
    }

    /// Runs a command that must be refused, and gives the refusal.
    ///
    /// # Panics
    /// When it is not refused, or fails for an inside reason.
    pub async fn refusal<C: Command>(&self, ctx: &Ctx, command: C) -> AppError {
        refused(self.run(ctx, command).await)
    }

    /// Runs a query that must be refused, and gives the refusal.
    ///
    /// # Panics
    /// When it is not refused, or fails for an inside reason.
    pub async fn query_refusal<Q: Query>(&self, ctx: &Ctx, query: Q) -> AppError {
        refused(self.store.query(ctx, query).await)
    }

    /// The number that a statement gives, with the tenant as its only parameter.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn number(&self, ctx: &Ctx, sql: &'static str) -> i64 {
        let read = self.store.read(ctx.tenant, move |tx| {
            Box::pin(async move {
                let tenant = tx.tenant();
                Ok(sqlx::query_scalar::<_, i64>(sql).bind(tenant).fetch_one(tx.conn()).await?)
            })
        });
        read.await.expect("a number")
    }
}

fn refused<T>(outcome: crate::Result<T>) -> AppError {
    match outcome {
        Err(crate::Error::App(error)) => error,
        Err(error) => panic!("failed inside: {error}"),
        Ok(_) => panic!("was not refused"),
    }
}

/// The context of a user of the same company with another role.
#[must_use]
pub fn with_role(ctx: &Ctx, role: model::Role) -> Ctx {
    Ctx { role, source: Source { via: Via::Api, ..ctx.source.clone() }, ..ctx.clone() }
}

/// As `tenant create` does, but without the time that a password takes.
async fn insert_tenant(tx: &mut crate::Tx<'_>, customer_id: &CustomerId) -> crate::Result<UserId> {
    crate::tenant::insert(tx, customer_id, customer_id.as_str()).await?;
    let login = LoginName::parse("admin").map_err(crate::Error::internal)?;
    let admin = crate::user::NewUser {
        login: &login,
        name: "admin",
        role: model::Role::Administrator,
        password_hash: "",
        is_temporary: false,
        sees_all_warehouses: true,
    };
    crate::user::insert(tx, admin).await
}

/// Runs a story on SQLite. Called by [`both_engines!`].
///
/// # Panics
/// When the story does.
pub fn on_sqlite<F: Future<Output = ()>>(story: impl FnOnce(TestStore) -> F) {
    block_on(sqlite::with_store(story));
}

/// Runs a story on PostgreSQL. Called by [`both_engines!`].
///
/// # Panics
/// When the story does, or there is no server.
pub fn on_postgres<F: Future<Output = ()>>(story: impl FnOnce(TestStore) -> F) {
    block_on(postgres::with_store(story));
}

fn block_on(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(story);
}

/// Turns stories into two tests each, one an engine.
#[macro_export]
macro_rules! both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($store:ident: TestStore) $body:block)*) => {$(
        async fn $name($store: $crate::testing::TestStore) $body

        mod $name {
            $(#[$meta])*
            #[test]
            fn sqlite() {
                $crate::testing::on_sqlite(super::$name);
            }

            $(#[$meta])*
            #[test]
            fn postgres() {
                $crate::testing::on_postgres(super::$name);
            }
        }
    )*};
}
