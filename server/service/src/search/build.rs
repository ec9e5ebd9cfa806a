//! Building the index of a table as a whole, for rows that went in without it.
//!
//! The grams of many rows lie all over the index. They are written in its order, a stretch of it at a time, so that each
//! page of the tree is touched once; each stretch costs a walk over the table, so it is as long as memory allows.

use std::ops::Range;
use std::sync::Arc;

use model::TenantId;
use sqlx::Row as _;

use super::gram::each_gram;
use super::index::{self, Gram, Place, Row};
use crate::sql::Sql;
use crate::{Result, Store, Tx};

/// A searched table.
#[derive(Clone, Copy)]
pub(crate) struct Table {
    /// Its kind in `search_gram`.
    pub(crate) kind: &'static str,
    pub(crate) name: &'static str,
    /// The column of its codes.
    pub(crate) code: &'static str,
}

/// The grams of a stretch where a hundred megabytes may be used.
pub(crate) const STRETCH_PLACES: usize = 6_000_000;

/// One row of so many tells where the grams lie.
const SAMPLED: usize = 64;

/// Rows that are read at once.
const READ_ROWS: i64 = 2000;

/// Grams that one transaction writes.
const WRITTEN_PLACES: usize = 200_000;

/// Builds the index of a table that has none yet, in stretches of about so many grams.
///
/// # Errors
/// The database's.
pub(crate) async fn build(store: &Store, tenant: TenantId, table: Table, stretch_places: usize) -> Result<()> {
    let mut begin = None;
    for end in ends(store, tenant, table, stretch_places).await? {
        let (places, rows) = stretch(store, tenant, table, begin..end).await?;
        let (places, rows) = (Arc::new(places), Arc::new(rows));
        for from in (0..places.len()).step_by(WRITTEN_PLACES) {
            let (places, rows) = (Arc::clone(&places), Arc::clone(&rows));
            let write = store.write(tenant, move |tx| {
                let (places, rows) = (Arc::clone(&places), Arc::clone(&rows));
                Box::pin(async move {
                    let part = &places[from..(from + WRITTEN_PLACES).min(places.len())];
                    index::insert(tx, table.kind, part, &rows).await
                })
            });
            write.await?;
        }
        begin = end;
    }
    Ok(())
}

/// Where stretches end, which hold about the same number of grams each; the last has no end.
async fn ends(store: &Store, tenant: TenantId, table: Table, stretch_places: usize) -> Result<Vec<Option<Gram>>> {
    let (mut sample, mut nth) = (Vec::new(), 0_usize);
    each_row(store, tenant, table, |_, _, search_key| {
        if nth.is_multiple_of(SAMPLED) {
            each_gram(search_key, |gram| sample.push(index::bytes(gram)));
        }
        nth += 1;
    })
    .await?;
    sample.sort_unstable();
    let between = sample.chunks((stretch_places / SAMPLED).max(1)).skip(1).map(|stretch| Some(stretch[0]));
    let mut ends: Vec<_> = between.chain([None]).collect();
    ends.dedup();
    Ok(ends)
}

/// The grams from the first end to the second, in the order of the index.
async fn stretch(
    store: &Store,
    tenant: TenantId,
    table: Table,
    range: Range<Option<Gram>>,
) -> Result<(Vec<Place>, Vec<Row>)> {
    let (mut places, mut rows) = (Vec::new(), Vec::new());
    each_row(store, tenant, table, |id, code, search_key| {
        let row = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let before = places.len();
        each_gram(search_key, |gram| {
            let gram = index::bytes(gram);
            if Some(gram) >= range.start && range.end.is_none_or(|end| gram < end) {
                places.push(Place { gram, row });
            }
        });
        if places.len() > before {
            rows.push((code.into(), id));
        }
    })
    .await?;
    index::sort(&mut places, &rows);
    // A row may have a gram at several places of its key.
    places.dedup_by_key(|place| (place.gram, place.row));
    Ok((places, rows))
}

/// Walks over the rows of a table: id, code and search key.
async fn each_row(
    store: &Store,
    tenant: TenantId,
    table: Table,
    mut found: impl FnMut(i64, &str, &str) + Send,
) -> Result<()> {
    let (mut after, mut more) = (i64::MIN, true);
    while more {
        let rows = store.read(tenant, |tx| Box::pin(read(tx, table, after))).await?;
        more = rows.len() == usize::try_from(READ_ROWS).unwrap_or_default();
        for row in &rows {
            after = row.try_get(0)?;
            found(after, row.try_get(1)?, row.try_get(2)?);
        }
    }
    Ok(())
}

async fn read(tx: &mut Tx<'_>, table: Table, after: i64) -> Result<Vec<sqlx::any::AnyRow>> {
    let mut sql = Sql::new("select id, ");
    sql.push(table.code).push(", search_key from ").push(table.name).push(" where tenant_id = ").bind(tx.tenant());
    sql.push(" and id > ").bind(after).push(" order by id limit ").bind(READ_ROWS);
    Ok(sql.build().fetch_all(tx.conn()).await?)
}

#[cfg(test)]
mod tests {
    use model::item::CreateItem;
    use sqlx::Row;

    use super::*;
    use crate::item::GRAM_KIND;
    use crate::item::tests::form;
    use crate::testing::TestStore;
    use crate::{Ctx, both_engines};

    async fn grams(store: &TestStore, ctx: &Ctx) -> Vec<(String, String, i64)> {
        let sql = "select gram, code, target_id from search_gram where tenant_id = $1 order by gram, code, target_id";
        let read = store.read(ctx.tenant, |tx| {
            Box::pin(async move { Ok(sqlx::query(sql).bind(tx.tenant()).fetch_all(tx.conn()).await?) })
        });
        let rows = read.await.unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
    }

    both_engines! {
        async fn an_index_built_as_a_whole_is_the_one_that_grew(store: TestStore) {
            let (ctx, other) = (store.tenant("acme").await, store.tenant("other").await);
            for nth in 0..150 {
                let item = form(&format!("TEA-{nth:04}"), &format!("静岡県産 お茶お茶 {}g", nth * 7));
                store.run(&ctx, item.clone()).await.unwrap();
                store.run(&other, CreateItem { name: "別".into(), ..item }).await.unwrap();
            }
            let (grown, of_other) = (grams(&store, &ctx).await, grams(&store, &other).await);
            store.sql(&ctx, "delete from search_gram where tenant_id = $1").await.unwrap();
            let table = Table { kind: GRAM_KIND, name: "item", code: "code" };
            assert!(ends(&store, ctx.tenant, table, 500).await.unwrap().len() > 5);
            build(&store, ctx.tenant, table, 500).await.unwrap();
            assert_eq!(grams(&store, &ctx).await, grown);
            assert_eq!(grams(&store, &other).await, of_other);
        }
    }
}
