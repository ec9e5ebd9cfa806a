//! Opens the database that the settings name.

use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use service::data_dir::{DataDir, RawKey};
use service::{Database, PostgresOptions, SqliteOptions, Store, SystemRandom};

use crate::settings::{KEY_VARIABLE, Settings};

/// Opens it and brings its tables up to date; makes it where there is none.
///
/// # Errors
/// What is wrong and what to do about it.
pub async fn open(settings: &Settings) -> anyhow::Result<Store> {
    let database = match url(settings) {
        Some(url) => Database::Postgres(postgres(settings, url)?),
        None => Database::Sqlite(sqlite(settings)?),
    };
    // The text says everything; its cause stands in it already.
    Store::open(database).await.map_err(|error| anyhow::anyhow!("{error}"))
}

/// Opens it for what makes sense with a company in it only, so that a misspelt folder stays as it is.
///
/// # Errors
/// As [`open`], and when there is none.
pub async fn open_existing(settings: &Settings) -> anyhow::Result<Store> {
    if url(settings).is_none() {
        let dir = folder(settings)?;
        let is_empty = !dir.read_dir().is_ok_and(|mut files| files.next().is_some());
        ensure!(
            !is_empty,
            "there is no database in {}; correct --data, or make a company there with kuramori tenant create",
            dir.display()
        );
    }
    open(settings).await
}

fn url(settings: &Settings) -> Option<&str> {
    settings.database_url.as_deref().filter(|url| !url.is_empty())
}

fn folder(settings: &Settings) -> anyhow::Result<&Path> {
    let folder = settings.data.as_deref();
    folder.context("no database is named; give --data DIR for the embedded one or DATABASE_URL for PostgreSQL")
}

fn postgres(settings: &Settings, url: &str) -> anyhow::Result<PostgresOptions> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        bail!("DATABASE_URL must begin with postgres://; for the embedded database name its folder with --data");
    }
    let mut options = PostgresOptions::new(url.to_owned());
    options.connections = settings.database_connections.unwrap_or(options.connections);
    Ok(options)
}

fn sqlite(settings: &Settings) -> anyhow::Result<SqliteOptions> {
    let dir = folder(settings)?;
    let given = key()?;
    let key_place =
        if given.is_some() { format!("the one of {KEY_VARIABLE}") } else { "in the same folder".to_owned() };
    let data = DataDir::prepare(dir, given, &SystemRandom).map_err(|error| anyhow::anyhow!("{error}"))?;
    if data.is_new {
        eprintln!("*** A NEW DATABASE IS MADE in {} ***", dir.display());
        eprintln!("*** Its key is {key_place}: keep a copy of it elsewhere, nothing can be read without. ***");
    }
    let mut options = SqliteOptions::new(data.file, data.key);
    options.batch_jobs = settings.writer_batch.unwrap_or(options.batch_jobs);
    Ok(options)
}

fn key() -> anyhow::Result<Option<RawKey>> {
    let Some(text) = std::env::var_os(KEY_VARIABLE).filter(|text| !text.is_empty()) else { return Ok(None) };
    let key = text.to_str().and_then(RawKey::parse);
    key.map(Some).with_context(|| format!("{KEY_VARIABLE} does not hold a key of 64 hexadecimal digits; correct it"))
}
