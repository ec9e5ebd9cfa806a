//! Users of a company: making, editing, giving a new temporary password, listing.
//!
//! Passwords never enter a command, since a command's hash and answer are kept with its key: what is secret is made
//! around it, and marked as not to be kept. A company always keeps an active administrator.

mod scope;

use std::collections::HashMap;

use async_trait::async_trait;
use model::user::{CreateUser, GetUser, ListUsers, ResetPassword, TemporaryPassword, UpdateUser, UserView};
use model::{AppError, Cursor, Envelope, ErrorCode, Instant, LoginName, Page, Permission, Role, UserId, WarehouseCode};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::sql::containing;
use crate::{Area, Command, Ctx, Error, Query, Result, Store, Tx, UniqueAs, password, session, sign_in};
use scope::Scope;

/// The most characters of a user's name.
const NAME_MAX_CHARS: usize = 100;

/// What a user is made of.
pub(crate) struct NewUser<'a> {
    pub(crate) login: &'a LoginName,
    pub(crate) name: &'a str,
    pub(crate) role: Role,
    pub(crate) password_hash: &'a str,
    pub(crate) is_temporary: bool,
    pub(crate) sees_all_warehouses: bool,
}

pub(crate) async fn insert(tx: &mut Tx<'_>, user: NewUser<'_>) -> Result<UserId> {
    let (tenant, id, now) = (tx.tenant(), tx.new_id(), tx.now().micros());
    sqlx::query(
        "insert into user_account (tenant_id, id, login, name, role, password_hash, must_change_password, language,
                                   all_warehouses, active, created_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, 'ja', $8, 1, $9, 1)",
    )
    .bind(tenant)
    .bind(id)
    .bind(user.login.as_str())
    .bind(user.name)
    .bind(user.role.as_str())
    .bind(user.password_hash)
    .bind(i64::from(user.is_temporary))
    .bind(i64::from(user.sees_all_warehouses))
    .bind(now)
    .execute(tx.conn())
    .await
    .unique_as(|| AppError::new(ErrorCode::Duplicate).arg("what", "user").arg("code", user.login).field("login"))?;
    Ok(UserId::new(id))
}

/// A command whose answer is a secret that is shown once. The database keeps its hash and a mark of this run: a repeat
/// finds the mark of the first, and is told that the secret was shown already.
#[derive(Clone, Serialize, Deserialize)]
struct WithPassword<C> {
    command: C,
    #[serde(skip)]
    password_hash: String,
    #[serde(skip)]
    run: String,
}

/// Makes a temporary password, runs `command` with its hash, and gives the password.
async fn with_password<C>(store: &Store, ctx: &Ctx, envelope: &Envelope, command: C) -> Result<String>
where
    WithPassword<C>: Command<Answer = String>,
{
    ctx.require(Permission::Administer)?;
    let plain = password::temporary(store.random_bytes());
    let password_hash = password::hash(plain.clone(), store.random_bytes()).await?;
    let run = password::nonce(store.random_bytes());
    let answer = store.execute(ctx, envelope, WithPassword { command, password_hash, run: run.clone() }).await?;
    if answer == run { Ok(plain) } else { Err(Error::from(ErrorCode::SecretShown)) }
}

/// Makes a user with a temporary password.
///
/// # Errors
/// [`ErrorCode::Duplicate`] for a user ID that is taken, [`ErrorCode::Unknown`] for a warehouse,
/// [`ErrorCode::Required`] when neither warehouses are named nor all of them asked for, [`ErrorCode::SecretShown`] for
/// a repeat.
pub async fn create(store: &Store, ctx: &Ctx, envelope: &Envelope, command: CreateUser) -> Result<TemporaryPassword> {
    let login = command.login.clone();
    let password = with_password(store, ctx, envelope, command).await?;
    Ok(TemporaryPassword { login, password })
}

#[async_trait]
impl Command for WithPassword<CreateUser> {
    const NAME: &'static str = "user.create";
    type Answer = String;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<String> {
        ctx.require(Permission::Administer)?;
        let command = &self.command;
        let scope = Scope::of(command.role, command.all_warehouses, &command.warehouses)?;
        let user = NewUser {
            login: &command.login,
            name: checked_name(&command.name)?,
            role: command.role,
            password_hash: &self.password_hash,
            is_temporary: true,
            sees_all_warehouses: scope.is_all(),
        };
        let id = insert(tx, user).await?;
        scope.bind(tx, id).await?;
        tx.touch(&command.login);
        tx.changed(Area::Settings);
        Ok(self.run.clone())
    }
}

/// Gives a user a new temporary password and ends the user's sessions.
///
/// # Errors
/// [`ErrorCode::NotFound`] for a user ID, [`ErrorCode::SecretShown`] for a repeat.
pub async fn reset_password(
    store: &Store,
    ctx: &Ctx,
    envelope: &Envelope,
    command: ResetPassword,
) -> Result<TemporaryPassword> {
    let login = command.login.clone();
    let password = with_password(store, ctx, envelope, command).await?;
    Ok(TemporaryPassword { login, password })
}

#[async_trait]
impl Command for WithPassword<ResetPassword> {
    const NAME: &'static str = "user.reset_password";
    type Answer = String;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<String> {
        ctx.require(Permission::Administer)?;
        let user = find(tx, &self.command.login).await?;
        sign_in::set_password(tx, user.id, None, &self.password_hash, true).await?;
        tx.touch(&self.command.login);
        tx.changed(Area::Settings);
        Ok(self.run.clone())
    }
}

/// What is needed of a user before it is edited.
struct Stored {
    id: UserId,
    role: Role,
    is_active: bool,
    sees_all_warehouses: bool,
    version: i64,
}

async fn find(tx: &mut Tx<'_>, login: &LoginName) -> Result<Stored> {
    let tenant = tx.tenant();
    let row = sqlx::query(
        "select id, role, active, all_warehouses, version
         from user_account
         where tenant_id = $1 and login = $2",
    )
    .bind(tenant)
    .bind(login.as_str())
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| AppError::new(ErrorCode::NotFound).arg("what", "user").arg("code", login))?;
    Ok(Stored {
        id: UserId::new(row.try_get("id")?),
        role: role(&row)?,
        is_active: row.try_get::<i64, _>("active")? != 0,
        sees_all_warehouses: row.try_get::<i64, _>("all_warehouses")? != 0,
        version: row.try_get("version")?,
    })
}

#[async_trait]
impl Command for UpdateUser {
    const NAME: &'static str = "user.update";
    type Answer = UserView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<UserView> {
        ctx.require(Permission::Administer)?;
        lock_users(tx).await?;
        let stored = find(tx, &self.login).await?;
        if self.version.is_some_and(|seen| seen != stored.version) {
            let refusal = AppError::new(ErrorCode::Stale).arg("what", "user").arg("code", &self.login);
            return Err(Error::App(refusal.arg("version", stored.version)));
        }
        let role = self.role.unwrap_or(stored.role);
        let is_active = self.active.unwrap_or(stored.is_active);
        if !(role == Role::Administrator && is_active) {
            require_another_administrator(tx, stored.id).await?;
        }
        let scope = Scope::of_edit(self, role, stored.sees_all_warehouses)?;
        let edited = Edited { id: stored.id, role, is_active, sees_all: scope.as_ref().map(Scope::is_all) };
        update(self, tx, edited).await?;
        if let Some(scope) = scope {
            scope.bind(tx, stored.id).await?;
        }
        if !is_active {
            session::end_all(tx, stored.id).await?;
        }
        tx.touch(&self.login);
        tx.changed(Area::Settings);
        view(ctx, tx, &self.login).await
    }
}

/// Two administrators who demote each other at once come one after the other.
async fn lock_users(tx: &mut Tx<'_>) -> Result<()> {
    let tenant = tx.tenant();
    sqlx::query("update tenant set version = version where id = $1").bind(tenant).execute(tx.conn()).await?;
    Ok(())
}

async fn require_another_administrator(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    let tenant = tx.tenant();
    let another = sqlx::query(
        "select id
         from user_account
         where tenant_id = $1 and role = 'administrator' and active = 1 and id <> $2
         limit 1",
    )
    .bind(tenant)
    .bind(user.get())
    .fetch_optional(tx.conn())
    .await?;
    another.map(|_| ()).ok_or_else(|| Error::from(ErrorCode::LastAdministrator))
}

/// What an edit decided, beside the name.
struct Edited {
    id: UserId,
    role: Role,
    is_active: bool,
    sees_all: Option<bool>,
}

async fn update(command: &UpdateUser, tx: &mut Tx<'_>, edited: Edited) -> Result<()> {
    let name = command.name.as_deref().map(checked_name).transpose()?;
    let tenant = tx.tenant();
    sqlx::query(
        "update user_account
         set name = coalesce($3, name), role = $4, active = $5, all_warehouses = coalesce($6, all_warehouses),
             version = version + 1
         where tenant_id = $1 and id = $2",
    )
    .bind(tenant)
    .bind(edited.id.get())
    .bind(name)
    .bind(edited.role.as_str())
    .bind(i64::from(edited.is_active))
    .bind(edited.sees_all.map(i64::from))
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn checked_name(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::App(AppError::new(ErrorCode::Required).field("name")));
    }
    if name.chars().count() > NAME_MAX_CHARS {
        return Err(Error::App(AppError::new(ErrorCode::TooLong).arg("max", NAME_MAX_CHARS).field("name")));
    }
    Ok(name)
}

const COLUMNS: &str = "login, name, role, active, all_warehouses, must_change_password, last_sign_in_at, version";

async fn view(ctx: &Ctx, tx: &mut Tx<'_>, login: &LoginName) -> Result<UserView> {
    let tenant = tx.tenant();
    let row = sqlx::query(sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from user_account where tenant_id = $1 and login = $2"
    )))
    .bind(tenant)
    .bind(login.as_str())
    .fetch_one(tx.conn())
    .await?;
    let mut bound = warehouses_of(tx, login.as_str(), login.as_str()).await?;
    read_view(ctx, &row, &mut bound)
}

fn role(row: &AnyRow) -> Result<Role> {
    let name: &str = row.try_get("role")?;
    Role::from_name(name).ok_or_else(|| Error::internal(format!("no such role: {name}")))
}

fn read_view(ctx: &Ctx, row: &AnyRow, bound: &mut HashMap<String, Vec<WarehouseCode>>) -> Result<UserView> {
    let login: &str = row.try_get("login")?;
    let last_sign_in_at: Option<i64> = row.try_get("last_sign_in_at")?;
    Ok(UserView {
        name: row.try_get("name")?,
        role: role(row)?,
        warehouses: bound.remove(login).unwrap_or_default(),
        all_warehouses: row.try_get::<i64, _>("all_warehouses")? != 0,
        active: row.try_get::<i64, _>("active")? != 0,
        must_change_password: row.try_get::<i64, _>("must_change_password")? != 0,
        last_sign_in_at: last_sign_in_at.map(|at| ctx.local(Instant::from_micros(at))),
        version: row.try_get("version")?,
        login: LoginName::parse(login).map_err(Error::internal)?,
    })
}

/// The warehouses of the bound users from one user ID to another.
async fn warehouses_of(tx: &mut Tx<'_>, first: &str, last: &str) -> Result<HashMap<String, Vec<WarehouseCode>>> {
    let tenant = tx.tenant();
    let rows = sqlx::query_as::<_, (String, String)>(
        "select u.login, w.code
         from user_account u
         join user_warehouse b on b.tenant_id = u.tenant_id and b.user_id = u.id
         join warehouse w on w.tenant_id = b.tenant_id and w.id = b.warehouse_id
         where u.tenant_id = $1 and u.login >= $2 and u.login <= $3
         order by w.code",
    )
    .bind(tenant)
    .bind(first)
    .bind(last)
    .fetch_all(tx.conn())
    .await?;
    let mut bound: HashMap<String, Vec<WarehouseCode>> = HashMap::new();
    for (login, code) in rows {
        bound.entry(login).or_default().push(WarehouseCode::parse(&code).map_err(Error::internal)?);
    }
    Ok(bound)
}

#[async_trait]
impl Query for ListUsers {
    type Answer = Page<UserView>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<UserView>> {
        ctx.require(Permission::Administer)?;
        let limit = usize::from(self.page.limit());
        let after = self.page.after.as_ref().map_or("", |cursor| cursor.0.as_str());
        let tenant = tx.tenant();
        let mut rows = sqlx::query(sqlx::AssertSqlSafe(format!(
            r"select {COLUMNS}
              from user_account
              where tenant_id = $1 and login > $2
                and (login like $3 escape '\' or name like $4 escape '\')
              order by login
              limit $5"
        )))
        .bind(tenant)
        .bind(after)
        .bind(containing(&self.search.trim().to_lowercase()))
        .bind(containing(self.search.trim()))
        .bind(i64::from(self.page.limit()) + 1)
        .fetch_all(tx.conn())
        .await?;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Ok(Page { data: Vec::new(), next: None, total: None });
        };
        let last: String = last.try_get("login")?;
        let mut bound = warehouses_of(tx, first.try_get("login")?, &last).await?;
        let data = rows.iter().map(|row| read_view(ctx, row, &mut bound)).collect::<Result<_>>()?;
        Ok(Page { data, next: has_more.then_some(Cursor(last)), total: None })
    }
}

#[async_trait]
impl Query for GetUser {
    type Answer = UserView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<UserView> {
        ctx.require(Permission::Administer)?;
        find(tx, &self.login).await?;
        view(ctx, tx, &self.login).await
    }
}
