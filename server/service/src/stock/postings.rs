//! What explains on hand: the postings with their running balance, latest first.

use model::stock::{ListPostings, PostingView};
use model::{Page, Permission, SlipNumber};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Filter, Named};
use crate::page::{self, fetch_limit};
use crate::slip::row;
use crate::sql::Sql;
use crate::{Ctx, Query, Result, Tx};

const COLUMNS: &str = "select p.transaction_id, p.line, t.recorded_at, t.business_date, t.kind, t.slip_number, \
     t.order_number, i.code as item, w.code as warehouse, l.code as location, lt.number as lot_number, \
     lt.date_kind as lot_date_kind, lt.date as lot_date, s.code as status, p.quantity, p.on_hand_after, \
     coalesce(u.name, '') as user_name, coalesce(r.name, '') as reason, t.note ";

/// `cross join` keeps SQLite at this order of the tables, which is that of the rows; to PostgreSQL it is any join.
const FROM: &str = " from posting p \
     cross join ledger_transaction t \
     cross join item i \
     cross join location l \
     cross join warehouse w \
     cross join lot lt \
     cross join stock_status s \
     left join user_account u on u.tenant_id = t.tenant_id and u.id = t.user_id \
     left join reason r on r.tenant_id = t.tenant_id and r.id = t.reason_id \
     where t.tenant_id = p.tenant_id and t.id = p.transaction_id \
     and i.tenant_id = p.tenant_id and i.id = p.item_id \
     and l.tenant_id = p.tenant_id and l.id = p.location_id \
     and w.tenant_id = l.tenant_id and w.id = l.warehouse_id \
     and lt.tenant_id = p.tenant_id and lt.id = p.lot_id \
     and s.tenant_id = p.tenant_id and s.id = p.status_id \
     and p.key_seq is not null and p.tenant_id = ";

/// Where a posting stands: its transaction, which rises with time, and its line.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Key(i64, i64);

impl Query for ListPostings {
    type Answer = Page<PostingView>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<PostingView>> {
        ctx.require(Permission::View)?;
        let named = Named {
            item: self.item.as_ref(),
            warehouse: self.warehouse.as_ref(),
            location: self.location.as_ref(),
            status: self.status.as_ref(),
            portion: self.portion.as_ref(),
        };
        let filter = Filter::of(ctx, tx, named).await?;
        let total = page::total(tx, &self.page, select(self, ctx, tx.tenant(), &filter, "select 1")).await?;
        let sql = list_sql(self, ctx, tx.tenant(), &filter, page::after(&self.page)?);
        let rows = sql.build().fetch_all(tx.conn()).await?;
        let rows =
            rows.iter().map(|row| Ok((Key(row.try_get("transaction_id")?, row.try_get("line")?), view(ctx, row)?)));
        let rows = rows.collect::<Result<Vec<_>>>()?;
        Ok(page::page(rows, &self.page, total, |(key, _)| *key)?.map(|(_, view)| view))
    }
}

/// Along `posting_by_item`, `posting_by_location`, or `posting_pk`.
fn list_sql(list: &ListPostings, ctx: &Ctx, tenant: i64, filter: &Filter, after: Option<Key>) -> Sql {
    let mut sql = select(list, ctx, tenant, filter, COLUMNS);
    if let Some(Key(transaction, line)) = after {
        sql.push(" and (p.transaction_id, p.line) < (").bind(transaction).push(", ").bind(line).push(")");
    }
    sql.push(" order by p.transaction_id desc, p.line desc limit ").bind(fetch_limit(&list.page));
    sql
}

fn select(list: &ListPostings, ctx: &Ctx, tenant: i64, filter: &Filter, columns: &'static str) -> Sql {
    let mut sql = Sql::new(columns);
    sql.push(FROM).bind(tenant);
    if let Some(item) = filter.item {
        sql.push(" and p.item_id = ").bind(item.get());
    }
    if let Some(ids) = &filter.locations {
        sql.push(" and p.location_id in ").bind_list(ids.iter().copied());
    }
    if let Some(status) = filter.status {
        sql.push(" and p.status_id = ").bind(status.get());
    }
    if let Some(lot) = filter.lot {
        sql.push(" and p.lot_id = ").bind(lot.get());
    }
    if let Some(number) = &list.lot.number {
        sql.push(" and lt.number = ").bind(number.as_str());
    }
    if let Some(date) = list.lot.best_before.or(list.lot.use_by) {
        sql.push(" and lt.date = ").bind(date.to_string());
    }
    if let Some(slip) = &list.slip {
        of_slip(&mut sql, tenant, slip);
    }
    filter.places(ctx, &mut sql);
    sql
}

/// Postings of a slip, or of the slips of an order.
fn of_slip(sql: &mut Sql, tenant: i64, slip: &SlipNumber) {
    sql.push(" and p.transaction_id in (select x.id from ledger_transaction x where x.tenant_id = ").bind(tenant);
    sql.push(" and x.slip_number = ").bind(slip.as_str());
    sql.push(" union all select x.id from ledger_transaction x where x.tenant_id = ").bind(tenant);
    sql.push(" and x.order_number = ").bind(slip.as_str()).push(" and x.order_number <> '')");
}

fn view(ctx: &Ctx, row: &AnyRow) -> Result<PostingView> {
    let order: &str = row.try_get("order_number")?;
    Ok(PostingView {
        recorded_at: row::local(ctx, row, "recorded_at")?,
        business_date: row::date(row, "business_date")?,
        kind: row::named(row, "kind")?,
        slip: row::named(row, "slip_number")?,
        order: if order.is_empty() { None } else { Some(row::named(row, "order_number")?) },
        item: row::named(row, "item")?,
        warehouse: row::named(row, "warehouse")?,
        location: row::named(row, "location")?,
        lot: row::lot(row)?,
        status: row::named(row, "status")?,
        quantity: row::quantity(row, "quantity")?,
        on_hand_after: row::quantity(row, "on_hand_after")?,
        user: row.try_get("user_name")?,
        reason: row.try_get("reason")?,
        note: row.try_get("note")?,
    })
}

#[cfg(test)]
pub(super) mod explain {
    //! The statements of this list, for the test that asks which index serves them.

    use super::*;

    /// The second page of an item's postings, of a location's, or of all.
    pub(crate) fn second_page(ctx: &Ctx, tenant: i64, filter: &Filter) -> Sql {
        list_sql(&ListPostings::default(), ctx, tenant, filter, Some(Key(i64::MAX / 2, 1)))
    }
}
