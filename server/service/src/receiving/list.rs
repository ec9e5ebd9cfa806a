//! Lists of receiving orders and of receipts.

use async_trait::async_trait;
use model::receiving::{
    ListReceipts, ListReceivingOrders, ReceiptSummary, ReceivingOrderSummary, ReceivingOrderView, ReceivingSort,
    ReceivingState,
};
use model::slip::SlipKind;
use model::{Page, Permission, SlipNumber};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::slip::list::{self, Filter, Shape, Sort, Span};
use crate::slip::row;
use crate::{Ctx, Query, Result, Tx};

const ORDERS: Shape = Shape {
    kind: SlipKind::ReceivingOrder,
    table: "receiving_order",
    select: "select receiving_order.*, warehouse.code as warehouse",
    joins: " join warehouse on warehouse.tenant_id = receiving_order.tenant_id
                           and warehouse.id = receiving_order.warehouse_id",
};

#[async_trait]
impl Query for ListReceivingOrders {
    type Answer = Page<ReceivingOrderSummary>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<ReceivingOrderSummary>> {
        ctx.require(Permission::View)?;
        let filter = Filter {
            warehouses: list::warehouses(ctx, tx, self.warehouse.as_ref()).await?,
            states: self.states.iter().copied().map(ReceivingState::as_str).collect(),
            search: self.search.clone(),
            planned: Span { from: self.planned_from, to: self.planned_to },
        };
        let sort = match self.sort {
            ReceivingSort::PlannedOn => Sort::PlannedOn,
            ReceivingSort::Number => Sort::Number,
        };
        let page = list::planned(ctx, tx, &ORDERS, filter, (sort, self.descending), &self.page).await?;
        list::each(page, |row| order_summary(ctx, row))
    }
}

fn order_summary(ctx: &Ctx, row: &AnyRow) -> Result<ReceivingOrderSummary> {
    Ok(ReceivingOrderSummary {
        number: row::named(row, "number")?,
        warehouse: row::named(row, "warehouse")?,
        supplier_name: row.try_get("supplier_name")?,
        original_number: row.try_get("original_number")?,
        planned_on: row::date_or_none(row, "planned_on")?,
        state: row::named(row, "state")?,
        lines: row::small(row, "line_count")?,
        planned: row::quantity(row, "planned")?,
        received: row::quantity(row, "received")?,
        created_at: row::local(ctx, row, "created_at")?,
    })
}

/// A receipt with everything that its summary says.
const RECEIPTS: Shape = Shape {
    kind: SlipKind::Receipt,
    table: "receipt",
    select: "select receipt.*, warehouse.code as warehouse, receiving_order.number as order_number,
                    coalesce(user_account.login, '') as received_by_login",
    joins: " join warehouse on warehouse.tenant_id = receipt.tenant_id
                           and warehouse.id = receipt.warehouse_id
             left join receiving_order on receiving_order.tenant_id = receipt.tenant_id
                                      and receiving_order.id = receipt.order_id
             left join user_account on user_account.tenant_id = receipt.tenant_id
                                   and user_account.id = receipt.received_by",
};

#[async_trait]
impl Query for ListReceipts {
    type Answer = Page<ReceiptSummary>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<ReceiptSummary>> {
        ctx.require(Permission::View)?;
        let warehouses = list::warehouses(ctx, tx, self.warehouse.as_ref()).await?;
        let days = Span { from: self.business_from, to: self.business_to };
        let page = list::posted(tx, &RECEIPTS, warehouses.as_deref(), (&self.search, days), &self.page).await?;
        list::each(page, |row| receipt_summary(ctx, row))
    }
}

/// The receipts of an order, first to last, as many as it shows, and how many there are.
pub(super) async fn receipts_of(ctx: &Ctx, tx: &mut Tx<'_>, order: i64) -> Result<(Vec<ReceiptSummary>, u64)> {
    let (rows, count) = list::of_order(tx, &RECEIPTS, order, ReceivingOrderView::RECEIPTS_MAX).await?;
    Ok((rows.iter().map(|row| receipt_summary(ctx, row)).collect::<Result<_>>()?, count))
}

/// One receipt.
pub(super) async fn receipt_by_number(tx: &mut Tx<'_>, number: &SlipNumber) -> Result<Option<AnyRow>> {
    let mut sql = RECEIPTS.of_table();
    sql.push(" where receipt.tenant_id = ").bind(tx.tenant()).push(" and receipt.number = ").bind(number.as_str());
    Ok(sql.build().fetch_optional(tx.conn()).await?)
}

/// A row of [`RECEIPTS`] as people see it.
pub(super) fn receipt_summary(ctx: &Ctx, row: &AnyRow) -> Result<ReceiptSummary> {
    Ok(ReceiptSummary {
        number: row::named(row, "number")?,
        order: row::named_or_none(row, "order_number")?,
        warehouse: row::named(row, "warehouse")?,
        supplier_name: row.try_get("supplier_name")?,
        business_date: row::date(row, "business_date")?,
        received_at: row::local(ctx, row, "received_at")?,
        received_by: row.try_get("received_by_login")?,
        lines: row::small(row, "line_count")?,
        quantity: row::quantity(row, "quantity")?,
        reversed_by: row::named_or_none(row, "reversed_by")?,
    })
}
