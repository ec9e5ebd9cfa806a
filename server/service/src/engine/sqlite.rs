//! SQLite with SQLCipher: an encrypted file, one writer, many readers.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, ConnectOptions, Transaction};
use tokio::sync::{mpsc, oneshot};

use super::writer::{Message, Writer};
use crate::announce::Announcer;
use crate::data_dir::RawKey;
use crate::job::Job;
use crate::tx::Env;
use crate::{Error, OpenError, Result, migrate};

/// The most jobs that share a commit when nothing else is said.
pub const BATCH_JOBS_DEFAULT: usize = 64;
/// The most connections that read at once when nothing else is said.
pub const READERS_DEFAULT: u32 = 8;
/// Jobs that may wait for the writer; who brings one more waits to hand it in.
const WAITING_JOBS_MAX: usize = 1024;
/// Memory for pages a connection, in KiB.
const CACHE_KIB: u32 = 16 * 1024;

/// How to open an encrypted file.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// The file; it is made when it is missing.
    pub file: PathBuf,
    /// Its key.
    pub key: RawKey,
    /// The most jobs that share a commit; 1 is a commit each.
    pub batch_jobs: usize,
    /// The most connections that read at once.
    pub readers: u32,
}

impl SqliteOptions {
    /// A file and its key; the rest as usual.
    #[must_use]
    pub const fn new(file: PathBuf, key: RawKey) -> Self {
        Self { file, key, batch_jobs: BATCH_JOBS_DEFAULT, readers: READERS_DEFAULT }
    }
}

/// An open file.
pub(crate) struct Sqlite {
    jobs: mpsc::Sender<Message>,
    readers: AnyPool,
}

impl Sqlite {
    /// Opens the file, brings its tables up to date, and starts the writer.
    pub(crate) async fn open(
        options: &SqliteOptions,
        env: Arc<Env>,
        announcer: Announcer,
    ) -> std::result::Result<Self, OpenError> {
        let connect = connect_options(&options.file)?;
        let _lock = migrate::FileLock::take(&options.file).await?;
        let mut conn = connect.connect().await?;
        prepare(&mut conn, &options.key, WRITER_PRAGMAS).await.map_err(|error| explain(error, &options.file))?;
        migrate::run(env.engine, &mut conn).await?;
        let (jobs, waiting) = mpsc::channel(WAITING_JOBS_MAX);
        let batch_jobs = options.batch_jobs.max(1);
        tokio::spawn(Writer { conn, env, announcer, jobs: waiting, batch_jobs }.run());
        let key = options.key.clone();
        let readers = AnyPoolOptions::new()
            .max_connections(options.readers.max(1))
            .test_before_acquire(false)
            .after_connect(move |conn, _| {
                let key = key.clone();
                Box::pin(async move { prepare(conn, &key, READER_PRAGMAS).await })
            })
            .connect_lazy_with(connect);
        Ok(Self { jobs, readers })
    }

    pub(crate) async fn submit(&self, job: Box<dyn Job>) -> Result<()> {
        self.jobs.send(Message::Job(job)).await.map_err(|_| Error::from(model::ErrorCode::Unavailable))
    }

    pub(crate) async fn begin_read(&self) -> Result<Transaction<'static, Any>> {
        Ok(self.readers.begin().await?)
    }

    /// What was handed in is finished, then the file is closed.
    pub(crate) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.jobs.send(Message::Close(done)).await.is_ok() {
            let _ = closed.await;
        }
        self.readers.close().await;
    }
}

/// A commit is on the disk before anyone hears of it; temporary tables never lie on the disk unencrypted.
const WRITER_PRAGMAS: &str = "pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory";
const READER_PRAGMAS: &str = "pragma synchronous = full; pragma temp_store = memory; pragma query_only = on";

/// The key comes before every other statement, then the settings of the connection.
async fn prepare(conn: &mut AnyConnection, key: &RawKey, pragmas: &str) -> std::result::Result<(), sqlx::Error> {
    let statement = format!(
        "pragma key = \"x'{}'\"; pragma cache_size = -{CACHE_KIB}; {pragmas}; pragma foreign_keys = on",
        key.hex()
    );
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *conn).await?;
    // The first read shows whether the key fits.
    sqlx::query("select count(*) from sqlite_master").execute(conn).await?;
    Ok(())
}

/// Statements are never logged here, since one of them is the key.
fn connect_options(file: &Path) -> std::result::Result<AnyConnectOptions, OpenError> {
    let path = file.to_str().ok_or_else(|| OpenError::Path(file.to_owned()))?;
    let mut url = String::from("sqlite://");
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) {
            url.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url.push_str("?mode=rwc");
    Ok(AnyConnectOptions::from_str(&url)?.disable_statement_logging())
}

/// A wrong key shows as a file that is no database.
fn explain(error: sqlx::Error, file: &Path) -> OpenError {
    match &error {
        sqlx::Error::Database(inner) if inner.code().as_deref() == Some("26") => {
            OpenError::KeyDoesNotFit(file.to_owned())
        }
        _ => OpenError::Database(error),
    }
}
