//! One receiving order and one receipt in full.

use async_trait::async_trait;
use model::receiving::{
    GetReceipt, GetReceivingOrder, ReceiptLineView, ReceiptView, ReceivingLineView, ReceivingOrderView,
};
use model::{Permission, SlipNumber, WarehouseCode, WarehouseId};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::receiving::{list, order};
use crate::slip::partner::Copied;
use crate::slip::{self, row};
use crate::{Ctx, Query, Result, Tx};

#[async_trait]
impl Query for GetReceivingOrder {
    type Answer = ReceivingOrderView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ReceivingOrderView> {
        ctx.require(Permission::View)?;
        order(ctx, tx, &self.number).await
    }
}

#[async_trait]
impl Query for GetReceipt {
    type Answer = ReceiptView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ReceiptView> {
        ctx.require(Permission::View)?;
        receipt(ctx, tx, &self.number).await
    }
}

/// An order in full.
pub(super) async fn order(ctx: &Ctx, tx: &mut Tx<'_>, number: &SlipNumber) -> Result<ReceivingOrderView> {
    let tenant = tx.tenant();
    let header = sqlx::query(
        "select receiving_order.*, warehouse.code as warehouse, coalesce(user_account.login, '') as created_by_login
         from receiving_order
         join warehouse on warehouse.tenant_id = receiving_order.tenant_id
                       and warehouse.id = receiving_order.warehouse_id
         left join user_account on user_account.tenant_id = receiving_order.tenant_id
                               and user_account.id = receiving_order.created_by
         where receiving_order.tenant_id = $1 and number = $2",
    )
    .bind(tenant)
    .bind(number.as_str())
    .fetch_optional(tx.conn())
    .await?;
    let header = header.ok_or_else(|| slip::not_found(order::WHAT, number))?;
    let warehouse: WarehouseCode = row::named(&header, "warehouse")?;
    let warehouse_id = WarehouseId::new(header.try_get("warehouse_id")?);
    ctx.require_warehouse(warehouse_id, warehouse.as_str()).map_err(|_| slip::not_found(order::WHAT, number))?;
    let id = header.try_get("id")?;
    let (receipts, receipt_count) = list::receipts_of(ctx, tx, id).await?;
    Ok(ReceivingOrderView {
        number: number.clone(),
        warehouse,
        supplier: Copied::view(&header, "supplier")?,
        original_number: header.try_get("original_number")?,
        planned_on: row::date_or_none(&header, "planned_on")?,
        note: header.try_get("note")?,
        state: row::named(&header, "state")?,
        version: header.try_get("version")?,
        created_at: row::local(ctx, &header, "created_at")?,
        created_by: header.try_get("created_by_login")?,
        lines: lines(tx, id, warehouse_id).await?,
        receipts,
        receipt_count,
    })
}

async fn lines(tx: &mut Tx<'_>, order: i64, warehouse: WarehouseId) -> Result<Vec<ReceivingLineView>> {
    let tenant = tx.tenant();
    let rows = sqlx::query(
        "select line, item.code as item, item.name, item.name2, item.unit, item.lot_managed, item.expiry,
                lot.number as lot_number, lot.date_kind as lot_date_kind, lot.date as lot_date,
                stock_status.code as status, planned, received, receiving_line.unit_price,
                (select location.code
                 from stock_balance
                 join location on location.tenant_id = stock_balance.tenant_id
                              and location.id = stock_balance.location_id
                 where stock_balance.tenant_id = $1 and stock_balance.item_id = receiving_line.item_id
                   and stock_balance.on_hand > 0 and location.warehouse_id = $3
                   and location.receivable = 1 and location.active = 1
                 order by stock_balance.first_received_at desc, location.walk_order, location.code
                 limit 1) as suggested_location
         from receiving_line
         join item on item.tenant_id = receiving_line.tenant_id and item.id = receiving_line.item_id
         join lot on lot.tenant_id = receiving_line.tenant_id and lot.id = receiving_line.lot_id
         join stock_status on stock_status.tenant_id = receiving_line.tenant_id
                          and stock_status.id = receiving_line.status_id
         where receiving_line.tenant_id = $1 and order_id = $2
         order by line",
    )
    .bind(tenant)
    .bind(order)
    .bind(warehouse.get())
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(line).collect()
}

fn line(row: &AnyRow) -> Result<ReceivingLineView> {
    let (planned, received) = (row::quantity(row, "planned")?, row::quantity(row, "received")?);
    Ok(ReceivingLineView {
        line: row::small(row, "line")?,
        item: row::named(row, "item")?,
        name: row.try_get("name")?,
        name2: row.try_get("name2")?,
        unit: row.try_get("unit")?,
        lot: row::lot(row)?,
        status: row::named(row, "status")?,
        planned,
        received,
        remaining: (planned - received).max(model::Quantity::ZERO),
        unit_price: row::unit_price(row, "unit_price")?,
        lot_managed: row::flag(row, "lot_managed")?,
        expiry: row::named(row, "expiry")?,
        suggested_location: row::named_or_none(row, "suggested_location")?,
    })
}

/// A receipt in full.
pub(super) async fn receipt(ctx: &Ctx, tx: &mut Tx<'_>, number: &SlipNumber) -> Result<ReceiptView> {
    let found = list::receipt_by_number(tx, number).await?;
    let found = found.ok_or_else(|| slip::not_found("receipt", number))?;
    let summary = list::receipt_summary(ctx, &found)?;
    ctx.require_warehouse(WarehouseId::new(found.try_get("warehouse_id")?), summary.warehouse.as_str())
        .map_err(|_| slip::not_found("receipt", number))?;
    Ok(ReceiptView { note: found.try_get("note")?, details: details(tx, found.try_get("id")?).await?, summary })
}

async fn details(tx: &mut Tx<'_>, receipt: i64) -> Result<Vec<ReceiptLineView>> {
    let tenant = tx.tenant();
    let rows = sqlx::query(
        "select receipt_line.line, item.code as item, item.name, item.name2, item.unit,
                location.code as location,
                lot.number as lot_number, lot.date_kind as lot_date_kind, lot.date as lot_date,
                stock_status.code as status, receipt_line.quantity, receiving_line.line as order_line
         from receipt_line
         join item on item.tenant_id = receipt_line.tenant_id and item.id = receipt_line.item_id
         join location on location.tenant_id = receipt_line.tenant_id and location.id = receipt_line.location_id
         join lot on lot.tenant_id = receipt_line.tenant_id and lot.id = receipt_line.lot_id
         join stock_status on stock_status.tenant_id = receipt_line.tenant_id
                          and stock_status.id = receipt_line.status_id
         left join receiving_line on receiving_line.tenant_id = receipt_line.tenant_id
                                 and receiving_line.id = receipt_line.receiving_line_id
         where receipt_line.tenant_id = $1 and receipt_id = $2
         order by receipt_line.line",
    )
    .bind(tenant)
    .bind(receipt)
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            let order_line = row.try_get::<Option<i64>, _>("order_line")?;
            Ok(ReceiptLineView {
                line: row::small(row, "line")?,
                item: row::named(row, "item")?,
                name: row.try_get("name")?,
                name2: row.try_get("name2")?,
                unit: row.try_get("unit")?,
                location: row::named(row, "location")?,
                lot: row::lot(row)?,
                status: row::named(row, "status")?,
                quantity: row::quantity(row, "quantity")?,
                order_line: order_line.map(u32::try_from).transpose().map_err(crate::Error::internal)?,
            })
        })
        .collect()
}
