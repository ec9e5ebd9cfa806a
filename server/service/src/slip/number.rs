//! Slip numbers: `RO-00000012`. Unique a tenant and kind; they may have gaps.

use model::slip::SlipKind;
use model::{AppError, ErrorCode, SlipNumber};
use sqlx::Row;

use crate::{Error, Result, Tx};

/// Digits of a number: as texts, numbers stand in the order of entry.
const DIGITS: usize = 8;

/// The next number of a kind.
///
/// Its counter stays locked until the transaction ends, so it is taken after everything that may refuse cheaply.
pub(crate) async fn next(tx: &mut Tx<'_>, kind: SlipKind) -> Result<SlipNumber> {
    let tenant = tx.tenant();
    let row = sqlx::query(
        "insert into slip_counter (tenant_id, kind, last_number)
         values ($1, $2, 1)
         on conflict (tenant_id, kind) do update set last_number = slip_counter.last_number + 1
         returning last_number",
    )
    .bind(tenant)
    .bind(kind.as_str())
    .fetch_one(tx.conn())
    .await?;
    let last: i64 = row.try_get("last_number")?;
    if last >= 10_i64.pow(8) {
        return Err(AppError::new(ErrorCode::OutOfRange).arg("min", 1).arg("max", 10_i64.pow(8) - 1).into());
    }
    SlipNumber::parse(&format!("{}-{last:0DIGITS$}", kind.prefix())).map_err(Error::internal)
}
