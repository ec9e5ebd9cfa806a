//! Strands of the list by item: the items in use and those out of use, each along indexes of its own.

use model::page::{Count, Total};
use model::stock::{ItemStockSort, ListItemStock};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::super::holding::{self, LITTLE};
use super::super::{BATCH_FIRST, Filter, LOOKED_AT_MAX};
use super::{COLUMNS, Key, key, of_category};
use crate::page::{self, fetch_limit};
use crate::sql::Sql;
use crate::{Ctx, Result, Tx};

/// A part of the list that indexes have in its order.
pub(super) struct Strand<'a> {
    list: &'a ListItemStock,
    in_use: bool,
    /// Whether only items that hold or expect something are wanted.
    with_stock: bool,
}

/// Where a batch begins and ends.
#[derive(Clone, Copy, Debug, Default)]
struct Bounds<'a> {
    after: Option<&'a Key>,
    up_to: Option<&'a Key>,
}

impl<'a> Strand<'a> {
    /// The strands of a list; most companies have nothing out of use, and then there is one.
    pub(super) async fn all(list: &'a ListItemStock, tx: &mut Tx<'_>) -> Result<Vec<Self>> {
        let mut strands = vec![Self { list, in_use: true, with_stock: list.with_stock }];
        let out_of_use = Self { list, in_use: false, with_stock: true };
        if out_of_use.milestone(tx, None, 1).await?.is_some() {
            strands.push(out_of_use);
        }
        Ok(strands)
    }

    /// The next rows, and where to go on when they are fewer than a page and yet not all.
    pub(super) async fn rows(
        &self,
        ctx: &Ctx,
        tx: &mut Tx<'_>,
        filter: &Filter,
        after: Option<&Key>,
    ) -> Result<(Vec<AnyRow>, Option<Key>)> {
        if self.with_stock {
            return self.walked(ctx, tx, filter, after).await;
        }
        let bounds = Bounds { after, up_to: None };
        let sql = self.list_sql(ctx, tx.tenant(), filter, bounds, fetch_limit(&self.list.page));
        Ok((sql.build().fetch_all(tx.conn()).await?, None))
    }

    /// Where most items hold nothing, a page looks at a bounded number of them. Where little is held and expected at
    /// all, it begins with that.
    async fn walked(
        &self,
        ctx: &Ctx,
        tx: &mut Tx<'_>,
        filter: &Filter,
        after: Option<&Key>,
    ) -> Result<(Vec<AnyRow>, Option<Key>)> {
        let limit = fetch_limit(&self.list.page);
        let (mut rows, mut from, mut batch, mut looked_at) = (Vec::new(), after.cloned(), BATCH_FIRST, 0);
        loop {
            let size = batch.min(LOOKED_AT_MAX - looked_at);
            let up_to = self.milestone(tx, from.as_ref(), size).await?;
            let missing = limit - i64::try_from(rows.len()).unwrap_or(limit);
            let bounds = Bounds { after: from.as_ref(), up_to: up_to.as_ref() };
            let sql = self.list_sql(ctx, tx.tenant(), filter, bounds, missing);
            rows.extend(sql.build().fetch_all(tx.conn()).await?);
            let Some(up_to) = up_to.filter(|_| i64::try_from(rows.len()).unwrap_or(limit) < limit) else {
                return Ok((rows, None));
            };
            if looked_at == 0 && is_little(ctx, tx, filter).await? {
                let mut sql = self.little_sql(ctx, tx.tenant(), filter, LITTLE_COLUMNS);
                self.push_ordered(&mut sql, Bounds { after, up_to: None });
                sql.push(" limit ").bind(limit);
                return Ok((sql.build().fetch_all(tx.conn()).await?, None));
            }
            looked_at += size;
            if looked_at >= LOOKED_AT_MAX {
                return Ok((rows, Some(up_to)));
            }
            from = Some(up_to);
            batch *= 4;
        }
    }

    /// The item that comes so many further on; none when there are fewer.
    async fn milestone(&self, tx: &mut Tx<'_>, from: Option<&Key>, rows: i64) -> Result<Option<Key>> {
        let mut sql = Sql::new("select t.name, t.code from item t where t.tenant_id = ");
        sql.bind(tx.tenant());
        self.push_use(&mut sql);
        self.push_ordered(&mut sql, Bounds { after: from, up_to: None });
        sql.push(" limit 1 offset ").bind(rows - 1);
        let row = sql.build().fetch_optional(tx.conn()).await?;
        Ok(row.map(|row| key(self.list, &row)))
    }

    /// Counts the items; of those that hold or expect something all where they are few or when asked for, else among
    /// as many items as a count looks at.
    pub(super) async fn total(&self, ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter) -> Result<Option<Total>> {
        let page = &self.list.page;
        if page.count == Count::No {
            return Ok(None);
        }
        if !self.with_stock {
            let mut counted = Sql::new("select 1 from item t where t.tenant_id = ");
            counted.bind(tx.tenant());
            self.push_use(&mut counted);
            return page::total(tx, page, counted).await;
        }
        if is_little(ctx, tx, filter).await? {
            let little = self.little_sql(ctx, tx.tenant(), filter, "select 1");
            return page::total(tx, page, little).await;
        }
        let up_to = match page.count {
            Count::Exact => None,
            _ => self.milestone(tx, None, i64::try_from(Total::BOUND).unwrap_or(i64::MAX)).await?,
        };
        let bounds = Bounds { after: None, up_to: up_to.as_ref() };
        let counted = self.list_sql(ctx, tx.tenant(), filter, bounds, i64::MAX).counted(None);
        let rows: i64 = counted.build().fetch_one(tx.conn()).await?.try_get(0)?;
        Ok(Some(Total { rows: u64::try_from(rows).unwrap_or(0), more: up_to.is_some() }))
    }

    /// Along `item_by_active_code` or `item_by_name`, or those of the category.
    fn list_sql(&self, ctx: &Ctx, tenant: i64, filter: &Filter, bounds: Bounds<'_>, limit: i64) -> Sql {
        let mut sql = Sql::new(COLUMNS);
        sql.bind(tenant);
        self.push_use(&mut sql);
        if self.with_stock {
            sql.push(" and (");
            push_stocked(ctx, filter, &mut sql);
            sql.push(")");
        }
        self.push_ordered(&mut sql, bounds);
        sql.push(" limit ").bind(limit);
        sql
    }

    /// The items of the little that is held and expected.
    fn little_sql(&self, ctx: &Ctx, tenant: i64, filter: &Filter, columns: &'static str) -> Sql {
        let mut sql = Sql::new(columns);
        sql.push(" from (select item_id from (");
        holding::push(&mut sql, ctx, tenant, filter);
        sql.push(" limit ").bind(LITTLE).push(") few union select item_id from (");
        push_expected(&mut sql, ctx, tenant, filter);
        sql.push(" limit ").bind(LITTLE);
        sql.push(") few) few cross join item t where t.id = few.item_id and t.tenant_id = ").bind(tenant);
        self.push_use(&mut sql);
        sql
    }

    /// Adds the items of the strand, of the category.
    fn push_use(&self, sql: &mut Sql) {
        sql.push(if self.in_use { " and t.active = 1" } else { " and t.active = 0" });
        of_category(self.list, sql);
    }

    /// Adds what lies within bounds, and the order.
    fn push_ordered(&self, sql: &mut Sql, bounds: Bounds<'_>) {
        let list = self.list;
        let beyond = if list.descending { " < (" } else { " > (" };
        let within = if list.descending { " >= (" } else { " <= (" };
        for (bound, compare) in [(bounds.after, beyond), (bounds.up_to, within)] {
            let Some(Key(name, code)) = bound else { continue };
            match list.sort {
                ItemStockSort::Code => sql.push(" and (t.code)").push(compare).bind(code.as_str()),
                ItemStockSort::Name => {
                    sql.push(" and (t.name, t.code)").push(compare).bind(name.as_str()).push(", ").bind(code.as_str())
                }
            };
            sql.push(")");
        }
        sql.push(match (list.sort, list.descending) {
            (ItemStockSort::Code, false) => " order by t.code",
            (ItemStockSort::Code, true) => " order by t.code desc",
            (ItemStockSort::Name, false) => " order by t.name, t.code",
            (ItemStockSort::Name, true) => " order by t.name desc, t.code desc",
        });
    }
}

/// Adds whether an item `t` holds or expects something.
pub(super) fn push_stocked(ctx: &Ctx, filter: &Filter, sql: &mut Sql) {
    sql.push(
        "exists (select 1 from stock_balance b join location l on l.tenant_id = b.tenant_id and l.id = b.location_id
                 where b.tenant_id = t.tenant_id and b.item_id = t.id and b.holds = 1",
    );
    filter.places(ctx, sql);
    sql.push(
        ") or exists (select 1 from receiving_line n join receiving_order l on l.tenant_id = n.tenant_id and l.id = n.order_id
                      where n.tenant_id = t.tenant_id and n.item_id = t.id and n.is_open = 1
                        and l.state in ('planned', 'partial')",
    );
    filter.places(ctx, sql);
    sql.push(")");
}

/// Adds a selection of the items that are expected in the warehouses of a filter, an item once a line.
fn push_expected(sql: &mut Sql, ctx: &Ctx, tenant: i64, filter: &Filter) {
    sql.push(
        "select n.item_id from warehouse w cross join receiving_order l cross join receiving_line n
         where l.tenant_id = w.tenant_id and l.warehouse_id = w.id and l.state in ('planned', 'partial')
           and n.tenant_id = l.tenant_id and n.order_id = l.id and n.is_open = 1 and w.tenant_id = ",
    );
    sql.bind(tenant);
    filter.places(ctx, sql);
}

/// Whether little is held and expected where a filter asks.
async fn is_little(ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter) -> Result<bool> {
    if !holding::is_little(ctx, tx, filter).await? {
        return Ok(false);
    }
    let mut sql = Sql::default();
    push_expected(&mut sql, ctx, tx.tenant(), filter);
    let rows: i64 = sql.counted(Some(LITTLE + 1)).build().fetch_one(tx.conn()).await?.try_get(0)?;
    Ok(rows <= LITTLE)
}

const LITTLE_COLUMNS: &str = "select t.id, t.code, t.name, t.name2, t.unit, t.reorder_point";
