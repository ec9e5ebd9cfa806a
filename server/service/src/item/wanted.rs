//! Items that open orders hold or still want: they stay in use, since goods out of use could not be checked and shipped.

use std::collections::HashSet;

use model::ItemId;
use sqlx::Row;

use crate::slip::resolve::padded;
use crate::sql::Sql;
use crate::{Result, Tx};

/// Those of some items that open shipping orders hold or still want. No order comes to want the others until the commit.
pub(crate) async fn on_open_orders(tx: &mut Tx<'_>, items: &[ItemId]) -> Result<HashSet<ItemId>> {
    if items.is_empty() {
        return Ok(HashSet::new());
    }
    keep_from_orders(tx, items).await?;
    let mut sql = Sql::new("select t.id from item t where t.tenant_id = ");
    sql.bind(tx.tenant()).push(" and t.id in ").bind_list(padded(items.iter().map(|item| item.get())));
    sql.push(
        " and (exists (select 1 from allocation a where a.tenant_id = t.tenant_id and a.item_id = t.id)
           or exists (
             select 1
             from shipping_line n
             join shipping_order o on o.tenant_id = n.tenant_id and o.id = n.order_id
             where n.tenant_id = t.tenant_id and n.item_id = t.id and n.is_open = 1
               and o.state not in ('shipped', 'cancelled')))",
    );
    let rows = sql.build().fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok(ItemId::new(row.try_get("id")?))).collect()
}

/// Takes the items as for writing: an order that reads one of them waits, and then sees what became of it.
async fn keep_from_orders(tx: &mut Tx<'_>, items: &[ItemId]) -> Result<()> {
    let Some(for_update) = tx.engine().for_update() else { return Ok(()) };
    let mut sql = Sql::new("select 1 from item where tenant_id = ");
    sql.bind(tx.tenant()).push(" and id in ").bind_list(padded(items.iter().map(|item| item.get())));
    sql.push(" order by id").push(for_update);
    sql.build().fetch_all(tx.conn()).await?;
    Ok(())
}
