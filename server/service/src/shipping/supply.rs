//! The goods that orders of a warehouse may get.

use std::collections::BTreeSet;

use model::shipping::plan::Supply;
use model::{Instant, ItemId, LocationId, LotId, StatusId, WarehouseId};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::slip::resolve::padded;
use crate::slip::row;
use crate::sql::{Sql, rows_max};
use crate::{Result, Tx};

/// What is available of items now: items in use, at locations in use that may be allocated from, in a shippable
/// status.
pub(super) async fn read(tx: &mut Tx<'_>, warehouse: WarehouseId, items: &BTreeSet<ItemId>) -> Result<Vec<Supply>> {
    let items: Vec<i64> = items.iter().map(|item| item.get()).collect();
    let mut supplies = Vec::new();
    for part in items.chunks(rows_max(tx.engine(), 1)) {
        for row in of_items(tx, warehouse, part).await? {
            supplies.push(supply(&row)?);
        }
    }
    Ok(supplies)
}

async fn of_items(tx: &mut Tx<'_>, warehouse: WarehouseId, items: &[i64]) -> Result<Vec<AnyRow>> {
    let mut sql = Sql::new(
        "select stock_balance.item_id, location_id, lot_id, status_id, on_hand - allocated as available,
                lot.date as lot_date, first_received_at, location.walk_order, location.code as location
         from stock_balance
         join item on item.tenant_id = stock_balance.tenant_id and item.id = stock_balance.item_id
         join location on location.tenant_id = stock_balance.tenant_id and location.id = stock_balance.location_id
         join stock_status on stock_status.tenant_id = stock_balance.tenant_id
                          and stock_status.id = stock_balance.status_id
         join lot on lot.tenant_id = stock_balance.tenant_id and lot.id = stock_balance.lot_id
         where stock_balance.tenant_id = ",
    );
    sql.bind(tx.tenant()).push(" and stock_balance.item_id in ").bind_list(padded(items.iter().copied()));
    sql.push(" and location.warehouse_id = ").bind(warehouse.get());
    sql.push(
        " and on_hand > allocated and item.active = 1 and location.active = 1 and location.allocatable = 1
          and stock_status.active = 1 and stock_status.shippable = 1",
    );
    Ok(sql.build().fetch_all(tx.conn()).await?)
}

fn supply(row: &AnyRow) -> Result<Supply> {
    Ok(Supply {
        item: ItemId::new(row.try_get("item_id")?),
        location: LocationId::new(row.try_get("location_id")?),
        lot: LotId::new(row.try_get("lot_id")?),
        status: StatusId::new(row.try_get("status_id")?),
        available: row::quantity(row, "available")?,
        expires_on: row::date_or_none(row, "lot_date")?,
        first_received_at: Instant::from_micros(row.try_get("first_received_at")?),
        walk: (row.try_get("walk_order")?, row.try_get("location")?),
    })
}
