//! Lists of items, each sort order with its index, and the categories.

#[cfg(test)]
mod explain;

use std::cmp::Ordering;

use async_trait::async_trait;
use model::item::{ActiveFilter, ItemSort, ItemView, ListCategories, ListItems};
use model::page::Total;
use model::{Page, Permission};
use serde::{Deserialize, Serialize};
use sqlx::Row;

use super::read::{self, Item};
use crate::page::{self, fetch_limit};
use crate::search::{self, Course, Sought, Target};
use crate::sql::Sql;
use crate::{Ctx, Query, Result, Tx};

/// The most categories that are listed.
const CATEGORIES_MAX: i64 = 1000;

/// Where a row stands in its order: the sort column, then the code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Key(Column, String);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
enum Column {
    Code,
    Int(i64),
    Text(String),
}

fn key(sort: ItemSort, item: &ItemView) -> Key {
    let column = match sort {
        ItemSort::Code => Column::Code,
        ItemSort::Name => Column::Text(item.name.clone()),
        ItemSort::Category => Column::Text(item.category.clone()),
        ItemSort::Updated => Column::Int(item.updated_at.instant.micros()),
    };
    Key(column, item.code.as_str().to_owned())
}

/// The order that a cursor belongs to.
type Order = (ItemSort, bool);

const fn order(list: &ListItems) -> Order {
    (list.sort, list.descending)
}

/// The key after which the page begins.
///
/// # Errors
/// [`model::ErrorCode::BadRequest`] for a cursor of another order, or whose column is not of its order.
fn after(list: &ListItems) -> Result<Option<Key>> {
    let after: Option<Key> = page::after_in(&list.page, &order(list))?;
    let fits = after.as_ref().is_none_or(|Key(column, _)| {
        matches!(
            (list.sort, column),
            (ItemSort::Code, Column::Code)
                | (ItemSort::Name | ItemSort::Category, Column::Text(_))
                | (ItemSort::Updated, Column::Int(_))
        )
    });
    if fits { Ok(after) } else { Err(page::foreign()) }
}

#[async_trait]
impl Query for ListItems {
    type Answer = Page<ItemView>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<ItemView>> {
        ctx.require(Permission::View)?;
        let page =
            if self.search.trim().is_empty() { listed(self, ctx, tx).await? } else { searched(self, ctx, tx).await? };
        Ok(page.map(|item| item.view))
    }
}

/// Which values of `active` are wanted, each a range of the index of its own.
const fn flags(active: ActiveFilter) -> &'static [i64] {
    match active {
        ActiveFilter::Active => &[1],
        ActiveFilter::Inactive => &[0],
        ActiveFilter::All => &[1, 0],
    }
}

async fn listed(list: &ListItems, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<Item>> {
    let after = after(list)?;
    let mut items = Vec::new();
    for flag in flags(list.active) {
        let sql = list_sql(list, tx, *flag, after.as_ref());
        items.extend(read::fetch(ctx, tx, sql).await?);
    }
    items.sort_by(|a, b| ordered(list, &a.view, &b.view));
    let total = page::total(tx, &list.page, count_sql(list, tx)).await?;
    page::page(items, &list.page, total, |item| (order(list), key(list.sort, &item.view)))
}

fn ordered(list: &ListItems, a: &ItemView, b: &ItemView) -> Ordering {
    let order = key(list.sort, a).cmp(&key(list.sort, b));
    if list.descending { order.reverse() } else { order }
}

/// One page of one range: every order runs along an index that ends in the code.
fn list_sql(list: &ListItems, tx: &Tx<'_>, flag: i64, after: Option<&Key>) -> Sql {
    let mut sql = read::select(tx);
    sql.push(" and t.active = ").bind(flag);
    if !list.category.is_empty() {
        sql.push(" and t.category = ").bind(list.category.as_str());
    }
    let column = match list.sort {
        ItemSort::Code => None,
        ItemSort::Name => Some("t.name"),
        ItemSort::Category => Some("t.category"),
        ItemSort::Updated => Some("t.updated_at"),
    };
    let (compare, direction) = if list.descending { (" < ", " desc") } else { (" > ", "") };
    if let Some(Key(at, code)) = after {
        sql.push(" and (");
        if let Some(column) = column {
            sql.push(column).push(", ");
        }
        sql.push("t.code)").push(compare).push("(");
        match at {
            Column::Code => {}
            Column::Int(at) => drop(sql.bind(*at).push(", ")),
            Column::Text(at) => drop(sql.bind(at.as_str()).push(", ")),
        }
        sql.bind(code.as_str()).push(")");
    }
    sql.push(" order by ");
    if let Some(column) = column {
        sql.push(column).push(direction).push(", ");
    }
    sql.push("t.code").push(direction).push(" limit ").bind(fetch_limit(&list.page));
    sql
}

fn count_sql(list: &ListItems, tx: &Tx<'_>) -> Sql {
    let mut sql = Sql::new("select 1 from item t where t.tenant_id = ");
    sql.bind(tx.tenant());
    filter(list, &mut sql);
    sql
}

fn filter(list: &ListItems, sql: &mut Sql) {
    sql.push(" and t.active in ").bind_list(flags(list.active).iter().copied());
    if !list.category.is_empty() {
        sql.push(" and t.category = ").bind(list.category.as_str());
    }
}

/// Searches. Up to [`search::SORTED_HITS_MAX`] hits come in the order asked for, more in the order of the search.
async fn searched(list: &ListItems, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<Item>> {
    let filter = |sql: &mut Sql| filter(list, sql);
    let target = Target::items(&filter);
    let total = search::total(tx, &target, &list.search, list.page.count).await?;
    let sought = Sought {
        query: &list.search,
        order: &order(list),
        as_found: list.sort == ItemSort::Code && !list.descending,
        request: &list.page,
    };
    match search::course(tx, &target, sought, || after(list)).await? {
        Course::Sorted { ids, after } => sorted(list, read::by_ids(ctx, tx, &ids).await?, after.as_ref(), total),
        Course::Found { ids, next } => Ok(Page { data: read::by_ids(ctx, tx, &ids).await?, next, total }),
    }
}

/// A page of items that are all there.
fn sorted(list: &ListItems, mut items: Vec<Item>, after: Option<&Key>, total: Option<Total>) -> Result<Page<Item>> {
    items.sort_by(|a, b| ordered(list, &a.view, &b.view));
    let beyond = |item: &Item| {
        after.is_none_or(|after| {
            let order = key(list.sort, &item.view).cmp(after);
            order == if list.descending { Ordering::Less } else { Ordering::Greater }
        })
    };
    items.retain(beyond);
    page::page(items, &list.page, total, |item| (order(list), key(list.sort, &item.view)))
}

#[async_trait]
impl Query for ListCategories {
    type Answer = Vec<String>;

    /// Walks the index from one category to the next, so that it costs the number of categories, not of items.
    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Vec<String>> {
        ctx.require(Permission::View)?;
        let rows = sqlx::query(
            "with recursive found (category) as (
                 select (select min(category) from item where tenant_id = $1 and active = 1 and category > '')
                 union all
                 select (select min(i.category) from item i
                         where i.tenant_id = $1 and i.active = 1 and i.category > found.category)
                 from found
                 where found.category is not null)
             select category
             from found
             where category is not null
             limit $2",
        )
        .bind(tx.tenant())
        .bind(CATEGORIES_MAX)
        .fetch_all(tx.conn())
        .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }
}
