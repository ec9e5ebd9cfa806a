//! Lists of locations, by code or in the order of walking.

use model::location::{GetLocation, ListLocations, LocationSort, LocationView};
use model::{Page, Permission};
use serde::{Deserialize, Serialize};
use sqlx::Row;

use super::read::{from_row, select, visible};
use crate::page::{self, fetch_limit};
use crate::sql::{Sql, containing};
use crate::warehouse::list::{active, allowed};
use crate::{Ctx, Query, Result, Tx, warehouse};

/// Where a row stands: warehouse and order of walking (0 when sorted by code), then code, then id.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Key(i64, i64, String, i64);

impl Query for GetLocation {
    type Answer = LocationView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<LocationView> {
        ctx.require(Permission::View)?;
        Ok(visible(ctx, tx, &self.warehouse, &self.code).await?.view)
    }
}

impl Query for ListLocations {
    type Answer = Page<LocationView>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<LocationView>> {
        ctx.require(Permission::View)?;
        let warehouse = match &self.warehouse {
            Some(code) => Some(warehouse::visible(ctx, tx, code).await?.id.get()),
            None => None,
        };
        let mut sql = select(tx);
        filter(self, ctx, warehouse, &mut sql);
        let total = page::total(tx, &self.page, sql.clone()).await?;
        order(self, warehouse.is_some(), page::after(&self.page)?, &mut sql);
        let mut keyed = Vec::new();
        for row in sql.build().fetch_all(tx.conn()).await? {
            let location = from_row(&row)?;
            let walk = i64::from(location.view.walk_order);
            let code = location.view.code.as_str().to_owned();
            keyed.push((Key(row.try_get("warehouse_id")?, walk, code, location.id.get()), location.view));
        }
        Ok(page::page(keyed, &self.page, total, |(key, _)| key.clone())?.map(|(_, view)| view))
    }
}

fn filter(list: &ListLocations, ctx: &Ctx, warehouse: Option<i64>, sql: &mut Sql) {
    match warehouse {
        Some(id) => drop(sql.push(" and l.warehouse_id = ").bind(id)),
        None => allowed(ctx, sql, " and l.warehouse_id "),
    }
    active(list.active, sql.push(" and l.active "));
    for word in model::search_key::words(&list.search) {
        sql.push(" and l.search_key like ").bind(containing(&word)).push(" escape '\\'");
    }
}

/// By code along `location_by_code` (or `location_code_unique` in one warehouse), or along `location_by_walk`.
fn order(list: &ListLocations, one_warehouse: bool, after: Option<Key>, sql: &mut Sql) {
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
