//! Goods that orders hold turn out to be gone: the latest orders become short, visibly.

use model::shipping::progress::{Progress, state};
use model::{AllocationId, Quantity, SlipId, SlipLineId};
use sqlx::Row;

use super::{BalanceKey, Taken, give_back};
use crate::{Error, Result, Tx};

/// Takes allocations of the latest orders back, as much as `delta_milli` (below zero) needs beyond what is free.
pub(super) async fn latest_orders(tx: &mut Tx<'_>, key: BalanceKey, delta_milli: i64) -> Result<()> {
    lock_orders(tx, key).await?;
    let mut needed = needed(tx, key, delta_milli).await?;
    for holder in latest(tx, key).await? {
        if needed <= 0 {
            break;
        }
        let quantity = Quantity::from_milli(needed.min(holder.quantity_milli)).map_err(Error::internal)?;
        needed -= quantity.milli();
        give_back(tx, &[Taken { allocation: holder.allocation, key, quantity }]).await?;
        line_holds(tx, holder.line).await?;
        order_stands(tx, holder.order).await?;
        tx.touch(holder.number);
    }
    Ok(())
}

/// Locks the headers of all orders that hold goods of the balance, so that no command on one of them writes sums that
/// it read before. The balance is locked already: whoever holds a header and waits for it is told to begin anew.
async fn lock_orders(tx: &mut Tx<'_>, key: BalanceKey) -> Result<()> {
    let tenant = tx.tenant();
    sqlx::query(
        "update shipping_order
         set version = version + 1
         where tenant_id = $1
           and id in (select order_id
                      from allocation
                      where tenant_id = $1 and item_id = $2 and location_id = $3 and lot_id = $4 and status_id = $5)",
    )
    .bind(tenant)
    .bind(key.item.get())
    .bind(key.location.get())
    .bind(key.lot.get())
    .bind(key.status.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

struct Holder {
    allocation: AllocationId,
    order: SlipId,
    number: String,
    line: SlipLineId,
    quantity_milli: i64,
}

/// Locks the balance, so that what is needed stays what it is.
async fn needed(tx: &mut Tx<'_>, key: BalanceKey, delta_milli: i64) -> Result<i64> {
    let tenant = tx.tenant();
    let needed: Option<i64> = sqlx::query_scalar(
        "update stock_balance
         set allocated = allocated
         where tenant_id = $1 and item_id = $2 and location_id = $3 and lot_id = $4 and status_id = $5
         returning allocated - on_hand - $6",
    )
    .bind(tenant)
    .bind(key.item.get())
    .bind(key.location.get())
    .bind(key.lot.get())
    .bind(key.status.get())
    .bind(delta_milli)
    .fetch_optional(tx.conn())
    .await?;
    Ok(needed.unwrap_or(0))
}

/// Orders are served by planned date, those without one last, then by entry, which ids tell and numbers do not, since
/// each node takes those in blocks: so the last of that order gives first.
async fn latest(tx: &mut Tx<'_>, key: BalanceKey) -> Result<Vec<Holder>> {
    let tenant = tx.tenant();
    let rows = sqlx::query(
        "select a.id, a.order_id, o.number, a.shipping_line_id, a.quantity
         from allocation a
         join shipping_order o on o.tenant_id = a.tenant_id and o.id = a.order_id
         where a.tenant_id = $1 and a.item_id = $2 and a.location_id = $3 and a.lot_id = $4 and a.status_id = $5
         order by case when o.planned_on = '' then 0 else 1 end, o.planned_on desc, o.id desc, a.id desc",
    )
    .bind(tenant)
    .bind(key.item.get())
    .bind(key.location.get())
    .bind(key.lot.get())
    .bind(key.status.get())
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Holder {
                allocation: AllocationId::new(row.try_get("id")?),
                order: SlipId::new(row.try_get("order_id")?),
                number: row.try_get("number")?,
                line: SlipLineId::new(row.try_get("shipping_line_id")?),
                quantity_milli: row.try_get("quantity")?,
            })
        })
        .collect()
}

/// The sums of a line are those of its allocations.
async fn line_holds(tx: &mut Tx<'_>, line: SlipLineId) -> Result<()> {
    let tenant = tx.tenant();
    sqlx::query(
        "update shipping_line
         set allocated = coalesce((select cast(sum(a.quantity) as bigint) from allocation a
                                   where a.tenant_id = $1 and a.shipping_line_id = $2), 0),
             checked = coalesce((select cast(sum(a.checked) as bigint) from allocation a
                                 where a.tenant_id = $1 and a.shipping_line_id = $2), 0)
         where tenant_id = $1 and id = $2",
    )
    .bind(tenant)
    .bind(line.get())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The sums and the state of an order are those of its lines.
async fn order_stands(tx: &mut Tx<'_>, order: SlipId) -> Result<()> {
    let tenant = tx.tenant();
    let rows = sqlx::query(
        "select ordered, allocated, checked, shipped
         from shipping_line
         where tenant_id = $1 and order_id = $2",
    )
    .bind(tenant)
    .bind(order.get())
    .fetch_all(tx.conn())
    .await?;
    let quantity = |milli: i64| Quantity::from_milli(milli).map_err(Error::internal);
    let lines = rows.iter().map(|row| {
        Ok(Progress {
            ordered: quantity(row.try_get("ordered")?)?,
            allocated: quantity(row.try_get("allocated")?)?,
            checked: quantity(row.try_get("checked")?)?,
            shipped: quantity(row.try_get("shipped")?)?,
        })
    });
    let lines = lines.collect::<Result<Vec<_>>>()?;
    let total = Progress::total(&lines).ok_or_else(|| Error::internal("the totals of an order are out of range"))?;
    sqlx::query(
        "update shipping_order
         set allocated = $3, checked = $4, state = $5
         where tenant_id = $1 and id = $2",
    )
    .bind(tenant)
    .bind(order.get())
    .bind(total.allocated.milli())
    .bind(total.checked.milli())
    .bind(state(&lines).as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}
