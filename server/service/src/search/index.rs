//! Keeping the index of grams in step with the search keys.

use std::collections::BTreeSet;

use super::gram::index_grams;
use crate::sql::{Sql, Value};
use crate::{Result, Tx};

/// A row of a searched table, before or after a change.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: i64,
    pub(crate) code: String,
    pub(crate) search_key: String,
}

/// Adds new rows to the index.
pub(crate) async fn add(tx: &mut Tx<'_>, kind: &'static str, entries: &[Entry]) -> Result<()> {
    let grams =
        entries.iter().flat_map(|entry| index_grams(&entry.search_key).into_iter().map(move |gram| (gram, entry)));
    insert(tx, kind, grams.collect()).await
}

/// Changes rows in the index; each pair is the same row before and after.
pub(crate) async fn change(tx: &mut Tx<'_>, kind: &'static str, pairs: &[(Entry, Entry)]) -> Result<()> {
    let mut added = Vec::new();
    for (old, new) in pairs {
        let (before, after) = (index_grams(&old.search_key), index_grams(&new.search_key));
        added.extend(after.difference(&before).map(|gram| (gram.clone(), new)));
        delete(tx, kind, old, before.difference(&after).cloned().collect()).await?;
    }
    insert(tx, kind, added).await
}

/// Rows that one statement writes; a power of two.
const ROWS_MAX: usize = 1024;

async fn insert(tx: &mut Tx<'_>, kind: &'static str, mut grams: Vec<(String, &Entry)>) -> Result<()> {
    // In the order of the index, so that neighbours land on one page of the tree.
    grams.sort_unstable_by(|(a, x), (b, y)| (a, &x.code).cmp(&(b, &y.code)));
    let mut rest = grams.as_slice();
    while !rest.is_empty() {
        // In powers of two, so that few texts serve all numbers of rows.
        let (rows, tail) = rest.split_at(ROWS_MAX.min(1 << rest.len().ilog2()));
        rest = tail;
        let mut sql = Sql::new("insert into search_gram (tenant_id, kind, gram, code, target_id) select ");
        sql.bind(tx.tenant()).push(", ").bind(kind).push(", column1, column2, column3 from (values ");
        for (nth, (gram, entry)) in rows.iter().enumerate() {
            let row: [Value; 3] = [gram.as_str().into(), entry.code.as_str().into(), entry.id.into()];
            sql.push(if nth > 0 { ", " } else { "" }).bind_list(row);
        }
        sql.push(") as added");
        sql.build().execute(tx.conn()).await?;
    }
    Ok(())
}

async fn delete(tx: &mut Tx<'_>, kind: &'static str, entry: &Entry, grams: BTreeSet<String>) -> Result<()> {
    if grams.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("delete from search_gram where tenant_id = ");
    sql.bind(tx.tenant()).push(" and kind = ").bind(kind).push(" and gram in ").bind_list(grams);
    sql.push(" and code = ").bind(entry.code.as_str()).push(" and target_id = ").bind(entry.id);
    sql.build().execute(tx.conn()).await?;
    Ok(())
}
