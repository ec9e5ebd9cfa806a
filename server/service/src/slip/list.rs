//! Lists of slips: orders by number or by planned date, receipts and shipments the latest first, a page by key.
//!
//! What always holds: a page costs the same however many slips there are. What is asked for is divided into strands
//! (a warehouse, a state) that an index has in the order of the list; each gives at most a page, and these are merged.

#[cfg(test)]
mod explain;
mod order;
mod posted;
mod strand;
#[cfg(test)]
mod tests;

use model::slip::SlipKind;
use model::{Page, WarehouseCode};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::resolve;
use crate::search::{Code, Target};
use crate::sql::Sql;
use crate::{Ctx, Result, Tx};

pub(crate) use order::{Filter, Sort, Span, planned};
pub(crate) use posted::{of_order, posted};

/// How slips of a kind are read for a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) kind: SlipKind,
    pub(crate) table: &'static str,
    /// `select …` of the table and what is joined.
    pub(crate) select: &'static str,
    /// ` join …`, to the rows of the table under its name.
    pub(crate) joins: &'static str,
}

impl Shape {
    /// A statement about the rows of the table, ready for conditions.
    pub(crate) fn of_table(&self) -> Sql {
        let mut sql = Sql::new(self.select);
        sql.push(" from ").push(self.table).push(self.joins);
        sql
    }

    /// A statement about the rows that a part of it selects.
    fn of_rows(&self, rows: impl FnOnce(&mut Sql)) -> Sql {
        let mut sql = Sql::new(self.select);
        sql.push(" from (");
        rows(&mut sql);
        sql.push(") ").push(self.table).push(self.joins);
        sql
    }

    /// The slips with these ids, in the order of the ids.
    async fn by_ids(&self, tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<AnyRow>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let tenant = tx.tenant();
        let sql = self.of_rows(|sql| {
            sql.push("select * from ").push(self.table).push(" where tenant_id = ").bind(tenant);
            sql.push(" and id in ").bind_list(resolve::padded(ids.iter().copied()));
        });
        let rows = sql.build().fetch_all(tx.conn()).await?;
        let rows = rows.into_iter().map(|row| Ok((row.try_get::<i64, _>("id")?, row)));
        let mut rows: std::collections::HashMap<i64, AnyRow> = rows.collect::<Result<_>>()?;
        Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
    }

    const fn target<'a>(&self, descending: bool, filter: &'a (dyn Fn(&mut Sql) + Sync)) -> Target<'a> {
        let code = Code::Unique("number");
        Target { kind: self.kind.prefix(), table: self.table, code, barcodes: false, descending, filter }
    }
}

/// The warehouses that a list shows: the one asked for, else those of the caller; all when `None`.
pub(crate) async fn warehouses(ctx: &Ctx, tx: &mut Tx<'_>, code: Option<&WarehouseCode>) -> Result<Option<Vec<i64>>> {
    if let Some(code) = code {
        return Ok(Some(vec![resolve::seen_warehouse(ctx, tx, code).await?.id.get()]));
    }
    Ok(ctx.warehouses.as_ref().map(|allowed| allowed.iter().map(|id| id.get()).collect()))
}

/// Adds which warehouses are wanted; `column` is ` and t.warehouse_id `.
fn of_warehouses(sql: &mut Sql, column: &'static str, warehouses: Option<&[i64]>) {
    match warehouses {
        None => {}
        Some([]) => drop(sql.push(" and 1 = 0")),
        Some(ids) => drop(sql.push(column).push("in ").bind_list(ids.iter().copied())),
    }
}

/// The page with each row read.
pub(crate) fn each<T>(page: Page<AnyRow>, read: impl Fn(&AnyRow) -> Result<T>) -> Result<Page<T>> {
    let Page { data, next, total } = page;
    Ok(Page { data: data.iter().map(read).collect::<Result<_>>()?, next, total })
}
