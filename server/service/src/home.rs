//! The home screen: what needs doing, each number the length of a list, counted along an index.

use async_trait::async_trait;
use model::home::{FirstSteps, GetHome, HomeView};
use model::receiving::ReceivingState;
use model::shipping::ShippingState;
use model::{Date, Permission, WarehouseId};
use sqlx::Row;

use crate::sql::Sql;
use crate::{Ctx, Query, Result, Tx, warehouse};

#[async_trait]
impl Query for GetHome {
    type Answer = HomeView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<HomeView> {
        ctx.require(Permission::View)?;
        let warehouses = match &self.warehouse {
            Some(code) => vec![warehouse::visible(ctx, tx, code).await?.id],
            None => warehouse::list::ids(ctx, tx).await?,
        };
        let today = ctx.date(tx.now())?;
        let first_steps = first_steps(ctx, tx).await?;
        let view = HomeView { today: Some(today), first_steps, ..HomeView::default() };
        if warehouses.is_empty() { Ok(view) } else { counted(tx, &warehouses, today, view).await }
    }
}

async fn counted(tx: &mut Tx<'_>, warehouses: &[WarehouseId], today: Date, view: HomeView) -> Result<HomeView> {
    let tomorrow = today.plus_days(1).unwrap_or(today).to_string();
    let today = today.to_string();
    Ok(HomeView {
        to_receive: receiving(tx, warehouses, Some(&tomorrow)).await?,
        receiving_overdue: receiving(tx, warehouses, Some(&today)).await?,
        awaited: receiving(tx, warehouses, None).await?,
        to_allocate: shipping(tx, warehouses, &[ShippingState::Open]).await?,
        short: shipping(tx, warehouses, &ShippingState::LACKING).await?,
        to_pick: shipping(tx, warehouses, &ShippingState::TO_PICK).await?,
        to_ship: shipping(tx, warehouses, &[ShippingState::Checked]).await?,
        shipped_today: slips(tx, "shipment", warehouses, &today).await?,
        received_today: slips(tx, "receipt", warehouses, &today).await?,
        ..view
    })
}

/// Open receiving orders; those planned before a date, or all, dated or not.
async fn receiving(tx: &mut Tx<'_>, warehouses: &[WarehouseId], before: Option<&str>) -> Result<u32> {
    let mut sql = Sql::new("select count(*) from receiving_order where tenant_id = ");
    of_warehouses(tx, &mut sql, warehouses);
    let states = [ReceivingState::Planned, ReceivingState::Partial];
    sql.push(" and state in ").bind_list(states.map(ReceivingState::as_str));
    if let Some(before) = before {
        sql.push(" and planned_on > '' and planned_on < ").bind(before);
    }
    number(tx, sql).await
}

async fn shipping(tx: &mut Tx<'_>, warehouses: &[WarehouseId], states: &[ShippingState]) -> Result<u32> {
    let mut sql = Sql::new("select count(*) from shipping_order where tenant_id = ");
    of_warehouses(tx, &mut sql, warehouses);
    sql.push(" and state in ").bind_list(states.iter().map(|state| state.as_str()));
    number(tx, sql).await
}

/// Slips of a day. Those that were undone count too, as they stand in the list.
async fn slips(tx: &mut Tx<'_>, table: &'static str, warehouses: &[WarehouseId], day: &str) -> Result<u32> {
    let mut sql = Sql::new("select count(*) from ");
    sql.push(table).push(" where tenant_id = ");
    of_warehouses(tx, &mut sql, warehouses);
    sql.push(" and business_date = ").bind(day);
    number(tx, sql).await
}

fn of_warehouses(tx: &Tx<'_>, sql: &mut Sql, warehouses: &[WarehouseId]) {
    sql.bind(tx.tenant()).push(" and warehouse_id in ").bind_list(warehouses.iter().map(|id| id.get()));
}

async fn number(tx: &mut Tx<'_>, sql: Sql) -> Result<u32> {
    let rows: i64 = sql.build().fetch_one(tx.conn()).await?.try_get(0)?;
    Ok(u32::try_from(rows).unwrap_or(u32::MAX))
}

/// The steps of the first hour: each with the rows that show it was taken, and the column of their warehouse.
const STEPS: [[&str; 3]; 6] = [
    ["warehouse", "warehouse where tenant_id = ", " and id "],
    ["location", "location where kind = 'physical' and tenant_id = ", " and warehouse_id "],
    ["item", "item where tenant_id = ", ""],
    ["stock", "stock_balance where tenant_id = ", ""],
    ["shipping_order", "shipping_order where tenant_id = ", " and warehouse_id "],
    ["shipment", "shipment where tenant_id = ", " and warehouse_id "],
];
/// A balance names its warehouse through its location.
const STOCK_OF_WAREHOUSES: &str = "location l
     join stock_balance b on b.tenant_id = l.tenant_id and b.location_id = l.id
     where l.tenant_id = ";

/// How far the company has come; for who is bound to warehouses, how far those have.
async fn first_steps(ctx: &Ctx, tx: &mut Tx<'_>) -> Result<FirstSteps> {
    let mut sql = Sql::new("select ");
    for (nth, [name, rows, column]) in STEPS.into_iter().enumerate() {
        let (rows, column) = match (name, &ctx.warehouses) {
            ("stock", Some(_)) => (STOCK_OF_WAREHOUSES, " and l.warehouse_id "),
            _ => (rows, column),
        };
        sql.push(if nth > 0 { ", " } else { "" }).push("(select count(*) from (select 1 from ").push(rows);
        sql.bind(tx.tenant());
        if !column.is_empty() {
            warehouse::list::allowed(ctx, &mut sql, column);
        }
        sql.push(" limit 1) one) as ").push(name);
    }
    let row = sql.build().fetch_one(tx.conn()).await?;
    let done = |column: &str| Ok::<_, crate::Error>(row.try_get::<i64, _>(column)? != 0);
    Ok(FirstSteps {
        warehouse: done("warehouse")?,
        location: done("location")?,
        item: done("item")?,
        stock: done("stock")?,
        shipping_order: done("shipping_order")?,
        shipment: done("shipment")?,
    })
}
