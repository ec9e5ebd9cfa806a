//! Balances row by row, by item or by location.

use model::stock::{ListStock, StockRow, StockSort};
use model::{Page, Permission, Quantity};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Filter, Named};
use crate::page::{self, fetch_limit};
use crate::search::{self, Position, Target};
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

/// Where a row stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Key {
    item: String,
    location: String,
    location_id: i64,
    lot_id: i64,
    status_id: i64,
}

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
            searched(self, ctx, tx, &filter).await
        }
    }
}

async fn listed(list: &ListStock, ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter) -> Result<Page<StockRow>> {
    let counted = select(list.sort, ctx, tx.tenant(), filter, "select 1");
    let total = page::total(tx, &list.page, counted).await?;
    let sql = list_sql(list, ctx, tx.tenant(), filter, page::after(&list.page)?.as_ref());
    let rows = sql.build().fetch_all(tx.conn()).await?;
    let rows = rows.iter().map(|row| Ok((key(row)?, view(row)?))).collect::<Result<Vec<_>>>()?;
    Ok(page::page(rows, &list.page, total, |(key, _)| key.clone())?.map(|(_, view)| view))
}

/// One page along `item_code_unique` and `stock_balance_pk`, or `location_by_code` and `stock_balance_by_location`.
fn list_sql(list: &ListStock, ctx: &Ctx, tenant: i64, filter: &Filter, after: Option<&Key>) -> Sql {
    let mut sql = select(list.sort, ctx, tenant, filter, COLUMNS);
    if let Some(Key { item, location, location_id, lot_id, status_id }) = after {
        // The first comparison alone leads an index; the second is exact.
        match list.sort {
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
    sql.push(match list.sort {
        StockSort::Item => " order by i.code, l.code, l.id, b.lot_id, b.status_id limit ",
        StockSort::Location => " order by l.code, l.id, i.code, b.lot_id, b.status_id limit ",
    });
    sql.bind(fetch_limit(&list.page));
    sql
}

fn select(sort: StockSort, ctx: &Ctx, tenant: i64, filter: &Filter, columns: &'static str) -> Sql {
    let mut sql = Sql::new(columns);
    sql.push(if sort == StockSort::Item { BY_ITEM } else { BY_LOCATION }).bind(tenant);
    sql.push(" and (b.on_hand <> 0 or b.allocated <> 0)");
    if let Some(item) = filter.item {
        sql.push(" and b.item_id = ").bind(item.get());
    }
    if let Some(status) = filter.status {
        sql.push(" and b.status_id = ").bind(status.get());
    }
    if let Some(lot) = filter.lot {
        sql.push(" and b.lot_id = ").bind(lot.get());
    }
    filter.places(ctx, &mut sql);
    sql
}

/// Where a page of a search begins: behind an item, or inside it behind a row.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct SearchKey {
    /// The item before the first one of the page.
    behind: Option<Position>,
    /// The row of the first item that the page before ended with.
    inside: Option<Key>,
}

/// Items in the order of the search, each with its rows.
async fn searched(list: &ListStock, ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter) -> Result<Page<StockRow>> {
    let only = |sql: &mut Sql| {
        if let Some(item) = filter.item {
            sql.push(" and t.id = ").bind(item.get());
        }
        sql.push(" and exists (select 1 from stock_balance b join location l on l.tenant_id = b.tenant_id and l.id = b.location_id");
        sql.push(" where b.tenant_id = t.tenant_id and b.item_id = t.id and (b.on_hand <> 0 or b.allocated <> 0)");
        if let Some(status) = filter.status {
            sql.push(" and b.status_id = ").bind(status.get());
        }
        if let Some(lot) = filter.lot {
            sql.push(" and b.lot_id = ").bind(lot.get());
        }
        filter.places(ctx, sql);
        sql.push(")");
    };
    let target = Target::items(&only);
    let total = search::total(tx, &target, &list.search, list.page.count).await?;
    let SearchKey { behind, inside } = page::after(&list.page)?.unwrap_or_default();
    let limit = usize::from(list.page.limit());
    let found = search::find(tx, &target, &list.search, behind.as_ref(), limit).await?;
    let mut data = Vec::new();
    let mut before = behind;
    for (nth, hit) in found.hits.iter().enumerate() {
        let one = Filter { item: Some(model::ItemId::new(hit.id)), ..filter.clone() };
        let inside = inside.as_ref().filter(|_| nth == 0);
        let sql = list_sql(&ListStock { sort: StockSort::Item, ..list.clone() }, ctx, tx.tenant(), &one, inside);
        for row in sql.build().fetch_all(tx.conn()).await? {
            if data.len() == limit {
                let last: &(Key, StockRow) = &data[limit - 1];
                let ended_inside = last.0.item == hit.position.code();
                let next = SearchKey { behind: before, inside: ended_inside.then(|| last.0.clone()) };
                let data = data.into_iter().map(|(_, view)| view).collect();
                return Ok(Page { data, next: Some(page::cursor(&next)?), total });
            }
            data.push((key(&row)?, view(&row)?));
        }
        before = Some(hit.position.clone());
    }
    let next =
        found.resume.map(|resume| page::cursor(&SearchKey { behind: Some(resume), inside: None })).transpose()?;
    Ok(Page { data: data.into_iter().map(|(_, view)| view).collect(), next, total })
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

#[cfg(test)]
pub(super) mod explain {
    //! The statements of this list, for the test that asks which index serves them.

    use super::*;

    /// The second page of a list without filters.
    pub(crate) fn second_page(ctx: &Ctx, tenant: i64, sort: StockSort) -> Sql {
        let key = Key { item: "I-05".into(), location: "A-02".into(), location_id: 0, lot_id: 0, status_id: 0 };
        list_sql(&ListStock { sort, ..ListStock::default() }, ctx, tenant, &Filter::default(), Some(&key))
    }
}
