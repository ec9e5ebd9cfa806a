//! Companies: making one with its first administrator, and finding one by its customer ID.

use model::tenant::CreateTenant;
use model::{AppError, CustomerId, ErrorCode, Role, TenantId};

use crate::user::{self, NewUser};
use crate::{Area, Ctx, DEFAULT_ZONE, Error, NOBODY, Result, Store, Tx, UniqueAs, Via, audit, password, seed};

/// Makes a company with its first administrator and what every company starts with.
///
/// `given` is the administrator's password. Without it one is made, which must be changed at first sign-in; then it
/// is the answer.
///
/// # Errors
/// [`ErrorCode::Duplicate`] when the customer ID is taken; [`ErrorCode::PasswordTooWeak`] for the given password.
pub async fn create(store: &Store, company: CreateTenant, given: Option<String>) -> Result<Option<String>> {
    if company.name.trim().is_empty() {
        return Err(Error::App(AppError::new(ErrorCode::Required).field("name")));
    }
    if let Some(given) = &given {
        password::check(given, company.customer_id.as_str(), company.admin.as_str())?;
    }
    let temporary = given.is_none().then(|| password::temporary(store.random_bytes()));
    let plain = given.or_else(|| temporary.clone()).unwrap_or_default();
    let password_hash = password::hash(plain, store.random_bytes()).await?;
    let is_temporary = temporary.is_some();
    // The id comes first, since the wall lets a transaction write rows of its own tenant only.
    let tenant = store.read(NOBODY, |tx| Box::pin(async move { Ok(TenantId::new(tx.new_id())) })).await?;
    let made = store.write(tenant, move |tx| {
        let (company, password_hash) = (company.clone(), password_hash.clone());
        Box::pin(async move { make(tx, &company, &password_hash, is_temporary).await })
    });
    made.await?;
    Ok(temporary)
}

async fn make(tx: &mut Tx<'_>, company: &CreateTenant, password_hash: &str, is_temporary: bool) -> Result<()> {
    insert(tx, &company.customer_id, company.name.trim()).await?;
    let admin = NewUser {
        login: &company.admin,
        name: company.admin.as_str(),
        role: Role::Administrator,
        password_hash,
        is_temporary,
        sees_all_warehouses: true,
    };
    user::insert(tx, admin).await?;
    tx.touch(&company.customer_id);
    tx.changed(Area::Settings);
    let ctx = Ctx::system(TenantId::new(tx.tenant()), Via::Cli);
    audit::record(&ctx, tx, "tenant.create").await
}

/// The company alone, with what every company starts with. Its id is the tenant of `tx`.
pub(crate) async fn insert(tx: &mut Tx<'_>, customer_id: &CustomerId, name: &str) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now().micros());
    sqlx::query(
        "insert into tenant (id, customer_id, name, time_zone, negative_stock, created_at, version)
         values ($1, $2, $3, $4, 'forbid', $5, 1)",
    )
    .bind(tenant)
    .bind(customer_id.as_str())
    .bind(name)
    .bind(DEFAULT_ZONE)
    .bind(now)
    .execute(tx.conn())
    .await
    .unique_as(|| {
        AppError::new(ErrorCode::Duplicate).arg("what", "tenant").arg("code", customer_id).field("customer_id")
    })?;
    seed::company(tx).await
}

/// The company of a customer ID.
///
/// # Errors
/// Only of the database.
pub async fn find(store: &Store, customer_id: &CustomerId) -> Result<Option<TenantId>> {
    let customer_id = customer_id.clone();
    let read = store.read(NOBODY, move |tx| {
        Box::pin(async move {
            let id = sqlx::query_scalar::<_, i64>("select id from tenant where customer_id = $1")
                .bind(customer_id.as_str())
                .fetch_optional(tx.conn())
                .await?;
            Ok(id.map(TenantId::new))
        })
    });
    read.await
}

/// Every company with its customer ID, in the order of those.
///
/// # Errors
/// Only of the database.
pub async fn all(store: &Store) -> Result<Vec<(TenantId, String)>> {
    let read = store.read(NOBODY, |tx| {
        Box::pin(async move {
            let rows = sqlx::query_as::<_, (i64, String)>("select id, customer_id from tenant order by customer_id")
                .fetch_all(tx.conn())
                .await?;
            Ok(rows.into_iter().map(|(id, customer_id)| (TenantId::new(id), customer_id)).collect())
        })
    });
    read.await
}

/// The customer ID of a company.
pub(crate) async fn customer_id(store: &Store, tenant: TenantId) -> Result<String> {
    let read = store.read(tenant, |tx| {
        Box::pin(async move {
            let tenant = tx.tenant();
            let id = sqlx::query_scalar::<_, String>("select customer_id from tenant where id = $1")
                .bind(tenant)
                .fetch_one(tx.conn())
                .await?;
            Ok(id)
        })
    });
    read.await
}
