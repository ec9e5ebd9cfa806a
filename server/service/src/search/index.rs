//! Keeping the index of grams in step with the search keys.
//!
//! A row has some fifty grams all over the index, so that what costs is not the grams but the pages of the tree that
//! they lie on. Many rows are therefore gathered and written in the order of the index: each page is touched once for
//! all of them.

use super::gram::index_grams;
use crate::sql::{Sql, Value, parts};
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
    let mut changes = Changes::of(kind);
    for entry in entries {
        changes.add(tx, entry).await?;
    }
    changes.write(tx).await
}

/// Changes rows in the index; each pair is the same row before and after.
pub(crate) async fn change(tx: &mut Tx<'_>, kind: &'static str, pairs: &[(Entry, Entry)]) -> Result<()> {
    let mut changes = Changes::of(kind);
    for (old, new) in pairs {
        changes.change(tx, old, new).await?;
    }
    changes.write(tx).await
}

/// The most grams that are gathered: some megabytes.
const GATHERED_MAX: usize = 500_000;

/// The parameters that a gram takes in a statement.
const COLUMNS: usize = 3;

/// Changes of the index that were not written yet.
pub(crate) struct Changes {
    kind: &'static str,
    rows: Vec<Row>,
    added: Vec<Place>,
    gone: Vec<Place>,
}

/// Code and id of a row.
pub(super) type Row = (Box<str>, i64);

/// A gram of a row.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) gram: Gram,
    /// Which of the rows.
    pub(super) row: u32,
}

/// The bytes of a gram, which has at most two characters or eight of ASCII; zeros behind them. Their order is that of
/// the texts.
pub(super) type Gram = [u8; 8];

impl Changes {
    /// No changes yet.
    pub(crate) const fn of(kind: &'static str) -> Self {
        Self { kind, rows: Vec::new(), added: Vec::new(), gone: Vec::new() }
    }

    /// Adds a new row, and writes when much was gathered.
    pub(crate) async fn add(&mut self, tx: &mut Tx<'_>, entry: &Entry) -> Result<()> {
        let row = self.row(entry);
        let grams = index_grams(&entry.search_key);
        self.added.extend(grams.iter().map(|gram| Place { gram: bytes(gram), row }));
        self.write_if_many(tx).await
    }

    /// Changes a row, and writes when much was gathered.
    pub(crate) async fn change(&mut self, tx: &mut Tx<'_>, old: &Entry, new: &Entry) -> Result<()> {
        if old.search_key == new.search_key {
            return Ok(());
        }
        let row = self.row(new);
        let (before, after) = (index_grams(&old.search_key), index_grams(&new.search_key));
        self.gone.extend(before.difference(&after).map(|gram| Place { gram: bytes(gram), row }));
        self.added.extend(after.difference(&before).map(|gram| Place { gram: bytes(gram), row }));
        self.write_if_many(tx).await
    }

    fn row(&mut self, entry: &Entry) -> u32 {
        self.rows.push((entry.code.as_str().into(), entry.id));
        u32::try_from(self.rows.len() - 1).unwrap_or(u32::MAX)
    }

    async fn write_if_many(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        if self.added.len() + self.gone.len() < GATHERED_MAX { Ok(()) } else { self.write(tx).await }
    }

    /// Writes what was gathered.
    pub(crate) async fn write(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let (rows, mut added, mut gone) =
            (std::mem::take(&mut self.rows), std::mem::take(&mut self.added), std::mem::take(&mut self.gone));
        sort(&mut added, &rows);
        sort(&mut gone, &rows);
        for part in parts(tx.engine(), &gone, COLUMNS) {
            self.delete(tx, part, &rows).await?;
        }
        insert(tx, self.kind, &added, &rows).await
    }

    async fn delete(&self, tx: &mut Tx<'_>, places: &[Place], rows: &[Row]) -> Result<()> {
        let mut sql = Sql::new("delete from search_gram where tenant_id = ");
        sql.bind(tx.tenant()).push(" and kind = ").bind(self.kind).push(" and (gram, code, target_id) in (values ");
        push_places(&mut sql, places, rows);
        sql.push(")");
        sql.build().execute(tx.conn()).await?;
        Ok(())
    }
}

/// Puts places in the order of the index.
pub(super) fn sort(places: &mut [Place], rows: &[Row]) {
    places.sort_unstable_by(|a, b| {
        let (of_a, of_b) = (&rows[a.row as usize].0, &rows[b.row as usize].0);
        (a.gram, of_a, a.row).cmp(&(b.gram, of_b, b.row))
    });
}

/// Writes places, which stand in the order of the index.
pub(super) async fn insert(tx: &mut Tx<'_>, kind: &'static str, places: &[Place], rows: &[Row]) -> Result<()> {
    for part in parts(tx.engine(), places, COLUMNS) {
        let mut sql = Sql::new("insert into search_gram (tenant_id, kind, gram, code, target_id) select ");
        sql.bind(tx.tenant()).push(", ").bind(kind).push(", column1, column2, column3 from (values ");
        push_places(&mut sql, part, rows);
        sql.push(") as added");
        sql.build().execute(tx.conn()).await?;
    }
    Ok(())
}

/// Adds a row of gram, code and id for each.
fn push_places(sql: &mut Sql, places: &[Place], rows: &[Row]) {
    for (nth, Place { gram, row }) in places.iter().enumerate() {
        let (code, id) = &rows[*row as usize];
        let values: [Value; COLUMNS] = [text(gram).into(), (&**code).into(), (*id).into()];
        sql.push(if nth > 0 { ", " } else { "" }).bind_list(values);
    }
}

pub(super) fn bytes(gram: &str) -> Gram {
    let mut bytes = [0; 8];
    let length = gram.len().min(bytes.len());
    bytes[..length].copy_from_slice(&gram.as_bytes()[..length]);
    bytes
}

fn text(gram: &Gram) -> &str {
    let length = gram.iter().position(|byte| *byte == 0).unwrap_or(gram.len());
    std::str::from_utf8(&gram[..length]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grams_are_kept_as_they_are_and_in_their_order() {
        let key = model::search_key::search_key("TEA-0012 静岡県産 𠮷野家の𩸽 ﾁｮｺ café");
        let grams: Vec<&str> = index_grams(&key).into_iter().collect();
        assert!(grams.iter().any(|gram| gram.len() == 8 || gram.chars().any(|c| c.len_utf8() == 4)), "{grams:?}");
        for gram in &grams {
            assert_eq!(text(&bytes(gram)), *gram);
        }
        assert!(grams.iter().map(|gram| bytes(gram)).is_sorted());
    }
}
