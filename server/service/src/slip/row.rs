//! Reading the columns that slips have in common.

use model::item::ExpiryKind;
use model::slip::LotRef;
use model::{Date, Instant, LotNumber, Quantity, UnitPrice};
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::sql::from_name;
use crate::{Ctx, Error, Result};

/// A quantity in thousandths.
pub(crate) fn quantity(row: &AnyRow, column: &str) -> Result<Quantity> {
    Quantity::from_milli(row.try_get(column)?).map_err(Error::internal)
}

/// A price in 1/10,000 yen.
pub(crate) fn unit_price(row: &AnyRow, column: &str) -> Result<UnitPrice> {
    UnitPrice::from_ten_thousandths(row.try_get(column)?).map_err(Error::internal)
}

/// A line number or a number of lines.
pub(crate) fn small(row: &AnyRow, column: &str) -> Result<u32> {
    u32::try_from(row.try_get::<i64, _>(column)?).map_err(Error::internal)
}

/// Whether a flag is set.
pub(crate) fn flag(row: &AnyRow, column: &str) -> Result<bool> {
    Ok(row.try_get::<i64, _>(column)? != 0)
}

/// A code, a slip number or the stable name of a simple enum.
pub(crate) fn named<T: DeserializeOwned>(row: &AnyRow, column: &str) -> Result<T> {
    from_name(row.try_get(column)?)
}

/// The same where the column may be null.
pub(crate) fn named_or_none<T: DeserializeOwned>(row: &AnyRow, column: &str) -> Result<Option<T>> {
    row.try_get::<Option<&str>, _>(column)?.map(from_name).transpose()
}

/// A date; none for an empty text.
pub(crate) fn date_or_none(row: &AnyRow, column: &str) -> Result<Option<Date>> {
    let text: &str = row.try_get(column)?;
    if text.is_empty() { Ok(None) } else { Date::parse(text).map(Some).map_err(Error::internal) }
}

/// A date.
pub(crate) fn date(row: &AnyRow, column: &str) -> Result<Date> {
    Date::parse(row.try_get(column)?).map_err(Error::internal)
}

/// An instant on the tenant's wall clock.
pub(crate) fn local(ctx: &Ctx, row: &AnyRow, column: &str) -> Result<model::LocalInstant> {
    Ok(ctx.local(Instant::from_micros(row.try_get(column)?)))
}

/// The lot of the columns `lot_number`, `lot_date_kind` and `lot_date`, any of which may be null in an outer join.
pub(crate) fn lot(row: &AnyRow) -> Result<LotRef> {
    let number = row.try_get::<Option<&str>, _>("lot_number")?.filter(|number| !number.is_empty());
    let number = number.map(LotNumber::parse).transpose().map_err(Error::internal)?;
    let date = row.try_get::<Option<&str>, _>("lot_date")?.filter(|date| !date.is_empty());
    let date = date.map(Date::parse).transpose().map_err(Error::internal)?;
    let kind: Option<ExpiryKind> = named_or_none(row, "lot_date_kind")?;
    Ok(LotRef {
        number,
        best_before: date.filter(|_| kind == Some(ExpiryKind::BestBefore)),
        use_by: date.filter(|_| kind == Some(ExpiryKind::UseBy)),
    })
}
