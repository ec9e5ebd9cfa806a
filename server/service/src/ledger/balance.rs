//! Balances: written with the guard in the write.

use std::collections::BTreeMap;

use model::tenant::NegativeStock;
use model::{ItemId, LocationId, LotId, Quantity, StatusId};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{BalanceKey, refusal, shorten};
use crate::sql::{Sql, Value};
use crate::{Error, Result, Tx};

/// The most balances that one statement writes; a power of two.
const ROWS_MAX: usize = 64;

/// What a balance changes by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Delta {
    /// Signed, in thousandths.
    pub(super) milli: i64,
    /// How much of what goes was allocated, in thousandths.
    pub(super) takes_milli: i64,
    /// How many postings say so.
    pub(super) postings: i64,
}

/// A balance after the write.
#[derive(Clone, Copy, Debug)]
pub(super) struct After {
    pub(super) on_hand_milli: i64,
    pub(super) last_seq: i64,
}

/// Writes balances in the order of their keys.
pub(super) async fn apply(
    tx: &mut Tx<'_>,
    release_allocations: bool,
    deltas: &BTreeMap<BalanceKey, Delta>,
) -> Result<BTreeMap<BalanceKey, After>> {
    let ordered: Vec<(BalanceKey, Delta)> = deltas.iter().map(|(key, delta)| (*key, *delta)).collect();
    let mut after = BTreeMap::new();
    let mut rest = ordered.as_slice();
    while !rest.is_empty() {
        let (chunk, tail) = rest.split_at(ROWS_MAX.min(1 << rest.len().ilog2()));
        rest = tail;
        after.extend(upsert(tx, chunk).await?);
        for (key, delta) in chunk {
            if !after.contains_key(key) {
                after.insert(*key, after_release(tx, release_allocations, *key, *delta).await?);
            }
        }
    }
    for (key, after) in &after {
        check(tx, *key, deltas.get(key).copied().unwrap_or_default(), *after).await?;
    }
    Ok(after)
}

/// Locks balances in the order of their keys, before a statement writes several of them: that one would take them in
/// the order of its plan. Says whether it had to ask the database: a single balance has no order, and where only one
/// writes nobody waits.
///
/// They must fit in a statement; of more than that, each part is locked and written before the next.
pub(super) async fn lock(tx: &mut Tx<'_>, keys: impl ExactSizeIterator<Item = &BalanceKey>) -> Result<bool> {
    let Some(for_update) = tx.engine().for_update().filter(|_| keys.len() > 1) else { return Ok(false) };
    let mut sql = Sql::new("select 1 from stock_balance where tenant_id = ");
    sql.bind(tx.tenant()).push(" and (item_id, location_id, lot_id, status_id) in (values ");
    for (place, key) in keys.enumerate() {
        sql.push(if place > 0 { ", " } else { "" });
        sql.bind_list([key.item.get(), key.location.get(), key.lot.get(), key.status.get()]);
    }
    sql.push(") order by item_id, location_id, lot_id, status_id").push(for_update);
    sql.build().fetch_all(tx.conn()).await?;
    Ok(true)
}

/// What the guard refused: frees what the latest orders hold if the command says so, and tries once more.
async fn after_release(tx: &mut Tx<'_>, release_allocations: bool, key: BalanceKey, delta: Delta) -> Result<After> {
    if release_allocations && delta.takes_milli == 0 {
        shorten::latest_orders(tx, key, delta.milli).await?;
        if let Some(after) = upsert(tx, &[(key, delta)]).await?.remove(&key) {
            return Ok(after);
        }
    }
    Err(refusal::guard_failed(tx, key, delta).await?)
}

/// What a write without a conflict brings about that the guard could not see.
async fn check(tx: &mut Tx<'_>, key: BalanceKey, delta: Delta, after: After) -> Result<()> {
    let is_new = after.last_seq == delta.postings;
    if is_new && delta.takes_milli != 0 {
        return Err(Error::internal("an allocation of a balance that is not there"));
    }
    if is_new && after.on_hand_milli < 0 && policy(tx).await? == NegativeStock::Forbid {
        return Err(refusal::not_on_hand(tx, key, 0, -delta.milli).await?);
    }
    if Quantity::from_milli(after.on_hand_milli).is_err() {
        return Err(refusal::overflow(tx, key.item).await?);
    }
    Ok(())
}

/// Writes up to [`ROWS_MAX`] balances in one statement; those that the guard refuses are missing in the answer.
///
/// What comes always fits. What goes must leave what is allocated; under a loose policy a balance that holds no
/// allocation may fall below zero.
async fn upsert(tx: &mut Tx<'_>, rows: &[(BalanceKey, Delta)]) -> Result<BTreeMap<BalanceKey, After>> {
    let (tenant, now) = (tx.tenant(), tx.now().micros());
    let mut sql = Sql::new(
        "insert into stock_balance (tenant_id, item_id, location_id, lot_id, status_id, on_hand, allocated, last_seq,
                                    first_received_at)
         values ",
    );
    for (place, (key, delta)) in rows.iter().enumerate() {
        if place > 0 {
            sql.push(", ");
        }
        let row: [Value; 9] = [
            tenant.into(),
            key.item.get().into(),
            key.location.get().into(),
            key.lot.get().into(),
            key.status.get().into(),
            delta.milli.into(),
            delta.takes_milli.into(),
            delta.postings.into(),
            now.into(),
        ];
        sql.bind_list(row);
    }
    sql.push(
        " on conflict (tenant_id, item_id, location_id, lot_id, status_id) do update
         set on_hand = stock_balance.on_hand + excluded.on_hand,
             allocated = stock_balance.allocated - excluded.allocated,
             last_seq = stock_balance.last_seq + excluded.last_seq,
             first_received_at = case
               when stock_balance.on_hand <= 0 then excluded.first_received_at
               else stock_balance.first_received_at
             end
         where excluded.on_hand >= 0
            or stock_balance.on_hand + excluded.on_hand >= stock_balance.allocated - excluded.allocated
            or (stock_balance.allocated = excluded.allocated
                and (select t.negative_stock from tenant t where t.id = excluded.tenant_id) <> 'forbid')
         returning item_id, location_id, lot_id, status_id, on_hand, last_seq",
    );
    let rows = sql.build().fetch_all(tx.conn()).await?;
    rows.iter()
        .map(|row| {
            let after = After { on_hand_milli: row.try_get("on_hand")?, last_seq: row.try_get("last_seq")? };
            Ok((key(row)?, after))
        })
        .collect()
}

/// What the company does about stock below zero. Read only where it matters; the guard itself reads it in the write.
pub(super) async fn policy(tx: &mut Tx<'_>) -> Result<NegativeStock> {
    let tenant = tx.tenant();
    let name: String =
        sqlx::query_scalar("select negative_stock from tenant where id = $1").bind(tenant).fetch_one(tx.conn()).await?;
    NegativeStock::from_name(&name).ok_or_else(|| Error::internal("unknown policy of negative stock"))
}

/// The key of a row with the columns of one.
pub(super) fn key(row: &AnyRow) -> Result<BalanceKey> {
    Ok(BalanceKey {
        item: ItemId::new(row.try_get("item_id")?),
        location: LocationId::new(row.try_get("location_id")?),
        lot: LotId::new(row.try_get("lot_id")?),
        status: StatusId::new(row.try_get("status_id")?),
    })
}
