//! What explains allocated: the orders that hold goods of an item, those that ship first in front.

use async_trait::async_trait;
use model::page::{Count, Total};
use model::stock::{HolderView, ListHolders};
use model::{Page, Permission};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Filter, LOOKED_AT_MAX, Named};
use crate::page::{self, fetch_limit};
use crate::slip::row;
use crate::sql::Sql;
use crate::{Ctx, Query, Result, Tx};

const COLUMNS: &str = "select o.id as order_id, o.number as order_number, o.customer_name, o.planned_on, n.line, i.code as item, \
     w.code as warehouse, l.code as location, lt.number as lot_number, lt.date_kind as lot_date_kind, \
     lt.date as lot_date, s.code as status, a.quantity, a.checked, a.id, \
     a.location_id, a.lot_id, a.status_id, \
     case when o.planned_on = '' then 1 else 0 end as undated ";

const FROM: &str = " from allocation a \
     join shipping_order o on o.tenant_id = a.tenant_id and o.id = a.order_id \
     join shipping_line n on n.tenant_id = a.tenant_id and n.id = a.shipping_line_id \
     join item i on i.tenant_id = a.tenant_id and i.id = a.item_id \
     join location l on l.tenant_id = a.tenant_id and l.id = a.location_id \
     join warehouse w on w.tenant_id = l.tenant_id and w.id = l.warehouse_id \
     join lot lt on lt.tenant_id = a.tenant_id and lt.id = a.lot_id \
     join stock_status s on s.tenant_id = a.tenant_id and s.id = a.status_id \
     where a.tenant_id = ";

/// Where an allocation stands; orders without a planned date come last.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Key(i64, String, i64, i64);

#[async_trait]
impl Query for ListHolders {
    type Answer = Page<HolderView>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<HolderView>> {
        ctx.require(Permission::View)?;
        let named = Named {
            item: Some(&self.item),
            warehouse: self.warehouse.as_ref(),
            location: self.location.as_ref(),
            status: None,
            portion: self.portion.as_ref(),
        };
        let filter = Filter::of(ctx, tx, named).await?;
        match begin(self, tx, &filter).await? {
            Begin::Planned(after) => planned(self, ctx, tx, &filter, after).await,
            Begin::ByPlace(after) => by_place(self, ctx, tx, &filter, after).await,
        }
    }
}

/// The order of a list, and where its page begins.
enum Begin {
    Planned(Option<Key>),
    ByPlace(Option<Place>),
}

/// The first page decides on the order, and its cursor says how the others come, however many there are by then.
async fn begin(list: &ListHolders, tx: &mut Tx<'_>, filter: &Filter) -> Result<Begin> {
    if list.page.after.is_none() {
        return Ok(if are_few(tx, filter).await? { Begin::Planned(None) } else { Begin::ByPlace(None) });
    }
    match page::after::<Key>(&list.page) {
        Ok(after) => Ok(Begin::Planned(after)),
        Err(_) => Ok(Begin::ByPlace(page::after(&list.page)?)),
    }
}

/// As many allocations of an item are sorted by the day of their order; more come by place.
const SORTED_MAX: i64 = 1_000;

/// Whether few orders hold goods of the item, wherever they are.
async fn are_few(tx: &mut Tx<'_>, filter: &Filter) -> Result<bool> {
    let mut sql = Sql::new("select 1 from allocation a where a.tenant_id = ");
    sql.bind(tx.tenant());
    held(filter, &mut sql);
    let rows: i64 = sql.counted(Some(SORTED_MAX + 1)).build().fetch_one(tx.conn()).await?.try_get(0)?;
    Ok(rows <= SORTED_MAX)
}

/// Those that ship first in front.
async fn planned(
    list: &ListHolders,
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    filter: &Filter,
    after: Option<Key>,
) -> Result<Page<HolderView>> {
    let total = page::total(tx, &list.page, select(ctx, tx.tenant(), filter, "select 1")).await?;
    let mut sql = select(ctx, tx.tenant(), filter, COLUMNS);
    if let Some(Key(undated, planned_on, order, id)) = after {
        sql.push(" and (case when o.planned_on = '' then 1 else 0 end, o.planned_on, o.id, a.id) > (");
        sql.bind(undated).push(", ").bind(planned_on).push(", ").bind(order).push(", ").bind(id).push(")");
    }
    sql.push(" order by case when o.planned_on = '' then 1 else 0 end, o.planned_on, o.id, a.id limit ");
    sql.bind(fetch_limit(&list.page));
    let rows = sql.build().fetch_all(tx.conn()).await?;
    let rows = rows.iter().map(|row| Ok((key(row)?, view(row)?))).collect::<Result<Vec<_>>>()?;
    Ok(page::page(rows, &list.page, total, |(key, _)| key.clone())?.map(|(_, view)| view))
}

/// Where an allocation stands among many: location, lot, status, and its own id.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Place(i64, i64, i64, i64);

/// Along `allocation_by_balance`: a page looks at a bounded number of allocations, and says where it stopped.
async fn by_place(
    list: &ListHolders,
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    filter: &Filter,
    after: Option<Place>,
) -> Result<Page<HolderView>> {
    let stopped = milestone(tx, filter, after).await?;
    let total = match list.page.count {
        Count::No => None,
        Count::Exact => page::total(tx, &list.page, select(ctx, tx.tenant(), filter, "select 1")).await?,
        Count::Bounded => {
            let mut sql = select(ctx, tx.tenant(), filter, "select 1");
            let beyond = milestone(tx, filter, None).await?;
            push_within(&mut sql, None, beyond);
            let rows: i64 = sql.counted(None).build().fetch_one(tx.conn()).await?.try_get(0)?;
            Some(Total { rows: u64::try_from(rows).unwrap_or(0), more: beyond.is_some() })
        }
    };
    let mut sql = select(ctx, tx.tenant(), filter, COLUMNS);
    push_within(&mut sql, after, stopped);
    sql.push(BY_PLACE).push(" limit ").bind(fetch_limit(&list.page));
    let rows = sql.build().fetch_all(tx.conn()).await?;
    let rows = rows.iter().map(|row| Ok((place(row)?, view(row)?))).collect::<Result<Vec<_>>>()?;
    let mut page = page::page(rows, &list.page, total, |(place, _)| *place)?;
    if let (None, Some(stopped)) = (&page.next, stopped) {
        page.next = Some(page::cursor(&stopped)?);
    }
    Ok(page.map(|(_, view)| view))
}

const BY_PLACE: &str = " order by a.location_id, a.lot_id, a.status_id, a.id";

/// The last of as many allocations as a page looks at; none when there are fewer.
async fn milestone(tx: &mut Tx<'_>, filter: &Filter, after: Option<Place>) -> Result<Option<Place>> {
    let mut sql = Sql::new("select a.location_id, a.lot_id, a.status_id, a.id from allocation a where a.tenant_id = ");
    sql.bind(tx.tenant());
    held(filter, &mut sql);
    push_within(&mut sql, after, None);
    sql.push(BY_PLACE).push(" limit 1 offset ").bind(LOOKED_AT_MAX - 1);
    sql.build().fetch_optional(tx.conn()).await?.map(|row| place(&row)).transpose()
}

/// Adds what lies behind one place, up to another.
fn push_within(sql: &mut Sql, after: Option<Place>, up_to: Option<Place>) {
    for (bound, compare) in [(after, ") > "), (up_to, ") <= ")] {
        if let Some(Place(location, lot, status, id)) = bound {
            sql.push(" and (a.location_id, a.lot_id, a.status_id, a.id").push(compare);
            sql.bind_list([location, lot, status, id]);
        }
    }
}

fn place(row: &AnyRow) -> Result<Place> {
    Ok(Place(row.try_get("location_id")?, row.try_get("lot_id")?, row.try_get("status_id")?, row.try_get("id")?))
}

/// Adds the conditions on what is held.
fn held(filter: &Filter, sql: &mut Sql) {
    if let Some(item) = filter.item {
        sql.push(" and a.item_id = ").bind(item.get());
    }
    if let (Some(lot), Some(status)) = (filter.lot, filter.status) {
        sql.push(" and a.lot_id = ").bind(lot.get()).push(" and a.status_id = ").bind(status.get());
    }
}

fn select(ctx: &Ctx, tenant: i64, filter: &Filter, columns: &'static str) -> Sql {
    let mut sql = Sql::new(columns);
    sql.push(FROM).bind(tenant);
    held(filter, &mut sql);
    filter.places(ctx, &mut sql);
    sql
}

fn key(row: &AnyRow) -> Result<Key> {
    let undated: i64 = row.try_get::<i64, _>("undated")?;
    Ok(Key(undated, row.try_get("planned_on")?, row.try_get("order_id")?, row.try_get("id")?))
}

fn view(row: &AnyRow) -> Result<HolderView> {
    Ok(HolderView {
        order: row::named(row, "order_number")?,
        line: row::small(row, "line")?,
        customer_name: row.try_get("customer_name")?,
        planned_on: row::date_or_none(row, "planned_on")?,
        item: row::named(row, "item")?,
        warehouse: row::named(row, "warehouse")?,
        location: row::named(row, "location")?,
        lot: row::lot(row)?,
        status: row::named(row, "status")?,
        quantity: row::quantity(row, "quantity")?,
        checked: row::quantity(row, "checked")?,
    })
}
