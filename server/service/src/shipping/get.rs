//! One shipping order with its picking list, and one shipment with what 納品書 shows.

use async_trait::async_trait;
use model::shipping::{
    AllocationView, GetShipment, GetShippingOrder, ShipmentLineView, ShipmentView, ShippingLineView, ShippingOrderView,
};
use model::{Permission, SlipNumber, WarehouseCode, WarehouseId};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::shipping::{list, order};
use crate::slip::partner::Copied;
use crate::slip::{self, row};
use crate::{Ctx, Query, Result, Tx};

#[async_trait]
impl Query for GetShippingOrder {
    type Answer = ShippingOrderView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ShippingOrderView> {
        ctx.require(Permission::View)?;
        order(ctx, tx, &self.number).await
    }
}

#[async_trait]
impl Query for GetShipment {
    type Answer = ShipmentView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ShipmentView> {
        ctx.require(Permission::View)?;
        shipment(ctx, tx, &self.number).await
    }
}

/// An order in full.
pub(super) async fn order(ctx: &Ctx, tx: &mut Tx<'_>, number: &SlipNumber) -> Result<ShippingOrderView> {
    let tenant = tx.tenant();
    let header = sqlx::query(
        "select shipping_order.*, warehouse.code as warehouse, coalesce(user_account.login, '') as created_by_login
         from shipping_order
         join warehouse on warehouse.tenant_id = shipping_order.tenant_id
                       and warehouse.id = shipping_order.warehouse_id
         left join user_account on user_account.tenant_id = shipping_order.tenant_id
                               and user_account.id = shipping_order.created_by
         where shipping_order.tenant_id = $1 and number = $2",
    )
    .bind(tenant)
    .bind(number.as_str())
    .fetch_optional(tx.conn())
    .await?;
    let header = header.ok_or_else(|| slip::not_found(order::WHAT, number))?;
    let warehouse: WarehouseCode = row::named(&header, "warehouse")?;
    ctx.require_warehouse(WarehouseId::new(header.try_get("warehouse_id")?), warehouse.as_str())
        .map_err(|_| slip::not_found(order::WHAT, number))?;
    let id = header.try_get("id")?;
    let (shipments, shipment_count) = list::shipments_of(ctx, tx, id).await?;
    Ok(ShippingOrderView {
        number: number.clone(),
        warehouse,
        customer: Copied::view(&header, "customer")?,
        ship_to: Copied::view(&header, "ship_to")?,
        original_number: header.try_get("original_number")?,
        planned_on: row::date_or_none(&header, "planned_on")?,
        note: header.try_get("note")?,
        state: row::named(&header, "state")?,
        version: header.try_get("version")?,
        created_at: row::local(ctx, &header, "created_at")?,
        created_by: header.try_get("created_by_login")?,
        lines: lines(tx, id).await?,
        allocations: allocations(tx, id).await?,
        shipments,
        shipment_count,
    })
}

async fn lines(tx: &mut Tx<'_>, order: i64) -> Result<Vec<ShippingLineView>> {
    let tenant = tx.tenant();
    let rows = sqlx::query(
        "select line, item.code as item, item.name, item.name2, item.unit, item.tax,
                lot.number as lot_number, lot.date_kind as lot_date_kind, lot.date as lot_date,
                stock_status.code as status, ordered, allocated, checked, shipped, shipping_line.unit_price
         from shipping_line
         join item on item.tenant_id = shipping_line.tenant_id and item.id = shipping_line.item_id
         left join lot on lot.tenant_id = shipping_line.tenant_id and lot.id = shipping_line.pinned_lot_id
         left join stock_status on stock_status.tenant_id = shipping_line.tenant_id
                               and stock_status.id = shipping_line.status_id
         where shipping_line.tenant_id = $1 and order_id = $2
         order by line",
    )
    .bind(tenant)
    .bind(order)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(line).collect()
}

fn line(row: &AnyRow) -> Result<ShippingLineView> {
    let progress = order::progress(row)?;
    Ok(ShippingLineView {
        line: row::small(row, "line")?,
        item: row::named(row, "item")?,
        name: row.try_get("name")?,
        name2: row.try_get("name2")?,
        unit: row.try_get("unit")?,
        lot: row::lot(row)?,
        status: row::named_or_none(row, "status")?,
        ordered: progress.ordered,
        allocated: progress.allocated,
        checked: progress.checked,
        shipped: progress.shipped,
        short: progress.short(),
        unit_price: row::unit_price(row, "unit_price")?,
        tax: row::named(row, "tax")?,
    })
}

/// What the order holds, in walking order.
async fn allocations(tx: &mut Tx<'_>, order: i64) -> Result<Vec<AllocationView>> {
    let tenant = tx.tenant();
    let rows = sqlx::query(
        "select shipping_line.line, item.code as item, item.name, item.name2, item.unit, location.code as location,
                lot.number as lot_number, lot.date_kind as lot_date_kind, lot.date as lot_date,
                stock_status.code as status, allocation.quantity, allocation.checked, allocation.reason
         from allocation
         join shipping_line on shipping_line.tenant_id = allocation.tenant_id
                           and shipping_line.id = allocation.shipping_line_id
         join item on item.tenant_id = allocation.tenant_id and item.id = allocation.item_id
         join location on location.tenant_id = allocation.tenant_id and location.id = allocation.location_id
         join lot on lot.tenant_id = allocation.tenant_id and lot.id = allocation.lot_id
         join stock_status on stock_status.tenant_id = allocation.tenant_id and stock_status.id = allocation.status_id
         where allocation.tenant_id = $1 and allocation.order_id = $2
         order by location.walk_order, location.code, shipping_line.line, lot.number, lot.date, allocation.id",
    )
    .bind(tenant)
    .bind(order)
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(AllocationView {
                line: row::small(row, "line")?,
                item: row::named(row, "item")?,
                name: row.try_get("name")?,
                name2: row.try_get("name2")?,
                unit: row.try_get("unit")?,
                location: row::named(row, "location")?,
                lot: row::lot(row)?,
                status: row::named(row, "status")?,
                quantity: row::quantity(row, "quantity")?,
                checked: row::quantity(row, "checked")?,
                reason: row::named(row, "reason")?,
            })
        })
        .collect()
}

/// A shipment in full.
pub(super) async fn shipment(ctx: &Ctx, tx: &mut Tx<'_>, number: &SlipNumber) -> Result<ShipmentView> {
    let found = list::shipment_by_number(tx, number).await?;
    let found = found.ok_or_else(|| slip::not_found("shipment", number))?;
    let summary = list::shipment_summary(ctx, &found)?;
    ctx.require_warehouse(WarehouseId::new(found.try_get("warehouse_id")?), summary.warehouse.as_str())
        .map_err(|_| slip::not_found("shipment", number))?;
    Ok(ShipmentView {
        customer: Copied::view(&found, "customer")?,
        ship_to: Copied::view(&found, "ship_to")?,
        original_number: found.try_get("original_number")?,
        note: found.try_get("note")?,
        details: details(tx, found.try_get("id")?).await?,
        summary,
    })
}

async fn details(tx: &mut Tx<'_>, shipment: i64) -> Result<Vec<ShipmentLineView>> {
    let tenant = tx.tenant();
    let rows = sqlx::query(
        "select shipment_line.line, shipping_line.line as order_line, item.code as item, item.name, item.name2,
                item.unit, item.tax, location.code as location,
                lot.number as lot_number, lot.date_kind as lot_date_kind, lot.date as lot_date,
                stock_status.code as status, shipment_line.quantity, shipping_line.unit_price
         from shipment_line
         join shipping_line on shipping_line.tenant_id = shipment_line.tenant_id
                           and shipping_line.id = shipment_line.shipping_line_id
         join item on item.tenant_id = shipment_line.tenant_id and item.id = shipment_line.item_id
         join location on location.tenant_id = shipment_line.tenant_id and location.id = shipment_line.location_id
         join lot on lot.tenant_id = shipment_line.tenant_id and lot.id = shipment_line.lot_id
         join stock_status on stock_status.tenant_id = shipment_line.tenant_id
                          and stock_status.id = shipment_line.status_id
         where shipment_line.tenant_id = $1 and shipment_id = $2
         order by shipment_line.line",
    )
    .bind(tenant)
    .bind(shipment)
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(ShipmentLineView {
                line: row::small(row, "line")?,
                order_line: row::small(row, "order_line")?,
                item: row::named(row, "item")?,
                name: row.try_get("name")?,
                name2: row.try_get("name2")?,
                unit: row.try_get("unit")?,
                location: row::named(row, "location")?,
                lot: row::lot(row)?,
                status: row::named(row, "status")?,
                quantity: row::quantity(row, "quantity")?,
                unit_price: row::unit_price(row, "unit_price")?,
                tax: row::named(row, "tax")?,
            })
        })
        .collect()
}
