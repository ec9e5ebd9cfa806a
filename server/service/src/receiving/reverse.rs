//! Undoing a receipt: what it brought is expected again.

use std::collections::BTreeMap;

use async_trait::async_trait;
use model::receiving::{ReceiptView, ReverseReceipt};
use model::slip::SlipKind;
use model::{Permission, Quantity, SlipNumber, TransactionId, WarehouseCode, WarehouseId};
use sqlx::Row;

use crate::check::Problems;
use crate::ledger::Entry;
use crate::receiving::{get, list, order};
use crate::slip::{self, NOTE_MAX_CHARS, Posted, number, row};
use crate::{Area, Command, Ctx, Error, Result, Tx, ledger};

#[async_trait]
impl Command for ReverseReceipt {
    const NAME: &'static str = "receiving.reverse";
    type Answer = ReceiptView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ReceiptView> {
        ctx.require(Permission::Reverse)?;
        let mut problems = Problems::default();
        let note = problems.text("note", &self.note, NOTE_MAX_CHARS);
        problems.refuse()?;
        let receipt = list::receipt_by_number(tx, &self.number).await?;
        let receipt = receipt.ok_or_else(|| slip::not_found("receipt", &self.number))?;
        let warehouse = WarehouseId::new(receipt.try_get("warehouse_id")?);
        ctx.require_warehouse(warehouse, row::named::<WarehouseCode>(&receipt, "warehouse")?.as_str())
            .map_err(|_| slip::not_found("receipt", &self.number))?;
        let order_number: Option<SlipNumber> = row::named_or_none(&receipt, "order_number")?;
        let order = match &order_number {
            Some(number) => Some(order::lock(ctx, tx, number).await?),
            None => None,
        };
        let number = number::next(tx, SlipKind::Reversal).await?;
        slip::mark_reversed(tx, Posted::Receipt, &self.number, &number).await?;
        let entry = Entry {
            order: order_number.as_ref(),
            warehouse: Some(warehouse),
            note: &note,
            release_allocations: self.release_allocations,
            ..Entry::of(SlipKind::Reversal, &number)
        };
        ledger::reverse(ctx, tx, &entry, TransactionId::new(receipt.try_get("transaction_id")?)).await?;
        if let Some(order) = order {
            expect_again(tx, &order, receipt.try_get("id")?).await?;
        }
        tx.touch(&self.number);
        tx.touch(&number);
        tx.changed(Area::Receiving);
        get::receipt(ctx, tx, &self.number).await
    }
}

/// Gives what the receipt brought back to its order as remaining; an order that was closed by hand is open again.
async fn expect_again(tx: &mut Tx<'_>, header: &order::Header, receipt: i64) -> Result<()> {
    let tenant = tx.tenant();
    let rows = sqlx::query(
        "select receiving_line_id, cast(sum(quantity) as bigint) as quantity
         from receipt_line
         where tenant_id = $1 and receipt_id = $2 and receiving_line_id is not null
         group by receiving_line_id",
    )
    .bind(tenant)
    .bind(receipt)
    .fetch_all(tx.conn())
    .await?;
    let back = rows.iter().map(|row| Ok((row.try_get("receiving_line_id")?, -row::quantity(row, "quantity")?)));
    let back: BTreeMap<i64, Quantity> = back.collect::<Result<_>>()?;
    if order::add_received(tx, &back, true).await? != back.len() {
        return Err(Error::internal("a line of a receipt is not on its order"));
    }
    let lines: Vec<_> = order::lines(tx, header.id).await?.into_iter().map(|line| line.expected).collect();
    order::refresh(tx, header, &lines).await
}
