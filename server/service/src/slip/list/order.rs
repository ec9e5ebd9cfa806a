//! Orders, by number or by planned date.

use std::cmp::Ordering;

use model::page::Total;
use model::{Date, Page, PageRequest, WarehouseId};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::strand::{self, Strand};
use super::{Shape, of_warehouses};
use crate::search::{self, CANDIDATES_MAX, Course, SORTED_HITS_MAX, Sought};
use crate::sql::Sql;
use crate::{Ctx, Result, Tx, page, warehouse};

/// Dates from and to, both included.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
}

/// Which orders are wanted.
pub(crate) struct Filter {
    pub(crate) warehouses: Option<Vec<i64>>,
    /// Any state when empty.
    pub(crate) states: Vec<&'static str>,
    pub(crate) search: String,
    pub(crate) planned: Span,
}

/// What orders are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Sort {
    /// Those without a date last, whichever the direction.
    PlannedOn,
    Number,
}

/// The key of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Key {
    /// Empty where there is none.
    planned_on: String,
    number: String,
}

/// A row with its key.
type Keyed = (Key, AnyRow);

/// An order of rows, to which a cursor belongs.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Order {
    sort: Sort,
    descending: bool,
}

impl Order {
    fn compare(self, a: &Key, b: &Key) -> Ordering {
        let directed = |order: Ordering| if self.descending { order.reverse() } else { order };
        let numbers = directed(a.number.cmp(&b.number));
        match self.sort {
            Sort::Number => numbers,
            Sort::PlannedOn => a
                .planned_on
                .is_empty()
                .cmp(&b.planned_on.is_empty())
                .then(directed(a.planned_on.cmp(&b.planned_on)))
                .then(numbers),
        }
    }
}

/// A page of orders.
pub(crate) async fn planned(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    shape: &Shape,
    mut filter: Filter,
    (sort, descending): (Sort, bool),
    request: &PageRequest,
) -> Result<Page<AnyRow>> {
    if filter.warehouses.is_none() && !filter.states.is_empty() {
        // The indexes with the state begin with the warehouse, of which a company has few.
        filter.warehouses = Some(warehouse::list::ids(ctx, tx).await?.into_iter().map(WarehouseId::get).collect());
    }
    let list = Orders { shape, filter, order: Order { sort, descending }, request };
    if !list.filter.search.trim().is_empty() {
        return list.searched(tx).await;
    }
    let total = page::total(tx, request, list.counted(tx.tenant())).await?;
    let by_day = Order { sort: Sort::PlannedOn, descending };
    if !list.filter.planned.is_bounded() {
        return list.listed(tx, list.order, total).await;
    }
    if sort == Sort::Number
        && let Some((rows, after)) = list.spanned(tx, by_day).await?
    {
        return list.sorted(rows, after.as_ref(), total);
    }
    list.listed(tx, by_day, total).await
}

/// A list of orders that is asked for.
struct Orders<'a> {
    shape: &'a Shape,
    filter: Filter,
    order: Order,
    request: &'a PageRequest,
}

impl Orders<'_> {
    fn counted(&self, tenant: i64) -> Sql {
        let mut sql = Sql::new("select 1 from ");
        sql.push(self.shape.table).push(" t where t.tenant_id = ").bind(tenant);
        self.filter.push(&mut sql);
        sql
    }

    /// By date there are two runs: orders with a date, then those without.
    async fn listed(&self, tx: &mut Tx<'_>, order: Order, total: Option<Total>) -> Result<Page<AnyRow>> {
        let after: Option<Key> = page::after_in(self.request, &order)?;
        let limit = page::fetch_limit(self.request);
        let runs: &[Run] = match (order.sort, &after) {
            (Sort::Number, _) => &[Run::All],
            (Sort::PlannedOn, Some(key)) if key.planned_on.is_empty() => &[Run::Undated],
            (Sort::PlannedOn, _) => &[Run::Dated, Run::Undated],
        };
        let mut rows: Vec<Keyed> = Vec::new();
        for (nth, run) in runs.iter().enumerate() {
            let left = limit - i64::try_from(rows.len()).unwrap_or(limit);
            if left <= 0 {
                break;
            }
            let after = if nth == 0 { after.as_ref() } else { None };
            rows.extend(self.run(tx, *run, order, after, left).await?);
        }
        Ok(page::page(rows, self.request, total, |(key, _)| (order, key.clone()))?.map(|(_, row)| row))
    }

    /// The next rows of a run, at most `limit`.
    async fn run(
        &self,
        tx: &mut Tx<'_>,
        run: Run,
        order: Order,
        after: Option<&Key>,
        limit: i64,
    ) -> Result<Vec<Keyed>> {
        let strands = Strand::each(self.filter.warehouses.as_deref(), &self.filter.states);
        let ordered = |sql: &mut Sql| run.push(sql, self.filter.planned, after, order.descending);
        let rows = strand::fetch(tx, self.shape, &strands, limit, ordered).await?;
        let mut rows = rows.into_iter().map(keyed).collect::<Result<Vec<_>>>()?;
        rows.sort_by(|(a, _), (b, _)| order.compare(a, b));
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(rows)
    }

    /// All orders of the days asked for, when they are few enough to be sorted otherwise than by day, and where the
    /// page begins. The first page decides, and the cursors say how the others come.
    async fn spanned(&self, tx: &mut Tx<'_>, by_day: Order) -> Result<Option<(Vec<Keyed>, Option<Key>)>> {
        let is_first = self.request.after.is_none();
        if !is_first && page::after_in::<Order, Key>(self.request, &by_day).is_ok() {
            return Ok(None);
        }
        let after = page::after_in(self.request, &self.order)?;
        let most = if is_first { SORTED_HITS_MAX } else { usize::try_from(CANDIDATES_MAX).unwrap_or(usize::MAX) };
        let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let upwards = Order { descending: false, ..by_day };
        let rows = self.run(tx, Run::Dated, upwards, None, limit).await?;
        if rows.len() <= most {
            Ok(Some((rows, after)))
        } else if is_first {
            Ok(None)
        } else {
            Err(page::foreign())
        }
    }

    /// A page of rows that are all there.
    fn sorted(&self, mut rows: Vec<Keyed>, after: Option<&Key>, total: Option<Total>) -> Result<Page<AnyRow>> {
        rows.retain(|(key, _)| after.is_none_or(|after| self.order.compare(key, after) == Ordering::Greater));
        rows.sort_by(|(a, _), (b, _)| self.order.compare(a, b));
        Ok(page::page(rows, self.request, total, |(key, _)| (self.order, key.clone()))?.map(|(_, row)| row))
    }

    /// Searches. By number in the order of the search; by day up to [`SORTED_HITS_MAX`] hits, more by number.
    async fn searched(&self, tx: &mut Tx<'_>) -> Result<Page<AnyRow>> {
        let only = |sql: &mut Sql| self.filter.push(sql);
        let target = self.shape.target(self.order.descending, &only);
        let query = &self.filter.search;
        let total = search::total(tx, &target, query, self.request.count).await?;
        let as_found = self.order.sort == Sort::Number;
        let sought = Sought { query, order: &self.order, as_found, request: self.request };
        match search::course(tx, &target, sought, || page::after_in(self.request, &self.order)).await? {
            Course::Sorted { ids, after } => {
                let rows = self.shape.by_ids(tx, &ids).await?;
                self.sorted(rows.into_iter().map(keyed).collect::<Result<_>>()?, after.as_ref(), total)
            }
            Course::Found { ids, next } => Ok(Page { data: self.shape.by_ids(tx, &ids).await?, next, total }),
        }
    }
}

fn keyed(row: AnyRow) -> Result<Keyed> {
    Ok((Key { planned_on: row.try_get("planned_on")?, number: row.try_get("number")? }, row))
}

/// A part of a list that one index serves in its order.
#[derive(Clone, Copy)]
enum Run {
    All,
    Dated,
    Undated,
}

impl Run {
    /// Adds the part, what comes behind the page before, and the order. Each side has one bound, since an engine that
    /// saw two might begin at the wrong one.
    fn push(self, sql: &mut Sql, span: Span, after: Option<&Key>, descending: bool) {
        let (beyond, direction) = if descending { (" < ", " desc") } else { (" > ", "") };
        match (self, after) {
            (Self::Undated, _) if span.is_bounded() => drop(sql.push(" and 1 = 0")),
            (Self::Undated, _) => drop(sql.push(" and planned_on = ''")),
            (Self::All, _) => {}
            (Self::Dated, after) => span.push_behind(sql, after, descending),
        }
        match (self, after) {
            (Self::Dated, _) => drop(sql.push(" order by planned_on").push(direction).push(", number")),
            (_, None) => drop(sql.push(" order by number")),
            (_, Some(key)) => {
                sql.push(" and number").push(beyond).bind(key.number.as_str()).push(" order by number");
            }
        }
        sql.push(direction);
    }
}

impl Span {
    const fn is_bounded(self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// Adds the days behind a key.
    fn push_behind(self, sql: &mut Sql, after: Option<&Key>, descending: bool) {
        let behind = |sql: &mut Sql, beyond, key: &Key| {
            sql.push(" and (planned_on, number)").push(beyond);
            sql.bind_list([key.planned_on.as_str(), key.number.as_str()]);
        };
        match (after, self.from) {
            (Some(key), _) if !descending => behind(sql, " > ", key),
            (_, Some(from)) => drop(sql.push(" and planned_on >= ").bind(from.to_string())),
            (_, None) => drop(sql.push(" and planned_on > ''")),
        }
        match (after, self.to) {
            (Some(key), _) if descending => behind(sql, " < ", key),
            (_, Some(to)) => drop(sql.push(" and planned_on <= ").bind(to.to_string())),
            (_, None) => {}
        }
    }

    /// Adds the days; `column` is ` and t.planned_on `.
    fn push(self, sql: &mut Sql, column: &'static str) {
        if let Some(from) = self.from {
            sql.push(column).push(">= ").bind(from.to_string());
        }
        if let Some(to) = self.to {
            sql.push(column).push("> ''").push(column).push("<= ").bind(to.to_string());
        }
    }
}

impl Filter {
    /// Adds the conditions on orders `t`.
    fn push(&self, sql: &mut Sql) {
        of_warehouses(sql, " and t.warehouse_id ", self.warehouses.as_deref());
        if !self.states.is_empty() {
            sql.push(" and t.state in ").bind_list(self.states.iter().copied());
        }
        self.planned.push(sql, " and t.planned_on ");
    }
}
