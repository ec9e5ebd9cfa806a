//! SQLite with SQLCipher: an encrypted file, one writer, many readers.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use model::ErrorCode;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, ConnectOptions, Connection, Transaction};
use tokio::sync::{mpsc, oneshot};

use super::writer::{Message, Writer};
use crate::announce::Announcer;
use crate::data_dir::RawKey;
use crate::job::{FnJob, Job};
use crate::tx::Env;
use crate::{Error, NOBODY, OpenError, Result, migrate};

/// The most jobs that share a commit when nothing else is said.
pub const BATCH_JOBS_DEFAULT: usize = 64;
/// The most connections that read at once when nothing else is said.
pub const READERS_DEFAULT: u32 = 8;
/// Jobs that may wait for the writer; who brings one more waits to hand it in.
const WAITING_JOBS_MAX: usize = 1024;
/// How long a writer that failed has to show that it works again.
const WRITER_TIMEOUT: Duration = Duration::from_secs(1);
/// One writes, so what was read in a transaction stays until its commit.
pub(super) const FOR_SHARE: &str = "";
/// More would be slower: the driver asks SQLite for the name of each parameter, and SQLite looks for it among all.
pub(super) const PARAMETERS_MAX: usize = 256;
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
    works: Arc<AtomicBool>,
    readers: AnyPool,
}

impl Sqlite {
    /// Opens the file, brings its tables up to date, and starts the writer.
    pub(crate) async fn open(
        options: &SqliteOptions,
        env: Arc<Env>,
        announcer: Announcer,
    ) -> std::result::Result<Self, OpenError> {
        // SQLCipher's OpenSSL would tidy up when the process exits, while threads of the driver may still be ending
        // with memory of it. Whoever sets it up first decides, and this leaves that to the system.
        openssl_sys::init();
        let _lock = migrate::FileLock::take(&options.file).await?;
        let mut conn = connect_options(&options.file, "rwc")?.connect().await?;
        prepare(&mut conn, &options.key, WRITER_PRAGMAS).await.map_err(|error| explain(error, &options.file))?;
        migrate::run(env.engine, &mut conn).await?;
        // The writer opens its own, in its own thread.
        conn.close().await?;
        // From now on the file is there: one that is missing later is a failure, not a new company.
        let connect = connect_options(&options.file, "rw")?;
        let (jobs, waiting) = mpsc::channel(WAITING_JOBS_MAX);
        let works = Arc::new(AtomicBool::new(true));
        let writer = Writer {
            door: Door { connect: connect.clone(), key: options.key.clone() },
            conn: None,
            works: Arc::clone(&works),
            env,
            announcer,
            jobs: waiting,
            held: None,
            batch_jobs: options.batch_jobs.max(1),
        };
        writer.start().map_err(sqlx::Error::from)?;
        let key = options.key.clone();
        let readers = AnyPoolOptions::new()
            .max_connections(options.readers.max(1))
            .test_before_acquire(false)
            .after_connect(move |conn, _| {
                let key = key.clone();
                Box::pin(async move { prepare(conn, &key, READER_PRAGMAS).await })
            })
            .connect_lazy_with(connect);
        Ok(Self { jobs, works, readers })
    }

    pub(crate) async fn submit(&self, job: Box<dyn Job>) -> Result<()> {
        self.jobs.send(Message::Job(job)).await.map_err(|_| Error::from(ErrorCode::Unavailable))
    }

    pub(crate) async fn begin_read(&self) -> Result<Transaction<'static, Any>> {
        Ok(self.readers.begin().await?)
    }

    /// Whether the writer works. Only one whose last batch failed is asked, with an empty job: behind a long import a
    /// question would wait, and a busy writer would look like a dead one.
    pub(crate) async fn ready(&self) -> Result<()> {
        let unavailable = || Error::from(ErrorCode::Unavailable);
        if self.jobs.is_closed() {
            return Err(unavailable());
        }
        if self.works.load(Ordering::Relaxed) {
            return Ok(());
        }
        let (job, answer) = FnJob::new(NOBODY, |_| Box::pin(async { Ok(()) }));
        let asked = async {
            self.submit(job).await?;
            answer.await.map_err(|_| unavailable())?
        };
        tokio::time::timeout(WRITER_TIMEOUT, asked).await.map_err(|_| unavailable())?
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

/// The way to a connection for the writer.
pub(super) struct Door {
    connect: AnyConnectOptions,
    key: RawKey,
}

impl Door {
    /// A connection that is ready to write.
    pub(super) async fn open(&self) -> Result<AnyConnection> {
        let mut conn = self.connect.connect().await?;
        prepare(&mut conn, &self.key, WRITER_PRAGMAS).await?;
        Ok(conn)
    }
}

/// A commit is on the disk before anyone hears of it; temporary tables never lie on the disk unencrypted.
const WRITER_PRAGMAS: &str = "pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory";
const READER_PRAGMAS: &str = "pragma synchronous = full; pragma temp_store = memory; pragma query_only = on";

/// The key comes before every other statement, then the settings of the connection. Without recursive triggers a row
/// that `insert or replace` takes away would go past the triggers that let none go.
async fn prepare(conn: &mut AnyConnection, key: &RawKey, pragmas: &str) -> std::result::Result<(), sqlx::Error> {
    let statement = format!(
        "pragma key = \"x'{}'\"; pragma cache_size = -{CACHE_KIB}; {pragmas}; pragma foreign_keys = on; \
         pragma recursive_triggers = on",
        key.hex()
    );
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *conn).await?;
    // The first read shows whether the key fits.
    sqlx::query("select count(*) from sqlite_master").execute(conn).await?;
    Ok(())
}

/// Statements are never logged here, since one of them is the key. `mode` is `rwc` to make a missing file, else `rw`.
fn connect_options(file: &Path, mode: &str) -> std::result::Result<AnyConnectOptions, OpenError> {
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
    url.push_str("?mode=");
    url.push_str(mode);
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
