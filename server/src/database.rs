//! Opens the database that the settings name.

use anyhow::{Context as _, bail};
use service::data_dir::{DataDir, RawKey};
use service::{Database, PostgresOptions, SqliteOptions, Store, SystemRandom};

use crate::settings::{KEY_VARIABLE, Settings};

/// Opens it and brings its tables up to date.
///
/// # Errors
/// What is wrong and what to do about it.
pub async fn open(settings: &Settings) -> anyhow::Result<Store> {
    let database = match settings.database_url.as_deref().filter(|url| !url.is_empty()) {
        Some(url) => Database::Postgres(postgres(settings, url)?),
        None => Database::Sqlite(sqlite(settings)?),
    };
    // The text says everything; its cause stands in it already.
    Store::open(database).await.map_err(|error| anyhow::anyhow!("{error}"))
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
    let dir = settings
        .data
        .as_deref()
        .context("no database is named; give --data DIR for the embedded one or DATABASE_URL for PostgreSQL")?;
    let data = DataDir::prepare(dir, key()?, &SystemRandom).map_err(|error| anyhow::anyhow!("{error}"))?;
    if data.is_new {
        eprintln!("*** A NEW DATABASE IS MADE in {} ***", dir.display());
        eprintln!("*** Its key is in the same folder: keep a copy of it elsewhere, nothing can be read without. ***");
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
