//! Lists of receiving orders and of receipts.

use model::receiving::{
    ListReceipts, ListReceivingOrders, ReceiptSummary, ReceivingOrderSummary, ReceivingSort, ReceivingState,
};
use model::{Page, Permission, SlipNumber};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::slip::list::{self, Filter, Sort, Span};
use crate::slip::row;
use crate::sql::Sql;
use crate::{Ctx, Query, Result, Tx};

impl Query for ListReceivingOrders {
    type Answer = Page<ReceivingOrderSummary>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<ReceivingOrderSummary>> {
        ctx.require(Permission::View)?;
        let filter = Filter {
            table: "receiving_order",
            warehouses: list::warehouses(ctx, tx, self.warehouse.as_ref()).await?,
            states: self.states.iter().copied().map(ReceivingState::as_str).collect(),
            words: model::search_key::words(&self.search),
            planned: Span { from: self.planned_from, to: self.planned_to },
        };
        let sort = match self.sort {
            ReceivingSort::PlannedOn => Sort::PlannedOn,
            ReceivingSort::Number => Sort::Number,
        };
        let columns = "select receiving_order.*, warehouse.code as warehouse from receiving_order
                       join warehouse on warehouse.tenant_id = receiving_order.tenant_id
                                     and warehouse.id = receiving_order.warehouse_id";
        let page = list::planned(tx, columns, &filter, sort, self.descending, &self.page).await?;
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
const RECEIPT: &str = "select receipt.*, warehouse.code as warehouse, receiving_order.number as order_number,
                              coalesce(user_account.login, '') as received_by_login
                       from receipt
                       join warehouse on warehouse.tenant_id = receipt.tenant_id
                                     and warehouse.id = receipt.warehouse_id
                       left join receiving_order on receiving_order.tenant_id = receipt.tenant_id
                                                and receiving_order.id = receipt.order_id
                       left join user_account on user_account.tenant_id = receipt.tenant_id
                                             and user_account.id = receipt.received_by";

impl Query for ListReceipts {
    type Answer = Page<ReceiptSummary>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<ReceiptSummary>> {
        ctx.require(Permission::View)?;
        let warehouses = list::warehouses(ctx, tx, self.warehouse.as_ref()).await?;
        let words = model::search_key::words(&self.search);
        let searched = ["receipt.number", "receipt.original_number", "receipt.supplier_name"];
        let page = list::posted(tx, RECEIPT, "receipt", warehouses.as_deref(), (&words, &searched), &self.page).await?;
        list::each(page, |row| receipt_summary(ctx, row))
    }
}

/// The most receipts that an order shows.
const RECEIPTS_MAX: i64 = 1000;

/// The receipts of an order, first to last.
pub(super) async fn receipts_of(ctx: &Ctx, tx: &mut Tx<'_>, order: i64) -> Result<Vec<ReceiptSummary>> {
    let mut sql = Sql::new(RECEIPT);
    sql.push(" where receipt.tenant_id = ").bind(tx.tenant()).push(" and receipt.order_id = ").bind(order);
    sql.push(" order by receipt.id limit ").bind(RECEIPTS_MAX);
    let rows = sql.build().fetch_all(tx.conn()).await?;
    rows.iter().map(|row| receipt_summary(ctx, row)).collect()
}

/// One receipt.
pub(super) async fn receipt_by_number(tx: &mut Tx<'_>, number: &SlipNumber) -> Result<Option<AnyRow>> {
    let mut sql = Sql::new(RECEIPT);
    sql.push(" where receipt.tenant_id = ").bind(tx.tenant()).push(" and receipt.number = ").bind(number.as_str());
    Ok(sql.build().fetch_optional(tx.conn()).await?)
}

/// A row of [`RECEIPT`] as people see it.
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
