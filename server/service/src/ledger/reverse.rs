//! Undoing a transaction: a new one with the opposite postings, which names the one that it reverses.

use model::{ErrorCode, ItemId, LocationId, LotId, Quantity, StatusId, TransactionId, UnitPrice};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Entry, Line, Place, Posted, post};
use crate::{Ctx, Error, Result, Tx};

/// Posts the opposite of a transaction. A second reversal is refused by the database itself.
///
/// # Errors
/// [`ErrorCode::AlreadyReversed`], and what [`post`] refuses: goods that are gone cannot be taken back.
pub(crate) async fn reverse(ctx: &Ctx, tx: &mut Tx<'_>, entry: &Entry<'_>, reversed: TransactionId) -> Result<Posted> {
    let tenant = tx.tenant();
    let rows = sqlx::query(
        "select item_id, location_id, lot_id, status_id, quantity, key_seq, unit_cost
         from posting
         where tenant_id = $1 and transaction_id = $2
         order by line",
    )
    .bind(tenant)
    .bind(reversed.get())
    .fetch_all(tx.conn())
    .await?;
    if rows.is_empty() {
        return Err(Error::from(ErrorCode::NotFound));
    }
    let lines = rows.iter().map(opposite).collect::<Result<Vec<Line>>>()?;
    post(ctx, tx, &Entry { reverses: Some(reversed), ..*entry }, &lines).await
}

fn opposite(row: &AnyRow) -> Result<Line> {
    let location = LocationId::new(row.try_get("location_id")?);
    let on_shelf = row.try_get::<Option<i64>, _>("key_seq")?.is_some();
    let unit_cost: Option<i64> = row.try_get("unit_cost")?;
    Ok(Line {
        item: ItemId::new(row.try_get("item_id")?),
        place: if on_shelf { Place::Shelf(location) } else { Place::OutsideId(location) },
        lot: LotId::new(row.try_get("lot_id")?),
        status: StatusId::new(row.try_get("status_id")?),
        quantity: -Quantity::from_milli(row.try_get("quantity")?).map_err(Error::internal)?,
        unit_cost: unit_cost.map(UnitPrice::from_ten_thousandths).transpose().map_err(Error::internal)?,
        takes_allocated: Quantity::ZERO,
    })
}
