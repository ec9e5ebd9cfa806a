//! Stock as people ask for it: balances row by row, the four quantities item by item, and what explains them.
//!
//! What always holds: nothing here changes stock, and from every number that is shown one query leads to the postings
//! or the allocations that make it.

mod choices;
#[cfg(test)]
mod explain_tests;
mod figures;
#[cfg(test)]
mod figures_tests;
mod holders;
mod holding;
mod items;
#[cfg(test)]
mod list_tests;
mod open_lines;
mod postings;
mod rows;
#[cfg(test)]
mod tests;

use model::slip::LotRef;
use model::stock::Portion;
use model::{AppError, ErrorCode, ItemCode, ItemId, LocationCode, LotId, StatusCode, StatusId, WarehouseCode};
use sqlx::Row;

use crate::slip::resolve;
use crate::sql::Sql;
use crate::warehouse::list::allowed;
use crate::{Ctx, Error, Result, Tx};

/// Rows of the leading table that a list looks at first; each further batch is four times larger.
const BATCH_FIRST: i64 = 200;

/// The most rows of the leading table that one page looks at.
const LOOKED_AT_MAX: i64 = 10_000;

/// Codes of a list's filter, looked up.
#[derive(Clone, Debug, Default)]
struct Filter {
    item: Option<ItemId>,
    /// The one asked for; all that the caller may see when absent.
    warehouse: Option<i64>,
    /// Locations with the code asked for, in any warehouse that the caller may see.
    locations: Option<Vec<i64>>,
    status: Option<StatusId>,
    /// Exactly this lot.
    lot: Option<LotId>,
}

/// What a filter names.
#[derive(Clone, Copy, Debug, Default)]
struct Named<'a> {
    item: Option<&'a ItemCode>,
    warehouse: Option<&'a WarehouseCode>,
    location: Option<&'a LocationCode>,
    status: Option<&'a StatusCode>,
    /// Of the item, which must be named then.
    portion: Option<&'a Portion>,
}

impl Filter {
    /// # Errors
    /// [`ErrorCode::Unknown`] names the code and its field; [`ErrorCode::WarehouseForbidden`].
    async fn of(ctx: &Ctx, tx: &mut Tx<'_>, named: Named<'_>) -> Result<Self> {
        let warehouse = match named.warehouse {
            Some(code) => Some(resolve::seen_warehouse(ctx, tx, code).await?.id.get()),
            None => None,
        };
        let mut filter = Self { warehouse, ..Self::default() };
        if let Some(code) = named.item {
            let sql = Sql::new("select id from item where tenant_id = ");
            filter.item = Some(ItemId::new(only(tx, sql, "item", code.as_str()).await?));
        }
        if let Some(portion) = named.portion {
            let item = filter.item.ok_or_else(|| AppError::new(ErrorCode::Required).field("item"))?;
            filter.lot = Some(lot(tx, item, &portion.lot).await?);
        }
        if let Some(code) = named.portion.map(|portion| &portion.status).or(named.status) {
            let sql = Sql::new("select id from stock_status where tenant_id = ");
            filter.status = Some(StatusId::new(only(tx, sql, "status", code.as_str()).await?));
        }
        if let Some(code) = named.location {
            filter.locations = Some(locations(ctx, tx, warehouse, code).await?);
        }
        Ok(filter)
    }

    /// Adds the filter on location `l`; the caller adds item and status where it has them.
    fn places(&self, ctx: &Ctx, sql: &mut Sql) {
        match (&self.locations, self.warehouse) {
            (Some(ids), _) => drop(sql.push(" and l.id in ").bind_list(ids.iter().copied())),
            (None, Some(id)) => drop(sql.push(" and l.warehouse_id = ").bind(id)),
            (None, None) => allowed(ctx, sql, " and l.warehouse_id "),
        }
    }
}

async fn only(tx: &mut Tx<'_>, mut sql: Sql, what: &str, code: &str) -> Result<i64> {
    sql.bind(tx.tenant()).push(" and code = ").bind(code);
    let row = sql.build().fetch_optional(tx.conn()).await?;
    Ok(row.ok_or_else(|| unknown(what, code))?.try_get(0)?)
}

/// The row of a lot. One that was never used has none: then nothing fits it.
async fn lot(tx: &mut Tx<'_>, item: ItemId, lot: &LotRef) -> Result<LotId> {
    let (kind, date) = match (lot.best_before, lot.use_by) {
        (Some(date), _) => ("best_before", date.to_string()),
        (None, Some(date)) => ("use_by", date.to_string()),
        (None, None) => ("none", String::new()),
    };
    let mut sql = Sql::new("select id from lot where tenant_id = ");
    sql.bind(tx.tenant()).push(" and item_id = ").bind(item.get());
    sql.push(" and number = ").bind(lot.number.as_ref().map_or("", |number| number.as_str()));
    sql.push(" and date_kind = ").bind(kind).push(" and date = ").bind(date);
    let row = sql.build().fetch_optional(tx.conn()).await?;
    Ok(LotId::new(row.map_or(Ok(0), |row| row.try_get(0))?))
}

async fn locations(ctx: &Ctx, tx: &mut Tx<'_>, warehouse: Option<i64>, code: &LocationCode) -> Result<Vec<i64>> {
    let mut sql = Sql::new("select l.id from location l where l.tenant_id = ");
    sql.bind(tx.tenant()).push(" and l.code = ").bind(code.as_str()).push(" and l.kind = 'physical'");
    Filter { warehouse, ..Filter::default() }.places(ctx, &mut sql);
    let rows = sql.build().fetch_all(tx.conn()).await?;
    if rows.is_empty() {
        return Err(unknown("location", code.as_str()));
    }
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

fn unknown(what: &str, code: &str) -> Error {
    Error::App(AppError::new(ErrorCode::Unknown).arg("what", what).arg("code", code).field(what))
}
