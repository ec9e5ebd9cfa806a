//! Sessions: kept in the database, named by a secret in a cookie, of which the database has only the hash.
//!
//! Every hour a session takes another secret. The one before keeps working for a few minutes, for requests that were
//! on their way; when it still comes after half a minute, the answer with the new one was lost, and it is given
//! another. `created_at` stays, and names the session together with its user.

use model::{Instant, UserId};
use sqlx::Row;

use crate::secret::{SECRET_BYTES, Secret};
use crate::{Caller, Ctx, Result, Source, Store, Tx, audit, identity, secret};

/// A session that nobody used for so long has ended.
const IDLE_SECONDS: i64 = 12 * 3600;
/// Even one in use ends after so long.
pub const LONGEST_SECONDS: i64 = 7 * 86_400;
/// How long a session keeps its secret.
const ROTATE_SECONDS: i64 = 3600;
/// How long the secret before still works.
const GRACE_SECONDS: i64 = 300;
/// When the secret before still comes after so long, the answer with the new one was lost.
const LOST_SECONDS: i64 = 30;
/// How exactly it is known when a session was used last.
const SEEN_SECONDS: i64 = 60;
/// The most characters of a browser's name for itself that are kept.
const USER_AGENT_MAX_CHARS: usize = 200;
/// Rows taken away in one transaction of the purge.
const PURGE_ROWS: i64 = 1000;

/// Begins every cookie.
const PREFIX: &str = "";

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who, and what they may do once the password needs no change.
    pub ctx: Ctx,
    /// Whether the temporary password must be changed before anything else.
    pub must_change_password: bool,
    user: UserId,
    secret_hash: String,
    created_at: Instant,
    rotated_at: Instant,
    last_seen_at: Instant,
    expires_at: Instant,
}

/// A session that just began.
pub struct NewSession {
    /// The value of the cookie.
    pub cookie: String,
    /// Whether the temporary password must be changed before anything else.
    pub must_change_password: bool,
}

/// Who a cookie belongs to, if its session still lives.
///
/// # Errors
/// Only of the database.
pub async fn resolve(store: &Store, cookie: &str, source: Source) -> Result<Option<SignedIn>> {
    let Some((tenant, secret_hash)) = secret::read(PREFIX, cookie) else { return Ok(None) };
    store.read(tenant, move |tx| Box::pin(load(tx, secret_hash, source))).await
}

async fn load(tx: &mut Tx<'_>, secret_hash: String, source: Source) -> Result<Option<SignedIn>> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = sqlx::query(
        "select s.user_id, s.created_at, s.rotated_at, s.last_seen_at, s.expires_at,
                u.login, u.role, u.language, u.all_warehouses, u.must_change_password, t.time_zone
         from session s
         join user_account u on u.tenant_id = s.tenant_id and u.id = s.user_id
         join tenant t on t.id = s.tenant_id
         where s.tenant_id = $1 and s.secret_hash = $2 and s.expires_at > $3 and s.last_seen_at > $4 and u.active = 1",
    )
    .bind(tenant)
    .bind(&secret_hash)
    .bind(now.micros())
    .bind(now.plus_seconds(-IDLE_SECONDS).micros())
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let user = UserId::new(row.try_get("user_id")?);
    let instant = |column| row.try_get(column).map(Instant::from_micros);
    Ok(Some(SignedIn {
        must_change_password: row.try_get::<i64, _>("must_change_password")? != 0,
        created_at: instant("created_at")?,
        rotated_at: instant("rotated_at")?,
        last_seen_at: instant("last_seen_at")?,
        expires_at: instant("expires_at")?,
        ctx: identity::ctx(tx, &row, Caller::User(user), source).await?,
        user,
        secret_hash,
    }))
}

/// Notes that a session is in use, and gives it another secret when it is time: then the answer is the new cookie.
///
/// # Errors
/// Only of the database.
pub async fn refresh(store: &Store, session: &SignedIn) -> Result<Option<String>> {
    let (session, now) = (session.clone(), store.now());
    let secret = Secret::new(PREFIX, session.ctx.tenant, store.random_bytes::<SECRET_BYTES>());
    if session.is_due(now) {
        let (text, hash) = (secret.text, secret.hash);
        let rotated = store.write(session.ctx.tenant, move |tx| {
            let (session, hash) = (session.clone(), hash.clone());
            Box::pin(async move { rotate(tx, &session, &hash).await })
        });
        return Ok(rotated.await?.then_some(text));
    }
    if session.last_seen_at.plus_seconds(SEEN_SECONDS) <= now {
        let seen = store.write(session.ctx.tenant, move |tx| {
            let hash = session.secret_hash.clone();
            Box::pin(async move { seen(tx, &hash).await })
        });
        seen.await?;
    }
    Ok(None)
}

impl SignedIn {
    /// Whether it is time for another secret.
    fn is_due(&self, now: Instant) -> bool {
        let was_replaced = self.expires_at < self.created_at.plus_seconds(LONGEST_SECONDS);
        let after = if was_replaced { LOST_SECONDS } else { ROTATE_SECONDS };
        self.rotated_at.plus_seconds(after) <= now
    }
}

/// Of parallel requests exactly one gets the new secret.
pub(crate) async fn rotate(tx: &mut Tx<'_>, session: &SignedIn, new_hash: &str) -> Result<bool> {
    lock_user(tx, session.user).await?;
    let (tenant, now) = (tx.tenant(), tx.now());
    let grace_ends = now.plus_seconds(GRACE_SECONDS).min(session.expires_at);
    let won = sqlx::query(
        "update session
         set rotated_at = $4, last_seen_at = $4, expires_at = $5
         where tenant_id = $1 and secret_hash = $2 and rotated_at = $3",
    )
    .bind(tenant)
    .bind(&session.secret_hash)
    .bind(session.rotated_at.micros())
    .bind(now.micros())
    .bind(grace_ends.micros())
    .execute(tx.conn())
    .await?;
    if won.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query(
        "insert into session (tenant_id, secret_hash, user_id, created_at, rotated_at, last_seen_at, expires_at,
                              address, user_agent)
         select tenant_id, $3, user_id, created_at, $4, $4, $5, address, user_agent
         from session
         where tenant_id = $1 and secret_hash = $2",
    )
    .bind(tenant)
    .bind(&session.secret_hash)
    .bind(new_hash)
    .bind(now.micros())
    .bind(session.created_at.plus_seconds(LONGEST_SECONDS).micros())
    .execute(tx.conn())
    .await?;
    Ok(true)
}

/// Who gives a session another secret and who ends all of them come one after the other. Without it, a `delete` that
/// waits for the old row would not see the new one, which is committed after it began.
async fn lock_user(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    let tenant = tx.tenant();
    sqlx::query("update user_account set version = version where tenant_id = $1 and id = $2")
        .bind(tenant)
        .bind(user.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

async fn seen(tx: &mut Tx<'_>, secret_hash: &str) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now().micros());
    sqlx::query("update session set last_seen_at = $3 where tenant_id = $1 and secret_hash = $2 and last_seen_at < $3")
        .bind(tenant)
        .bind(secret_hash)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Begins a session of a user and gives the value of its cookie.
pub(crate) async fn begin(tx: &mut Tx<'_>, user: UserId, address: &str, user_agent: &str) -> Result<String> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let secret = Secret::new(PREFIX, model::TenantId::new(tenant), tx.random_bytes::<SECRET_BYTES>());
    sqlx::query(
        "insert into session (tenant_id, secret_hash, user_id, created_at, rotated_at, last_seen_at, expires_at,
                              address, user_agent)
         values ($1, $2, $3, $4, $4, $4, $5, $6, $7)",
    )
    .bind(tenant)
    .bind(secret.hash)
    .bind(user.get())
    .bind(now.micros())
    .bind(now.plus_seconds(LONGEST_SECONDS).micros())
    .bind(address)
    .bind(user_agent.chars().take(USER_AGENT_MAX_CHARS).collect::<String>())
    .execute(tx.conn())
    .await?;
    Ok(secret.text)
}

/// Ends a session: signing out.
///
/// # Errors
/// Only of the database.
pub async fn end(store: &Store, session: &SignedIn) -> Result<()> {
    let session = session.clone();
    let ended = store.write(session.ctx.tenant, move |tx| {
        let session = session.clone();
        Box::pin(async move {
            lock_user(tx, session.user).await?;
            let tenant = tx.tenant();
            sqlx::query("delete from session where tenant_id = $1 and user_id = $2 and created_at = $3")
                .bind(tenant)
                .bind(session.user.get())
                .bind(session.created_at.micros())
                .execute(tx.conn())
                .await?;
            tx.touch(&session.ctx.login);
            audit::record(&session.ctx, tx, "session.sign_out").await
        })
    });
    ended.await
}

/// Ends every session of a user: the password changed, or the user was deactivated.
pub(crate) async fn end_all(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    lock_user(tx, user).await?;
    let tenant = tx.tenant();
    sqlx::query("delete from session where tenant_id = $1 and user_id = $2")
        .bind(tenant)
        .bind(user.get())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes away sessions of this tenant that have ended, at most a thousand at a time, and says how many.
///
/// # Errors
/// Only of the database.
pub async fn purge(tx: &mut Tx<'_>) -> Result<u64> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let gone = sqlx::query(
        "delete from session
         where tenant_id = $1
           and secret_hash in (
             select secret_hash
             from session
             where tenant_id = $1 and (expires_at <= $2 or last_seen_at <= $3)
             limit $4)",
    )
    .bind(tenant)
    .bind(now.micros())
    .bind(now.plus_seconds(-IDLE_SECONDS).micros())
    .bind(PURGE_ROWS)
    .execute(tx.conn())
    .await?;
    Ok(gone.rows_affected())
}
