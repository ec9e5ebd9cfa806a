//! Lists of shipping orders and of shipments.

use async_trait::async_trait;
use model::shipping::{
    ListShipments, ListShippingOrders, ShipmentSummary, ShippingOrderSummary, ShippingOrderView, ShippingSort,
    ShippingState,
};
use model::slip::SlipKind;
use model::{Page, Permission, SlipNumber};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::slip::list::{self, Filter, Shape, Sort, Span};
use crate::slip::row;
use crate::{Ctx, Query, Result, Tx};

const ORDERS: Shape = Shape {
    kind: SlipKind::ShippingOrder,
    table: "shipping_order",
    select: "select shipping_order.*, warehouse.code as warehouse",
    joins: " join warehouse on warehouse.tenant_id = shipping_order.tenant_id
                           and warehouse.id = shipping_order.warehouse_id",
};

#[async_trait]
impl Query for ListShippingOrders {
    type Answer = Page<ShippingOrderSummary>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<ShippingOrderSummary>> {
        ctx.require(Permission::View)?;
        let filter = Filter {
            warehouses: list::warehouses(ctx, tx, self.warehouse.as_ref()).await?,
            states: self.states.iter().copied().map(ShippingState::as_str).collect(),
            search: self.search.clone(),
            planned: Span { from: self.planned_from, to: self.planned_to },
        };
        let sort = match self.sort {
            ShippingSort::PlannedOn => Sort::PlannedOn,
            ShippingSort::Number => Sort::Number,
        };
        let page = list::planned(ctx, tx, &ORDERS, filter, (sort, self.descending), &self.page).await?;
        list::each(page, |row| order_summary(ctx, row))
    }
}

fn order_summary(ctx: &Ctx, row: &AnyRow) -> Result<ShippingOrderSummary> {
    Ok(ShippingOrderSummary {
        number: row::named(row, "number")?,
        warehouse: row::named(row, "warehouse")?,
        customer_name: row.try_get("customer_name")?,
        original_number: row.try_get("original_number")?,
        planned_on: row::date_or_none(row, "planned_on")?,
        state: row::named(row, "state")?,
        lines: row::small(row, "line_count")?,
        ordered: row::quantity(row, "ordered")?,
        allocated: row::quantity(row, "allocated")?,
        checked: row::quantity(row, "checked")?,
        shipped: row::quantity(row, "shipped")?,
        created_at: row::local(ctx, row, "created_at")?,
    })
}

/// A shipment with everything that its summary says, and the order's partners for the delivery note.
const SHIPMENTS: Shape = Shape {
    kind: SlipKind::Shipment,
    table: "shipment",
    select: "select shipment.*, warehouse.code as warehouse, shipping_order.number as order_number,
                    shipping_order.original_number, shipping_order.note,
                    customer_code, customer_name, customer_postal_code, customer_address, customer_phone,
                    ship_to_code, ship_to_name, ship_to_postal_code, ship_to_address, ship_to_phone,
                    coalesce(user_account.login, '') as shipped_by_login",
    joins: " join warehouse on warehouse.tenant_id = shipment.tenant_id
                           and warehouse.id = shipment.warehouse_id
             join shipping_order on shipping_order.tenant_id = shipment.tenant_id
                                and shipping_order.id = shipment.order_id
             left join user_account on user_account.tenant_id = shipment.tenant_id
                                   and user_account.id = shipment.shipped_by",
};

#[async_trait]
impl Query for ListShipments {
    type Answer = Page<ShipmentSummary>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<ShipmentSummary>> {
        ctx.require(Permission::View)?;
        let warehouses = list::warehouses(ctx, tx, self.warehouse.as_ref()).await?;
        let days = Span { from: self.business_from, to: self.business_to };
        let page = list::posted(tx, &SHIPMENTS, warehouses.as_deref(), (&self.search, days), &self.page).await?;
        list::each(page, |row| shipment_summary(ctx, row))
    }
}

/// The shipments of an order, first to last, as many as it shows, and how many there are.
pub(super) async fn shipments_of(ctx: &Ctx, tx: &mut Tx<'_>, order: i64) -> Result<(Vec<ShipmentSummary>, u64)> {
    let (rows, count) = list::of_order(tx, &SHIPMENTS, order, ShippingOrderView::SHIPMENTS_MAX).await?;
    Ok((rows.iter().map(|row| shipment_summary(ctx, row)).collect::<Result<_>>()?, count))
}

/// One shipment.
pub(super) async fn shipment_by_number(tx: &mut Tx<'_>, number: &SlipNumber) -> Result<Option<AnyRow>> {
    let mut sql = SHIPMENTS.of_table();
    sql.push(" where shipment.tenant_id = ").bind(tx.tenant()).push(" and shipment.number = ").bind(number.as_str());
    Ok(sql.build().fetch_optional(tx.conn()).await?)
}

/// A row of [`SHIPMENTS`] as people see it.
pub(super) fn shipment_summary(ctx: &Ctx, row: &AnyRow) -> Result<ShipmentSummary> {
    Ok(ShipmentSummary {
        number: row::named(row, "number")?,
        order: row::named(row, "order_number")?,
        warehouse: row::named(row, "warehouse")?,
        customer_name: row.try_get("customer_name")?,
        business_date: row::date(row, "business_date")?,
        shipped_at: row::local(ctx, row, "shipped_at")?,
        shipped_by: row.try_get("shipped_by_login")?,
        lines: row::small(row, "line_count")?,
        quantity: row::quantity(row, "quantity")?,
        reversed_by: row::named_or_none(row, "reversed_by")?,
    })
}
