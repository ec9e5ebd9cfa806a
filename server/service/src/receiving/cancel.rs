//! Cancelling and closing a receiving order. What was received stays received.

use async_trait::async_trait;
use model::receiving::{CancelReceivingOrder, CloseReceivingOrder, ReceivingOrderView, ReceivingState};
use model::{Permission, SlipNumber};

use crate::receiving::{get, order};
use crate::{Area, Command, Ctx, Result, Tx, slip};

#[async_trait]
impl Command for CancelReceivingOrder {
    const NAME: &'static str = "receiving.cancel";
    type Answer = ReceivingOrderView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ReceivingOrderView> {
        end(ctx, tx, &self.number, self.version, ReceivingState::Cancelled).await
    }
}

#[async_trait]
impl Command for CloseReceivingOrder {
    const NAME: &'static str = "receiving.close";
    type Answer = ReceivingOrderView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ReceivingOrderView> {
        end(ctx, tx, &self.number, self.version, ReceivingState::Received).await
    }
}

/// Ends an order that still expects something.
async fn end(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    number: &SlipNumber,
    version: Option<i64>,
    state: ReceivingState,
) -> Result<ReceivingOrderView> {
    ctx.require(Permission::EditSlips)?;
    let header = order::lock(ctx, tx, number).await?;
    slip::check_version(order::WHAT, number, version, header.version)?;
    if !matches!(header.state, ReceivingState::Planned | ReceivingState::Partial) {
        return Err(slip::wrong_state(number, header.state.as_str()).into());
    }
    order::set_state(tx, header.id, state).await?;
    tx.changed(Area::Receiving);
    get::order(ctx, tx, number).await
}
