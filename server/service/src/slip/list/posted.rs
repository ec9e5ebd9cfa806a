//! Receipts and shipments, the latest first.

use model::{Page, PageRequest};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::strand::{self, Strand};
use super::{Shape, Span, of_warehouses};
use crate::search::{self, Position};
use crate::sql::Sql;
use crate::{Result, Tx, page};

/// A page of receipts or shipments that hold what is searched and were posted within some days.
pub(crate) async fn posted(
    tx: &mut Tx<'_>,
    shape: &Shape,
    warehouses: Option<&[i64]>,
    (query, days): (&str, Span),
    request: &PageRequest,
) -> Result<Page<AnyRow>> {
    if query.trim().is_empty() {
        listed(tx, shape, warehouses, days, request).await
    } else {
        searched(tx, shape, warehouses, (query, days), request).await
    }
}

/// Adds which days are wanted.
fn within(sql: &mut Sql, column: &'static str, days: Span) {
    if let Some(from) = days.from {
        sql.push(column).push(">= ").bind(from.to_string());
    }
    if let Some(to) = days.to {
        sql.push(column).push("<= ").bind(to.to_string());
    }
}

/// Along the number, or along warehouse and number; some days along warehouse and day, of which all are sorted.
async fn listed(
    tx: &mut Tx<'_>,
    shape: &Shape,
    warehouses: Option<&[i64]>,
    days: Span,
    request: &PageRequest,
) -> Result<Page<AnyRow>> {
    let after: Option<String> = page::after(request)?;
    let mut counted = Sql::new("select 1 from ");
    counted.push(shape.table).push(" where tenant_id = ").bind(tx.tenant());
    of_warehouses(&mut counted, " and warehouse_id ", warehouses);
    within(&mut counted, " and business_date ", days);
    let total = page::total(tx, request, counted).await?;
    let strands = Strand::each(warehouses, &[]);
    let ordered = |sql: &mut Sql| {
        if let Some(number) = &after {
            sql.push(" and number < ").bind(number.as_str());
        }
        within(sql, " and business_date ", days);
        // What no index has in this order is sorted; so few days never walk through the numbers of all others.
        let is_some_days = days.from.is_some() || days.to.is_some();
        sql.push(if is_some_days { " order by number || '' desc" } else { " order by number desc" });
    };
    let rows = strand::fetch(tx, shape, &strands, page::fetch_limit(request), ordered).await?;
    let number = |row: &AnyRow| row.try_get::<String, _>("number").unwrap_or_default();
    let mut rows: Vec<(String, AnyRow)> = rows.into_iter().map(|row| (number(&row), row)).collect();
    rows.sort_by(|(a, _), (b, _)| b.cmp(a));
    Ok(page::page(rows, request, total, |(number, _)| number.clone())?.map(|(_, row)| row))
}

async fn searched(
    tx: &mut Tx<'_>,
    shape: &Shape,
    warehouses: Option<&[i64]>,
    (query, days): (&str, Span),
    request: &PageRequest,
) -> Result<Page<AnyRow>> {
    let filter = |sql: &mut Sql| {
        of_warehouses(sql, " and t.warehouse_id ", warehouses);
        within(sql, " and t.business_date ", days);
    };
    let target = shape.target(true, &filter);
    let total = search::total(tx, &target, query, request.count).await?;
    let after: Option<Position> = page::after(request)?;
    let found = search::find(tx, &target, query, after.as_ref(), usize::from(request.limit())).await?;
    let next = found.resume.as_ref().map(page::cursor).transpose()?;
    Ok(Page { data: shape.by_ids(tx, &found.ids()).await?, next, total })
}

/// The receipts or shipments of an order, first to last, at most `shown` of them, and how many there are.
pub(crate) async fn of_order(tx: &mut Tx<'_>, shape: &Shape, order: i64, shown: usize) -> Result<(Vec<AnyRow>, u64)> {
    let tenant = tx.tenant();
    let of_order = |sql: &mut Sql, columns: &'static str| {
        sql.push(columns).push(shape.table).push(" where tenant_id = ").bind(tenant);
        sql.push(" and order_id = ").bind(order);
    };
    let sql = shape.of_rows(|sql| {
        of_order(sql, "select * from ");
        sql.push(" order by number limit ").bind(i64::try_from(shown).unwrap_or(i64::MAX));
    });
    let mut rows = sql.build().fetch_all(tx.conn()).await?;
    rows.sort_by_cached_key(|row| row.try_get::<String, _>("number").unwrap_or_default());
    let mut count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    if rows.len() == shown {
        let mut sql = Sql::default();
        of_order(&mut sql, "select count(*) from ");
        count = u64::try_from(sql.build().fetch_one(tx.conn()).await?.try_get::<i64, _>(0)?).unwrap_or(0);
    }
    Ok((rows, count))
}
