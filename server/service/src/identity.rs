//! From a row of the database to who is asking.

use jiff::tz::TimeZone;
use model::user::Language;
use model::{Role, TenantId, UserId, WarehouseId};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::{Caller, Ctx, Error, Result, Source, Tx};

/// The context of a user whose row is named like this: `user_id`, `login`, `role`, `language`, `all_warehouses` of
/// the user, `time_zone` of the company.
pub(crate) async fn ctx(tx: &mut Tx<'_>, row: &AnyRow, caller: Caller, source: Source) -> Result<Ctx> {
    let user = UserId::new(row.try_get("user_id")?);
    let role: &str = row.try_get("role")?;
    let zone: &str = row.try_get("time_zone")?;
    let sees_all = row.try_get::<i64, _>("all_warehouses")? != 0;
    Ok(Ctx {
        tenant: TenantId::new(tx.tenant()),
        caller,
        login: row.try_get("login")?,
        role: Role::from_name(role).ok_or_else(|| Error::internal(format!("no such role: {role}")))?,
        warehouses: if sees_all { None } else { Some(warehouses(tx, user).await?) },
        language: Language::from_tag(row.try_get("language")?),
        zone: TimeZone::get(zone).map_err(Error::internal)?,
        source,
    })
}

async fn warehouses(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<WarehouseId>> {
    let tenant = tx.tenant();
    let ids = sqlx::query_scalar::<_, i64>(
        "select warehouse_id from user_warehouse where tenant_id = $1 and user_id = $2 order by warehouse_id",
    )
    .bind(tenant)
    .bind(user.get())
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(WarehouseId::new).collect())
}
