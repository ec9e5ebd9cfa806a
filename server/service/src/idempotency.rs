//! Idempotency keys: a command that is sent again does nothing more and answers the same.
//!
//! The key stands in the command's own transaction, so a refusal or a crash leaves none and the key may be tried
//! again. While the first is still running, a repeat waits: on PostgreSQL at the unique key, on SQLite behind the
//! one writer.

use model::{AppError, ErrorCode, Instant};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::Row;

use crate::{Error, Result, Tx};

/// How long an answer is kept.
pub const KEPT_DAYS: i64 = 30;

/// Keys taken away in one transaction of the purge.
const PURGE_ROWS: i64 = 1000;

/// What a key turned out to be.
pub(crate) enum Claim {
    /// New: the command may do its work.
    Mine,
    /// Answered before, with this JSON.
    Answered(String),
}

/// The hash that tells one command from another. The command is written into it piece by piece, since one that holds
/// a file is large.
pub(crate) fn body_hash(name: &str, command: &impl Serialize) -> Result<String> {
    let mut hasher = Sha256::new();
    hasher.update(name.as_bytes());
    hasher.update(b"\n");
    serde_json::to_writer(Hashed(&mut hasher), command)?;
    Ok(crate::hex::hex(&hasher.finalize()))
}

/// What is written here is hashed and not kept.
struct Hashed<'a>(&'a mut Sha256);

impl std::io::Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Takes the key for this transaction, or finds the answer that it has.
pub(crate) async fn claim(tx: &mut Tx<'_>, caller: &str, key: &str, command: &str, body_hash: &str) -> Result<Claim> {
    let (tenant, now) = (tx.tenant(), tx.now().micros());
    let taken = sqlx::query(
        "insert into idempotency (tenant_id, caller, key, command, body_hash, answer, created_at)
         values ($1, $2, $3, $4, $5, '', $6)
         on conflict (tenant_id, caller, key) do nothing",
    )
    .bind(tenant)
    .bind(caller)
    .bind(key)
    .bind(command)
    .bind(body_hash)
    .bind(now)
    .execute(tx.conn())
    .await?;
    if taken.rows_affected() == 1 {
        return Ok(Claim::Mine);
    }
    let row = sqlx::query(
        "select body_hash, answer
         from idempotency
         where tenant_id = $1 and caller = $2 and key = $3",
    )
    .bind(tenant)
    .bind(caller)
    .bind(key)
    .fetch_one(tx.conn())
    .await?;
    if row.try_get::<&str, _>("body_hash")? != body_hash {
        return Err(Error::App(AppError::new(ErrorCode::KeyReused)));
    }
    Ok(Claim::Answered(row.try_get("answer")?))
}

/// Keeps the answer beside the key.
pub(crate) async fn keep(tx: &mut Tx<'_>, caller: &str, key: &str, answer: &str) -> Result<()> {
    let tenant = tx.tenant();
    sqlx::query(
        "update idempotency
         set answer = $4
         where tenant_id = $1 and caller = $2 and key = $3",
    )
    .bind(tenant)
    .bind(caller)
    .bind(key)
    .bind(answer)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes away keys of this tenant older than [`KEPT_DAYS`], at most a thousand at a time, and says how many.
///
/// # Errors
/// Only of the database.
pub async fn purge(tx: &mut Tx<'_>) -> Result<u64> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let oldest: Instant = now.plus_seconds(-KEPT_DAYS * 86_400);
    let gone = sqlx::query(
        "delete from idempotency
         where tenant_id = $1
           and (caller, key) in (
             select caller, key
             from idempotency
             where tenant_id = $1 and created_at < $2
             order by created_at
             limit $3)",
    )
    .bind(tenant)
    .bind(oldest.micros())
    .bind(PURGE_ROWS)
    .execute(tx.conn())
    .await?;
    Ok(gone.rows_affected())
}
