//! The two engines. What needs a text or a way of its own stands here, one module an engine; everything else of the
//! service has one text for both.

pub(crate) mod postgres;
pub(crate) mod sqlite;
mod writer;

use model::TenantId;
use sqlx::{Any, Transaction};

use crate::Result;
use crate::job::Job;

/// A database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// SQLite with SQLCipher: a file.
    Sqlite,
    /// PostgreSQL: a server.
    Postgres,
}

impl Engine {
    /// The parameters of one statement that brings many rows.
    pub(crate) const fn parameters_max(self) -> usize {
        match self {
            Self::Sqlite => sqlite::PARAMETERS_MAX,
            Self::Postgres => postgres::PARAMETERS_MAX,
        }
    }

    /// What ends a `select` whose rows must stay as they are until the commit.
    pub(crate) const fn for_share(self) -> &'static str {
        match self {
            Self::Sqlite => sqlite::FOR_SHARE,
            Self::Postgres => postgres::FOR_SHARE,
        }
    }

    /// What ends a `select` that takes its rows for writing, in its order; none where nobody else can be writing.
    pub(crate) const fn for_update(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(postgres::FOR_UPDATE),
        }
    }
}

/// How often work is run again after a transient conflict.
pub(crate) const ATTEMPTS_MAX: u32 = 8;

/// An open database of either kind.
pub(crate) enum Backend {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Backend {
    /// Hands in a job, which answers its caller itself. Waits while too many are waiting already.
    pub(crate) async fn submit(&self, job: Box<dyn Job>) -> Result<()> {
        match self {
            Self::Sqlite(sqlite) => sqlite.submit(job).await,
            Self::Postgres(postgres) => {
                postgres.submit(job);
                Ok(())
            }
        }
    }

    /// A read transaction: it sees one moment, and dropping it ends it.
    pub(crate) async fn begin_read(&self, tenant: TenantId) -> Result<Transaction<'static, Any>> {
        match self {
            Self::Sqlite(sqlite) => sqlite.begin_read().await,
            Self::Postgres(postgres) => postgres.begin_read(tenant).await,
        }
    }

    /// Whether writes would be done; that reads are is the store's to see.
    pub(crate) async fn ready(&self) -> Result<()> {
        match self {
            Self::Sqlite(sqlite) => sqlite.ready().await,
            // Reads and writes share a pool.
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Tells the planner what the tables hold, after many rows came in at once. SQLite plans without such knowledge.
    pub(crate) async fn refresh_statistics(&self) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(postgres) => postgres.refresh_statistics().await,
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(sqlite) => sqlite.close().await,
            Self::Postgres(postgres) => postgres.close().await,
        }
    }
}
