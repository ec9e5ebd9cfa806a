//! Signing in with customer ID, user ID and password, and changing one's password.
//!
//! An unknown company, an unknown user, one that is no longer active and a wrong password take the same time and get
//! the same words.

use model::{AppError, CustomerId, ErrorCode, LoginName, TenantId, UserId};
use sqlx::Row;

use crate::session::{NewSession, SignedIn};
use crate::{Caller, Ctx, Error, NOBODY, Result, Source, Store, Tx, audit, password, session, throttle};

/// What somebody typed.
#[derive(Clone)]
pub struct Credentials {
    /// Customer ID (顧客ID).
    pub customer_id: String,
    /// User ID (ユーザーID).
    pub login: String,
    /// The password.
    pub password: String,
}

/// The circumstances of a sign-in, for the list of sessions and the audit log.
#[derive(Clone)]
pub struct From {
    /// Door, address and request.
    pub source: Source,
    /// What the browser calls itself.
    pub user_agent: String,
}

/// A user whose password is about to be looked at.
#[derive(Clone)]
struct Candidate {
    tenant: TenantId,
    user: UserId,
    login: String,
    password_hash: String,
    must_change_password: bool,
}

/// Signs in and begins a session.
///
/// # Errors
/// [`ErrorCode::SignInFailed`] without saying what was wrong; [`ErrorCode::SignInDelayed`] after too many failures;
/// [`ErrorCode::Unavailable`] when too many sign in at this moment.
pub async fn sign_in(store: &Store, credentials: Credentials, from: From) -> Result<NewSession> {
    let place = password::Place::take()?;
    let customer_id = CustomerId::parse(&credentials.customer_id).ok();
    let login = LoginName::parse(&credentials.login).ok();
    let subject = throttle::user(
        customer_id.as_ref().map_or(&credentials.customer_id, CustomerId::as_str),
        login.as_ref().map_or(&credentials.login, LoginName::as_str),
    );
    throttle::claim(store, &subject, &from.source.address).await?;
    let candidate = match (customer_id, login) {
        (Some(customer_id), Some(login)) => find(store, customer_id, login).await?,
        _ => None,
    };
    let hash = candidate.as_ref().map(|candidate| candidate.password_hash.clone());
    let fits = password::fits(place, credentials.password, hash).await?;
    let Some(candidate) = candidate.filter(|_| fits) else {
        throttle::failed_from(store, &from.source.address).await?;
        return Err(Error::from(ErrorCode::SignInFailed));
    };
    let must_change_password = candidate.must_change_password;
    let begun = store.write(candidate.tenant, move |tx| {
        let (candidate, from, subject) = (candidate.clone(), from.clone(), subject.clone());
        Box::pin(async move { begin(tx, &candidate, from, &subject).await })
    });
    Ok(NewSession { cookie: begun.await?, must_change_password })
}

async fn find(store: &Store, customer_id: CustomerId, login: LoginName) -> Result<Option<Candidate>> {
    let tenant = crate::tenant::find(store, &customer_id).await?;
    // Without a company the same statement looks among nobody's users, so that it takes as long.
    store.read(tenant.unwrap_or(NOBODY), move |tx| Box::pin(candidate(tx, login))).await
}

async fn candidate(tx: &mut Tx<'_>, login: LoginName) -> Result<Option<Candidate>> {
    let tenant = tx.tenant();
    let row = sqlx::query(
        "select id, login, password_hash, must_change_password
         from user_account
         where tenant_id = $1 and login = $2 and active = 1",
    )
    .bind(tenant)
    .bind(login.as_str())
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        Ok(Candidate {
            tenant: TenantId::new(tenant),
            user: UserId::new(row.try_get("id")?),
            login: row.try_get("login")?,
            password_hash: row.try_get("password_hash")?,
            must_change_password: row.try_get::<i64, _>("must_change_password")? != 0,
        })
    })
    .transpose()
}

async fn begin(tx: &mut Tx<'_>, candidate: &Candidate, from: From, subject: &str) -> Result<String> {
    let (tenant, now) = (tx.tenant(), tx.now().micros());
    // Deactivated, or the password changed, since it was looked at: then it no longer counts.
    let unchanged = sqlx::query(
        "update user_account
         set last_sign_in_at = $3
         where tenant_id = $1 and id = $2 and active = 1 and password_hash = $4",
    )
    .bind(tenant)
    .bind(candidate.user.get())
    .bind(now)
    .bind(&candidate.password_hash)
    .execute(tx.conn())
    .await?;
    if unchanged.rows_affected() == 0 {
        return Err(Error::from(ErrorCode::SignInFailed));
    }
    throttle::forgive(tx, subject).await?;
    let cookie = session::begin(tx, candidate.user, &from.source.address, &from.user_agent).await?;
    let ctx = Ctx {
        caller: Caller::User(candidate.user),
        login: candidate.login.clone(),
        source: from.source,
        ..Ctx::system(candidate.tenant, crate::Via::Screen)
    };
    tx.touch(&candidate.login);
    audit::record(&ctx, tx, "session.sign_in").await?;
    Ok(cookie)
}

/// Changes the password of who is signed in, ends all of the user's sessions and begins a new one.
///
/// # Errors
/// [`ErrorCode::PasswordWrong`] for the field `current`; [`ErrorCode::PasswordTooWeak`] and [`ErrorCode::TooLong`] for
/// the field `password`; [`ErrorCode::SignInDelayed`] after too many failures; [`ErrorCode::NotSignedIn`] when somebody
/// set another password meanwhile.
pub async fn change_password(
    store: &Store,
    session: &SignedIn,
    current: String,
    new: String,
    user_agent: String,
) -> Result<NewSession> {
    let tenant = session.ctx.tenant;
    let customer_id = crate::tenant::customer_id(store, tenant).await?;
    let login = session.ctx.login.clone();
    password::check(&new, &customer_id, &login)?;
    let place = password::Place::take()?;
    let subject = throttle::user(&customer_id, &login);
    throttle::claim(store, &subject, &session.ctx.source.address).await?;
    let parsed = LoginName::parse(&login).map_err(Error::internal)?;
    let found = store.read(tenant, move |tx| Box::pin(candidate(tx, parsed))).await?;
    let candidate = found.ok_or_else(|| Error::from(ErrorCode::NotSignedIn))?;
    if !password::fits(place, current.clone(), Some(candidate.password_hash.clone())).await? {
        throttle::failed_from(store, &session.ctx.source.address).await?;
        return Err(Error::App(AppError::new(ErrorCode::PasswordWrong).field("current")));
    }
    // It was no failure, whatever becomes of the new one.
    throttle::fitted(store, &subject).await?;
    if current == new {
        let refusal = AppError::new(ErrorCode::PasswordTooWeak).arg("min", model::user::PASSWORD_MIN_CHARS);
        return Err(Error::App(refusal.field("password")));
    }
    let hash = password::hash(new, store.random_bytes()).await?;
    let (ctx, from) = (session.ctx.clone(), From { source: session.ctx.source.clone(), user_agent });
    let changed = store.write(tenant, move |tx| {
        let (ctx, from, subject) = (ctx.clone(), from.clone(), subject.clone());
        let (candidate, hash) = (candidate.clone(), hash.clone());
        Box::pin(async move {
            if !set_password(tx, candidate.user, Some(&candidate.password_hash), &hash, false).await? {
                // Somebody set another one since it was looked at, which ended this session.
                return Err(Error::from(ErrorCode::NotSignedIn));
            }
            tx.touch(&candidate.login);
            audit::record(&ctx, tx, "user.change_password").await?;
            begin(tx, &Candidate { password_hash: hash, ..candidate }, from, &subject).await
        })
    });
    Ok(NewSession { cookie: changed.await?, must_change_password: false })
}

/// Keeps the hash of a new password and ends all sessions of the user. Gives whether it did: not when `old` is no longer
/// the hash of the one before, if that matters.
pub(crate) async fn set_password(
    tx: &mut Tx<'_>,
    user: UserId,
    old: Option<&str>,
    hash: &str,
    is_temporary: bool,
) -> Result<bool> {
    let tenant = tx.tenant();
    let set = sqlx::query(
        "update user_account
         set password_hash = $3, must_change_password = $4, version = version + 1
         where tenant_id = $1 and id = $2 and password_hash = coalesce($5, password_hash)",
    )
    .bind(tenant)
    .bind(user.get())
    .bind(hash)
    .bind(i64::from(is_temporary))
    .bind(old)
    .execute(tx.conn())
    .await?;
    if set.rows_affected() == 0 {
        return Ok(false);
    }
    session::end_all(tx, user).await?;
    Ok(true)
}
