//! What a failed guard tells people: what, where, how much there is, and who has it.

use std::collections::BTreeMap;

use model::tenant::NegativeStock;
use model::{AppError, ErrorCode, ItemId, Quantity};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::BalanceKey;
use super::balance::{self, After, Delta};
use crate::{Error, Result, Tx};

/// The most orders that a refusal names.
const HOLDERS_MAX: i64 = 10;

/// Why a balance was not written: not as much is there, or orders hold it.
pub(super) async fn guard_failed(tx: &mut Tx<'_>, key: BalanceKey, delta: Delta) -> Result<Error> {
    let row = names(tx, key).await?;
    let (on_hand, allocated): (i64, i64) = (row.try_get("on_hand")?, row.try_get("allocated")?);
    if on_hand + delta.milli < 0 {
        return short_of(&row, on_hand, -delta.milli);
    }
    let (holders, more) = holders(tx, key).await?;
    let refusal = named(ErrorCode::HeldByOrders, &row)?.arg("allocated", quantity(allocated)?).arg("holders", holders);
    Ok(Error::App(refusal.arg("others", if more > 0 { "some" } else { "none" }).arg("more", more)))
}

/// Not as much is on hand.
pub(super) async fn not_on_hand(tx: &mut Tx<'_>, key: BalanceKey, on_hand: i64, wanted: i64) -> Result<Error> {
    let row = names(tx, key).await?;
    short_of(&row, on_hand, wanted)
}

fn short_of(row: &AnyRow, on_hand: i64, wanted: i64) -> Result<Error> {
    let refusal = named(ErrorCode::NotOnHand, row)?.arg("on_hand", quantity(on_hand)?).arg("wanted", quantity(wanted)?);
    Ok(Error::App(refusal))
}

/// The total of an item at a place would leave the range.
pub(super) async fn overflow(tx: &mut Tx<'_>, item: ItemId) -> Result<Error> {
    let tenant = tx.tenant();
    let code: String = sqlx::query_scalar("select code from item where tenant_id = $1 and id = $2")
        .bind(tenant)
        .bind(item.get())
        .fetch_one(tx.conn())
        .await?;
    Ok(Error::App(AppError::new(ErrorCode::QuantityOverflow).arg("item", code)))
}

/// Where on hand fell below zero, for the policy "warn".
pub(super) async fn below_zero(
    tx: &mut Tx<'_>,
    deltas: &BTreeMap<BalanceKey, Delta>,
    after: &BTreeMap<BalanceKey, After>,
) -> Result<Vec<AppError>> {
    let delta = |key| deltas.get(key).map_or(0, |delta: &Delta| delta.milli);
    let fell: Vec<_> = after.iter().filter(|(key, after)| after.on_hand_milli < 0 && delta(key) < 0).collect();
    let mut warnings = Vec::with_capacity(fell.len());
    if fell.is_empty() || balance::policy(tx).await? != NegativeStock::Warn {
        return Ok(warnings);
    }
    for (key, after) in fell {
        let row = names(tx, *key).await?;
        let warning = named(ErrorCode::NotOnHand, &row)?
            .arg("on_hand", quantity(after.on_hand_milli - delta(key))?)
            .arg("wanted", quantity(-delta(key))?);
        warnings.push(warning);
    }
    Ok(warnings)
}

/// A refusal that names item and location.
fn named(code: ErrorCode, row: &AnyRow) -> Result<AppError> {
    let (item, location): (&str, &str) = (row.try_get("item")?, row.try_get("location")?);
    Ok(AppError::new(code).arg("item", item).arg("location", location))
}

fn quantity(milli: i64) -> Result<Quantity> {
    Quantity::from_milli(milli).map_err(Error::internal)
}

/// Codes of a key, with its balance, or zeros where there is none.
async fn names(tx: &mut Tx<'_>, key: BalanceKey) -> Result<AnyRow> {
    let tenant = tx.tenant();
    let row = sqlx::query(
        "select i.code as item, l.code as location, coalesce(b.on_hand, 0) as on_hand,
                coalesce(b.allocated, 0) as allocated
         from item i
         join location l on l.tenant_id = $1 and l.id = $3
         left join stock_balance b
           on b.tenant_id = $1 and b.item_id = $2 and b.location_id = $3 and b.lot_id = $4 and b.status_id = $5
         where i.tenant_id = $1 and i.id = $2",
    )
    .bind(tenant)
    .bind(key.item.get())
    .bind(key.location.get())
    .bind(key.lot.get())
    .bind(key.status.get())
    .fetch_one(tx.conn())
    .await?;
    Ok(row)
}

/// The numbers of the orders that hold goods of a balance, those that ship first in front, and how many more there are.
async fn holders(tx: &mut Tx<'_>, key: BalanceKey) -> Result<(String, i64)> {
    let tenant = tx.tenant();
    let orders: Vec<(String, i64)> = sqlx::query_as(
        "select o.number, count(*) over () as orders
         from allocation a
         join shipping_order o on o.tenant_id = a.tenant_id and o.id = a.order_id
         where a.tenant_id = $1 and a.item_id = $2 and a.location_id = $3 and a.lot_id = $4 and a.status_id = $5
         group by o.id, o.number, o.planned_on
         order by case when o.planned_on = '' then 1 else 0 end, o.planned_on, o.id
         limit $6",
    )
    .bind(tenant)
    .bind(key.item.get())
    .bind(key.location.get())
    .bind(key.lot.get())
    .bind(key.status.get())
    .bind(HOLDERS_MAX)
    .fetch_all(tx.conn())
    .await?;
    let more = orders.first().map_or(0, |(_, all)| (all - HOLDERS_MAX).max(0));
    let numbers: Vec<String> = orders.into_iter().map(|(number, _)| number).collect();
    Ok((numbers.join(", "), more))
}
