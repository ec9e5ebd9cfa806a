//! PostgreSQL: the pool, the second wall between tenants, and the news from other nodes.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use model::TenantId;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{Any, AnyPool, AssertSqlSafe, ConnectOptions, Connection, Transaction};

use super::{ATTEMPTS_MAX, Engine};
use crate::announce::Announcer;
use crate::job::{self, Job};
use crate::tx::{Effects, Env};
use crate::{Error, OpenError, Result, migrate};

mod news;
mod numbers;
mod wall;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod watch;

#[cfg(test)]
pub(crate) use wall::SHARED_TABLES;

pub(crate) use numbers::Numbers;

/// The role that every pool connection takes: it owns nothing and cannot bypass row-level security.
pub const ROLE: &str = "kuramori_app";
/// The most connections of a node when nothing else is said.
pub const CONNECTIONS_DEFAULT: u32 = 24;
/// Connections of a node that reserve slip numbers.
const NUMBER_CONNECTIONS: u32 = 2;
/// The lock under which tables are made: any number that no other program of this database takes.
const MIGRATION_LOCK: i64 = 0x6b75_7261_6d6f_7269;
/// How long a request waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// What every connection of the pool is set to.
///
/// Each statement goes along its index whatever the values are, so one plan serves them all: planning anew takes many
/// times longer than the statements themselves. Nor is a page of an index read at random dearer than the next one
/// where data lies in memory or on flash; and no statement runs so long that it is worth compiling or sharing out
/// among workers, whose start takes longer.
const SETTINGS: &str = "set synchronous_commit = on; set plan_cache_mode = force_generic_plan; \
     set random_page_cost = 1.1; set jit = off; set max_parallel_workers_per_gather = 0";

/// Rows that others may read and refer to, but neither change nor take.
pub(super) const FOR_SHARE: &str = " for share";
/// What an update that leaves the key alone takes itself: rows that refer to these may still come.
pub(super) const FOR_UPDATE: &str = " for no key update";
/// Each statement is a way to the server and back; the protocol takes 65,535.
pub(super) const PARAMETERS_MAX: usize = 4096;

/// How to reach a server.
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    /// `postgres://user@host:port/database`; the user owns the tables.
    pub url: String,
    /// The most connections of this node.
    pub connections: u32,
}

impl PostgresOptions {
    /// A server; the rest as usual.
    #[must_use]
    pub const fn new(url: String) -> Self {
        Self { url, connections: CONNECTIONS_DEFAULT }
    }
}

/// A pool of connections to a server.
pub(crate) struct Postgres {
    shared: Arc<Shared>,
}

struct Shared {
    /// The way in as the owner of the tables.
    owner: AnyConnectOptions,
    pool: AnyPool,
    env: Arc<Env>,
    announcer: Announcer,
    news: news::Tasks,
}

impl Postgres {
    /// Brings the tables up to date as their owner, then opens the pool behind the wall.
    pub(crate) async fn open(
        options: &PostgresOptions,
        env: Arc<Env>,
        announcer: Announcer,
    ) -> std::result::Result<Self, OpenError> {
        let connect = AnyConnectOptions::from_str(&options.url)?.disable_statement_logging();
        prepare(&connect).await?;
        let behind_wall = AnyPoolOptions::new()
            .acquire_timeout(ACQUIRE_TIMEOUT)
            // A connection that broke shows at `begin`, which is tried again: cheaper than a ping each time.
            .test_before_acquire(false)
            .after_connect(|conn, _| {
                Box::pin(async move {
                    let settings = format!("{SETTINGS}; set role {ROLE}");
                    sqlx::raw_sql(AssertSqlSafe(settings)).execute(conn).await?;
                    Ok(())
                })
            });
        let pool =
            behind_wall.clone().max_connections(options.connections.max(2)).connect_with(connect.clone()).await?;
        wall::check(&pool).await?;
        let numbers = Numbers::new(behind_wall.max_connections(NUMBER_CONNECTIONS).connect_lazy_with(connect.clone()));
        // A store is opened once, so the place is free.
        let _ = env.numbers.set(numbers);
        let node = format!("{:016x}", env.random.bits());
        let (news, others) = news::start(&options.url, node, pool.clone(), announcer.clone()).await?;
        let announcer = announcer.with_others(others);
        Ok(Self { shared: Arc::new(Shared { owner: connect, pool, env, announcer, news }) })
    }

    /// Runs the job in a task of its own, so that a caller who goes away does not disturb it.
    pub(crate) fn submit(&self, job: Box<dyn Job>) {
        let shared = Arc::clone(&self.shared);
        tokio::spawn(async move { shared.run(job).await });
    }

    /// Begins in a task of its own: a caller who went away before the answer would leave the transaction open.
    pub(crate) async fn begin_read(&self, tenant: TenantId) -> Result<Transaction<'static, Any>> {
        let shared = Arc::clone(&self.shared);
        let begun = async move { begin(&shared.pool, "begin isolation level repeatable read read only", tenant).await };
        tokio::spawn(begun).await.map_err(Error::internal)?
    }

    pub(crate) async fn refresh_statistics(&self) -> Result<()> {
        let mut owner = self.shared.owner.connect().await?;
        sqlx::raw_sql("analyze").execute(&mut owner).await?;
        owner.close().await?;
        Ok(())
    }

    pub(crate) async fn close(&self) {
        self.shared.news.finish().await;
        if let Some(numbers) = self.shared.env.numbers.get() {
            numbers.close().await;
        }
        self.shared.pool.close().await;
    }
}

impl Shared {
    async fn run(&self, mut job: Box<dyn Job>) {
        let tenant = job.tenant();
        let mut attempt = 1;
        let outcome = loop {
            match self.attempt(&mut *job).await {
                Err(error) if error.is_transient() && attempt < ATTEMPTS_MAX => {
                    tokio::time::sleep(self.pause(attempt)).await;
                    attempt += 1;
                }
                outcome => break outcome,
            }
        };
        job.finish(outcome.map(|effects| self.announcer.committed(tenant, effects)));
    }

    async fn attempt(&self, job: &mut dyn Job) -> Result<Effects> {
        let tenant = job.tenant();
        let mut open = begin(&self.pool, "begin", tenant).await?;
        let outcome = job::attempt(job, job::tx(&mut open, &self.env, tenant)).await;
        if outcome.is_ok() {
            open.commit().await?;
        } else if let Err(error) = open.rollback().await {
            // The connection is lost, and the transaction with it: what counts is why the job failed.
            tracing::warn!(%error, "a failed transaction was not rolled back in words");
        }
        outcome
    }

    /// Longer each time, and by chance, so that two who met do not meet again.
    fn pause(&self, attempt: u32) -> Duration {
        let chance_ms = self.env.random.bits() % (4 << attempt.min(6));
        Duration::from_millis(1 + chance_ms)
    }
}

/// Opens a transaction and names its tenant, in one round trip; the setting ends with the transaction. Nothing was done
/// yet, so a connection that has broken meanwhile is simply replaced; after a restart of the server all of them have.
async fn begin(pool: &AnyPool, begin: &'static str, tenant: TenantId) -> Result<Transaction<'static, Any>> {
    let statement = format!("{begin}; select set_config('kuramori.tenant', '{}', true)", tenant.get());
    let mut broken = 0;
    loop {
        match pool.begin_with(AssertSqlSafe(statement.clone())).await {
            Err(error) if is_broken(&error) && broken < pool.options().get_max_connections() => broken += 1,
            outcome => return Ok(outcome?),
        }
    }
}

/// Whether the connection was lost: by the network, or because the server ended it (class 57P).
fn is_broken(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code.starts_with("57P")),
        _ => false,
    }
}

/// Everything that only the owner of the tables may do, by one node at a time.
async fn prepare(connect: &AnyConnectOptions) -> std::result::Result<(), OpenError> {
    // An address that swallows what is sent to it would be waited for by the minute.
    let connected = tokio::time::timeout(ACQUIRE_TIMEOUT, connect.connect()).await;
    let mut owner = connected.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
    sqlx::query("select pg_advisory_lock($1)").bind(MIGRATION_LOCK).execute(&mut owner).await?;
    migrate::run(Engine::Postgres, &mut owner).await?;
    wall::build(&mut owner).await?;
    // The lock ends with the connection.
    owner.close().await?;
    Ok(())
}
