//! API tokens: a program acts with the rights of the user whose token it holds. Of a token only its hash is kept.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use model::user::{CreateToken, ListTokens, NewToken, RevokeToken, TokenList, TokenView};
use model::{AppError, Envelope, ErrorCode, Instant, LoginName, Permission, TenantId, TokenId, UserId};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::secret::{SECRET_BYTES, Secret};
use crate::{Area, Caller, Command, Ctx, Error, Query, Result, Source, Store, Tx, identity, secret};

/// Begins every token, so that one that leaked is recognised.
pub const PREFIX: &str = "km_";
/// How exactly it is known when a token was used last.
const SEEN_SECONDS: i64 = 60;
/// The most characters of a token's name.
const NAME_MAX_CHARS: usize = 100;
/// The most tokens that a company has in use, so that the list needs no pages.
const ACTIVE_MAX: i64 = 500;
/// The most tokens that the list shows: all in use, and the latest of those that were ended.
const LISTED_MAX: i64 = ACTIVE_MAX;

/// [`CreateToken`] with what must not be kept in its place.
#[derive(Clone, Serialize, Deserialize)]
struct InsertToken {
    command: CreateToken,
    #[serde(skip)]
    secret_hash: String,
}

/// Makes a token; its text is shown this once.
///
/// # Errors
/// [`ErrorCode::Unknown`] for the user, [`ErrorCode::SecretShown`] for a repeat.
pub async fn create(store: &Store, ctx: &Ctx, envelope: &Envelope, command: CreateToken) -> Result<NewToken> {
    ctx.require(Permission::Administer)?;
    let secret = Secret::new(PREFIX, ctx.tenant, store.random_bytes::<SECRET_BYTES>());
    let insert = InsertToken { command, secret_hash: secret.hash.clone() };
    let kept = store.execute(ctx, envelope, insert).await?;
    if kept == secret.hash { Ok(NewToken { token: secret.text }) } else { Err(Error::from(ErrorCode::SecretShown)) }
}

#[async_trait]
impl Command for InsertToken {
    const NAME: &'static str = "token.create";
    /// The hash of the secret, which tells a repeat from the first.
    type Answer = String;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<String> {
        ctx.require(Permission::Administer)?;
        let name = self.command.name.trim();
        if name.is_empty() {
            return Err(Error::App(AppError::new(ErrorCode::Required).field("name")));
        }
        if name.chars().count() > NAME_MAX_CHARS {
            return Err(Error::App(AppError::new(ErrorCode::TooLong).arg("max", NAME_MAX_CHARS).field("name")));
        }
        require_room(tx).await?;
        let (tenant, id, now) = (tx.tenant(), tx.new_id(), tx.now().micros());
        let made = sqlx::query(
            "insert into api_token (tenant_id, id, user_id, name, secret_hash, created_at)
             select tenant_id, $2, id, $4, $5, $6
             from user_account
             where tenant_id = $1 and login = $3 and active = 1",
        )
        .bind(tenant)
        .bind(id)
        .bind(self.command.user.as_str())
        .bind(name)
        .bind(&self.secret_hash)
        .bind(now)
        .execute(tx.conn())
        .await?;
        if made.rows_affected() == 0 {
            let refusal = AppError::new(ErrorCode::Unknown).arg("what", "user").arg("code", &self.command.user);
            return Err(Error::App(refusal.field("user")));
        }
        tx.touch(&self.command.user);
        tx.touch(name);
        tx.changed(Area::Settings);
        Ok(self.secret_hash.clone())
    }
}

async fn require_room(tx: &mut Tx<'_>) -> Result<()> {
    let tenant = tx.tenant();
    let in_use =
        sqlx::query_scalar::<_, i64>("select count(*) from api_token where tenant_id = $1 and revoked_at is null")
            .bind(tenant)
            .fetch_one(tx.conn())
            .await?;
    if in_use >= ACTIVE_MAX {
        return Err(Error::App(AppError::new(ErrorCode::OutOfRange).arg("min", 0).arg("max", ACTIVE_MAX)));
    }
    Ok(())
}

#[async_trait]
impl Command for RevokeToken {
    const NAME: &'static str = "token.revoke";
    type Answer = ();

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<()> {
        ctx.require(Permission::Administer)?;
        let (tenant, now) = (tx.tenant(), tx.now().micros());
        let id = i64::from_str_radix(&self.id, 16).unwrap_or_default();
        let name = sqlx::query_scalar::<_, String>(
            "update api_token
             set revoked_at = coalesce(revoked_at, $3)
             where tenant_id = $1 and id = $2
             returning name",
        )
        .bind(tenant)
        .bind(id)
        .bind(now)
        .fetch_optional(tx.conn())
        .await?
        .ok_or_else(|| AppError::new(ErrorCode::NotFound).arg("what", "token").arg("code", &self.id))?;
        tx.touch(name);
        tx.changed(Area::Settings);
        Ok(())
    }
}

#[async_trait]
impl Query for ListTokens {
    type Answer = TokenList;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<TokenList> {
        ctx.require(Permission::Administer)?;
        let tenant = tx.tenant();
        let rows = sqlx::query(
            "select k.id, u.login, k.name, k.created_at, k.last_used_at, k.revoked_at
             from api_token k
             join user_account u on u.tenant_id = k.tenant_id and u.id = k.user_id
             where k.tenant_id = $1
             order by case when k.revoked_at is null then 0 else 1 end, k.id desc
             limit $2",
        )
        .bind(tenant)
        .bind(LISTED_MAX)
        .fetch_all(tx.conn())
        .await?;
        let tokens = rows.iter().map(|row| view(ctx, row)).collect::<Result<Vec<_>>>()?;
        let all = sqlx::query_scalar::<_, i64>("select count(*) from api_token where tenant_id = $1")
            .bind(tenant)
            .fetch_one(tx.conn())
            .await?;
        let shown = u64::try_from(tokens.len()).map_err(Error::internal)?;
        Ok(TokenList { tokens, left_out: u64::try_from(all).map_err(Error::internal)?.saturating_sub(shown) })
    }
}

fn view(ctx: &Ctx, row: &AnyRow) -> Result<TokenView> {
    let local = |at| ctx.local(Instant::from_micros(at));
    Ok(TokenView {
        id: format!("{:x}", row.try_get::<i64, _>("id")?),
        user: LoginName::parse(row.try_get("login")?).map_err(Error::internal)?,
        name: row.try_get("name")?,
        created_at: local(row.try_get("created_at")?),
        last_used_at: row.try_get::<Option<i64>, _>("last_used_at")?.map(local),
        revoked: row.try_get::<Option<i64>, _>("revoked_at")?.is_some(),
    })
}

/// Whom the tokens that were used lately belong to.
#[derive(Default)]
pub(crate) struct Tokens {
    /// By hash.
    known: Mutex<HashMap<String, Known>>,
}

struct Known {
    ctx: Ctx,
    /// The change of users and tokens after which it was looked up.
    settings: i64,
    until: Instant,
}

/// How long is believed what was looked up. A change of users or tokens on this node is heeded at once and one on
/// another as soon as the news come; this bounds what news that were lost can do.
const KNOWN_SECONDS: i64 = 1;
/// Tokens that are known at once; beyond, all are looked up anew.
const KNOWN_MAX: usize = 10_000;

impl Tokens {
    fn known(&self, hash: &str, settings: i64, now: Instant) -> Option<Ctx> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(hash).filter(|known| known.settings == settings && now < known.until).map(|known| known.ctx.clone())
    }

    fn keep(&self, hash: String, ctx: Ctx, settings: i64, now: Instant) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        known.insert(hash, Known { ctx, settings, until: now.plus_seconds(KNOWN_SECONDS) });
    }
}

/// Who a token belongs to, if it is in use.
///
/// # Errors
/// Only of the database.
pub async fn resolve(store: &Store, text: &str, source: Source) -> Result<Option<Ctx>> {
    let Some((tenant, secret_hash)) = secret::read(PREFIX, text) else { return Ok(None) };
    // Asked before the database is, so that a change in between counts as one that came later.
    let (settings, now) = (store.latest_settings(tenant), store.now());
    if let Some(known) = store.tokens().known(&secret_hash, settings, now) {
        return Ok(Some(Ctx { source, ..known }));
    }
    let (hash, from) = (secret_hash.clone(), source.clone());
    let found = store.read(tenant, move |tx| Box::pin(load(tx, hash, from))).await?;
    let Some((ctx, token, last_used_at)) = found else { return Ok(None) };
    store.tokens().keep(secret_hash, ctx.clone(), settings, now);
    if last_used_at.is_none_or(|at| at.plus_seconds(SEEN_SECONDS) <= now) {
        note_use(store.clone(), tenant, token);
    }
    Ok(Some(ctx))
}

async fn load(tx: &mut Tx<'_>, secret_hash: String, source: Source) -> Result<Option<(Ctx, TokenId, Option<Instant>)>> {
    let tenant = tx.tenant();
    let row = sqlx::query(
        "select k.id, k.user_id, k.last_used_at, u.login, u.role, u.language, u.all_warehouses, t.time_zone
         from api_token k
         join user_account u on u.tenant_id = k.tenant_id and u.id = k.user_id
         join tenant t on t.id = k.tenant_id
         where k.tenant_id = $1 and k.secret_hash = $2 and k.revoked_at is null and u.active = 1",
    )
    .bind(tenant)
    .bind(secret_hash)
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let token = TokenId::new(row.try_get("id")?);
    let caller = Caller::Token(token, UserId::new(row.try_get("user_id")?));
    let last_used_at: Option<i64> = row.try_get("last_used_at")?;
    let ctx = identity::ctx(tx, &row, caller, source).await?;
    Ok(Some((ctx, token, last_used_at.map(Instant::from_micros))))
}

/// Beside the request, which need not wait for it.
fn note_use(store: Store, tenant: TenantId, token: TokenId) {
    tokio::spawn(async move {
        let noted = store.write(tenant, move |tx| {
            Box::pin(async move {
                let (tenant, now) = (tx.tenant(), tx.now());
                sqlx::query(
                    "update api_token
                     set last_used_at = $3
                     where tenant_id = $1 and id = $2 and (last_used_at is null or last_used_at <= $4)",
                )
                .bind(tenant)
                .bind(token.get())
                .bind(now.micros())
                .bind(now.plus_seconds(-SEEN_SECONDS).micros())
                .execute(tx.conn())
                .await?;
                Ok(())
            })
        });
        if let Err(error) = noted.await {
            tracing::warn!(%error, "when a token was used last could not be noted");
        }
    });
}
