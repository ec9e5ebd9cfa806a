//! Strands: parts of a list, each of which an index has in the order of the list.

use sqlx::any::AnyRow;

use super::Shape;
use crate::sql::Sql;
use crate::{Result, Tx};

/// Strands that one statement asks.
const STATEMENT_STRANDS: usize = 32;

/// A part of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Strand {
    pub(super) warehouse: Option<i64>,
    pub(super) state: Option<&'static str>,
}

impl Strand {
    /// Every warehouse with every state; where nothing is said, that part is left open.
    pub(super) fn each(warehouses: Option<&[i64]>, states: &[&'static str]) -> Vec<Self> {
        let states: Vec<_> = if states.is_empty() { vec![None] } else { states.iter().copied().map(Some).collect() };
        let warehouses: Vec<_> = warehouses.map_or_else(|| vec![None], |ids| ids.iter().copied().map(Some).collect());
        let of_warehouse =
            |warehouse| states.iter().map(move |state| Self { warehouse, state: *state }).collect::<Vec<_>>();
        warehouses.into_iter().flat_map(of_warehouse).collect()
    }

    fn push(self, sql: &mut Sql, tenant: i64) {
        sql.push(" where tenant_id = ").bind(tenant);
        if let Some(warehouse) = self.warehouse {
            sql.push(" and warehouse_id = ").bind(warehouse);
        }
        if let Some(state) = self.state {
            sql.push(" and state = ").bind(state);
        }
    }
}

/// The rows of all strands, at most `limit` of each; `ordered` adds what comes behind the page before and the order.
pub(super) async fn fetch(
    tx: &mut Tx<'_>,
    shape: &Shape,
    strands: &[Strand],
    limit: i64,
    ordered: impl Fn(&mut Sql),
) -> Result<Vec<AnyRow>> {
    let (tenant, mut rows) = (tx.tenant(), Vec::new());
    for part in strands.chunks(STATEMENT_STRANDS) {
        let sql = shape.of_rows(|sql| {
            for (nth, strand) in part.iter().enumerate() {
                sql.push(if nth > 0 { " union all " } else { "" });
                sql.push("select * from (select * from ").push(shape.table);
                strand.push(sql, tenant);
                ordered(sql);
                sql.push(" limit ").bind(limit).push(") strand");
            }
        });
        rows.extend(sql.build().fetch_all(tx.conn()).await?);
    }
    Ok(rows)
}
