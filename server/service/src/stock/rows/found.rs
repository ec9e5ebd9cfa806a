//! Balances of the items that a search finds, in its order.

use model::page::{Count, Total};
use model::stock::{ListStock, StockRow, StockSort};
use model::{ItemId, Page};
use serde::{Deserialize, Serialize};
use sqlx::Row;

use super::{Bounds, Filter, Key, key, list_sql, push_held, view};
use crate::page::{self, fetch_limit};
use crate::search::{self, CANDIDATES_MAX, Position, Target};
use crate::slip::resolve::padded;
use crate::sql::Sql;
use crate::{Ctx, Result, Tx};

/// Items whose balances one statement counts.
const COUNTED_ITEMS: usize = 512;

/// Where a page begins: behind an item, or inside it behind a row.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct SearchKey {
    /// The item before the first one of the page.
    behind: Option<Position>,
    /// The row of the first item that the page before ended with.
    inside: Option<Key>,
}

/// Items in the order of the search, each with its rows.
pub(super) async fn searched(list: &ListStock, ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter) -> Result<Page<StockRow>> {
    let only = |sql: &mut Sql| {
        if let Some(item) = filter.item {
            sql.push(" and t.id = ").bind(item.get());
        }
        sql.push(" and exists (select 1 from stock_balance b join location l on l.tenant_id = b.tenant_id and l.id = b.location_id");
        sql.push(" where b.tenant_id = t.tenant_id and b.item_id = t.id");
        push_held(sql, ctx, filter);
        sql.push(")");
    };
    let target = Target::items(&only);
    let total = total(list, ctx, tx, filter, &target).await?;
    let SearchKey { behind, inside } = page::after(&list.page)?.unwrap_or_default();
    let limit = usize::from(list.page.limit());
    let found = search::find(tx, &target, &list.search, behind.as_ref(), limit).await?;
    let mut data = Vec::new();
    let mut before = behind;
    for (nth, hit) in found.hits.iter().enumerate() {
        let one = Filter { item: Some(ItemId::new(hit.id)), ..filter.clone() };
        let inside = inside.as_ref().filter(|_| nth == 0);
        let by_item = ListStock { sort: StockSort::Item, ..list.clone() };
        let bounds = Bounds { after: inside, up_to: None };
        let sql = list_sql(&by_item, ctx, tx.tenant(), &one, bounds, fetch_limit(&list.page));
        for row in sql.build().fetch_all(tx.conn()).await? {
            if data.len() == limit {
                let last: &(Key, StockRow) = &data[limit - 1];
                let ended_inside = last.0.item == hit.position.code();
                let next = SearchKey { behind: before, inside: ended_inside.then(|| last.0.clone()) };
                let data = data.into_iter().map(|(_, view)| view).collect();
                return Ok(Page { data, next: Some(page::cursor(&next)?), total });
            }
            data.push((key(&row)?, view(&row)?));
        }
        before = Some(hit.position.clone());
    }
    let next =
        found.resume.map(|resume| page::cursor(&SearchKey { behind: Some(resume), inside: None })).transpose()?;
    Ok(Page { data: data.into_iter().map(|(_, view)| view).collect(), next, total })
}

/// Counts the rows of the items that are found as far as was asked: exactly when asked for, else up to
/// [`Total::BOUND`] rows of the items that one look finds.
async fn total(
    list: &ListStock,
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    filter: &Filter,
    target: &Target<'_>,
) -> Result<Option<Total>> {
    if list.page.count == Count::No {
        return Ok(None);
    }
    let is_bounded = list.page.count == Count::Bounded;
    let items_max = usize::try_from(CANDIDATES_MAX).unwrap_or(usize::MAX);
    let (mut rows, mut behind) = (0, None);
    loop {
        let found = search::find(tx, target, &list.search, behind.as_ref(), items_max).await?;
        for ids in found.ids().chunks(COUNTED_ITEMS) {
            rows += held_rows(ctx, tx, filter, ids).await?;
            if is_bounded && rows > Total::BOUND {
                return Ok(Some(Total { rows: Total::BOUND, more: true }));
            }
        }
        behind = found.resume;
        if behind.is_none() || is_bounded {
            return Ok(Some(Total { rows, more: behind.is_some() }));
        }
    }
}

/// How many rows these items have, along `stock_balance_held_by_item`.
async fn held_rows(ctx: &Ctx, tx: &mut Tx<'_>, filter: &Filter, items: &[i64]) -> Result<u64> {
    let mut sql = Sql::new(
        "select count(*)
         from stock_balance b
         cross join location l
         where l.tenant_id = b.tenant_id and l.id = b.location_id and b.tenant_id = ",
    );
    sql.bind(tx.tenant()).push(" and b.item_id in ").bind_list(padded(items.iter().copied()));
    push_held(&mut sql, ctx, filter);
    let rows: i64 = sql.build().fetch_one(tx.conn()).await?.try_get(0)?;
    Ok(u64::try_from(rows).unwrap_or(0))
}
