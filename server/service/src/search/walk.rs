//! Walking an index in the order of the codes, batch by batch, never further than a page may look.

use super::{CANDIDATES_MAX, CONTAINED, Code, Hit, PREFIX, Position, Target};
use crate::sql::{Sql, above_prefix, containing};
use crate::{Result, Tx};

use sqlx::Row;

/// Rows looked at first; each further batch is four times larger.
const BATCH_FIRST: i64 = 200;

/// What a walk goes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    /// The rows whose code begins so, by code.
    Prefix(String),
    /// The rows of a gram, by code.
    Gram(String),
    /// The few rows of which a gram begins so.
    Beginning(String),
    /// All rows, by code: what is asked for is in so many that it is found soon.
    Table,
}

/// One page of a search.
pub(super) struct Search<'a> {
    pub(super) target: &'a Target<'a>,
    pub(super) words: Vec<String>,
    forms: Vec<String>,
    exact: Vec<i64>,
    /// The rows that a page shows, and one.
    want: usize,
    looked_at: i64,
    /// The last row looked at before the budget was used up.
    last: Option<Position>,
}

impl<'a> Search<'a> {
    pub(super) const fn new(
        target: &'a Target<'a>,
        words: Vec<String>,
        forms: Vec<String>,
        exact: Vec<i64>,
        want: usize,
    ) -> Self {
        Self { target, words, forms, exact, want, looked_at: 0, last: None }
    }

    /// Adds the hits of a stage behind a position, and says where it stopped when it looked at as many rows as it may.
    pub(super) async fn stage(
        &mut self,
        tx: &mut Tx<'_>,
        stage: u8,
        from: Option<&Position>,
        hits: &mut Vec<Hit>,
    ) -> Result<Option<Position>> {
        for walk in self.walks(tx, stage).await? {
            let stopped = self.along(tx, stage, &walk, from, hits).await?;
            if stopped.is_some() || hits.len() >= self.want {
                return Ok(stopped);
            }
        }
        Ok(None)
    }

    /// The walks of a stage, in the order of their codes: no two forms begin the same code.
    async fn walks(&self, tx: &mut Tx<'_>, stage: u8) -> Result<Vec<Walk>> {
        if stage == CONTAINED {
            return Ok(self.choose(tx).await?.into_iter().collect());
        }
        let mut walks: Vec<Walk> = self.forms.iter().cloned().map(Walk::Prefix).collect();
        if self.target.descending {
            walks.reverse();
        }
        Ok(walks)
    }

    async fn along(
        &mut self,
        tx: &mut Tx<'_>,
        stage: u8,
        walk: &Walk,
        from: Option<&Position>,
        hits: &mut Vec<Hit>,
    ) -> Result<Option<Position>> {
        let (mut from, mut batch) = (from.cloned(), BATCH_FIRST);
        while self.looked_at < CANDIDATES_MAX {
            let rows = batch.min(CANDIDATES_MAX - self.looked_at);
            let missing = i64::try_from(self.want - hits.len()).unwrap_or(i64::MAX);
            let sql = self.hits_sql(tx.tenant(), stage, walk, from.as_ref(), (rows, missing));
            for row in sql.build().fetch_all(tx.conn()).await? {
                hits.push(Hit::read(stage, &row)?);
            }
            if hits.len() >= self.want {
                return Ok(None);
            }
            let sql = self.milestone_sql(tx.tenant(), walk, from.as_ref(), rows);
            let Some(row) = sql.build().fetch_optional(tx.conn()).await? else { return Ok(None) };
            from = Some(Position(stage, row.try_get("code")?, row.try_get("target_id")?));
            self.last.clone_from(&from);
            self.looked_at += rows;
            batch *= 4;
        }
        Ok(self.last.clone())
    }

    /// The hits among the next candidates.
    pub(super) fn hits_sql(
        &self,
        tenant: i64,
        stage: u8,
        walk: &Walk,
        from: Option<&Position>,
        (candidates, missing): (i64, i64),
    ) -> Sql {
        let mut sql = Sql::new("select t.id, t.");
        sql.push(self.target.code.column()).push(" as code from (");
        self.candidates(tenant, &mut sql, walk, from);
        sql.push(" limit ").bind(candidates).push(") few cross join ").push(self.target.table);
        sql.push(" t where t.tenant_id = ").bind(tenant).push(" and t.id = few.target_id");
        if stage != PREFIX {
            self.recheck(&mut sql);
        }
        if !self.exact.is_empty() {
            sql.push(" and t.id not in ").bind_list(self.exact.iter().copied());
        }
        (self.target.filter)(&mut sql);
        sql.push(if self.target.descending {
            " order by few.code desc, few.target_id desc limit "
        } else {
            " order by few.code, few.target_id limit "
        });
        sql.bind(missing);
        sql
    }

    /// The last of the next candidates; no row when there are fewer.
    pub(super) fn milestone_sql(&self, tenant: i64, walk: &Walk, from: Option<&Position>, candidates: i64) -> Sql {
        let mut sql = Sql::default();
        self.candidates(tenant, &mut sql, walk, from);
        sql.push(" limit 1 offset ").bind(candidates - 1);
        sql
    }

    /// Rows that may be hits, in their order: `code` and `target_id`, up to the limit.
    fn candidates(&self, tenant: i64, sql: &mut Sql, walk: &Walk, from: Option<&Position>) {
        let code = self.target.code.column();
        match walk {
            Walk::Table | Walk::Prefix(_) => {
                sql.push("select c.").push(code).push(" as code, c.id as target_id from ").push(self.target.table);
                sql.push(" c where c.tenant_id = ").bind(tenant);
            }
            Walk::Gram(_) => {
                sql.push("select c.code, c.target_id from search_gram c where c.tenant_id = ").bind(tenant);
                sql.push(" and c.kind = ").bind(self.target.kind);
            }
            Walk::Beginning(_) => {
                sql.push("select distinct c.code, c.target_id from search_gram c where c.tenant_id = ").bind(tenant);
                sql.push(" and c.kind = ").bind(self.target.kind);
            }
        }
        match walk {
            Walk::Table => {}
            Walk::Prefix(form) => {
                // Each side has one bound, since an engine that saw two might begin at the wrong one.
                let (above, from) = (above_prefix(form), from.map(Position::code));
                if self.target.descending || from.is_none_or(|from| from < form.as_str()) {
                    sql.push(" and c.").push(code).push(" >= ").bind(form.as_str());
                }
                if !self.target.descending || from.is_none_or(|from| from > above.as_str()) {
                    sql.push(" and c.").push(code).push(" < ").bind(above);
                }
            }
            Walk::Gram(gram) => drop(sql.push(" and c.gram = ").bind(gram.as_str())),
            Walk::Beginning(beginning) => {
                sql.push(" and c.gram >= ").bind(beginning.as_str());
                sql.push(" and c.gram < ").bind(above_prefix(beginning));
            }
        }
        let columns: &[&'static str] = match (walk, self.target.code) {
            (Walk::Gram(_) | Walk::Beginning(_), _) => &["code", "target_id"],
            (_, Code::Unique(code)) => &[code],
            (_, Code::Shared(code)) => &[code, "id"],
        };
        self.keyed(sql, columns, from);
    }

    /// Behind a position, in the order of the columns.
    fn keyed(&self, sql: &mut Sql, columns: &[&'static str], from: Option<&Position>) {
        let (beyond, direction) = if self.target.descending { (" < (", " desc") } else { (" > (", "") };
        if let Some(Position(_, code, id)) = from {
            sql.push(" and (");
            for (nth, column) in columns.iter().enumerate() {
                sql.push(if nth > 0 { ", c." } else { "c." }).push(column);
            }
            sql.push(")").push(beyond).bind(code.as_str());
            if columns.len() > 1 {
                sql.push(", ").bind(*id);
            }
            sql.push(")");
        }
        for (nth, column) in columns.iter().enumerate() {
            sql.push(if nth > 0 { ", c." } else { " order by c." }).push(column).push(direction);
        }
    }

    /// Grams only say what may be; the key says what is.
    fn recheck(&self, sql: &mut Sql) {
        for word in &self.words {
            sql.push(" and t.search_key like ").bind(containing(word)).push(" escape '\\'");
        }
        let code = self.target.code.column();
        for form in &self.forms {
            sql.push(" and not (t.").push(code).push(" >= ").bind(form.as_str());
            sql.push(" and t.").push(code).push(" < ").bind(above_prefix(form)).push(")");
        }
    }
}
