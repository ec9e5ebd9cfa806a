//! Editing a receiving order of which nothing has been received.

use async_trait::async_trait;
use model::Permission;
use model::receiving::{ReceivingOrderView, ReceivingState, UpdateReceivingOrder};

use crate::receiving::{get, order};
use crate::{Area, Command, Ctx, Result, Tx, slip};

#[async_trait]
impl Command for UpdateReceivingOrder {
    const NAME: &'static str = "receiving.update";
    type Answer = ReceivingOrderView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ReceivingOrderView> {
        ctx.require(Permission::EditSlips)?;
        let header = order::lock(ctx, tx, &self.number).await?;
        slip::check_version(order::WHAT, &self.number, Some(self.version), header.version)?;
        if header.state != ReceivingState::Planned || order::was_received(tx, header.id).await? {
            return Err(slip::wrong_state(&self.number, header.state.as_str()).into());
        }
        let draft = order::draft(ctx, tx, &self.order).await?;
        draft.replace(tx, &header).await?;
        tx.changed(Area::Receiving);
        get::order(ctx, tx, &self.number).await
    }
}
