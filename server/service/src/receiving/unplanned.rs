//! Receiving goods that nobody planned.

use async_trait::async_trait;
use model::Permission;
use model::receiving::{ReceiptView, ReceiveUnplanned};

use crate::check::Problems;
use crate::receiving::get;
use crate::receiving::receipt::{self, Goods};
use crate::slip::{NOTE_MAX_CHARS, ORIGINAL_NUMBER_MAX_CHARS, partner, resolve};
use crate::{Command, Ctx, Result, Tx};

#[async_trait]
impl Command for ReceiveUnplanned {
    const NAME: &'static str = "receiving.receive_unplanned";
    type Answer = ReceiptView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ReceiptView> {
        ctx.require(Permission::Receive)?;
        let warehouse = resolve::warehouse(ctx, tx, &self.warehouse).await?;
        let mut problems = Problems::default();
        let note = problems.text("note", &self.note, NOTE_MAX_CHARS);
        let original_number = problems.line("original_number", &self.original_number, ORIGINAL_NUMBER_MAX_CHARS);
        let [supplier] = partner::copy(tx, [("supplier", &self.supplier)], &mut problems).await?;
        let arrivals = receipt::arrived(tx, &warehouse, &self.lines, &mut problems).await?;
        let today = ctx.date(tx.now())?;
        let mut goods = Vec::with_capacity(arrivals.lines.len());
        for arrived in &arrivals.lines {
            receipt::check_lot(arrived, &arrived.line.lot, today, &mut problems);
            goods.push(Goods {
                arrived,
                lot: arrived.line.lot.clone(),
                status: arrived.status.unwrap_or(arrivals.usual_status),
                quantity: arrived.line.quantity,
                order_line: None,
                unit_price: arrived.line.unit_price.unwrap_or(arrived.item.unit_price),
            });
        }
        problems.refuse()?;
        let header = receipt::Header {
            warehouse: &warehouse,
            order: None,
            supplier_name: &supplier.name,
            original_number: &original_number,
            note: &note,
        };
        let number = receipt::write(ctx, tx, &header, &goods).await?;
        get::receipt(ctx, tx, &number).await
    }
}
