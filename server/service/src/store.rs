//! The store: opens a database on either engine and runs commands, queries and jobs in transactions.

use std::sync::{Arc, OnceLock};

use futures::future::BoxFuture;
use model::{Envelope, TenantId};
use tokio::sync::{broadcast, oneshot};

use crate::announce::Announcer;
use crate::clock::{Clock, IdMaker, Random, SystemClock, SystemRandom};
use crate::command::{Command, CommandJob, Query};
use crate::engine::postgres::Postgres;
use crate::engine::sqlite::Sqlite;
use crate::engine::{Backend, Engine};
use crate::job::{FnJob, Job};
use crate::live::{Change, Live};
use crate::token::Tokens;
use crate::tx::{Env, Tx};
use crate::{Caller, Ctx, Error, OpenError, Result, ctx};

pub use crate::engine::postgres::PostgresOptions;
pub use crate::engine::sqlite::SqliteOptions;

/// Which database to open.
#[derive(Clone, Debug)]
pub enum Database {
    /// An encrypted file, made when it is missing.
    Sqlite(SqliteOptions),
    /// A server.
    Postgres(PostgresOptions),
}

/// An open database. Cheap to clone; all clones are the same store.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    env: Arc<Env>,
    live: Live,
    backend: Backend,
    tokens: Tokens,
}

impl Store {
    /// Opens a database with the machine's clock and random source, and brings its tables up to date.
    ///
    /// # Errors
    /// [`OpenError`] says what is wrong and what to do about it.
    pub async fn open(database: Database) -> std::result::Result<Self, OpenError> {
        Self::open_with(database, Arc::new(SystemClock), Arc::new(SystemRandom)).await
    }

    /// Opens a database with a given clock and random source.
    ///
    /// # Errors
    /// [`OpenError`] says what is wrong and what to do about it.
    pub async fn open_with(
        database: Database,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> std::result::Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        let engine = match &database {
            Database::Sqlite(_) => Engine::Sqlite,
            Database::Postgres(_) => Engine::Postgres,
        };
        let env = Arc::new(Env { engine, clock, random, ids: IdMaker::new(), numbers: OnceLock::new() });
        let live = Live::default();
        let announcer = Announcer::new(live.clone(), Arc::clone(&env));
        let backend = match &database {
            Database::Sqlite(options) => Backend::Sqlite(Sqlite::open(options, Arc::clone(&env), announcer).await?),
            Database::Postgres(options) => {
                Backend::Postgres(Postgres::open(options, Arc::clone(&env), announcer).await?)
            }
        };
        Ok(Self { inner: Arc::new(Inner { env, live, backend, tokens: Tokens::default() }) })
    }

    /// Runs a command: idempotency key, transaction, audit entry, live event.
    ///
    /// The work goes on when the caller stops waiting; a repeat with the same key finds the answer.
    ///
    /// # Errors
    /// What the command refuses, [`model::ErrorCode::KeyReused`], or an inside error.
    pub async fn execute<C: Command>(&self, ctx: &Ctx, envelope: &Envelope, command: C) -> Result<C::Answer> {
        let mut ctx = ctx.clone();
        if ctx.caller == Caller::System {
            ctx.zone = self.read(ctx.tenant, |tx| Box::pin(ctx::zone(tx))).await?;
        }
        let (job, answer) = CommandJob::new(ctx, envelope.clone(), command)?;
        self.submit(job, answer).await
    }

    /// Runs a query. All its statements see the same moment.
    ///
    /// # Errors
    /// What the query refuses, or an inside error.
    pub async fn query<Q: Query>(&self, ctx: &Ctx, query: Q) -> Result<Q::Answer> {
        let mut open = self.inner.backend.begin_read(ctx.tenant).await?;
        let mut tx = Tx::new(&mut open, &self.inner.env, ctx.tenant);
        if ctx.caller == Caller::System {
            let zone = ctx::zone(&mut tx).await?;
            return query.run(&Ctx { zone, ..ctx.clone() }, &mut tx).await;
        }
        query.run(ctx, &mut tx).await
    }

    /// Writes outside a command: sessions, failures of sign-in, purges, making a tenant. Neither key nor audit.
    ///
    /// `work` may be called again after a rollback.
    ///
    /// # Errors
    /// What the work refuses, or an inside error.
    pub async fn write<F, T>(&self, tenant: TenantId, work: F) -> Result<T>
    where
        F: for<'a> FnMut(&'a mut Tx<'_>) -> BoxFuture<'a, Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = FnJob::new(tenant, work);
        self.submit(job, answer).await
    }

    /// Reads outside a query: who signs in, which tenants there are.
    ///
    /// # Errors
    /// What the work refuses, or an inside error.
    pub async fn read<F, T>(&self, tenant: TenantId, work: F) -> Result<T>
    where
        F: for<'a> FnOnce(&'a mut Tx<'_>) -> BoxFuture<'a, Result<T>> + Send,
        T: Send,
    {
        let mut open = self.inner.backend.begin_read(tenant).await?;
        let mut tx = Tx::new(&mut open, &self.inner.env, tenant);
        work(&mut tx).await
    }

    /// Follows the changes of a tenant.
    #[must_use]
    pub fn subscribe(&self, tenant: TenantId) -> broadcast::Receiver<Change> {
        self.inner.live.subscribe(tenant)
    }

    /// The number of the tenant's latest change: a client that saw another one fetches anew.
    #[must_use]
    pub fn latest_change(&self, tenant: TenantId) -> i64 {
        self.inner.live.latest(tenant)
    }

    /// The number of the latest change of the tenant's users, tokens and settings.
    pub(crate) fn latest_settings(&self, tenant: TenantId) -> i64 {
        self.inner.live.latest_settings(tenant)
    }

    /// Whom the tokens that were used lately belong to.
    pub(crate) fn tokens(&self) -> &Tokens {
        &self.inner.tokens
    }

    /// Which engine this is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.inner.env.engine
    }

    /// The clock that decides the time of this store.
    #[must_use]
    pub fn now(&self) -> model::Instant {
        self.inner.env.clock.now()
    }

    /// Random bytes from the source of this store.
    #[must_use]
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.inner.env.random.fill(&mut bytes);
        bytes
    }

    /// Whether the database answers and takes writes.
    ///
    /// # Errors
    /// The database's error, or [`model::ErrorCode::Unavailable`].
    pub async fn ready(&self) -> Result<()> {
        let mut open = self.inner.backend.begin_read(NOBODY).await?;
        sqlx::query("select 1").execute(&mut *open).await?;
        self.inner.backend.ready().await
    }

    /// Tells the planner of the database what its tables hold, after many rows came in at once.
    pub(crate) async fn refresh_statistics(&self) -> Result<()> {
        self.inner.backend.refresh_statistics().await
    }

    /// Finishes the work that was handed in and closes the database.
    pub async fn close(&self) {
        self.inner.backend.close().await;
    }

    async fn submit<T>(&self, job: Box<dyn Job>, answer: oneshot::Receiver<Result<T>>) -> Result<T> {
        self.inner.backend.submit(job).await?;
        answer.await.map_err(|_| Error::from(model::ErrorCode::Unavailable))?
    }
}

/// The tenant of work that belongs to none: it sees the tables that have no tenant, and nothing else.
pub const NOBODY: TenantId = TenantId::new(0);
