//! Balances row by row, by item or by location.

mod found;

use async_trait::async_trait;
use model::page::Total;
use model::stock::{ListStock, StockRow, StockSort};
use model::{Page, Permission, Quantity};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{BATCH_FIRST, Filter, LOOKED_AT_MAX, Named, holding};
use crate::page::{self, fetch_limit};
use crate::slip::row;
use crate::sql::Sql;
use crate::{Ctx, Query, Result, Tx};

const COLUMNS: &str = "select i.code as item, i.name, i.name2, i.unit, w.code as warehouse, l.code as location, \
     lt.number as lot_number, lt.date_kind as lot_date_kind, lt.date as lot_date, s.code as status, \
     b.on_hand, b.allocated, s.shippable * l.allocatable as may_ship, \
     b.item_id, b.location_id, b.lot_id, b.status_id ";

/// `cross join` keeps SQLite at this order of the tables, which is that of the rows; to PostgreSQL it is any join.
const BY_ITEM: &str = " from item i \
     cross join stock_balance b \
     cross join location l \
     cross join warehouse w \
     cross join lot lt \
     cross join stock_status s \
     where b.tenant_id = i.tenant_id and b.item_id = i.id \
     and l.tenant_id = b.tenant_id and l.id = b.location_id \
     and w.tenant_id = l.tenant_id and w.id = l.warehouse_id \
     and lt.tenant_id = b.tenant_id and lt.id = b.lot_id \
     and s.tenant_id = b.tenant_id and s.id = b.status_id \
     and i.tenant_id = ";

const BY_LOCATION: &str = " from location l \
     cross join stock_balance b \
     cross join item i \
     cross join warehouse w \
     cross join lot lt \
     cross join stock_status s \
     where b.tenant_id = l.tenant_id and b.location_id = l.id \
     and i.tenant_id = b.tenant_id and i.id = b.item_id \
     and w.tenant_id = l.tenant_id and w.id = l.warehouse_id \
     and lt.tenant_id = b.tenant_id and lt.id = b.lot_id \
     and s.tenant_id = b.tenant_id and s.id = b.status_id \
     and l.tenant_id = ";

/// Behind the keys of the little that is held, as [`holding`] selects them.
const LITTLE_JOINS: &str = ") few \
     cross join stock_balance b \
     cross join item i \
     cross join location l \
     cross join warehouse w \
     cross join lot lt \
     cross join stock_status s \
     where b.item_id = few.item_id and b.location_id = few.location_id \
     and b.lot_id = few.lot_id and b.status_id = few.status_id \
     and i.tenant_id = b.tenant_id and i.id = b.item_id \
     and l.tenant_id = b.tenant_id and l.id = b.location_id \
     and w.tenant_id = l.tenant_id and w.id = l.warehouse_id \
     and lt.tenant_id = b.tenant_id and lt.id = b.lot_id \
     and s.tenant_id = b.tenant_id and s.id = b.status_id \
     and b.tenant_id = ";

/// Where a row stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Key {
    item: String,
    location: String,
    location_id: i64,
    lot_id: i64,
    status_id: i64,
}

#[async_trait]
impl Query for ListStock {
    type Answer = Page<StockRow>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<StockRow>> {
        ctx.require(Permission::View)?;
        let named = Named {
            item: self.item.as_ref(),
            warehouse: self.warehouse.as_ref(),
            location: self.location.as_ref(),
            status: self.status.as_ref(),
            portion: self.portion.as_ref(),
        };
        let filter = Filter::of(ctx, tx, named).await?;
        if self.search.trim().is_empty() {
            listed(self, ctx, tx, &filter).await
        } else {
            found::searched(self, ctx, tx, &filter).await
        }
    }
}

/// Where a batch begins and ends.
#[derive(Clone, Copy, Debug, Default)]
struct Bounds<'a> {
    after: Option<&'a Key>,
    /// The key behind the last row that is looked at.
    up_to: Option<&'a Key>,
}

async fn listed(list: &ListStock, ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter) -> Result<Page<StockRow>> {
    let total = total(list, ctx, tx, filter).await?;
    let after: Option<Key> = page::after_in(&list.page, &list.sort)?;
    let (rows, stopped) = if filter.item.is_some() || filter.locations.is_some() {
        let bounds = Bounds { after: after.as_ref(), up_to: None };
        (fetch(tx, list_sql(list, ctx, tx.tenant(), filter, bounds, fetch_limit(&list.page))).await?, None)
    } else {
        walked(list, ctx, tx, filter, after).await?
    };
    let mut page = page::page(rows, &list.page, total, |(key, _)| (list.sort, key.clone()))?;
    if let (None, Some(stopped)) = (&page.next, stopped) {
        page.next = Some(page::cursor(&(list.sort, stopped))?);
    }
    Ok(page.map(|(_, view)| view))
}

async fn fetch(tx: &mut Tx<'_>, sql: Sql) -> Result<Vec<(Key, StockRow)>> {
    sql.build().fetch_all(tx.conn()).await?.iter().map(|row| Ok((key(row)?, view(row)?))).collect()
}

/// Counts the balances themselves, which an index knows by status and by location.
async fn total(list: &ListStock, ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter) -> Result<Option<Total>> {
    let counted = if filter.item.is_some() || filter.locations.is_some() {
        select(lead(list.sort, filter), ctx, tx.tenant(), filter, "select 1")
    } else {
        let mut sql = Sql::default();
        holding::push(&mut sql, ctx, tx.tenant(), filter);
        sql
    };
    page::total(tx, &list.page, counted).await
}

/// The next rows, and where to go on when they are fewer than a page and yet not all: where most items or locations
/// hold nothing, a page looks at a bounded number of them. Where little is held at all, it begins with what is held.
async fn walked(
    list: &ListStock,
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    filter: &Filter,
    after: Option<Key>,
) -> Result<(Vec<(Key, StockRow)>, Option<Key>)> {
    let limit = fetch_limit(&list.page);
    let (mut rows, mut from, mut batch, mut looked_at) = (Vec::new(), after.clone(), BATCH_FIRST, 0);
    loop {
        let size = batch.min(LOOKED_AT_MAX - looked_at);
        let up_to = milestone(tx, list.sort, from.as_ref(), size).await?;
        let missing = limit - i64::try_from(rows.len()).unwrap_or(limit);
        let bounds = Bounds { after: from.as_ref(), up_to: up_to.as_ref() };
        rows.extend(fetch(tx, list_sql(list, ctx, tx.tenant(), filter, bounds, missing)).await?);
        let Some(up_to) = up_to.filter(|_| i64::try_from(rows.len()).unwrap_or(limit) < limit) else {
            return Ok((rows, None));
        };
        if looked_at == 0 && holding::is_little(ctx, tx, filter).await? {
            let sql = little_sql(list, ctx, tx.tenant(), filter, after.as_ref());
            return Ok((fetch(tx, sql).await?, None));
        }
        looked_at += size;
        if looked_at >= LOOKED_AT_MAX {
            return Ok((rows, Some(up_to)));
        }
        from = Some(up_to);
        batch *= 4;
    }
}

/// Behind everything of the item or location that comes so many further on; none when there are fewer.
async fn milestone(tx: &mut Tx<'_>, sort: StockSort, from: Option<&Key>, rows: i64) -> Result<Option<Key>> {
    let mut sql = match sort {
        StockSort::Item => Sql::new("select t.code, 0 as id from item t where t.tenant_id = "),
        StockSort::Location => Sql::new("select t.code, t.id from location t where t.tenant_id = "),
    };
    sql.bind(tx.tenant());
    match (sort, from) {
        (_, None) => {}
        (StockSort::Item, Some(from)) => drop(sql.push(" and t.code > ").bind(from.item.as_str())),
        (StockSort::Location, Some(from)) => {
            sql.push(" and (t.code, t.id) > (").bind(from.location.as_str());
            sql.push(", ").bind(from.location_id).push(")");
        }
    }
    sql.push(if sort == StockSort::Item { " order by t.code" } else { " order by t.code, t.id" });
    sql.push(" limit 1 offset ").bind(rows - 1);
    let row = sql.build().fetch_optional(tx.conn()).await?;
    let last = || char::MAX.to_string();
    let (lot_id, status_id) = (i64::MAX, i64::MAX);
    row.map(|row| {
        let code = row.try_get("code")?;
        Ok(match sort {
            StockSort::Item => Key { item: code, location: last(), location_id: i64::MAX, lot_id, status_id },
            StockSort::Location => {
                Key { item: last(), location: code, location_id: row.try_get("id")?, lot_id, status_id }
            }
        })
    })
    .transpose()
}

/// What a list goes along: what is named leads to fewer rows than any order.
const fn lead(sort: StockSort, filter: &Filter) -> StockSort {
    match (filter.item.is_some(), filter.locations.is_some()) {
        (true, _) => StockSort::Item,
        (false, true) => StockSort::Location,
        (false, false) => sort,
    }
}

/// One page along `item_code_unique` and `stock_balance_held_by_item`, or `location_by_code` and
/// `stock_balance_held_by_location`.
fn list_sql(list: &ListStock, ctx: &Ctx, tenant: i64, filter: &Filter, bounds: Bounds<'_>, limit: i64) -> Sql {
    let mut sql = select(lead(list.sort, filter), ctx, tenant, filter, COLUMNS);
    match (list.sort, bounds.up_to) {
        (_, None) => {}
        (StockSort::Item, Some(up_to)) => drop(sql.push(" and i.code <= ").bind(up_to.item.as_str())),
        (StockSort::Location, Some(up_to)) => {
            sql.push(" and (l.code, l.id) <= (").bind(up_to.location.as_str());
            sql.push(", ").bind(up_to.location_id).push(")");
        }
    }
    push_behind(&mut sql, list.sort, bounds.after);
    sql.push(" limit ").bind(limit);
    sql
}

/// One page of the little that is held.
fn little_sql(list: &ListStock, ctx: &Ctx, tenant: i64, filter: &Filter, after: Option<&Key>) -> Sql {
    let mut sql = Sql::new(COLUMNS);
    sql.push(" from (");
    holding::push(&mut sql, ctx, tenant, filter);
    sql.push(" limit ").bind(holding::LITTLE).push(LITTLE_JOINS).bind(tenant);
    push_behind(&mut sql, list.sort, after);
    sql.push(" limit ").bind(fetch_limit(&list.page));
    sql
}

/// Adds what comes behind a key, and the order.
fn push_behind(sql: &mut Sql, sort: StockSort, after: Option<&Key>) {
    if let Some(Key { item, location, location_id, lot_id, status_id }) = after {
        // The first comparison alone leads an index; the second is exact.
        match sort {
            StockSort::Item => {
                sql.push(" and i.code >= ").bind(item.as_str());
                sql.push(" and (i.code, l.code, l.id, b.lot_id, b.status_id) > (");
                sql.bind(item.as_str()).push(", ").bind(location.as_str()).push(", ").bind(*location_id);
            }
            StockSort::Location => {
                sql.push(" and l.code >= ").bind(location.as_str());
                sql.push(" and (l.code, l.id, i.code, b.lot_id, b.status_id) > (");
                sql.bind(location.as_str()).push(", ").bind(*location_id).push(", ").bind(item.as_str());
            }
        }
        sql.push(", ").bind(*lot_id).push(", ").bind(*status_id).push(")");
    }
    sql.push(match sort {
        StockSort::Item => " order by i.code, l.code, l.id, b.lot_id, b.status_id",
        StockSort::Location => " order by l.code, l.id, i.code, b.lot_id, b.status_id",
    });
}

fn select(lead: StockSort, ctx: &Ctx, tenant: i64, filter: &Filter, columns: &'static str) -> Sql {
    let mut sql = Sql::new(columns);
    sql.push(if lead == StockSort::Item { BY_ITEM } else { BY_LOCATION }).bind(tenant);
    if let Some(item) = filter.item {
        sql.push(" and i.id = ").bind(item.get()).push(" and b.item_id = ").bind(item.get());
    }
    push_held(&mut sql, ctx, filter);
    sql
}

/// Adds what a balance `b` at a location `l` must be to be listed, whatever its item.
fn push_held(sql: &mut Sql, ctx: &Ctx, filter: &Filter) {
    sql.push(" and b.holds = 1");
    if let Some(status) = filter.status {
        sql.push(" and b.status_id = ").bind(status.get());
    }
    if let Some(lot) = filter.lot {
        sql.push(" and b.lot_id = ").bind(lot.get());
    }
    filter.places(ctx, sql);
}

fn key(row: &AnyRow) -> Result<Key> {
    Ok(Key {
        item: row.try_get("item")?,
        location: row.try_get("location")?,
        location_id: row.try_get("location_id")?,
        lot_id: row.try_get("lot_id")?,
        status_id: row.try_get("status_id")?,
    })
}

fn view(row: &AnyRow) -> Result<StockRow> {
    let (on_hand, allocated) = (row::quantity(row, "on_hand")?, row::quantity(row, "allocated")?);
    let available = if row::flag(row, "may_ship")? { on_hand - allocated } else { Quantity::ZERO };
    Ok(StockRow {
        item: row::named(row, "item")?,
        name: row.try_get("name")?,
        name2: row.try_get("name2")?,
        unit: row.try_get("unit")?,
        warehouse: row::named(row, "warehouse")?,
        location: row::named(row, "location")?,
        lot: row::lot(row)?,
        status: row::named(row, "status")?,
        on_hand,
        allocated,
        available,
    })
}
