//! What a signed-in user sees and chooses of themselves: name, warehouses, language.

use model::user::{Language, Me, WarehouseChoice};
use model::{AppError, CustomerId, ErrorCode, LoginName, WarehouseCode};
use sqlx::Row;

use crate::session::SignedIn;
use crate::{Ctx, Error, Result, Store, Tx};

/// Who is signed in, for the frame of every screen. The only thing besides a new password that somebody with a
/// temporary one may see.
///
/// # Errors
/// Only of the database.
pub async fn load(store: &Store, session: &SignedIn) -> Result<Me> {
    let session = session.clone();
    store.read(session.ctx.tenant, move |tx| Box::pin(async move { read(tx, &session).await })).await
}

async fn read(tx: &mut Tx<'_>, session: &SignedIn) -> Result<Me> {
    let (tenant, ctx) = (tx.tenant(), &session.ctx);
    let row = sqlx::query(
        "select t.customer_id, t.name as tenant_name, u.name, w.code as last_warehouse
         from user_account u
         join tenant t on t.id = u.tenant_id
         left join warehouse w on w.tenant_id = u.tenant_id and w.id = u.last_warehouse_id and w.active = 1
         where u.tenant_id = $1 and u.login = $2",
    )
    .bind(tenant)
    .bind(&ctx.login)
    .fetch_one(tx.conn())
    .await?;
    let warehouses = warehouses(tx, ctx).await?;
    let last_warehouse: Option<String> = row.try_get("last_warehouse")?;
    let last_warehouse = last_warehouse
        .and_then(|code| warehouses.iter().find(|warehouse| warehouse.code.as_str() == code))
        .map(|warehouse| warehouse.code.clone());
    Ok(Me {
        customer_id: CustomerId::parse(row.try_get("customer_id")?).map_err(Error::internal)?,
        tenant_name: row.try_get("tenant_name")?,
        login: LoginName::parse(&ctx.login).map_err(Error::internal)?,
        name: row.try_get("name")?,
        role: ctx.role,
        language: ctx.language,
        warehouses,
        last_warehouse,
        must_change_password: session.must_change_password,
    })
}

/// The active warehouses that the caller may work in, by code.
async fn warehouses(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Vec<WarehouseChoice>> {
    let tenant = tx.tenant();
    let rows = sqlx::query("select id, code, name from warehouse where tenant_id = $1 and active = 1 order by code")
        .bind(tenant)
        .fetch_all(tx.conn())
        .await?;
    let mut choices = Vec::with_capacity(rows.len());
    for row in rows {
        if ctx.sees_warehouse(model::WarehouseId::new(row.try_get("id")?)) {
            let code = WarehouseCode::parse(row.try_get("code")?).map_err(Error::internal)?;
            choices.push(WarehouseChoice { code, name: row.try_get("name")? });
        }
    }
    Ok(choices)
}

/// Keeps the language that the caller chose.
///
/// # Errors
/// Only of the database.
pub async fn choose_language(store: &Store, ctx: &Ctx, language: Language) -> Result<()> {
    let login = ctx.login.clone();
    let kept = store.write(ctx.tenant, move |tx| {
        let login = login.clone();
        Box::pin(async move {
            let tenant = tx.tenant();
            sqlx::query("update user_account set language = $3 where tenant_id = $1 and login = $2")
                .bind(tenant)
                .bind(login)
                .bind(language.as_str())
                .execute(tx.conn())
                .await?;
            Ok(())
        })
    });
    kept.await
}

/// Remembers the warehouse that the caller works in, as the default of the next sign-in.
///
/// # Errors
/// [`ErrorCode::Unknown`] and [`ErrorCode::WarehouseForbidden`] for the warehouse.
pub async fn choose_warehouse(store: &Store, ctx: &Ctx, code: WarehouseCode) -> Result<()> {
    let ctx = ctx.clone();
    let kept = store.write(ctx.tenant, move |tx| {
        let (ctx, code) = (ctx.clone(), code.clone());
        Box::pin(async move {
            let tenant = tx.tenant();
            let id = sqlx::query_scalar::<_, i64>("select id from warehouse where tenant_id = $1 and code = $2")
                .bind(tenant)
                .bind(code.as_str())
                .fetch_optional(tx.conn())
                .await?
                .ok_or_else(|| {
                    AppError::new(ErrorCode::Unknown).arg("what", "warehouse").arg("code", &code).field("warehouse")
                })?;
            ctx.require_warehouse(model::WarehouseId::new(id), code.as_str())?;
            sqlx::query("update user_account set last_warehouse_id = $3 where tenant_id = $1 and login = $2")
                .bind(tenant)
                .bind(&ctx.login)
                .bind(id)
                .execute(tx.conn())
                .await?;
            Ok(())
        })
    });
    kept.await
}
