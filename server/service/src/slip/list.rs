//! Lists of slips: by number or by planned date, a page by key.

use model::{Date, Page, PageRequest, WarehouseCode};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::sql::{Sql, containing};
use crate::{Ctx, Result, Tx, page};

use super::resolve;

/// The warehouses that a list shows: the one asked for, else those of the caller; all when `None`.
pub(crate) async fn warehouses(ctx: &Ctx, tx: &mut Tx<'_>, code: Option<&WarehouseCode>) -> Result<Option<Vec<i64>>> {
    if let Some(code) = code {
        return Ok(Some(vec![resolve::seen_warehouse(ctx, tx, code).await?.id.get()]));
    }
    Ok(ctx.warehouses.as_ref().map(|allowed| allowed.iter().map(|id| id.get()).collect()))
}

/// Dates from and to, both included.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
}

/// Which orders are wanted.
pub(crate) struct Filter {
    /// `receiving_order` or `shipping_order`.
    pub(crate) table: &'static str,
    pub(crate) warehouses: Option<Vec<i64>>,
    /// Any state when empty.
    pub(crate) states: Vec<&'static str>,
    /// Words that the search key must hold.
    pub(crate) words: Vec<String>,
    pub(crate) planned: Span,
}

/// What orders are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Those without a date last, whichever the direction.
    PlannedOn,
    Number,
}

/// The key of a row; the planned date is empty where there is none and when sorting by number.
#[derive(Debug, Serialize, Deserialize)]
struct Key {
    planned_on: String,
    number: String,
}

/// A page of orders. `columns` selects from the table of the filter joined with `warehouse`.
pub(crate) async fn planned(
    tx: &mut Tx<'_>,
    columns: &'static str,
    filter: &Filter,
    sort: Sort,
    descending: bool,
    request: &PageRequest,
) -> Result<Page<AnyRow>> {
    let after: Option<Key> = page::after(request)?;
    let mut counted = Sql::new(columns);
    filter.push(tx, &mut counted);
    let total = page::total(tx, request, counted).await?;
    let limit = page::fetch_limit(request);
    let mut rows = Vec::new();
    // By date there are two runs: orders with a date, then those without.
    let runs: &[Run] = match (sort, &after) {
        (Sort::Number, _) => &[Run::All],
        (Sort::PlannedOn, Some(key)) if key.planned_on.is_empty() => &[Run::Undated],
        (Sort::PlannedOn, _) => &[Run::Dated, Run::Undated],
    };
    for (nth, run) in runs.iter().enumerate() {
        let left = limit - i64::try_from(rows.len()).unwrap_or(limit);
        if left <= 0 {
            break;
        }
        let mut sql = Sql::new(columns);
        filter.push(tx, &mut sql);
        run.push(&mut sql, if nth == 0 { after.as_ref() } else { None }, descending);
        sql.push(" limit ").bind(left);
        rows.extend(sql.build().fetch_all(tx.conn()).await?);
    }
    page::page(rows, request, total, |row| Key {
        planned_on: if sort == Sort::PlannedOn { row.try_get("planned_on").unwrap_or_default() } else { String::new() },
        number: row.try_get("number").unwrap_or_default(),
    })
}

/// A part of a list that one index serves in its order.
#[derive(Clone, Copy)]
enum Run {
    All,
    Dated,
    Undated,
}

impl Run {
    fn push(self, sql: &mut Sql, after: Option<&Key>, descending: bool) {
        let beyond = if descending { " < " } else { " > " };
        let direction = if descending { " desc" } else { "" };
        match self {
            Self::All => {}
            Self::Dated => {
                sql.push(" and planned_on > ''");
            }
            Self::Undated => {
                sql.push(" and planned_on = ''");
            }
        }
        match (self, after) {
            (_, None) => {}
            (Self::Dated, Some(key)) => {
                sql.push(" and (planned_on, number)").push(beyond);
                sql.bind_list([key.planned_on.as_str(), key.number.as_str()]);
            }
            (Self::All | Self::Undated, Some(key)) => {
                sql.push(" and number").push(beyond).bind(key.number.as_str());
            }
        }
        sql.push(" order by ");
        if matches!(self, Self::Dated) {
            sql.push("planned_on").push(direction).push(", ");
        }
        sql.push("number").push(direction);
    }
}

impl Filter {
    fn push(&self, tx: &Tx<'_>, sql: &mut Sql) {
        sql.push(" where ").push(self.table).push(".tenant_id = ").bind(tx.tenant());
        push_warehouses(sql, self.table, self.warehouses.as_deref());
        if !self.states.is_empty() {
            sql.push(" and state in ").bind_list(self.states.iter().copied());
        }
        for word in &self.words {
            sql.push(" and ").push(self.table).push(".search_key like ").bind(containing(word)).push(r" escape '\'");
        }
        if let Some(from) = self.planned.from {
            sql.push(" and planned_on >= ").bind(from.to_string());
        }
        if let Some(to) = self.planned.to {
            sql.push(" and planned_on > '' and planned_on <= ").bind(to.to_string());
        }
    }
}

/// A page of receipts or shipments, latest first. Each of the words must stand in one of the columns, in any case.
pub(crate) async fn posted(
    tx: &mut Tx<'_>,
    columns: &'static str,
    table: &'static str,
    warehouses: Option<&[i64]>,
    (words, searched): (&[String], &[&'static str]),
    request: &PageRequest,
) -> Result<Page<AnyRow>> {
    let after: Option<String> = page::after(request)?;
    let mut sql = Sql::new(columns);
    sql.push(" where ").push(table).push(".tenant_id = ").bind(tx.tenant());
    push_warehouses(&mut sql, table, warehouses);
    for word in words {
        for (nth, column) in searched.iter().enumerate() {
            sql.push(if nth == 0 { " and (lower(" } else { " or lower(" }).push(column);
            sql.push(") like ").bind(containing(word)).push(r" escape '\'");
        }
        sql.push(")");
    }
    let total = page::total(tx, request, sql.clone()).await?;
    if let Some(number) = after {
        sql.push(" and ").push(table).push(".number < ").bind(number);
    }
    sql.push(" order by ").push(table).push(".number desc limit ").bind(page::fetch_limit(request));
    let rows = sql.build().fetch_all(tx.conn()).await?;
    page::page(rows, request, total, |row| row.try_get::<String, _>("number").unwrap_or_default())
}

fn push_warehouses(sql: &mut Sql, table: &'static str, warehouses: Option<&[i64]>) {
    match warehouses {
        None => {}
        Some([]) => {
            sql.push(" and 1 = 0");
        }
        Some(ids) => {
            sql.push(" and ").push(table).push(".warehouse_id in ").bind_list(ids.iter().copied());
        }
    }
}

/// The page with each row read.
pub(crate) fn each<T>(page: Page<AnyRow>, read: impl Fn(&AnyRow) -> Result<T>) -> Result<Page<T>> {
    let Page { data, next, total } = page;
    Ok(Page { data: data.iter().map(read).collect::<Result<_>>()?, next, total })
}
