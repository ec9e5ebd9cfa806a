//! Allocations: goods that an order holds. Never more than is there, whoever asks at once.

use std::collections::{BTreeMap, BTreeSet};

use model::shipping::AllocationReason;
use model::{AllocationId, Quantity, SlipId, SlipLineId};

use super::{BalanceKey, Taken, balance};
use crate::live::Area;
use crate::sql::{Sql, Value, insert_rows, rows_max};
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
    let granted = grab_all(tx, wishes).await?;
    let mut held: Vec<Held> = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let quantity = if granted.contains(&wish.key) { wish.quantity } else { Quantity::ZERO };
        held.push(Held { line: wish.line, quantity });
    }
    // Somebody was faster: these get what is left.
    let mut turns: Vec<usize> = (0..wishes.len()).filter(|&turn| !granted.contains(&wishes[turn].key)).collect();
    turns.sort_by_key(|&turn| wishes[turn].key);
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

/// Takes what the wishes want of each balance, many in one statement; the answer names the balances that had it all.
async fn grab_all(tx: &mut Tx<'_>, wishes: &[Hold]) -> Result<BTreeSet<BalanceKey>> {
    let wanted = summed(wishes.iter().map(|wish| (wish.key, wish.quantity)));
    let mut granted = BTreeSet::new();
    for part in wanted.chunks(rows_max(tx.engine(), KEYED_COLUMNS)) {
        balance::lock(tx, part.iter().map(|(key, _)| key)).await?;
        let mut sql = Sql::new("update stock_balance set allocated = allocated + wanted.column5 from (values ");
        push_keyed(&mut sql, part);
        sql.push(") as wanted where tenant_id = ").bind(tx.tenant());
        sql.push(SAME_KEY).push(" and on_hand - allocated >= wanted.column5");
        sql.push(" returning item_id, location_id, lot_id, status_id");
        for row in sql.build().fetch_all(tx.conn()).await? {
            granted.insert(balance::key(&row)?);
        }
    }
    Ok(granted)
}

/// The sum of each balance, in thousandths, in the order of the keys.
fn summed(quantities: impl Iterator<Item = (BalanceKey, Quantity)>) -> Vec<(BalanceKey, i64)> {
    let mut sums: BTreeMap<BalanceKey, i64> = BTreeMap::new();
    for (key, quantity) in quantities {
        *sums.entry(key).or_default() += quantity.milli();
    }
    sums.into_iter().collect()
}

/// A balance and a row `wanted` of [`push_keyed`] have the same key.
const SAME_KEY: &str = " and item_id = wanted.column1 and location_id = wanted.column2 and lot_id = wanted.column3
                          and status_id = wanted.column4";

/// What [`push_keyed`] binds for each row.
const KEYED_COLUMNS: usize = 5;

/// Rows of a key and a number.
fn push_keyed(sql: &mut Sql, numbers: &[(BalanceKey, i64)]) {
    for (place, (key, number)) in numbers.iter().enumerate() {
        if place > 0 {
            sql.push(", ");
        }
        let BalanceKey { item, location, lot, status } = *key;
        sql.bind_list([item.get(), location.get(), lot.get(), status.get(), *number]);
    }
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
    if taken.is_empty() {
        return Ok(());
    }
    let freed = summed(taken.iter().map(|part| (part.key, part.quantity)));
    for part in freed.chunks(rows_max(tx.engine(), KEYED_COLUMNS)) {
        balance::lock(tx, part.iter().map(|(key, _)| key)).await?;
        let mut sql = Sql::new("update stock_balance set allocated = allocated - wanted.column5 from (values ");
        push_keyed(&mut sql, part);
        sql.push(") as wanted where tenant_id = ").bind(tx.tenant());
        sql.push(SAME_KEY).push(" and allocated >= wanted.column5");
        let done = sql.build().execute(tx.conn()).await?.rows_affected();
        if usize::try_from(done).ok() != Some(part.len()) {
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
    for part in taken.chunks(rows_max(tx.engine(), TAKEN_COLUMNS)) {
        consume_part(tx, part).await?;
    }
    Ok(())
}

async fn consume_part(tx: &mut Tx<'_>, taken: &[Taken]) -> Result<()> {
    let mut whole = Sql::new("delete from allocation where tenant_id = ");
    whole.bind(tx.tenant()).push(" and (id, quantity) in (values ");
    push_taken(&mut whole, taken);
    whole.push(")");
    let mut done = whole.build().execute(tx.conn()).await?.rows_affected();
    if usize::try_from(done).ok() != Some(taken.len()) {
        let mut part = Sql::new(
            "update allocation
             set quantity = quantity - taken.column2,
                 checked = case when checked <= quantity - taken.column2 then checked
                                else quantity - taken.column2 end
             from (values ",
        );
        push_taken(&mut part, taken);
        part.push(") as taken where tenant_id = ").bind(tx.tenant());
        part.push(" and id = taken.column1 and quantity > taken.column2");
        done += part.build().execute(tx.conn()).await?.rows_affected();
    }
    if usize::try_from(done).ok() == Some(taken.len()) {
        Ok(())
    } else {
        Err(Error::internal("an allocation does not hold what is taken"))
    }
}

/// What [`push_taken`] binds for each row.
const TAKEN_COLUMNS: usize = 2;

fn push_taken(sql: &mut Sql, taken: &[Taken]) {
    for (place, part) in taken.iter().enumerate() {
        if place > 0 {
            sql.push(", ");
        }
        sql.bind_list([AllocationId::get(part.allocation), part.quantity.milli()]);
    }
}
