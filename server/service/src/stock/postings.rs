//! What explains on hand: the postings with their running balance, latest first.
//!
//! What always holds: a page looks at a bounded number of postings. It goes along an index that knows the most of what
//! is asked for; where the rest leaves too few, it says where it stopped, so that the next page goes on there.

mod walk;
mod way;

use std::collections::HashMap;

use async_trait::async_trait;
use model::stock::{ListPostings, PostingView};
use model::{Page, Permission};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Filter, Named};
use crate::page::{self, fetch_limit};
use crate::slip::resolve::padded;
use crate::slip::row;
use crate::sql::Sql;
use crate::{Ctx, Query, Result, Tx};
use walk::Walk;
use way::{Key, Wanted};

const COLUMNS: &str = "select p.transaction_id, p.line, t.recorded_at, t.business_date, t.kind, t.slip_number, \
     t.order_number, i.code as item, i.name as item_name, i.name2 as item_name2, w.code as warehouse, l.code as location, lt.number as lot_number, \
     lt.date_kind as lot_date_kind, lt.date as lot_date, s.code as status, p.quantity, p.on_hand_after, \
     coalesce(u.name, '') as user_name, coalesce(u.login, '') as user_login, coalesce(r.name, '') as reason, \
     coalesce(r.code, '') as reason_code, t.note from (values ";

/// `cross join` keeps SQLite at this order of the tables; to PostgreSQL it is any join.
const JOINS: &str = ") few \
     cross join posting p \
     cross join ledger_transaction t \
     cross join item i \
     cross join location l \
     cross join warehouse w \
     cross join lot lt \
     cross join stock_status s \
     left join user_account u on u.tenant_id = t.tenant_id and u.id = t.user_id \
     left join reason r on r.tenant_id = t.tenant_id and r.id = t.reason_id \
     where p.transaction_id = few.column1 and p.line = few.column2 \
     and t.tenant_id = p.tenant_id and t.id = p.transaction_id \
     and i.tenant_id = p.tenant_id and i.id = p.item_id \
     and l.tenant_id = p.tenant_id and l.id = p.location_id \
     and w.tenant_id = l.tenant_id and w.id = l.warehouse_id \
     and lt.tenant_id = p.tenant_id and lt.id = p.lot_id \
     and s.tenant_id = p.tenant_id and s.id = p.status_id \
     and p.tenant_id = ";

#[async_trait]
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
        let wanted = Wanted::of(self, ctx, tx, filter).await?;
        let walk = Walk { wanted: &wanted, ways: wanted.ways() };
        let total = walk.total(tx, self.page.count).await?;
        let (keys, stopped) = walk.keys(tx, page::after(&self.page)?, fetch_limit(&self.page)).await?;
        let mut page = page::page(keys, &self.page, total, |key| *key)?;
        if let (None, Some(stopped)) = (&page.next, stopped) {
            page.next = Some(page::cursor(&stopped)?);
        }
        let mut views = views(ctx, tx, &page.data).await?;
        let data = page.data.iter().filter_map(|key| views.remove(&key.row())).collect();
        Ok(Page { data, next: page.next, total: page.total })
    }
}

/// The postings of a page in full.
async fn views(ctx: &Ctx, tx: &mut Tx<'_>, keys: &[Key]) -> Result<HashMap<(i64, i64), PostingView>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new(COLUMNS);
    for (nth, key) in padded(keys.iter().copied()).into_iter().enumerate() {
        let (transaction, line) = key.row();
        sql.push(if nth > 0 { ", " } else { "" }).bind_list([transaction, line]);
    }
    sql.push(JOINS).bind(tx.tenant());
    let rows = sql.build().fetch_all(tx.conn()).await?;
    let each = |row: &AnyRow| Ok(((row.try_get("transaction_id")?, row.try_get("line")?), view(ctx, row)?));
    rows.iter().map(each).collect()
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
        item_name: row.try_get("item_name")?,
        item_name2: row.try_get("item_name2")?,
        warehouse: row::named(row, "warehouse")?,
        location: row::named(row, "location")?,
        lot: row::lot(row)?,
        status: row::named(row, "status")?,
        quantity: row::quantity(row, "quantity")?,
        on_hand_after: row::quantity(row, "on_hand_after")?,
        user: row.try_get("user_name")?,
        user_id: row.try_get("user_login")?,
        reason: row.try_get("reason")?,
        reason_code: row.try_get("reason_code")?,
        note: row.try_get("note")?,
    })
}
