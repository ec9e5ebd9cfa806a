//! Search in masters and slips: exact codes first, then codes that begin with the query, then what contains it.
//!
//! What always holds: a search costs the same however many rows there are. It walks the rarest gram of the query in
//! the order of the codes, looks at no more than [`CANDIDATES_MAX`] rows, and says where it stopped, so that the next
//! page goes on there and nothing is left out.

mod all;
pub(crate) mod build;
mod choose;
mod course;
#[cfg(test)]
mod explain;
pub(crate) mod gram;
pub(crate) mod index;
#[cfg(test)]
mod tests;
mod walk;

use std::cmp::Ordering;

use model::page::{Count, Total};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::sql::Sql;
use crate::{Result, Tx, item, partner};
pub(crate) use course::{Course, Sought, course};
use walk::Search;

/// The kind of locations in `search_gram`.
pub(crate) const LOCATION_KIND: &str = "l";

/// The most rows that one page looks at.
pub(crate) const CANDIDATES_MAX: i64 = 10_000;

/// The most hits of a search that are sorted otherwise than the search finds them.
pub(crate) const SORTED_HITS_MAX: usize = 1000;

/// What is searched.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    /// The kind in `search_gram`.
    pub(crate) kind: &'static str,
    /// The table, which has `id` and `search_key`.
    pub(crate) table: &'static str,
    /// What its rows are called by.
    pub(crate) code: Code,
    /// Whether barcodes count as exact codes.
    pub(crate) barcodes: bool,
    /// Whether the last codes come first.
    pub(crate) descending: bool,
    /// Adds conditions on the table, which is called `t`.
    pub(crate) filter: &'a (dyn Fn(&mut Sql) + Sync),
}

/// The column that a search goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// A column that no two rows have in common.
    Unique(&'static str),
    /// A column that rows may share; then the id decides, and an index has both.
    Shared(&'static str),
}

impl Code {
    pub(crate) const fn column(self) -> &'static str {
        match self {
            Self::Unique(column) | Self::Shared(column) => column,
        }
    }
}

impl<'a> Target<'a> {
    /// Items, by code.
    pub(crate) const fn items(filter: &'a (dyn Fn(&mut Sql) + Sync)) -> Self {
        let code = Code::Unique("code");
        Self { kind: item::GRAM_KIND, table: "item", code, barcodes: true, descending: false, filter }
    }

    /// Partners, by code.
    pub(crate) const fn partners(filter: &'a (dyn Fn(&mut Sql) + Sync)) -> Self {
        let code = Code::Unique("code");
        Self { kind: partner::GRAM_KIND, table: "partner", code, barcodes: false, descending: false, filter }
    }

    /// Locations, by code; several warehouses may have the same.
    pub(crate) const fn locations(filter: &'a (dyn Fn(&mut Sql) + Sync)) -> Self {
        let code = Code::Shared("code");
        Self { kind: LOCATION_KIND, table: "location", code, barcodes: false, descending: false, filter }
    }

    fn order(&self, a: &Position, b: &Position) -> Ordering {
        let codes = (&a.1, a.2).cmp(&(&b.1, b.2));
        a.0.cmp(&b.0).then(if self.descending { codes.reverse() } else { codes })
    }
}

/// Where a hit stands in the results: 0 exact, 1 prefix, 2 contained; then by code, then by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Position(u8, String, i64);

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

impl Hit {
    fn read(stage: u8, row: &AnyRow) -> Result<Self> {
        let id = row.try_get("id")?;
        Ok(Self { position: Position(stage, row.try_get("code")?, id), id })
    }
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
    let mut search = Search::new(target, words, forms, exact.iter().map(|hit| hit.id).collect(), want + 1);
    let beyond = |hit: &Hit| after.is_none_or(|after| target.order(&hit.position, after) == Ordering::Greater);
    let mut hits: Vec<Hit> = exact.into_iter().filter(beyond).collect();
    let mut stopped = None;
    for stage in [PREFIX, CONTAINED] {
        let passed = after.is_some_and(|after| after.0 > stage);
        if passed || stopped.is_some() || hits.len() > want {
            continue;
        }
        let from = after.filter(|after| after.0 == stage);
        stopped = search.stage(tx, stage, from, &mut hits).await?;
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
    let mut sql = Sql::new("select t.id, t.");
    sql.push(target.code.column()).push(" as code from ").push(target.table);
    sql.push(" t where t.tenant_id = ").bind(tx.tenant());
    sql.push(" and t.").push(target.code.column()).push(" in ").bind_list(forms.iter().map(String::as_str));
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
    let mut hits = rows.iter().map(|row| Hit::read(EXACT, row)).collect::<Result<Vec<_>>>()?;
    hits.sort_by(|a, b| target.order(&a.position, &b.position));
    hits.dedup_by_key(|hit| hit.id);
    Ok(hits)
}
