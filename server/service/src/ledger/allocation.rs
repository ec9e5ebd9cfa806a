//! Allocations: goods that an order holds. Never more than is there, whoever asks at once.

use model::shipping::AllocationReason;
use model::{AllocationId, Quantity, SlipId, SlipLineId};
use sqlx::Row;

use super::{BalanceKey, Taken};
use crate::live::Area;
use crate::sql::{Value, insert_rows};
use crate::{Error, Result, Tx};

/// How often a hold is tried with what was left when somebody else was faster.
const TRIES_MAX: u32 = 4;

/// A wish to hold goods for a line of an order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hold {
    pub(crate) order: SlipId,
    pub(crate) line: SlipLineId,
    pub(crate) key: BalanceKey,
    /// Above zero.
    pub(crate) quantity: Quantity,
    pub(crate) reason: AllocationReason,
}

/// What a hold got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) line: SlipLineId,
    /// At most what was wished; zero when others have it all.
    pub(crate) quantity: Quantity,
}

/// Holds goods: as much of each wish as is still there when its turn comes. Says what each got, in the order of the
/// wishes. The caller writes the sums of its lines.
///
/// # Errors
/// Only of the database.
pub(crate) async fn hold(tx: &mut Tx<'_>, wishes: &[Hold]) -> Result<Vec<Held>> {
    let mut turns: Vec<usize> = (0..wishes.len()).collect();
    turns.sort_by_key(|&turn| wishes[turn].key);
    let mut held: Vec<Held> = wishes.iter().map(|wish| Held { line: wish.line, quantity: Quantity::ZERO }).collect();
    for turn in turns {
        held[turn].quantity = grab(tx, wishes[turn].key, wishes[turn].quantity).await?;
    }
    let (tenant, now) = (tx.tenant(), tx.now().micros());
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(wishes.len());
    for (wish, held) in wishes.iter().zip(&held).filter(|(_, held)| held.quantity.is_positive()) {
        let id = tx.new_id();
        rows.push(vec![
            tenant.into(),
            id.into(),
            wish.order.get().into(),
            wish.line.get().into(),
            wish.key.item.get().into(),
            wish.key.location.get().into(),
            wish.key.lot.get().into(),
            wish.key.status.get().into(),
            held.quantity.milli().into(),
            0_i64.into(),
            wish.reason.as_str().into(),
            now.into(),
        ]);
    }
    if rows.is_empty() {
        return Ok(held);
    }
    insert_rows(
        tx,
        "insert into allocation (tenant_id, id, order_id, shipping_line_id, item_id, location_id, lot_id, status_id,
                                 quantity, checked, reason, created_at) values ",
        " on conflict (tenant_id, shipping_line_id, location_id, lot_id, status_id)
          do update set quantity = allocation.quantity + excluded.quantity",
        rows,
    )
    .await?;
    tx.changed(Area::Stock);
    tx.changed(Area::Shipping);
    Ok(held)
}

/// Takes up to `wanted` of a balance: the guard is in the write, and what was free is only read to try again.
async fn grab(tx: &mut Tx<'_>, key: BalanceKey, wanted: Quantity) -> Result<Quantity> {
    let tenant = tx.tenant();
    let mut wanted_milli = wanted.milli();
    for _ in 0..TRIES_MAX {
        let taken = sqlx::query(
            "update stock_balance
             set allocated = allocated + $6
             where tenant_id = $1 and item_id = $2 and location_id = $3 and lot_id = $4 and status_id = $5
               and on_hand - allocated >= $6",
        )
        .bind(tenant)
        .bind(key.item.get())
        .bind(key.location.get())
        .bind(key.lot.get())
        .bind(key.status.get())
        .bind(wanted_milli)
        .execute(tx.conn())
        .await?;
        if taken.rows_affected() == 1 {
            return Quantity::from_milli(wanted_milli).map_err(Error::internal);
        }
        wanted_milli = wanted_milli.min(free(tx, key).await?);
        if wanted_milli <= 0 {
            break;
        }
    }
    Ok(Quantity::ZERO)
}

async fn free(tx: &mut Tx<'_>, key: BalanceKey) -> Result<i64> {
    let tenant = tx.tenant();
    let free: Option<i64> = sqlx::query_scalar(
        "select on_hand - allocated
         from stock_balance
         where tenant_id = $1 and item_id = $2 and location_id = $3 and lot_id = $4 and status_id = $5",
    )
    .bind(tenant)
    .bind(key.item.get())
    .bind(key.location.get())
    .bind(key.lot.get())
    .bind(key.status.get())
    .fetch_optional(tx.conn())
    .await?;
    Ok(free.unwrap_or(0))
}

/// Gives back what allocations held. The caller writes the sums of its lines.
///
/// # Errors
/// Inside, when an allocation does not hold as much.
pub(crate) async fn give_back(tx: &mut Tx<'_>, taken: &[Taken]) -> Result<()> {
    let mut ordered: Vec<&Taken> = taken.iter().collect();
    ordered.sort_by_key(|taken| taken.key);
    let tenant = tx.tenant();
    for taken in ordered {
        let BalanceKey { item, location, lot, status } = taken.key;
        let freed = sqlx::query(
            "update stock_balance
             set allocated = allocated - $6
             where tenant_id = $1 and item_id = $2 and location_id = $3 and lot_id = $4 and status_id = $5
               and allocated >= $6",
        )
        .bind(tenant)
        .bind(item.get())
        .bind(location.get())
        .bind(lot.get())
        .bind(status.get())
        .bind(taken.quantity.milli())
        .execute(tx.conn())
        .await?;
        if freed.rows_affected() != 1 {
            return Err(Error::internal("a balance does not hold what is given back"));
        }
    }
    consume(tx, taken).await?;
    tx.changed(Area::Stock);
    tx.changed(Area::Shipping);
    Ok(())
}

/// Takes from allocations what leaves with a shipment; the postings of the same transaction take it from the
/// balances ([`super::Line::takes_allocated`]). Of what was checked, as much goes as no longer fits.
///
/// # Errors
/// Inside, when an allocation does not hold as much.
pub(crate) async fn consume(tx: &mut Tx<'_>, taken: &[Taken]) -> Result<()> {
    let tenant = tx.tenant();
    for Taken { allocation, quantity, .. } in taken {
        let left = sqlx::query(
            "delete from allocation
             where tenant_id = $1 and id = $2 and quantity = $3",
        )
        .bind(tenant)
        .bind(AllocationId::get(*allocation))
        .bind(quantity.milli())
        .execute(tx.conn())
        .await?;
        if left.rows_affected() == 1 {
            continue;
        }
        let left = sqlx::query(
            "update allocation
             set quantity = quantity - $3,
                 checked = case when checked <= quantity - $3 then checked else quantity - $3 end
             where tenant_id = $1 and id = $2 and quantity > $3
             returning quantity",
        )
        .bind(tenant)
        .bind(AllocationId::get(*allocation))
        .bind(quantity.milli())
        .fetch_optional(tx.conn())
        .await?;
        let left: Option<i64> = left.map(|row| row.try_get("quantity")).transpose()?;
        if left.is_none_or(|milli| milli <= 0) {
            return Err(Error::internal("an allocation does not hold what is taken"));
        }
    }
    Ok(())
}
