//! Creating a shipping order.

use async_trait::async_trait;
use model::shipping::{CreateShippingOrder, ShippingOrderView};
use model::slip::SlipKind;

use crate::shipping::{draft, get};
use crate::slip::number;
use crate::{Area, Command, Ctx, Result, Tx};

#[async_trait]
impl Command for CreateShippingOrder {
    const NAME: &'static str = "shipping.create";
    type Answer = ShippingOrderView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ShippingOrderView> {
        let draft = draft::draft(ctx, tx, self).await?;
        let number = number::next(tx, SlipKind::ShippingOrder).await?;
        draft.insert(ctx, tx, &number).await?;
        tx.touch(&number);
        tx.changed(Area::Shipping);
        get::order(ctx, tx, &number).await
    }
}
