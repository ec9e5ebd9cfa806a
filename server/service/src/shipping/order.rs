//! The rows of a shipping order: locking its header, reading its lines, writing its totals and state.

use std::collections::BTreeMap;

use model::shipping::ShippingState;
use model::shipping::progress::{self, Progress};
use model::{ItemId, LotId, Quantity, SlipNumber, StatusId, WarehouseCode, WarehouseId};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::slip::resolve::{Warehouse, padded};
use crate::slip::{self, row};
use crate::sql::Sql;
use crate::{Area, Ctx, Error, Result, Tx};

/// What refusals call it.
pub(super) const WHAT: &str = "shipping_order";

/// The header of an order that this transaction has locked.
pub(super) struct Header {
    pub(super) id: i64,
    pub(super) number: SlipNumber,
    pub(super) warehouse: Warehouse,
    /// `YYYY-MM-DD`, or empty.
    pub(super) planned_on: String,
    pub(super) state: ShippingState,
    /// The version before this transaction.
    pub(super) version: i64,
}

/// Locks orders by writing their headers, so that commands on one order run one after the other. The answer is
/// sorted by id; numbers that do not exist are missing in it.
pub(super) async fn lock_all(ctx: &Ctx, tx: &mut Tx<'_>, numbers: &[SlipNumber]) -> Result<Vec<Header>> {
    lock_in_order(tx, numbers).await?;
    let mut sql = Sql::new(
        "update shipping_order
         set version = version + 1
         where tenant_id = ",
    );
    sql.bind(tx.tenant()).push(" and number in ").bind_list(padded(numbers.iter().map(SlipNumber::as_str)));
    sql.push(
        " returning id, number, warehouse_id, planned_on, state, version,
                   (select warehouse.code
                    from warehouse
                    where warehouse.tenant_id = shipping_order.tenant_id
                      and warehouse.id = shipping_order.warehouse_id) as warehouse",
    );
    let rows = sql.build().fetch_all(tx.conn()).await?;
    let mut headers = rows.iter().map(header).collect::<Result<Vec<_>>>()?;
    headers.sort_by_key(|header| header.id);
    for header in &headers {
        ctx.require_warehouse(header.warehouse.id, header.warehouse.code.as_str())
            .map_err(|_| slip::not_found(WHAT, &header.number))?;
        tx.touch(&header.number);
    }
    tx.changed(Area::Shipping);
    Ok(headers)
}

/// Takes several headers in the order of their ids, which the update that follows would take in the order of its plan.
async fn lock_in_order(tx: &mut Tx<'_>, numbers: &[SlipNumber]) -> Result<()> {
    let Some(for_update) = tx.engine().for_update().filter(|_| numbers.len() > 1) else { return Ok(()) };
    let mut sql = Sql::new("select 1 from shipping_order where tenant_id = ");
    sql.bind(tx.tenant()).push(" and number in ").bind_list(padded(numbers.iter().map(SlipNumber::as_str)));
    sql.push(" order by id").push(for_update);
    sql.build().fetch_all(tx.conn()).await?;
    Ok(())
}

/// Locks one order.
pub(super) async fn lock(ctx: &Ctx, tx: &mut Tx<'_>, number: &SlipNumber) -> Result<Header> {
    let header = lock_all(ctx, tx, std::slice::from_ref(number)).await?.pop();
    Ok(header.ok_or_else(|| slip::not_found(WHAT, number))?)
}

fn header(row: &AnyRow) -> Result<Header> {
    Ok(Header {
        id: row.try_get("id")?,
        number: row::named(row, "number")?,
        warehouse: Warehouse {
            id: WarehouseId::new(row.try_get("warehouse_id")?),
            code: row::named::<WarehouseCode>(row, "warehouse")?,
        },
        planned_on: row.try_get("planned_on")?,
        state: row::named(row, "state")?,
        version: row.try_get::<i64, _>("version")? - 1,
    })
}

impl Header {
    /// Refuses what cannot be done to an order that is cancelled or wholly shipped.
    pub(super) fn require_open(&self) -> Result<()> {
        match self.state {
            ShippingState::Cancelled | ShippingState::Shipped => Err(self.wrong_state()),
            _ => Ok(()),
        }
    }

    pub(super) fn wrong_state(&self) -> crate::Error {
        slip::wrong_state(&self.number, self.state.as_str()).into()
    }
}

/// A line of an order as it stands.
#[expect(clippy::struct_field_names, reason = "a line has a line number, as its table says")]
pub(super) struct Line {
    pub(super) id: i64,
    pub(super) order: i64,
    /// 1, 2, 3 …
    pub(super) line: u32,
    pub(super) item: ItemId,
    pub(super) item_code: model::ItemCode,
    pub(super) ship_limit_days: Option<i64>,
    pub(super) pinned_lot: Option<LotId>,
    pub(super) status: Option<StatusId>,
    pub(super) progress: Progress,
}

/// The lines of orders, order by order.
pub(super) async fn lines(tx: &mut Tx<'_>, orders: &[i64]) -> Result<Vec<Line>> {
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "select shipping_line.id, order_id, line, item_id, item.code as item, item.ship_limit_days, pinned_lot_id,
                status_id, ordered, allocated, checked, shipped
         from shipping_line
         join item on item.tenant_id = shipping_line.tenant_id and item.id = shipping_line.item_id
         where shipping_line.tenant_id = ",
    );
    sql.bind(tx.tenant()).push(" and order_id in ").bind_list(padded(orders.iter().copied()));
    sql.push(" order by order_id, line");
    let rows = sql.build().fetch_all(tx.conn()).await?;
    rows.iter().map(line).collect()
}

fn line(row: &AnyRow) -> Result<Line> {
    Ok(Line {
        id: row.try_get("id")?,
        order: row.try_get("order_id")?,
        line: row::small(row, "line")?,
        item: ItemId::new(row.try_get("item_id")?),
        item_code: row::named(row, "item")?,
        ship_limit_days: row.try_get("ship_limit_days")?,
        pinned_lot: row.try_get::<Option<i64>, _>("pinned_lot_id")?.map(LotId::new),
        status: row.try_get::<Option<i64>, _>("status_id")?.map(StatusId::new),
        progress: progress(row)?,
    })
}

pub(super) fn progress(row: &AnyRow) -> Result<Progress> {
    Ok(Progress {
        ordered: row::quantity(row, "ordered")?,
        allocated: row::quantity(row, "allocated")?,
        checked: row::quantity(row, "checked")?,
        shipped: row::quantity(row, "shipped")?,
    })
}

/// A change of a line's quantities; each part may be below zero.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Delta {
    pub(super) allocated: i64,
    pub(super) checked: i64,
    pub(super) shipped: i64,
}

/// Changes lines by id, and the totals and the state of their order with them.
pub(super) async fn change(
    tx: &mut Tx<'_>,
    order: i64,
    state: ShippingState,
    lines: &mut [Line],
    deltas: &BTreeMap<i64, Delta>,
) -> Result<ShippingState> {
    if deltas.is_empty() {
        return Ok(state);
    }
    write_lines(tx, deltas).await?;
    for line in lines.iter_mut() {
        if let Some(delta) = deltas.get(&line.id) {
            delta.apply(&mut line.progress)?;
        }
    }
    let lines: Vec<Progress> = lines.iter().map(|line| line.progress).collect();
    refresh(tx, order, state, &lines).await
}

impl Delta {
    fn apply(self, progress: &mut Progress) -> Result<()> {
        let sum = |quantity: Quantity, delta| Quantity::from_milli(quantity.milli() + delta).map_err(Error::internal);
        progress.allocated = sum(progress.allocated, self.allocated)?;
        progress.checked = sum(progress.checked, self.checked)?;
        progress.shipped = sum(progress.shipped, self.shipped)?;
        Ok(())
    }
}

async fn write_lines(tx: &mut Tx<'_>, deltas: &BTreeMap<i64, Delta>) -> Result<()> {
    let mut sql = Sql::new(
        "update shipping_line
         set allocated = allocated + delta.column2, checked = checked + delta.column3, shipped = shipped + delta.column4
         from (values ",
    );
    for (nth, (line, delta)) in deltas.iter().enumerate() {
        sql.push(if nth > 0 { ", " } else { "" });
        sql.bind_list([*line, delta.allocated, delta.checked, delta.shipped]);
    }
    sql.push(") as delta where tenant_id = ").bind(tx.tenant()).push(" and id = delta.column1");
    let done = sql.build().execute(tx.conn()).await?;
    if usize::try_from(done.rows_affected()).ok() == Some(deltas.len()) {
        Ok(())
    } else {
        Err(Error::internal("a line of an order is not there"))
    }
}

/// Marks an order as cancelled.
pub(super) async fn cancel(tx: &mut Tx<'_>, order: i64) -> Result<()> {
    let tenant = tx.tenant();
    sqlx::query("update shipping_order set state = $3 where tenant_id = $1 and id = $2")
        .bind(tenant)
        .bind(order)
        .bind(ShippingState::Cancelled.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Writes totals and state of an order from lines as they stand now; a cancelled one stays cancelled.
async fn refresh(tx: &mut Tx<'_>, order: i64, state: ShippingState, lines: &[Progress]) -> Result<ShippingState> {
    let state = if state == ShippingState::Cancelled { state } else { progress::state(lines) };
    let total = Progress::total(lines).ok_or_else(|| Error::internal("the totals of an order are out of range"))?;
    let tenant = tx.tenant();
    sqlx::query(
        "update shipping_order
         set state = $3, allocated = $4, checked = $5, shipped = $6
         where tenant_id = $1 and id = $2",
    )
    .bind(tenant)
    .bind(order)
    .bind(state.as_str())
    .bind(total.allocated.milli())
    .bind(total.checked.milli())
    .bind(total.shipped.milli())
    .execute(tx.conn())
    .await?;
    Ok(state)
}
