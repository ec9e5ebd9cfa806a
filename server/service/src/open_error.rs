//! Why a database was not opened, with the remedy.

use std::path::PathBuf;

/// Why a database was not opened. The text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or a file in it cannot be used.
    #[error("cannot use {0}: {1}; check that it exists and that you may write to it")]
    Folder(PathBuf, #[source] std::io::Error),
    /// The path is not UTF-8.
    #[error("the path {0:?} is not UTF-8; choose another folder")]
    Path(PathBuf),
    /// A folder with something else in it.
    #[error("{0} holds no database but other files ({1}); name an empty folder or the right one")]
    OtherFiles(PathBuf, String),
    /// A database without its key.
    #[error("{0} is there, but its key is not; put kuramori.key back beside it or set KURAMORI_DATABASE_KEY")]
    KeyMissing(PathBuf),
    /// A key without its database.
    #[error("{0} is there, but its database is not; put kuramori.db back beside it or name another folder")]
    DatabaseMissing(PathBuf),
    /// The key file has wider permissions than its owner.
    #[error("{0} can be read by others; run: chmod 600 {0}")]
    KeyReadableByOthers(PathBuf),
    /// The key file does not hold 64 hexadecimal digits.
    #[error("{0} does not hold a key of 64 hexadecimal digits; put the right file back")]
    KeyUnreadable(PathBuf),
    /// Another key than the one that the file was written with.
    #[error("the key does not fit {0}; use the key that the database was made with")]
    KeyDoesNotFit(PathBuf),
    /// The second wall would not hold.
    #[error("row-level security would not bind: {0}")]
    Wall(String),
    /// The tables could not be brought up to date.
    #[error("the tables cannot be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The database cannot be reached or refuses.
    #[error("cannot open the database: {0}; check its address, that it runs, and that you may sign in")]
    Database(#[from] sqlx::Error),
}
