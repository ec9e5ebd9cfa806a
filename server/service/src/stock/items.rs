//! The four quantities item by item: 現在庫, 引当済, 出荷可能, 有効在庫.

use std::collections::HashMap;

use model::page::{Count, Total};
use model::stock::{ItemStock, ItemStockSort, ListItemStock, OpenSide};
use model::{Page, Permission, Quantity};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::holding::{self, LITTLE};
use super::{BATCH_FIRST, Filter, LOOKED_AT_MAX, Named, open_lines};
use crate::page::{self, fetch_limit};
use crate::search::{self, Position, Target};
use crate::slip::{resolve::padded, row};
use crate::sql::Sql;
use crate::{Ctx, Error, Query, Result, Tx};

pub(super) const COLUMNS: &str = "select t.id, t.code, t.name, t.name2, t.unit, t.reorder_point \
     from item t where t.tenant_id = ";

/// Where a row stands: the sort column, empty for the code alone, then the code.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Key(String, String);

impl Query for ListItemStock {
    type Answer = Page<ItemStock>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<ItemStock>> {
        ctx.require(Permission::View)?;
        let filter = Filter::of(ctx, tx, Named { warehouse: self.warehouse.as_ref(), ..Named::default() }).await?;
        let page = if self.search.trim().is_empty() {
            listed(self, ctx, tx, &filter).await?
        } else {
            searched(self, ctx, tx, &filter).await?
        };
        let ids = page.data.iter().map(|row| Ok(row.try_get("id")?)).collect::<Result<Vec<i64>>>()?;
        let sums = Sums::read(ctx, tx, &filter, &ids).await?;
        let data = page.data.iter().map(|row| sums.view(row)).collect::<Result<_>>()?;
        Ok(Page { data, next: page.next, total: page.total })
    }
}

/// Where a batch begins and ends.
#[derive(Clone, Copy, Debug, Default)]
struct Bounds<'a> {
    after: Option<&'a Key>,
    up_to: Option<&'a Key>,
}

async fn listed(list: &ListItemStock, ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter) -> Result<Page<AnyRow>> {
    let after: Option<Key> = page::after(&list.page)?;
    let limit = fetch_limit(&list.page);
    let (total, rows, stopped) = if list.with_stock {
        let total = total(list, ctx, tx, filter).await?;
        let (rows, stopped) = walked(list, ctx, tx, filter, after).await?;
        (total, rows, stopped)
    } else {
        let mut counted = Sql::new("select 1 from item t where t.tenant_id = ");
        counted.bind(tx.tenant());
        conditions(list, ctx, filter, &mut counted);
        let total = page::total(tx, &list.page, counted).await?;
        let bounds = Bounds { after: after.as_ref(), up_to: None };
        let sql = list_sql(list, ctx, tx.tenant(), filter, bounds, limit);
        (total, sql.build().fetch_all(tx.conn()).await?, None)
    };
    let mut page = page::page(rows, &list.page, total, |row| key(list, row))?;
    if let (None, Some(stopped)) = (&page.next, stopped) {
        page.next = Some(page::cursor(&stopped)?);
    }
    Ok(page)
}

fn key(list: &ListItemStock, row: &AnyRow) -> Key {
    let text = |column| row.try_get::<String, _>(column).unwrap_or_default();
    match list.sort {
        ItemStockSort::Code => Key(String::new(), text("code")),
        ItemStockSort::Name => Key(text("name"), text("code")),
    }
}

/// Along `item_by_active_code` or `item_by_name`, or those of the category.
fn list_sql(list: &ListItemStock, ctx: &Ctx, tenant: i64, filter: &Filter, bounds: Bounds<'_>, limit: i64) -> Sql {
    let mut sql = Sql::new(COLUMNS);
    sql.bind(tenant);
    conditions(list, ctx, filter, &mut sql);
    push_ordered(list, &mut sql, bounds);
    sql.push(" limit ").bind(limit);
    sql
}

/// Adds what lies within bounds, and the order.
fn push_ordered(list: &ListItemStock, sql: &mut Sql, bounds: Bounds<'_>) {
    let beyond = if list.descending { " < (" } else { " > (" };
    let within = if list.descending { " >= (" } else { " <= (" };
    for (bound, compare) in [(bounds.after, beyond), (bounds.up_to, within)] {
        let Some(Key(name, code)) = bound else { continue };
        match list.sort {
            ItemStockSort::Code => sql.push(" and (t.code)").push(compare).bind(code.as_str()),
            ItemStockSort::Name => {
                sql.push(" and (t.name, t.code)").push(compare).bind(name.as_str()).push(", ").bind(code.as_str())
            }
        };
        sql.push(")");
    }
    sql.push(match (list.sort, list.descending) {
        (ItemStockSort::Code, false) => " order by t.code",
        (ItemStockSort::Code, true) => " order by t.code desc",
        (ItemStockSort::Name, false) => " order by t.name, t.code",
        (ItemStockSort::Name, true) => " order by t.name desc, t.code desc",
    });
}

/// The next items that hold or expect something, and where to go on when they are fewer than a page and yet not all:
/// where most items hold nothing, a page looks at a bounded number of them. Where little is held and expected at all,
/// it begins with that.
async fn walked(
    list: &ListItemStock,
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    filter: &Filter,
    after: Option<Key>,
) -> Result<(Vec<AnyRow>, Option<Key>)> {
    let limit = fetch_limit(&list.page);
    let (mut rows, mut from, mut batch, mut looked_at) = (Vec::new(), after.clone(), BATCH_FIRST, 0);
    loop {
        let size = batch.min(LOOKED_AT_MAX - looked_at);
        let up_to = milestone(list, tx, from.as_ref(), size).await?;
        let missing = limit - i64::try_from(rows.len()).unwrap_or(limit);
        let bounds = Bounds { after: from.as_ref(), up_to: up_to.as_ref() };
        let sql = list_sql(list, ctx, tx.tenant(), filter, bounds, missing);
        rows.extend(sql.build().fetch_all(tx.conn()).await?);
        let Some(up_to) = up_to.filter(|_| i64::try_from(rows.len()).unwrap_or(limit) < limit) else {
            return Ok((rows, None));
        };
        if looked_at == 0 && is_little(ctx, tx, filter).await? {
            let mut sql = little_sql(list, ctx, tx.tenant(), filter, LITTLE_COLUMNS);
            push_ordered(list, &mut sql, Bounds { after: after.as_ref(), up_to: None });
            sql.push(" limit ").bind(limit);
            return Ok((sql.build().fetch_all(tx.conn()).await?, None));
        }
        looked_at += size;
        if looked_at >= LOOKED_AT_MAX {
            return Ok((rows, Some(up_to)));
        }
        from = Some(up_to);
        batch *= 4;
    }
}

/// The item that comes so many further on; none when there are fewer.
async fn milestone(list: &ListItemStock, tx: &mut Tx<'_>, from: Option<&Key>, rows: i64) -> Result<Option<Key>> {
    let mut sql = Sql::new("select t.name, t.code from item t where t.tenant_id = ");
    sql.bind(tx.tenant());
    in_use(list, &mut sql);
    push_ordered(list, &mut sql, Bounds { after: from, up_to: None });
    sql.push(" limit 1 offset ").bind(rows - 1);
    let row = sql.build().fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| key(list, &row)))
}

/// Counts items that hold or expect something: all of them where they are few or when asked for, else among as many
/// items as a count looks at.
async fn total(list: &ListItemStock, ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter) -> Result<Option<Total>> {
    if list.page.count == Count::No {
        return Ok(None);
    }
    if is_little(ctx, tx, filter).await? {
        let little = little_sql(list, ctx, tx.tenant(), filter, "select 1");
        return page::total(tx, &list.page, little).await;
    }
    let up_to = match list.page.count {
        Count::Exact => None,
        _ => milestone(list, tx, None, i64::try_from(Total::BOUND).unwrap_or(i64::MAX)).await?,
    };
    let bounds = Bounds { after: None, up_to: up_to.as_ref() };
    let counted = list_sql(list, ctx, tx.tenant(), filter, bounds, i64::MAX).counted(None);
    let rows: i64 = counted.build().fetch_one(tx.conn()).await?.try_get(0)?;
    Ok(Some(Total { rows: u64::try_from(rows).unwrap_or(0), more: up_to.is_some() }))
}

/// Adds a selection of the items that are expected in the warehouses of a filter, an item once a line.
fn push_expected(sql: &mut Sql, ctx: &Ctx, tenant: i64, filter: &Filter) {
    sql.push(
        "select n.item_id from warehouse w cross join receiving_order l cross join receiving_line n
         where l.tenant_id = w.tenant_id and l.warehouse_id = w.id and l.state in ('planned', 'partial')
           and n.tenant_id = l.tenant_id and n.order_id = l.id and n.is_open = 1 and w.tenant_id = ",
    );
    sql.bind(tenant);
    filter.places(ctx, sql);
}

/// Whether little is held and expected where a filter asks.
async fn is_little(ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter) -> Result<bool> {
    if !holding::is_little(ctx, tx, filter).await? {
        return Ok(false);
    }
    let mut sql = Sql::default();
    push_expected(&mut sql, ctx, tx.tenant(), filter);
    let rows: i64 = sql.counted(Some(LITTLE + 1)).build().fetch_one(tx.conn()).await?.try_get(0)?;
    Ok(rows <= LITTLE)
}

const LITTLE_COLUMNS: &str = "select t.id, t.code, t.name, t.name2, t.unit, t.reorder_point";

/// The items of the little that is held and expected.
fn little_sql(list: &ListItemStock, ctx: &Ctx, tenant: i64, filter: &Filter, columns: &'static str) -> Sql {
    let mut sql = Sql::new(columns);
    sql.push(" from (select item_id from (");
    holding::push(&mut sql, ctx, tenant, filter);
    sql.push(" limit ").bind(LITTLE).push(") few union select item_id from (");
    push_expected(&mut sql, ctx, tenant, filter);
    sql.push(" limit ").bind(LITTLE).push(") few) few cross join item t where t.id = few.item_id and t.tenant_id = ");
    sql.bind(tenant);
    in_use(list, &mut sql);
    sql
}

async fn searched(list: &ListItemStock, ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter) -> Result<Page<AnyRow>> {
    let only = |sql: &mut Sql| conditions(list, ctx, filter, sql);
    let target = Target::items(&only);
    let total = search::total(tx, &target, &list.search, list.page.count).await?;
    let after: Option<Position> = page::after(&list.page)?;
    let found = search::find(tx, &target, &list.search, after.as_ref(), usize::from(list.page.limit())).await?;
    let next = found.resume.as_ref().map(page::cursor).transpose()?;
    let ids = found.ids();
    if ids.is_empty() {
        return Ok(Page { data: Vec::new(), next, total });
    }
    let mut sql = Sql::new(COLUMNS);
    sql.bind(tx.tenant()).push(" and t.id in ").bind_list(padded(ids.iter().copied()));
    let rows = sql.build().fetch_all(tx.conn()).await?;
    let rows = rows.into_iter().map(|row| Ok((row.try_get::<i64, _>("id")?, row)));
    let mut by_id: HashMap<i64, AnyRow> = rows.collect::<Result<_>>()?;
    let data = ids.iter().filter_map(|id| by_id.remove(id)).collect();
    Ok(Page { data, next, total })
}

/// Items in use of the category.
fn in_use(list: &ListItemStock, sql: &mut Sql) {
    sql.push(" and t.active = 1");
    if !list.category.is_empty() {
        sql.push(" and t.category = ").bind(list.category.as_str());
    }
}

/// Items in use of the category; with stock only, those that hold or expect something.
fn conditions(list: &ListItemStock, ctx: &Ctx, filter: &Filter, sql: &mut Sql) {
    in_use(list, sql);
    if !list.with_stock {
        return;
    }
    sql.push(
        " and (exists (select 1 from stock_balance b join location l on l.tenant_id = b.tenant_id and l.id = b.location_id
                       where b.tenant_id = t.tenant_id and b.item_id = t.id and b.holds = 1",
    );
    filter.places(ctx, sql);
    sql.push(
        ") or exists (select 1 from receiving_line n join receiving_order l on l.tenant_id = n.tenant_id and l.id = n.order_id
                      where n.tenant_id = t.tenant_id and n.item_id = t.id and n.is_open = 1
                        and l.state in ('planned', 'partial')",
    );
    filter.places(ctx, sql);
    sql.push("))");
}

/// What each item of a page has.
pub(super) struct Sums {
    here: HashMap<i64, (Quantity, Quantity, Quantity)>,
    incoming: HashMap<i64, Quantity>,
    outgoing: HashMap<i64, Quantity>,
}

impl Sums {
    pub(super) async fn read(ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter, ids: &[i64]) -> Result<Self> {
        let mut sums = Self { here: HashMap::new(), incoming: HashMap::new(), outgoing: HashMap::new() };
        if ids.is_empty() {
            return Ok(sums);
        }
        let ids = padded(ids.iter().copied());
        sums.here = balances(ctx, tx, filter, &ids).await?;
        // Orders name a warehouse and no location.
        if filter.locations.is_none() && filter.lot.is_none() {
            sums.incoming = open_lines::sums(OpenSide::Receiving, ctx, tx, filter, &ids).await?;
            sums.outgoing = open_lines::sums(OpenSide::Shipping, ctx, tx, filter, &ids).await?;
        }
        Ok(sums)
    }

    pub(super) fn view(&self, row: &AnyRow) -> Result<ItemStock> {
        let id: i64 = row.try_get("id")?;
        let (on_hand, allocated, available) = self.here.get(&id).copied().unwrap_or_default();
        let incoming = self.incoming.get(&id).copied().unwrap_or_default();
        let outgoing = self.outgoing.get(&id).copied().unwrap_or_default();
        Ok(ItemStock {
            item: row::named(row, "code")?,
            name: row.try_get("name")?,
            name2: row.try_get("name2")?,
            unit: row.try_get("unit")?,
            on_hand,
            allocated,
            available,
            incoming,
            outgoing,
            projected: available + incoming - outgoing,
            reorder_point: row::quantity(row, "reorder_point")?,
        })
    }
}

/// On hand, allocated and available by item.
async fn balances(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    filter: &Filter,
    ids: &[i64],
) -> Result<HashMap<i64, (Quantity, Quantity, Quantity)>> {
    let mut sql = Sql::new(
        "select b.item_id, cast(sum(b.on_hand) as bigint) as on_hand,
                cast(sum(b.allocated) as bigint) as allocated,
                cast(sum((b.on_hand - b.allocated) * s.shippable * l.allocatable) as bigint) as available
         from stock_balance b
         join location l on l.tenant_id = b.tenant_id and l.id = b.location_id
         join stock_status s on s.tenant_id = b.tenant_id and s.id = b.status_id
         where b.tenant_id = ",
    );
    sql.bind(tx.tenant()).push(" and b.holds = 1 and b.item_id in ").bind_list(ids.iter().copied());
    if let (Some(lot), Some(status)) = (filter.lot, filter.status) {
        sql.push(" and b.lot_id = ").bind(lot.get()).push(" and b.status_id = ").bind(status.get());
    }
    filter.places(ctx, &mut sql);
    sql.push(" group by b.item_id");
    let rows = sql.build().fetch_all(tx.conn()).await?;
    let each = rows.iter().map(|row| {
        let three = (clamped(row, "on_hand")?, clamped(row, "allocated")?, clamped(row, "available")?);
        Ok((row.try_get("item_id")?, three))
    });
    each.collect()
}

/// A total of many balances, which may leave the range that one balance has.
pub(super) fn clamped(row: &AnyRow, column: &str) -> Result<Quantity> {
    let milli: i64 = row.try_get(column)?;
    Quantity::from_milli(milli.clamp(Quantity::MIN.milli(), Quantity::MAX.milli())).map_err(Error::internal)
}
