//! Reading warehouses by their codes.

use model::warehouse::WarehouseView;
use model::{AppError, ErrorCode, WarehouseCode, WarehouseId};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::{Ctx, Error, Result, Tx};

/// A warehouse as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Warehouse {
    pub(crate) id: WarehouseId,
    pub(crate) view: WarehouseView,
}

/// The warehouse with a code, active or not, whoever asks.
async fn by_code(tx: &mut Tx<'_>, code: &WarehouseCode) -> Result<Option<Warehouse>> {
    let row = sqlx::query(
        "select id, code, name, postal_code, address, phone, active, version
         from warehouse
         where tenant_id = $1 and code = $2",
    )
    .bind(tx.tenant())
    .bind(code.as_str())
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| from_row(&row)).transpose()
}

/// The warehouse that a screen is about.
///
/// # Errors
/// [`ErrorCode::NotFound`], or [`ErrorCode::WarehouseForbidden`] when the caller may not work there.
pub(crate) async fn visible(ctx: &Ctx, tx: &mut Tx<'_>, code: &WarehouseCode) -> Result<Warehouse> {
    let warehouse = by_code(tx, code).await?.ok_or_else(|| Error::App(super::not_found(code)))?;
    ctx.require_warehouse(warehouse.id, code.as_str())?;
    Ok(warehouse)
}

/// The warehouse that a command names, which must be in use.
///
/// # Errors
/// [`ErrorCode::Unknown`] or [`ErrorCode::Inactive`] on the field `warehouse`, or [`ErrorCode::WarehouseForbidden`].
pub(crate) async fn active(ctx: &Ctx, tx: &mut Tx<'_>, code: &WarehouseCode) -> Result<Warehouse> {
    let refusal = |kind| Error::App(AppError::new(kind).arg("what", "warehouse").arg("code", code).field("warehouse"));
    let warehouse = by_code(tx, code).await?.ok_or_else(|| refusal(ErrorCode::Unknown))?;
    ctx.require_warehouse(warehouse.id, code.as_str())?;
    if warehouse.view.active { Ok(warehouse) } else { Err(refusal(ErrorCode::Inactive)) }
}

pub(super) fn from_row(row: &AnyRow) -> Result<Warehouse> {
    let view = WarehouseView {
        code: WarehouseCode::parse(row.try_get("code")?).map_err(Error::internal)?,
        name: row.try_get("name")?,
        postal_code: row.try_get("postal_code")?,
        address: row.try_get("address")?,
        phone: row.try_get("phone")?,
        active: row.try_get::<i64, _>("active")? != 0,
        version: row.try_get("version")?,
    };
    Ok(Warehouse { id: WarehouseId::new(row.try_get("id")?), view })
}
