//! The four quantities of one item: in a warehouse, at a location, or of one balance.

use async_trait::async_trait;
use model::Permission;
use model::stock::{GetItemStock, ItemStock};
use sqlx::Row;

use super::items::{COLUMNS, Sums};
use super::{Filter, Named};
use crate::sql::Sql;
use crate::{Ctx, Query, Result, Tx};

#[async_trait]
impl Query for GetItemStock {
    type Answer = ItemStock;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ItemStock> {
        ctx.require(Permission::View)?;
        let named = Named {
            item: Some(&self.item),
            warehouse: self.warehouse.as_ref(),
            location: self.location.as_ref(),
            status: None,
            portion: self.portion.as_ref(),
        };
        let filter = Filter::of(ctx, tx, named).await?;
        let mut sql = Sql::new(COLUMNS);
        sql.bind(tx.tenant()).push(" and t.code = ").bind(self.item.as_str());
        let row = sql.build().fetch_one(tx.conn()).await?;
        let sums = Sums::read(ctx, tx, &filter, &[row.try_get("id")?]).await?;
        sums.view(&row)
    }
}
