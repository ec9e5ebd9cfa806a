//! What explains 入荷予定 and 受注残: the lines of open orders. Their sum is the figure, since both are read from here.

use std::collections::HashMap;

use async_trait::async_trait;
use model::stock::{ListOpenLines, OpenLine, OpenSide};
use model::{Page, Permission, Quantity};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::items::clamped;
use super::{Filter, Named};
use crate::page::{self, fetch_limit};
use crate::slip::row;
use crate::sql::Sql;
use crate::{Ctx, Query, Result, Tx};

/// The open lines of a side. The order is called `l`, as its warehouse is filtered like a location's.
const fn from(side: OpenSide) -> &'static str {
    match side {
        OpenSide::Receiving => {
            " from receiving_line n
              join receiving_order l on l.tenant_id = n.tenant_id and l.id = n.order_id
              where n.is_open = 1 and l.state in ('planned', 'partial') and n.tenant_id = "
        }
        OpenSide::Shipping => {
            " from shipping_line n
              join shipping_order l on l.tenant_id = n.tenant_id and l.id = n.order_id
              where n.is_open = 1 and l.state not in ('shipped', 'cancelled')
                and n.tenant_id = "
        }
    }
}

/// What is open by item.
pub(super) async fn sums(
    side: OpenSide,
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    filter: &Filter,
    items: &[i64],
) -> Result<HashMap<i64, Quantity>> {
    let mut sql = Sql::new(match side {
        OpenSide::Receiving => "select n.item_id, cast(sum(n.planned - n.received) as bigint) as open",
        OpenSide::Shipping => "select n.item_id, cast(sum(n.ordered - n.shipped - n.allocated) as bigint) as open",
    });
    sql.push(from(side)).bind(tx.tenant()).push(" and n.item_id in ").bind_list(items.iter().copied());
    filter.places(ctx, &mut sql);
    sql.push(" group by n.item_id");
    let rows = sql.build().fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok((row.try_get("item_id")?, clamped(row, "open")?))).collect()
}

const RECEIVING: &str = "select l.number as order_number, n.line, l.supplier_name as partner_name, l.planned_on, \
     n.planned as quantity, n.received as done, case when l.planned_on = '' then 1 else 0 end as undated, \
     (select w.code from warehouse w where w.tenant_id = l.tenant_id and w.id = l.warehouse_id) as warehouse";

const SHIPPING: &str = "select l.number as order_number, n.line, l.customer_name as partner_name, l.planned_on, \
     n.ordered as quantity, n.shipped + n.allocated as done, \
     case when l.planned_on = '' then 1 else 0 end as undated, \
     (select w.code from warehouse w where w.tenant_id = l.tenant_id and w.id = l.warehouse_id) as warehouse";

/// Where a line stands; orders without a planned date come last.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Key(i64, String, String, i64);

#[async_trait]
impl Query for ListOpenLines {
    type Answer = Page<OpenLine>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<OpenLine>> {
        ctx.require(Permission::View)?;
        let named = Named { item: Some(&self.item), warehouse: self.warehouse.as_ref(), ..Named::default() };
        let filter = Filter::of(ctx, tx, named).await?;
        let total = page::total(tx, &self.page, select(self.side, ctx, tx.tenant(), &filter, "select 1")).await?;
        let columns = if self.side == OpenSide::Receiving { RECEIVING } else { SHIPPING };
        let mut sql = select(self.side, ctx, tx.tenant(), &filter, columns);
        if let Some(Key(undated, planned_on, number, line)) = page::after(&self.page)? {
            sql.push(" and (case when l.planned_on = '' then 1 else 0 end, l.planned_on, l.number, n.line) > (");
            sql.bind(undated).push(", ").bind(planned_on).push(", ").bind(number).push(", ").bind(line).push(")");
        }
        sql.push(" order by case when l.planned_on = '' then 1 else 0 end, l.planned_on, l.number, n.line limit ");
        sql.bind(fetch_limit(&self.page));
        let rows = sql.build().fetch_all(tx.conn()).await?;
        let rows = rows.iter().map(|row| Ok((key(row)?, view(row)?))).collect::<Result<Vec<_>>>()?;
        Ok(page::page(rows, &self.page, total, |(key, _)| key.clone())?.map(|(_, view)| view))
    }
}

/// Along `receiving_line_open` or `shipping_line_open`.
fn select(side: OpenSide, ctx: &Ctx, tenant: i64, filter: &Filter, columns: &'static str) -> Sql {
    let mut sql = Sql::new(columns);
    sql.push(from(side)).bind(tenant);
    if let Some(item) = filter.item {
        sql.push(" and n.item_id = ").bind(item.get());
    }
    filter.places(ctx, &mut sql);
    sql
}

fn key(row: &AnyRow) -> Result<Key> {
    let undated: i64 = row.try_get("undated")?;
    Ok(Key(undated, row.try_get("planned_on")?, row.try_get("order_number")?, row.try_get("line")?))
}

fn view(row: &AnyRow) -> Result<OpenLine> {
    let (quantity, done) = (row::quantity(row, "quantity")?, row::quantity(row, "done")?);
    Ok(OpenLine {
        order: row::named(row, "order_number")?,
        line: row::small(row, "line")?,
        warehouse: row::named(row, "warehouse")?,
        partner_name: row.try_get("partner_name")?,
        planned_on: row::date_or_none(row, "planned_on")?,
        quantity,
        done,
        open: quantity - done,
    })
}
