//! The four quantities item by item: 現在庫, 引当済, 出荷可能, 有効在庫.

mod strand;

use std::cmp::Ordering;
use std::collections::HashMap;

use async_trait::async_trait;
use model::page::{Count, Total};
use model::stock::{ItemStock, ItemStockSort, ListItemStock, OpenSide};
use model::{Page, Permission, Quantity};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Filter, Named, open_lines};
use crate::page;
use crate::search::{self, Position, Target};
use crate::slip::{resolve::padded, row};
use crate::sql::Sql;
use crate::{Ctx, Error, Query, Result, Tx};
use strand::{Strand, push_stocked};

pub(super) const COLUMNS: &str = "select t.id, t.code, t.name, t.name2, t.unit, t.reorder_point \
     from item t where t.tenant_id = ";

/// Where a row stands: the sort column, empty for the code alone, then the code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Key(String, String);

/// The order that a cursor belongs to.
const fn order(list: &ListItemStock) -> (ItemStockSort, bool) {
    (list.sort, list.descending)
}

fn key(list: &ListItemStock, row: &AnyRow) -> Key {
    let text = |column| row.try_get::<String, _>(column).unwrap_or_default();
    match list.sort {
        ItemStockSort::Code => Key(String::new(), text("code")),
        ItemStockSort::Name => Key(text("name"), text("code")),
    }
}

fn compare(list: &ListItemStock, a: &Key, b: &Key) -> Ordering {
    if list.descending { b.cmp(a) } else { a.cmp(b) }
}

#[async_trait]
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

/// Items in use and, among them, those out of use that hold or expect something: their stock is there all the same.
async fn listed(list: &ListItemStock, ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter) -> Result<Page<AnyRow>> {
    let after: Option<Key> = page::after_in(&list.page, &order(list))?;
    let (mut rows, mut total, mut stopped) = (Vec::new(), None, None);
    for strand in Strand::all(list, tx).await? {
        total = add(list.page.count, total, strand.total(ctx, tx, filter).await?);
        let (part, end) = strand.rows(ctx, tx, filter, after.as_ref()).await?;
        rows.extend(part.into_iter().map(|row| (key(list, &row), row)));
        stopped = [stopped, end].into_iter().flatten().min_by(|a, b| compare(list, a, b));
    }
    rows.sort_by(|(a, _), (b, _)| compare(list, a, b));
    if let Some(stopped) = &stopped {
        // Beyond it the strand that stopped there may have more.
        rows.retain(|(key, _)| compare(list, key, stopped) != Ordering::Greater);
    }
    let mut page = page::page(rows, &list.page, total, |(key, _)| (order(list), key.clone()))?;
    if let (None, Some(stopped)) = (&page.next, stopped) {
        page.next = Some(page::cursor(&(order(list), stopped))?);
    }
    Ok(page.map(|(_, row)| row))
}

/// The total of two parts of a list.
fn add(count: Count, a: Option<Total>, b: Option<Total>) -> Option<Total> {
    let (Some(a), Some(b)) = (a, b) else { return a.or(b) };
    let rows = a.rows + b.rows;
    let beyond = count == Count::Bounded && rows > Total::BOUND;
    Some(Total { rows: if beyond { Total::BOUND } else { rows }, more: a.more || b.more || beyond })
}

async fn searched(list: &ListItemStock, ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter) -> Result<Page<AnyRow>> {
    let only = |sql: &mut Sql| {
        of_category(list, sql);
        sql.push(if list.with_stock { " and (" } else { " and (t.active = 1 or " });
        push_stocked(ctx, filter, sql);
        sql.push(")");
    };
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

fn of_category(list: &ListItemStock, sql: &mut Sql) {
    if !list.category.is_empty() {
        sql.push(" and t.category = ").bind(list.category.as_str());
    }
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
