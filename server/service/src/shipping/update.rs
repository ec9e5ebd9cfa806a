//! Editing a shipping order that holds nothing.

use async_trait::async_trait;
use model::Permission;
use model::shipping::{ShippingOrderView, ShippingState, UpdateShippingOrder};
use sqlx::Row;

use crate::shipping::{draft, get, order};
use crate::{Command, Ctx, Result, Tx, slip};

#[async_trait]
impl Command for UpdateShippingOrder {
    const NAME: &'static str = "shipping.update";
    type Answer = ShippingOrderView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ShippingOrderView> {
        ctx.require(Permission::EditSlips)?;
        let header = order::lock(ctx, tx, &self.number).await?;
        slip::check_version(order::WHAT, &self.number, Some(self.version), header.version)?;
        if header.state != ShippingState::Open || was_shipped(tx, header.id).await? {
            return Err(header.wrong_state());
        }
        let draft = draft::draft(ctx, tx, &self.order).await?;
        draft.replace(tx, header.id, &self.number).await?;
        get::order(ctx, tx, &self.number).await
    }
}

/// Whether goods were ever shipped for it, even if the shipment was reversed since: its lines are then history.
async fn was_shipped(tx: &mut Tx<'_>, order: i64) -> Result<bool> {
    let tenant = tx.tenant();
    let row = sqlx::query("select count(*) from shipment where tenant_id = $1 and order_id = $2")
        .bind(tenant)
        .bind(order)
        .fetch_one(tx.conn())
        .await?;
    Ok(row.try_get::<i64, _>(0)? > 0)
}
