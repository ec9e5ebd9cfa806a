//! Brings the tables up to date. Two folders with the same numbers, one an engine, since types and constraints differ.

use std::fs::{File, OpenOptions};
use std::path::Path;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, SqlSafeStr};

use crate::data_dir::lock_file;
use crate::{Engine, OpenError};

macro_rules! migrations {
    ($($number:literal $name:literal;)*) => {
        /// Every migration, oldest first. To add the next: a file in each folder, and a line here.
        const ALL: &[(i64, &str, &str, &str)] = &[$((
            $number,
            $name,
            include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        )),*];
    };
}

migrations! {
    1 "0001_foundation";
    2 "0002_append_only";
    3 "0003_slips_of_an_order";
    4 "0004_audit_append_only";
    5 "0005_audit_by_user";
}

/// The migrations of an engine.
pub(crate) fn migrator(engine: Engine) -> Migrator {
    let migrations = ALL.iter().map(|&(number, name, sqlite, postgres)| {
        let sql = match engine {
            Engine::Sqlite => sqlite,
            Engine::Postgres => postgres,
        };
        Migration::new(number, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect())
}

/// Runs what is missing. The caller holds a lock: the file lock or PostgreSQL's advisory lock.
pub(crate) async fn run(engine: Engine, conn: &mut AnyConnection) -> Result<(), OpenError> {
    migrator(engine).run_direct(None, conn, false).await?;
    Ok(())
}

/// Keeps two programs from making tables in one file at once; given back when dropped.
pub(crate) struct FileLock {
    _file: File,
}

impl FileLock {
    /// Waits for the lock beside a database.
    pub(crate) async fn take(database: &Path) -> Result<Self, OpenError> {
        let path = lock_file(database);
        let taken = tokio::task::spawn_blocking(move || {
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
            file.and_then(|file| file.lock().map(|()| file)).map_err(|error| OpenError::Folder(path, error))
        });
        match taken.await {
            Ok(file) => Ok(Self { _file: file? }),
            Err(error) => Err(OpenError::Database(sqlx::Error::Io(std::io::Error::other(error)))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_both_folders_is_run() {
        for engine in ["sqlite", "postgres"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
            let mut files: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            files.sort();
            let listed: Vec<String> = ALL.iter().map(|(_, name, _, _)| format!("{name}.sql")).collect();
            assert_eq!(files, listed, "{engine}");
        }
        assert!(ALL.iter().all(|(number, name, _, _)| name.starts_with(&format!("{number:04}_"))));
    }
}
