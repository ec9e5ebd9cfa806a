//! What orders hold: reading the ledger's allocations, and what of them was checked.

use std::collections::BTreeMap;

use model::slip::LotRef;
use model::{AllocationId, ItemId, LocationCode, LocationId, LotId, Quantity, StatusCode, StatusId};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::ledger::{BalanceKey, Taken};
use crate::shipping::order::Delta;
use crate::slip::resolve::padded;
use crate::slip::row;
use crate::sql::{Sql, rows_max};
use crate::{Error, Result, Tx};

/// An open allocation.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) id: i64,
    pub(super) line: i64,
    pub(super) key: BalanceKey,
    pub(super) quantity: Quantity,
    pub(super) checked: Quantity,
    pub(super) reason: String,
    pub(super) lot_number: String,
    pub(super) lot_date: String,
    /// The same place as people and programs outside name it.
    pub(super) location: LocationCode,
    pub(super) lot: LotRef,
    pub(super) status: StatusCode,
}

const HELD: &str = "select allocation.id, shipping_line_id, allocation.item_id, location_id, lot_id,
                           status_id, allocation.quantity, allocation.checked, allocation.reason,
                           lot.number as lot_number, lot.date_kind as lot_date_kind, lot.date as lot_date,
                           location.code as location, stock_status.code as status
                    from allocation
                    join location on location.tenant_id = allocation.tenant_id and location.id = allocation.location_id
                    join lot on lot.tenant_id = allocation.tenant_id and lot.id = allocation.lot_id
                    join stock_status on stock_status.tenant_id = allocation.tenant_id
                                     and stock_status.id = allocation.status_id";

/// What an order holds, in walking order.
pub(super) async fn of_order(tx: &mut Tx<'_>, order: i64) -> Result<Vec<Held>> {
    let mut sql = Sql::new(HELD);
    sql.push(" where allocation.tenant_id = ").bind(tx.tenant()).push(" and allocation.order_id = ").bind(order);
    sql.push(" order by location.walk_order, location.code, shipping_line_id, allocation.id");
    let rows = sql.build().fetch_all(tx.conn()).await?;
    rows.iter().map(held).collect()
}

fn held(row: &AnyRow) -> Result<Held> {
    Ok(Held {
        id: row.try_get("id")?,
        line: row.try_get("shipping_line_id")?,
        key: BalanceKey {
            item: ItemId::new(row.try_get("item_id")?),
            location: LocationId::new(row.try_get("location_id")?),
            lot: LotId::new(row.try_get("lot_id")?),
            status: StatusId::new(row.try_get("status_id")?),
        },
        quantity: row::quantity(row, "quantity")?,
        checked: row::quantity(row, "checked")?,
        reason: row.try_get("reason")?,
        lot_number: row.try_get("lot_number")?,
        lot_date: row.try_get("lot_date")?,
        location: row::named(row, "location")?,
        lot: row::lot(row)?,
        status: row::named(row, "status")?,
    })
}

impl Held {
    pub(super) fn unchecked(&self) -> Quantity {
        self.quantity - self.checked
    }
}

/// How much leaves an allocation: `quantity` in all, of which `checked` was checked.
pub(super) struct Leaving<'a> {
    pub(super) held: &'a Held,
    pub(super) quantity: Quantity,
    pub(super) checked: Quantity,
}

impl Leaving<'_> {
    pub(super) fn taken(&self) -> Taken {
        Taken { allocation: AllocationId::new(self.held.id), key: self.held.key, quantity: self.quantity }
    }
}

/// What leaving means for lines, by their id.
pub(super) fn deltas(leaving: &[Leaving<'_>]) -> BTreeMap<i64, Delta> {
    let mut deltas: BTreeMap<i64, Delta> = BTreeMap::new();
    for part in leaving {
        let delta = deltas.entry(part.held.line).or_default();
        delta.allocated -= part.quantity.milli();
        delta.checked -= part.checked.milli();
    }
    deltas
}

/// Adds to what was checked of allocations, or below zero takes back; the write itself leaves out those that hold less.
/// The answer is how many it wrote.
pub(super) async fn add_checked(tx: &mut Tx<'_>, added: &[(i64, Quantity)]) -> Result<usize> {
    let mut done = 0;
    for part in added.chunks(rows_max(tx.engine(), 2)) {
        done += add_part(tx, part).await?;
    }
    usize::try_from(done).map_err(Error::internal)
}

async fn add_part(tx: &mut Tx<'_>, added: &[(i64, Quantity)]) -> Result<u64> {
    let mut sql = Sql::new("update allocation set checked = checked + part.column2 from (values ");
    for (nth, (id, quantity)) in added.iter().enumerate() {
        sql.push(if nth > 0 { ", " } else { "" });
        sql.bind_list([*id, quantity.milli()]);
    }
    sql.push(") as part where tenant_id = ").bind(tx.tenant());
    sql.push(" and id = part.column1 and checked + part.column2 <= quantity");
    Ok(sql.build().execute(tx.conn()).await?.rows_affected())
}

/// Takes back what was checked of these allocations.
pub(super) async fn uncheck(tx: &mut Tx<'_>, ids: &[i64]) -> Result<()> {
    for part in ids.chunks(rows_max(tx.engine(), 1)) {
        let mut sql = Sql::new("update allocation set checked = 0 where tenant_id = ");
        sql.bind(tx.tenant()).push(" and id in ").bind_list(padded(part.iter().copied()));
        sql.build().execute(tx.conn()).await?;
    }
    Ok(())
}
