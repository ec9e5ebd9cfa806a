//! Balances that hold something, by an index that knows no others.

use sqlx::Row;

use super::Filter;
use crate::sql::Sql;
use crate::{Ctx, Result, Tx};

/// As many balances are little: a list may be made of them.
pub(super) const LITTLE: i64 = 2_000;

/// Adds a selection of the keys of balances that fit a filter which names no item: along
/// `stock_balance_held_by_status`, or through the locations of the warehouses along `stock_balance_held_by_location`.
pub(super) fn push(sql: &mut Sql, ctx: &Ctx, tenant: i64, filter: &Filter) {
    sql.push("select b.item_id, b.location_id, b.lot_id, b.status_id from ");
    if filter.warehouse.is_some() || ctx.warehouses.is_some() {
        sql.push("location l cross join stock_balance b where l.tenant_id = ").bind(tenant);
        filter.places(ctx, sql);
        sql.push(" and b.location_id = l.id and b.tenant_id = ").bind(tenant);
    } else {
        sql.push("stock_balance b where b.tenant_id = ").bind(tenant);
    }
    sql.push(" and b.holds = 1");
    if let Some(status) = filter.status {
        sql.push(" and b.status_id = ").bind(status.get());
    }
}

/// Whether little is held of what a filter asks for.
pub(super) async fn is_little(ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter) -> Result<bool> {
    let mut sql = Sql::default();
    push(&mut sql, ctx, tx.tenant(), filter);
    let rows: i64 = sql.counted(Some(LITTLE + 1)).build().fetch_one(tx.conn()).await?.try_get(0)?;
    Ok(rows <= LITTLE)
}
