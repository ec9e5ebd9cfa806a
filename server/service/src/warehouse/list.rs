//! The list of warehouses, by code. A company has few of them, so a search looks at each.

use async_trait::async_trait;
use model::item::ActiveFilter;
use model::warehouse::{GetWarehouse, ListWarehouses, WarehouseView};
use model::{Page, Permission, WarehouseId};
use sqlx::Row;

use super::read::from_row;
use super::visible;
use crate::page::{self, fetch_limit};
use crate::sql::{Sql, containing};
use crate::{Ctx, Query, Result, Tx};

#[async_trait]
impl Query for GetWarehouse {
    type Answer = WarehouseView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<WarehouseView> {
        ctx.require(Permission::View)?;
        Ok(visible(ctx, tx, &self.code).await?.view)
    }
}

#[async_trait]
impl Query for ListWarehouses {
    type Answer = Page<WarehouseView>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<WarehouseView>> {
        ctx.require(Permission::View)?;
        let after: Option<String> = page::after(&self.page)?;
        let mut sql = Sql::new(
            "select id, code, name, postal_code, address, phone, active, version from warehouse where tenant_id = ",
        );
        sql.bind(tx.tenant());
        filter(self, ctx, &mut sql);
        let total = page::total(tx, &self.page, sql.clone()).await?;
        if let Some(after) = after {
            sql.push(if self.descending { " and code < " } else { " and code > " }).bind(after);
        }
        sql.push(" order by code").push(if self.descending { " desc" } else { "" });
        sql.push(" limit ").bind(fetch_limit(&self.page));
        let rows = sql.build().fetch_all(tx.conn()).await?;
        let rows = rows.iter().map(|row| Ok(from_row(row)?.view)).collect::<Result<Vec<_>>>()?;
        page::page(rows, &self.page, total, |row| row.code.as_str().to_owned())
    }
}

fn filter(list: &ListWarehouses, ctx: &Ctx, sql: &mut Sql) {
    active(list.active, sql.push(" and active "));
    allowed(ctx, sql, " and id ");
    for word in model::search_key::words(&list.search) {
        sql.push(" and search_key like ").bind(containing(&word)).push(" escape '\\'");
    }
}

/// Adds which values of `active` are wanted.
pub(crate) fn active(filter: ActiveFilter, sql: &mut Sql) {
    match filter {
        ActiveFilter::Active => drop(sql.push("= 1")),
        ActiveFilter::Inactive => drop(sql.push("= 0")),
        ActiveFilter::All => drop(sql.push("in (0, 1)")),
    }
}

/// Adds which warehouses the caller may see; `column` is ` and w.id `.
pub(crate) fn allowed(ctx: &Ctx, sql: &mut Sql, column: &'static str) {
    match ctx.warehouses.as_deref() {
        None => {}
        Some([]) => drop(sql.push(column).push("= 0")),
        Some(ids) => drop(sql.push(column).push("in ").bind_list(ids.iter().map(|id| WarehouseId::get(*id)))),
    }
}

/// The warehouses that the caller may see, in use or not.
pub(crate) async fn ids(ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Vec<WarehouseId>> {
    let mut sql = Sql::new("select id from warehouse where tenant_id = ");
    sql.bind(tx.tenant());
    allowed(ctx, &mut sql, " and id ");
    let rows = sql.build().fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok(WarehouseId::new(row.try_get(0)?))).collect()
}
