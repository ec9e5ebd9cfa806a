//! Cancelling a shipping order: at every stage it gives back what it held. What was shipped stays shipped.

use async_trait::async_trait;
use model::Permission;
use model::shipping::{CancelShippingOrder, ShippingOrderView};

use crate::shipping::holding::{self, Leaving};
use crate::shipping::{get, order};
use crate::{Command, Ctx, Result, Tx, ledger, slip};

#[async_trait]
impl Command for CancelShippingOrder {
    const NAME: &'static str = "shipping.cancel";
    type Answer = ShippingOrderView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ShippingOrderView> {
        ctx.require(Permission::EditSlips)?;
        let header = order::lock(ctx, tx, &self.number).await?;
        slip::check_version(order::WHAT, &self.number, self.version, header.version)?;
        header.require_open()?;
        let held = holding::of_order(tx, header.id).await?;
        let leaving: Vec<Leaving<'_>> =
            held.iter().map(|held| Leaving { held, quantity: held.quantity, checked: held.checked }).collect();
        ledger::give_back(tx, &leaving.iter().map(Leaving::taken).collect::<Vec<_>>()).await?;
        let mut lines = order::lines(tx, &[header.id]).await?;
        order::change(tx, header.id, header.state, &mut lines, &holding::deltas(&leaving)).await?;
        order::cancel(tx, header.id).await?;
        get::order(ctx, tx, &self.number).await
    }
}
