//! Giving back what an order holds, but for what was checked.

use async_trait::async_trait;
use model::shipping::{ReleaseAllocations, ShippingOrderView};
use model::{Permission, Quantity};

use crate::shipping::holding::{self, Leaving};
use crate::shipping::{get, order};
use crate::{Command, Ctx, Result, Tx, ledger};

#[async_trait]
impl Command for ReleaseAllocations {
    const NAME: &'static str = "shipping.release";
    type Answer = ShippingOrderView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ShippingOrderView> {
        ctx.require(Permission::Ship)?;
        let header = order::lock(ctx, tx, &self.number).await?;
        header.require_open()?;
        let held = holding::of_order(tx, header.id).await?;
        let leaving: Vec<Leaving<'_>> = held
            .iter()
            .filter(|held| held.unchecked().is_positive())
            .map(|held| Leaving { held, quantity: held.unchecked(), checked: Quantity::ZERO })
            .collect();
        ledger::give_back(tx, &leaving.iter().map(Leaving::taken).collect::<Vec<_>>()).await?;
        let mut lines = order::lines(tx, &[header.id]).await?;
        order::change(tx, header.id, header.state, &mut lines, &holding::deltas(&leaving)).await?;
        get::order(ctx, tx, &self.number).await
    }
}
