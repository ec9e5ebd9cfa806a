//! Search in items and partners: exact codes first, then codes that begin with the query, then what contains it.
//!
//! What always holds: a search costs the same however many rows there are. It walks the rarest gram of the query in
//! the order of the codes, looks at no more than [`CANDIDATES_MAX`] rows, and says where it stopped, so that the next
//! page goes on there and nothing is left out.

mod all;
#[cfg(test)]
mod explain;
pub(crate) mod gram;
pub(crate) mod index;
#[cfg(test)]
mod tests;

use model::page::{Count, Total};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::sql::{Sql, above_prefix, containing};
use crate::{Result, Tx};
use gram::Probe;

/// The most rows of the rarest gram that one page looks at.
const CANDIDATES_MAX: i64 = 10_000;

/// Rows looked at first; each further batch is four times larger.
const BATCH_FIRST: i64 = 200;

/// A gram with fewer rows than this is rare enough to be taken at once.
const RARE_ROWS: i64 = 500;

/// The second look, when no gram of the query is rare.
const COMMON_ROWS: i64 = 5_000;

/// What is searched.
pub(crate) struct Target<'a> {
    /// The kind in `search_gram`.
    pub(crate) kind: &'static str,
    /// The table, which has `id`, `code` and `search_key`.
    pub(crate) table: &'static str,
    /// Whether barcodes count as exact codes.
    pub(crate) barcodes: bool,
    /// Adds conditions on the table, which is called `t`.
    pub(crate) filter: &'a (dyn Fn(&mut Sql) + Sync),
}

/// Where a hit stands in the results: 0 exact, 1 prefix, 2 contained; then by code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Position(u8, String);

impl Position {
    /// The code of the hit that stands here.
    pub(crate) fn code(&self) -> &str {
        &self.1
    }
}

const EXACT: u8 = 0;
const PREFIX: u8 = 1;
const CONTAINED: u8 = 2;

/// A row that was found.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) position: Position,
    pub(crate) id: i64,
}

/// A part of the results.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) hits: Vec<Hit>,
    /// Where to go on; none when everything was seen.
    pub(crate) resume: Option<Position>,
}

impl Found {
    /// The rows found, in their order.
    pub(crate) fn ids(&self) -> Vec<i64> {
        self.hits.iter().map(|hit| hit.id).collect()
    }
}

/// Finds up to `want` rows after a position.
pub(crate) async fn find(
    tx: &mut Tx<'_>,
    target: &Target<'_>,
    query: &str,
    after: Option<&Position>,
    want: usize,
) -> Result<Found> {
    let words = model::search_key::words(query);
    if words.is_empty() {
        return Ok(Found::default());
    }
    let forms = forms(query);
    let exact = exact(tx, target, query, &forms).await?;
    let search = Search { target, words, forms, exact: exact.iter().map(|hit| hit.id).collect(), want: want + 1 };
    let mut hits: Vec<Hit> = exact.into_iter().filter(|hit| after.is_none_or(|after| hit.position > *after)).collect();
    let start = |stage: u8| after.filter(|after| after.0 >= stage).map(|after| after.1.clone());
    if after.is_none_or(|after| after.0 <= PREFIX) {
        let from = if after.is_some_and(|after| after.0 == PREFIX) { start(PREFIX) } else { None };
        search.prefix(tx, from.unwrap_or_default(), &mut hits).await?;
    }
    let mut stopped = None;
    if hits.len() < search.want {
        stopped = search.contained(tx, start(CONTAINED).unwrap_or_default(), &mut hits).await?;
    }
    let more = hits.len() > want;
    hits.truncate(want);
    let resume = if more { hits.last().map(|hit| hit.position.clone()) } else { stopped };
    Ok(Found { hits, resume })
}

/// Counts the hits as far as was asked: exactly when asked for, else as far as one page would look.
pub(crate) async fn total(tx: &mut Tx<'_>, target: &Target<'_>, query: &str, count: Count) -> Result<Option<Total>> {
    if count == Count::No {
        return Ok(None);
    }
    let bound = usize::try_from(Total::BOUND).unwrap_or(usize::MAX);
    let (mut rows, mut after) = (0, None);
    loop {
        let found = find(tx, target, query, after.as_ref(), bound).await?;
        rows += u64::try_from(found.hits.len()).unwrap_or(0);
        after = found.resume;
        if after.is_none() || count == Count::Bounded {
            return Ok(Some(Total { rows, more: after.is_some() }));
        }
    }
}

/// How a code may be written that the query means: as typed, in capitals, in small letters.
fn forms(query: &str) -> Vec<String> {
    let typed = model::text::fold_width(query).trim().to_owned();
    let mut forms = vec![typed.to_uppercase(), typed.to_lowercase(), typed];
    forms.sort();
    forms.dedup();
    forms
}

/// Rows with exactly this code, or this barcode.
async fn exact(tx: &mut Tx<'_>, target: &Target<'_>, query: &str, forms: &[String]) -> Result<Vec<Hit>> {
    let mut sql = Sql::new("select t.id, t.code from ");
    sql.push(target.table).push(" t where t.tenant_id = ").bind(tx.tenant());
    sql.push(" and t.code in ").bind_list(forms.iter().map(String::as_str));
    (target.filter)(&mut sql);
    let mut rows = sql.build().fetch_all(tx.conn()).await?;
    if target.barcodes
        && let Ok(barcode) = model::barcode::Barcode::parse(query)
    {
        let mut sql = Sql::new(
            "select t.id, t.code
             from item_barcode b
             join item t on t.tenant_id = b.tenant_id and t.id = b.item_id
             where b.active = 1 and b.tenant_id = ",
        );
        sql.bind(tx.tenant()).push(" and b.lookup_key = ").bind(barcode.lookup_key());
        (target.filter)(&mut sql);
        rows.extend(sql.build().fetch_all(tx.conn()).await?);
    }
    let mut hits = rows.iter().map(|row| hit(EXACT, row)).collect::<Result<Vec<_>>>()?;
    hits.sort_by(|a, b| a.position.cmp(&b.position));
    hits.dedup_by_key(|hit| hit.id);
    Ok(hits)
}

fn hit(stage: u8, row: &AnyRow) -> Result<Hit> {
    Ok(Hit { position: Position(stage, row.try_get("code")?), id: row.try_get("id")? })
}

/// What the walk goes along.
enum Walk {
    /// Nothing has such a gram.
    Nothing,
    /// The rows of a gram, by code.
    Gram(String),
    /// The few rows whose grams begin with a character.
    Beginning(char),
    /// All rows, by code: what is asked for is in so many that it is found soon.
    Table,
}

struct Search<'a> {
    target: &'a Target<'a>,
    words: Vec<String>,
    forms: Vec<String>,
    exact: Vec<i64>,
    want: usize,
}

impl Search<'_> {
    fn missing(&self, hits: &[Hit]) -> i64 {
        i64::try_from(self.want.saturating_sub(hits.len())).unwrap_or(i64::MAX)
    }

    /// Adds rows whose code begins with the query.
    async fn prefix(&self, tx: &mut Tx<'_>, after: String, hits: &mut Vec<Hit>) -> Result<()> {
        let missing = self.missing(hits);
        let mut rows = Vec::new();
        for form in &self.forms {
            let mut sql = Sql::new("select t.id, t.code from ");
            sql.push(self.target.table).push(" t where t.tenant_id = ").bind(tx.tenant());
            sql.push(" and t.code >= ").bind(form.as_str()).push(" and t.code < ").bind(above_prefix(form));
            sql.push(" and t.code > ").bind(after.as_str());
            self.without_exact(&mut sql);
            (self.target.filter)(&mut sql);
            sql.push(" order by t.code limit ").bind(missing);
            for row in sql.build().fetch_all(tx.conn()).await? {
                rows.push(hit(PREFIX, &row)?);
            }
        }
        rows.sort_by(|a, b| a.position.cmp(&b.position));
        rows.truncate(usize::try_from(missing).unwrap_or(usize::MAX));
        hits.extend(rows);
        Ok(())
    }

    fn without_exact(&self, sql: &mut Sql) {
        if !self.exact.is_empty() {
            sql.push(" and t.id not in ").bind_list(self.exact.iter().copied());
        }
    }

    /// Adds rows that contain every word, and says where it stopped when it looked at as many as it may.
    async fn contained(&self, tx: &mut Tx<'_>, mut after: String, hits: &mut Vec<Hit>) -> Result<Option<Position>> {
        let walk = self.choose(tx).await?;
        if matches!(walk, Walk::Nothing) {
            return Ok(None);
        }
        let (mut looked_at, mut batch) = (0, BATCH_FIRST);
        while looked_at < CANDIDATES_MAX {
            let batch_rows = batch.min(CANDIDATES_MAX - looked_at);
            let mut sql = Sql::new("select count(*), max(c.code) from (");
            self.candidates(tx.tenant(), &mut sql, &walk, &after, batch_rows);
            sql.push(") c");
            let row = sql.build().fetch_one(tx.conn()).await?;
            let (candidates, last): (i64, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
            let Some(last) = last else { return Ok(None) };
            let mut sql = Sql::new("select t.id, t.code from (");
            self.candidates(tx.tenant(), &mut sql, &walk, &after, batch_rows);
            self.recheck(tx.tenant(), &mut sql);
            sql.push(" order by t.code limit ").bind(self.missing(hits));
            for row in sql.build().fetch_all(tx.conn()).await? {
                hits.push(hit(CONTAINED, &row)?);
            }
            if hits.len() >= self.want || candidates < batch_rows {
                return Ok(None);
            }
            looked_at += candidates;
            batch *= 4;
            after = last;
        }
        Ok(Some(Position(CONTAINED, after)))
    }

    fn candidates(&self, tenant: i64, sql: &mut Sql, walk: &Walk, after: &str, limit: i64) {
        match walk {
            Walk::Table | Walk::Nothing => {
                sql.push("select c.code, c.id as target_id from ").push(self.target.table);
                sql.push(" c where c.tenant_id = ").bind(tenant);
            }
            Walk::Gram(gram) => {
                sql.push("select c.code, c.target_id from search_gram c where c.tenant_id = ").bind(tenant);
                sql.push(" and c.kind = ").bind(self.target.kind).push(" and c.gram = ").bind(gram.as_str());
            }
            Walk::Beginning(c) => {
                let beginning = c.to_string();
                sql.push("select distinct c.code, c.target_id from search_gram c where c.tenant_id = ").bind(tenant);
                sql.push(" and c.kind = ").bind(self.target.kind).push(" and c.gram >= ").bind(beginning.as_str());
                sql.push(" and c.gram < ").bind(above_prefix(&beginning));
            }
        }
        sql.push(" and c.code > ").bind(after).push(" order by c.code limit ").bind(limit);
    }

    /// Grams only say what may be; the key says what is.
    fn recheck(&self, tenant: i64, sql: &mut Sql) {
        sql.push(") c join ").push(self.target.table).push(" t on t.id = c.target_id and t.tenant_id = ").bind(tenant);
        sql.push(" where t.id > 0");
        for word in &self.words {
            sql.push(" and t.search_key like ").bind(containing(word)).push(" escape '\\'");
        }
        for form in &self.forms {
            sql.push(" and not (t.code >= ").bind(form.as_str());
            sql.push(" and t.code < ").bind(above_prefix(form)).push(")");
        }
        self.without_exact(sql);
        (self.target.filter)(sql);
    }

    /// Takes the rarest gram of the query, by counting each only as far as needed.
    async fn choose(&self, tx: &mut Tx<'_>) -> Result<Walk> {
        let probes = gram::probes(&self.words);
        let mut rarest: Option<(i64, Probe)> = None;
        for bound in [RARE_ROWS, COMMON_ROWS] {
            for (probe, rows) in self.probed(tx, &probes, bound).await? {
                if rarest.as_ref().is_none_or(|(least, _)| rows < *least) {
                    rarest = Some((rows, probe));
                }
            }
            if rarest.as_ref().is_some_and(|(rows, _)| *rows < bound) {
                break;
            }
            if bound == RARE_ROWS {
                rarest = None;
            }
        }
        Ok(match rarest {
            Some((0, _)) => Walk::Nothing,
            Some((_, Probe::Gram(gram))) => Walk::Gram(gram),
            Some((rows, Probe::Beginning(c))) if rows < COMMON_ROWS => Walk::Beginning(c),
            None | Some((_, Probe::Beginning(_))) => Walk::Table,
        })
    }

    async fn probed(&self, tx: &mut Tx<'_>, probes: &[Probe], bound: i64) -> Result<Vec<(Probe, i64)>> {
        let mut sql = Sql::new("");
        for (index, probe) in probes.iter().enumerate() {
            sql.push(if index == 0 { "select " } else { " union all select " });
            sql.bind(i64::try_from(index).unwrap_or(0)).push(", count(*) from (");
            sql.push("select 1 from search_gram c where c.tenant_id = ").bind(tx.tenant());
            sql.push(" and c.kind = ").bind(self.target.kind);
            match probe {
                Probe::Gram(gram) => drop(sql.push(" and c.gram = ").bind(gram.as_str())),
                Probe::Beginning(c) => {
                    sql.push(" and c.gram >= ").bind(c.to_string());
                    sql.push(" and c.gram < ").bind(above_prefix(&c.to_string()));
                }
            }
            sql.push(" limit ").bind(bound).push(") g");
        }
        let rows = {
            sql.push(" order by 1");
            sql.build()
        }
        .fetch_all(tx.conn())
        .await?;
        rows.iter().zip(probes).map(|(row, probe)| Ok((probe.clone(), row.try_get(1)?))).collect()
    }
}
