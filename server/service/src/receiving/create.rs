//! Creating a receiving order.

use async_trait::async_trait;
use model::receiving::{CreateReceivingOrder, ReceivingOrderView};
use model::slip::SlipKind;

use crate::receiving::{get, order};
use crate::slip::number;
use crate::{Area, Command, Ctx, Result, Tx};

#[async_trait]
impl Command for CreateReceivingOrder {
    const NAME: &'static str = "receiving.create";
    type Answer = ReceivingOrderView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ReceivingOrderView> {
        let draft = order::draft(ctx, tx, self).await?;
        let number = number::next(tx, SlipKind::ReceivingOrder).await?;
        draft.insert(ctx, tx, &number).await?;
        tx.touch(&number);
        tx.changed(Area::Receiving);
        get::order(ctx, tx, &number).await
    }
}
