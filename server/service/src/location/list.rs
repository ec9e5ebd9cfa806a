//! Lists of locations, by code or in the order of walking.

#[cfg(test)]
mod explain;

use std::cmp::Ordering;

use async_trait::async_trait;
use model::location::{GetLocation, ListLocations, LocationSort, LocationView};
use model::page::Total;
use model::{Page, Permission};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::read::{from_row, select, visible};
use crate::page::{self, fetch_limit};
use crate::search::{self, Course, Sought, Target};
use crate::slip::resolve::{self, padded};
use crate::sql::Sql;
use crate::warehouse::list::{active, allowed};
use crate::{Ctx, Query, Result, Tx};

/// Where a row stands: warehouse and order of walking (0 when sorted by code), then code, then id.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Key(i64, i64, String, i64);

/// The order that a cursor belongs to.
const fn order(list: &ListLocations) -> (LocationSort, bool) {
    (list.sort, list.descending)
}

#[async_trait]
impl Query for GetLocation {
    type Answer = LocationView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<LocationView> {
        ctx.require(Permission::View)?;
        Ok(visible(ctx, tx, &self.warehouse, &self.code).await?.view)
    }
}

#[async_trait]
impl Query for ListLocations {
    type Answer = Page<LocationView>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<LocationView>> {
        ctx.require(Permission::View)?;
        let warehouse = match &self.warehouse {
            Some(code) => Some(resolve::seen_warehouse(ctx, tx, code).await?.id.get()),
            None => None,
        };
        if !self.search.trim().is_empty() {
            return searched(self, ctx, tx, warehouse).await;
        }
        let mut sql = select(tx);
        filter(self, ctx, warehouse, [" and l.warehouse_id ", " and l.active "], &mut sql);
        let total = page::total(tx, &self.page, sql.clone()).await?;
        push_ordered(self, warehouse.is_some(), page::after_in(&self.page, &order(self))?, &mut sql);
        let keyed = sql.build().fetch_all(tx.conn()).await?.iter().map(keyed).collect::<Result<Vec<_>>>()?;
        Ok(page::page(keyed, &self.page, total, |(key, _)| (order(self), key.clone()))?.map(|(_, view)| view))
    }
}

fn keyed(row: &AnyRow) -> Result<(Key, LocationView)> {
    let location = from_row(row)?;
    let walk = i64::from(location.view.walk_order);
    let code = location.view.code.as_str().to_owned();
    Ok((Key(row.try_get("warehouse_id")?, walk, code, location.id.get()), location.view))
}

/// Adds which locations are wanted; `columns` are those of the warehouse and of the flag.
fn filter(list: &ListLocations, ctx: &Ctx, warehouse: Option<i64>, columns: [&'static str; 2], sql: &mut Sql) {
    match warehouse {
        Some(id) => drop(sql.push(columns[0]).push("= ").bind(id)),
        None => allowed(ctx, sql, columns[0]),
    }
    active(list.active, sql.push(columns[1]));
}

/// Searches. Up to [`search::SORTED_HITS_MAX`] hits come in the order asked for, more in the order of the search.
async fn searched(
    list: &ListLocations,
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    warehouse: Option<i64>,
) -> Result<Page<LocationView>> {
    let only = |sql: &mut Sql| {
        sql.push(" and t.kind = 'physical'");
        filter(list, ctx, warehouse, [" and t.warehouse_id ", " and t.active "], sql);
    };
    let target = Target::locations(&only);
    let total = search::total(tx, &target, &list.search, list.page.count).await?;
    let sought = Sought {
        query: &list.search,
        order: &order(list),
        as_found: list.sort == LocationSort::Code && !list.descending,
        request: &list.page,
    };
    match search::course(tx, &target, sought, || page::after_in(&list.page, &order(list))).await? {
        Course::Sorted { ids, after } => {
            sorted(list, warehouse.is_some(), by_ids(tx, &ids).await?, after.as_ref(), total)
        }
        Course::Found { ids, next } => {
            let data = by_ids(tx, &ids).await?.into_iter().map(|(_, view)| view).collect();
            Ok(Page { data, next, total })
        }
    }
}

/// The locations with these ids, in the order of the ids.
async fn by_ids(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<(Key, LocationView)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = select(tx);
    sql.push(" and l.id in ").bind_list(padded(ids.iter().copied()));
    let mut rows = sql.build().fetch_all(tx.conn()).await?.iter().map(keyed).collect::<Result<Vec<_>>>()?;
    rows.sort_by_cached_key(|(key, _)| ids.iter().position(|id| *id == key.3));
    Ok(rows)
}

/// A page of rows that are all there.
fn sorted(
    list: &ListLocations,
    one_warehouse: bool,
    mut rows: Vec<(Key, LocationView)>,
    after: Option<&Key>,
    total: Option<Total>,
) -> Result<Page<LocationView>> {
    let walking = list.sort == LocationSort::WalkOrder;
    let compare = |a: &Key, b: &Key| {
        let warehouses = if walking && !one_warehouse { a.0.cmp(&b.0) } else { Ordering::Equal };
        let walks = if walking { a.1.cmp(&b.1) } else { Ordering::Equal };
        let order = warehouses.then(walks).then_with(|| (&a.2, a.3).cmp(&(&b.2, b.3)));
        if list.descending { order.reverse() } else { order }
    };
    rows.retain(|(key, _)| after.is_none_or(|after| compare(key, after) == Ordering::Greater));
    rows.sort_by(|(a, _), (b, _)| compare(a, b));
    Ok(page::page(rows, &list.page, total, |(key, _)| (order(list), key.clone()))?.map(|(_, view)| view))
}

/// By code along `location_by_code` (or `location_code_unique` in one warehouse), or along `location_by_walk`.
fn push_ordered(list: &ListLocations, one_warehouse: bool, after: Option<Key>, sql: &mut Sql) {
    let walking = list.sort == LocationSort::WalkOrder;
    let (compare, columns) = match (walking, one_warehouse, list.descending) {
        (false, _, false) => (" and (l.code, l.id) > (", " order by l.code, l.id"),
        (false, _, true) => (" and (l.code, l.id) < (", " order by l.code desc, l.id desc"),
        (true, true, false) => (" and (l.walk_order, l.code, l.id) > (", " order by l.walk_order, l.code, l.id"),
        (true, true, true) => {
            (" and (l.walk_order, l.code, l.id) < (", " order by l.walk_order desc, l.code desc, l.id desc")
        }
        (true, false, false) => (
            " and (l.warehouse_id, l.walk_order, l.code, l.id) > (",
            " order by l.warehouse_id, l.walk_order, l.code, l.id",
        ),
        (true, false, true) => (
            " and (l.warehouse_id, l.walk_order, l.code, l.id) < (",
            " order by l.warehouse_id desc, l.walk_order desc, l.code desc, l.id desc",
        ),
    };
    if let Some(Key(warehouse, walk, code, id)) = after {
        sql.push(compare);
        if walking && !one_warehouse {
            sql.bind(warehouse).push(", ");
        }
        if walking {
            sql.bind(walk).push(", ");
        }
        sql.bind(code).push(", ").bind(id).push(")");
    }
    sql.push(columns).push(" limit ").bind(fetch_limit(&list.page));
}
