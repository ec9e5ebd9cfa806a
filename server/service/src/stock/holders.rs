//! What explains allocated: the orders that hold goods of an item, those that ship first in front.

use model::stock::{HolderView, ListHolders};
use model::{Page, Permission};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Filter, Named};
use crate::page::{self, fetch_limit};
use crate::slip::row;
use crate::sql::Sql;
use crate::{Ctx, Query, Result, Tx};

const COLUMNS: &str = "select o.id as order_id, o.number as order_number, o.customer_name, o.planned_on, n.line, i.code as item, \
     w.code as warehouse, l.code as location, lt.number as lot_number, lt.date_kind as lot_date_kind, \
     lt.date as lot_date, s.code as status, a.quantity, a.checked, a.id, \
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
        let total = page::total(tx, &self.page, select(ctx, tx.tenant(), &filter, "select 1")).await?;
        let mut sql = select(ctx, tx.tenant(), &filter, COLUMNS);
        if let Some(Key(undated, planned_on, order, id)) = page::after(&self.page)? {
            sql.push(" and (case when o.planned_on = '' then 1 else 0 end, o.planned_on, o.id, a.id) > (");
            sql.bind(undated).push(", ").bind(planned_on).push(", ").bind(order).push(", ").bind(id).push(")");
        }
        sql.push(" order by case when o.planned_on = '' then 1 else 0 end, o.planned_on, o.id, a.id limit ");
        sql.bind(fetch_limit(&self.page));
        let rows = sql.build().fetch_all(tx.conn()).await?;
        let rows = rows.iter().map(|row| Ok((key(row)?, view(row)?))).collect::<Result<Vec<_>>>()?;
        Ok(page::page(rows, &self.page, total, |(key, _)| key.clone())?.map(|(_, view)| view))
    }
}

/// Along `allocation_by_balance`: an item has few open allocations.
fn select(ctx: &Ctx, tenant: i64, filter: &Filter, columns: &'static str) -> Sql {
    let mut sql = Sql::new(columns);
    sql.push(FROM).bind(tenant);
    if let Some(item) = filter.item {
        sql.push(" and a.item_id = ").bind(item.get());
    }
    if let (Some(lot), Some(status)) = (filter.lot, filter.status) {
        sql.push(" and a.lot_id = ").bind(lot.get()).push(" and a.status_id = ").bind(status.get());
    }
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
