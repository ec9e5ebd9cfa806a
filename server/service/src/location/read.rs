//! Reading physical locations.

use model::location::LocationView;
use model::{AppError, ErrorCode, LocationCode, LocationId, WarehouseCode};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::sql::Sql;
use crate::{Ctx, Error, Result, Tx, warehouse};

/// A location as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Location {
    pub(crate) id: LocationId,
    pub(crate) view: LocationView,
}

/// `select … where l.tenant_id = …` of physical locations `l` and their warehouses `w`.
pub(super) fn select(tx: &Tx<'_>) -> Sql {
    let mut sql = Sql::new(
        "select l.id, l.warehouse_id, w.code as warehouse, l.code, l.name, l.walk_order, l.allocatable, l.receivable,
             l.active, l.version
         from location l
         join warehouse w on w.tenant_id = l.tenant_id and w.id = l.warehouse_id
         where l.tenant_id = ",
    );
    sql.bind(tx.tenant());
    sql
}

/// The location that a screen is about.
///
/// # Errors
/// [`ErrorCode::NotFound`], or [`ErrorCode::WarehouseForbidden`] when the caller may not work there.
pub(super) async fn visible(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    warehouse: &WarehouseCode,
    code: &LocationCode,
) -> Result<Location> {
    let warehouse = warehouse::visible(ctx, tx, warehouse).await?;
    let mut sql = select(tx);
    sql.push(" and l.warehouse_id = ").bind(warehouse.id.get()).push(" and l.code = ").bind(code.as_str());
    let row = sql.build().fetch_optional(tx.conn()).await?;
    let not_found = || Error::App(AppError::new(ErrorCode::NotFound).arg("what", "location").arg("code", code));
    from_row(&row.ok_or_else(not_found)?)
}

pub(super) fn from_row(row: &AnyRow) -> Result<Location> {
    let flag = |column: &str| Ok::<_, Error>(row.try_get::<i64, _>(column)? != 0);
    let view = LocationView {
        warehouse: WarehouseCode::parse(row.try_get("warehouse")?).map_err(Error::internal)?,
        code: LocationCode::parse(row.try_get("code")?).map_err(Error::internal)?,
        name: row.try_get("name")?,
        walk_order: i32::try_from(row.try_get::<i64, _>("walk_order")?).map_err(Error::internal)?,
        allocatable: flag("allocatable")?,
        receivable: flag("receivable")?,
        active: flag("active")?,
        version: row.try_get("version")?,
    };
    Ok(Location { id: LocationId::new(row.try_get("id")?), view })
}
